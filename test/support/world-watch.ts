import { expect } from 'vitest';
import { type Run } from '../../sandbox/github/types.ts';
import { queriesFor } from '../../sandbox/prometheus/server.ts';
import { type Entries } from '../../sandbox/slack/contract.ts';
import { prometheusStandIn } from '../../sandbox/world-config.ts';
import { alertsOf, lookAgain, offers, press, request, toldTo, until, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, runsOf, type ShopWorld, shop, soon } from './world.ts';
import { cardsOf, minuteMs, nextRun } from './world-evidence.ts';
import { byEvidence, type ShopLane } from './world-shops.ts';

/** Lanes whose watch goes by telemetry, and what happens in them. */

/** One look for each minute that telemetry brings; a resource at its limit shows itself in five of them. */
export const watchMinutes = 7;

export type MeasuredLane = ShopLane & {
  readonly rollback?: { readonly mandate: 'propose' | 'never'; readonly minutes?: number };
};

/** A lane with evidence, a replay workflow, and everything that Prometheus knows of the service. */
export function measuredLane(
  name: string,
  { watch = {}, ...lane }: Omit<MeasuredLane, 'watch'> & { readonly watch?: Readonly<Record<string, unknown>> } = {},
): MeasuredLane {
  const prometheus = { url: prometheusStandIn, queries: queriesFor(name) };
  return {
    ...byEvidence({ watch: { minutes: watchMinutes, every: '60s', prometheus, ...watch } }),
    rollback: { mandate: 'propose', minutes: 30 },
    ...lane,
  };
}

/** What runs now is on record, so that a request has something to go back to; asked for again after that. */
export async function askedAnew(world: ShopWorld, service: string, entries: Entries = {}): Promise<string> {
  const first = await request(world, { by: 'U0FINN', service });
  await offers(world, first, 'lane.adopt');
  await press(world, 'U0ANA', first, 'lane.adopt');
  const recorded = `${shop(world, service).live.slice(0, 7)}\` is recorded as live`;
  await expect.poll(() => toldTo(world, 'U0ANA').join('\n'), soon).toContain(recorded);
  await press(world, 'U0FINN', first, 'release.withdraw');
  await expectPhase(world, first, 'withdrawn');
  const release = await request(world, { by: 'U0FINN', service, entries });
  await offers(world, release, 'release.approve');
  return release;
}

/** Approved by Ana, deployed, seen live, and no look taken yet. */
export async function watched(world: ShopWorld, service: string, release: string): Promise<void> {
  const before = runsOf(world, shop(world, service)).length;
  await press(world, 'U0ANA', release, 'release.approve');
  const run = await nextRun(world, shop(world, service), before);
  await runSucceeds(world, release, run);
}

export async function runSucceeds(world: ShopWorld, release: string, run: Run): Promise<void> {
  await expectPhase(world, release, 'deploying');
  world.github.world.finishRun(run.id, 'success');
  await expect.poll(() => cardWords(world, release), soon).toContain('look 0 of');
}

/** Lets minutes pass, one look each, until the watch is over or so many have passed; the phase that it came to. */
export async function minutesPass(world: ShopWorld, release: string, atMost = watchMinutes): Promise<string> {
  let phase = 'watching';
  for (let minutes = 0; minutes < atMost && phase === 'watching'; minutes += 1)
    phase = await lookAgain(world, release, minuteMs);
  return phase;
}

/** The words of the release's alert that says this. */
export async function alertSaying(world: ShopWorld, release: string, words: string): Promise<string> {
  return await until(`an alert that says "${words}"`, () => {
    return (
      alertsOf(world, release)
        .map(wordsOf)
        .find((said) => said.includes(words)) ?? null
    );
  });
}

/** The release that was begun after this one, once it has a card. */
export async function rollbackOf(world: ShopWorld, service: string, release: string): Promise<string> {
  return await until(`a rollback of ${release}`, () => {
    const cards = cardsOf(world, service);
    return cards[cards.indexOf(release) + 1] ?? null;
  });
}

/** The replay workflow was started for this commit with exactly the images that its manifest names. */
export function expectReplay(world: ShopWorld, run: Run, sha: string): void {
  expect(run.path).toContain('-replay.yml');
  expect(run.inputs['release_sha']).toBe(sha);
  const manifest = JSON.parse(run.inputs['release_manifest'] ?? '{}') as { sha?: string; images?: unknown };
  const built = world.github.world.artifact(run.repo, `release-candidate-${sha}`);
  const text = Object.values(built?.files ?? {})[0]?.toString() ?? '{}';
  expect(manifest.sha).toBe(sha);
  expect(manifest.images).toEqual((JSON.parse(text) as { images?: unknown }).images);
}
