import { beforeAll, describe, expect, test } from 'vitest';
import { type View } from '../../sandbox/slack/types.ts';
import { alertsOf, isLoading, newestOf, offers, press, topView, until, wordsOf } from '../../sandbox/world-people.ts';
import {
  cardWords,
  expectPhase,
  runsOf,
  type ShopWorld,
  shop,
  soon,
  startShops,
  watchThrough,
} from '../support/world.ts';
import { deploying, expectReplay, hasButton, nextRun, released, statusOf } from '../support/world-evidence.ts';
import { byEvidence } from '../support/world-shops.ts';

const versionOnly = { watch: { health: undefined } };

describe('a replay', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({ older: byEvidence({ watch: {} }), kept: byEvidence(), lost: byEvidence() });
  });

  test('of an older commit is voted on, runs the same digests, leaves its evidence, is watched and succeeds', async () => {
    const of = shop(world, 'older');
    const release = await replayed(world, 'older', of.live.slice(0, 8));
    await offers(world, release, 'release.approve');
    expect(cardWords(world, release)).toContain('the same images by digest, without a build');
    await press(world, 'U0ANA', release, 'release.approve');
    const run = await nextRun(world, of, 0);
    expectReplay(world, run, of.live);
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expect.poll(() => cardWords(world, release), soon).toContain('3 images as approved');
    expect(await watchThrough(world, release)).toBe('succeeded');
    expect(cardWords(world, release)).toContain('what it left behind is as approved');
    expect(runsOf(world, of)).toHaveLength(1);
  });

  test('whose artifact has expired at GitHub runs from the copy that was kept when it was first read', async () => {
    const of = shop(world, 'kept');
    await released(world, 'kept', of.candidate);
    const built = world.github.world.artifact(of.repo, `release-candidate-${of.candidate}`);
    world.github.world.expireArtifact(of.repo, `release-candidate-${of.candidate}`);
    const release = await replayed(world, 'kept', 'v1.1.0');
    await offers(world, release, 'release.approve');
    expect(cardWords(world, release)).toContain('From the copy that was kept');
    await press(world, 'U0ANA', release, 'release.approve');
    const run = await nextRun(world, of, 1);
    const { images } = JSON.parse(Object.values(built?.files ?? {})[0]?.toString() ?? '{}') as { images?: unknown };
    expect((JSON.parse(run.inputs['release_manifest'] ?? '{}') as { images?: unknown }).images).toEqual(images);
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, release, 'succeeded');
  });

  test('whose artifact has expired and was never read cannot be approved, and the card says why before the vote', async () => {
    const of = shop(world, 'lost');
    world.github.world.expireArtifact(of.repo, `release-candidate-${of.live}`);
    const release = await replayed(world, 'lost', of.live);
    await expectPhase(world, release, 'awaiting-decision');
    expect(hasButton(world, release, 'release.approve')).toBe(false);
    expect(cardWords(world, release)).toContain('Nobody knows the images of this commit by digest');
    expect(cardWords(world, release)).toContain('no copy');
    expect(runsOf(world, of)).toHaveLength(0);
  });
});

describe('what a run leaves behind', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      shipping: byEvidence(versionOnly),
      smoking: byEvidence(versionOnly),
      holding: byEvidence(versionOnly),
      silent: byEvidence(),
    });
  });

  test.for([
    ['other digests', 'shipping', { shipOtherDigests: true }, 'deployed other images than were approved: `worker`'],
    [
      'a failed smoke test',
      'smoking',
      { failSmoke: true },
      'The smoke test after the deployment failed: `POST /basket`',
    ],
    ['a decision to hold', 'holding', { decideHold: true }, 'decision after the deployment is `hold`'],
  ] as const)(
    'with %s is a failure although the run succeeded, and people are called',
    async ([, service, fault, said]) => {
      const of = shop(world, service);
      const { workflows } = world.github.world.faults;
      const release = await deploying(world, service, of.candidate);
      world.github.world.faults.workflows = { ...workflows, ...fault };
      world.github.world.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
      world.github.world.faults.workflows = workflows;
      await expectPhase(world, release, 'failed');
      expect(cardWords(world, release)).toContain(said);
      await expect.poll(() => alertsOf(world, release).map(wordsOf).join('\n'), soon).toContain(said);
      expect(runsOf(world, of)).toHaveLength(1);
      // Only where it is not known what runs does nothing else start before somebody has looked.
      expect((await statusOf(world, service)).includes('Held since')).toBe(service === 'shipping');
    },
  );

  test('that is nothing where evidence is required makes a release unverified, never succeeded', async () => {
    const of = shop(world, 'silent');
    const { workflows } = world.github.world.faults;
    const release = await deploying(world, 'silent', of.candidate);
    world.github.world.faults.workflows = { ...workflows, publishNothing: true };
    world.github.world.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
    world.github.world.faults.workflows = workflows;
    await expect.poll(() => cardWords(world, release), soon).toContain('ended with `success`');
    await world.moveClock(65_000);
    await expectPhase(world, release, 'unverified');
    expect(cardWords(world, release)).toContain('did not leave the evidence that this lane requires');
    await expect.poll(() => alertsOf(world, release).map(wordsOf).join('\n'), soon).toContain('Unknown does not count');
    await press(world, 'U0BEN', release, 'watch.accept');
    await expectPhase(world, release, 'accepted-unverified');
  });
});

/** Types `/release replay …` as Finn, sends the form as it is, and resolves with the release once it has a card. */
async function replayed(world: ShopWorld, service: string, word: string): Promise<string> {
  const before = newestOf(world, service) ?? '';
  const answer = await world.slack.people.slash('U0FINN', 'C0RELEASES', '/release', `replay ${service} ${word}`);
  expect(answer).toMatchObject({ status: 200, trouble: null });
  const view = await until<View>('the form of the replay', () => {
    const top = topView(world, 'U0FINN');
    return top === null || isLoading(top) ? null : top;
  });
  const sent = await world.slack.people.submitView('U0FINN', view.id, {});
  expect(sent).toMatchObject({ errors: {}, trouble: null });
  return await until('the card of the replay', () => newestOf(world, service, before));
}
