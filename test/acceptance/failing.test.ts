import { beforeAll, describe, expect, test } from 'vitest';
import { alertsOf, press, repliesOf, request, toldTo, until, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { workflowPath } from '../support/world-shops.ts';

const second = 1000;
const versionOnly = { watch: { health: undefined } };

describe('a run that does not end well', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      failing: versionOnly,
      unknown: versionOnly,
      cancelled: versionOnly,
      evicted: versionOnly,
      rerun: versionOnly,
      swapped: versionOnly,
    });
  });

  test('is told to the requester in the thread while the old version is live, and may be tried once more', async () => {
    const of = shop(world, 'failing');
    const release = await approved(world, 'failing');
    await failed(world, release, (await oneRun(world, of)).id, 'failure');
    await expect.poll(() => notesOf(world, release), soon).toContain('<@U0FINN>');
    expect(notesOf(world, release)).toContain('ended with `failure`');
    expect(alertsOf(world, release)).toEqual([]);

    await press(world, 'U0DANA', release, 'release.retry');
    await expect.poll(() => toldTo(world, 'U0DANA').at(-1) ?? '', soon).toContain('deployer role');
    await press(world, 'U0BEN', release, 'release.retry');
    await expect.poll(() => runsOf(world, of).length, soon).toBe(2);
    await failed(world, release, runsOf(world, of)[0]?.id ?? '', 'failure');
    await expect.poll(() => cardWords(world, release), soon).not.toContain('Try once more');
    expect(runsOf(world, of)).toHaveLength(2);
  });

  test('calls people when it is not known what is live', async () => {
    const of = shop(world, 'unknown');
    const release = await approved(world, 'unknown');
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    world.service.set('unknown', { version: 'failing' });
    world.github.world.finishRun(run.id, 'failure');
    await expect.poll(() => cardWords(world, release), soon).toContain('reading what is live');
    await world.moveClock(65 * second);
    await expectPhase(world, release, 'failed');
    const [alert] = await until('the alert', () => someOf(alertsOf(world, release)));
    expect(wordsOf(alert ?? { blocks: [] })).toContain('A deployment failed');
  });

  test('and was cancelled holds the lane until a deployer clears it, when it is not known what is live', async () => {
    const of = shop(world, 'cancelled');
    const release = await approved(world, 'cancelled');
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    world.github.world.advanceRun(run.id);
    await expect.poll(() => cardWords(world, release), soon).toContain('is in progress');
    world.service.set('cancelled', { version: 'failing' });
    world.github.world.finishRun(run.id, 'cancelled');
    await expect.poll(() => cardWords(world, release), soon).toContain('reading what is live');
    await world.moveClock(65 * second);
    await expectPhase(world, release, 'failed');
    expect(cardWords(world, release)).toContain('The lane is held');

    const status = await read(world, 'status cancelled');
    expect(status).toContain('Held since');
    await press(world, 'U0BEN', release, 'lane.clear-hold');
    await expect.poll(async () => await read(world, 'status cancelled'), soon).not.toContain('Held since');
  });

  test('and was dropped by its concurrency group is shown as evicted, not as failed by itself', async () => {
    const of = shop(world, 'evicted');
    const inputs = { release_sha: of.live, gonogo_request_id: 'by-hand' };
    const byHand = { workflow: 'cloud-deployment-pipeline.yml', ref: 'main', inputs, actor: 'ben' };
    const first = world.github.world.dispatchByHand(of.repo, byHand);
    const release = await approved(world, 'evicted');
    await expectPhase(world, release, 'deploying');
    world.github.world.dispatchByHand(of.repo, byHand);
    await expectPhase(world, release, 'failed');
    expect(cardWords(world, release)).toContain('a newer run took its place');
    world.github.world.finishRun(first.id, 'cancelled');
  });

  test('and is started again by hand does not count, for nobody approved that', async () => {
    const of = shop(world, 'rerun');
    const release = await approved(world, 'rerun');
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    world.github.world.faults.loseWebhooks = true;
    world.github.world.finishRun(run.id, 'failure');
    world.github.world.rerun(run.id, 'all', 'dana');
    world.github.world.faults.loseWebhooks = false;
    world.github.world.advanceRun(run.id);
    const [alert] = await until('the alert', () => someOf(alertsOf(world, release)));
    expect(wordsOf(alert ?? { blocks: [] })).toContain('started again by hand');
    await expect.poll(() => world.github.world.run(run.id).run.cancelRequested, soon).toBe(true);
    world.github.world.advanceRun(run.id);
    await expectPhase(world, release, 'failed');
    expect(cardWords(world, release)).toContain('which nobody approved');
  });

  test('does not count when it used another workflow file than the approved one', async () => {
    const of = shop(world, 'swapped');
    const release = await request(world, { by: 'U0FINN', service: 'swapped', ref: of.candidate });
    await expectPhase(world, release, 'awaiting-decision');
    const before = world.github.world.calls.length;
    world.github.world.faults.slowMs = 150;
    await press(world, 'U0ANA', release, 'release.approve');
    await until('the dispatch', () =>
      world.github.world.calls.slice(before).some(({ path }) => path.endsWith('/dispatches')) ? 1 : null,
    );
    const file = world.github.world.repo(of.repo).commits.get(of.candidate)?.tree.get(workflowPath) ?? '';
    world.github.world.setFile(of.repo, 'main', workflowPath, `${file}\n# changed\n`, 'dana');
    world.github.world.faults.slowMs = 0;
    await oneRun(world, of);
    const [alert] = await until('the alert', () => someOf(alertsOf(world, release)));
    expect(wordsOf(alert ?? { blocks: [] })).toContain('another version of');
  });
});

function notesOf(world: ShopWorld, release: string): string {
  return repliesOf(world, release).map(wordsOf).join('\n');
}

async function approved(world: ShopWorld, service: string): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service });
  await expectPhase(world, release, 'awaiting-decision');
  await press(world, 'U0ANA', release, 'release.approve');
  return release;
}

async function failed(world: ShopWorld, release: string, run: string, conclusion: 'failure'): Promise<void> {
  await expectPhase(world, release, 'deploying');
  world.github.world.finishRun(run, conclusion);
  await expectPhase(world, release, 'failed');
}

async function read(world: ShopWorld, words: string): Promise<string> {
  return (await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', words)).body;
}

function someOf<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}
