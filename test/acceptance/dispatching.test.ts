import { beforeAll, describe, expect, test } from 'vitest';
import { type DispatchFault } from '../../sandbox/github/faults.ts';
import {
  alertsOf,
  offers,
  press,
  repliesOf,
  request,
  toldTo,
  topView,
  until,
  wordsOf,
} from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';

const second = 1000;
const unwatched = { watch: null };
const versionOnly = { watch: { health: undefined } };

describe('starting the workflow', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      'bad-500': unwatched,
      'bad-502': unwatched,
      'bad-reset': unwatched,
      'no-details': unwatched,
      'old-server': unwatched,
      never: unwatched,
      linked: unwatched,
      twice: unwatched,
      refused: unwatched,
      deaf: unwatched,
      'stop-before': { ...unwatched, approval: { execute: 'separate' } },
      'stop-after': versionOnly,
    });
  });

  test.for([
    ['bad-500', '500-started'],
    ['bad-502', '502-started'],
    ['bad-reset', 'reset-started'],
    ['no-details', 'no-run-details'],
    ['old-server', 'refuses-run-details'],
  ] as const satisfies readonly (readonly [string, DispatchFault])[])(
    'adopts the one run after GitHub answered with %s, and starts no second',
    async ([name, fault]) => {
      const of = shop(world, name);
      world.github.world.nextDispatch(fault);
      const release = await approved(world, name);
      await expectPhase(world, release, 'deploying');
      const run = await oneRun(world, of);
      expect(cardWords(world, release)).toContain(run.id);
      world.github.world.finishRun(run.id, 'success');
      await expectPhase(world, release, 'succeeded');
      expect(runsOf(world, of)).toHaveLength(1);
    },
  );

  test('asks a person when it is not known whether a run began, and starts one after all on their word', async () => {
    const of = shop(world, 'never');
    world.github.world.nextDispatch('502-not-started');
    const release = await approved(world, 'never');
    await expect.poll(() => cardWords(world, release), soon).toContain('Looking for the run');
    await world.moveClock(125 * second);
    await offers(world, release, 'dispatch.not-started');
    const [alert] = await until('the alert', () => someOf(alertsOf(world, release)));
    expect(wordsOf(alert ?? { blocks: [] })).toContain('It is not known whether a deployment started');
    expect(runsOf(world, of)).toHaveLength(0);

    await press(world, 'U0DANA', release, 'dispatch.not-started');
    await expect.poll(() => toldTo(world, 'U0DANA').at(-1) ?? '', soon).toContain('deployer role');
    await press(world, 'U0BEN', release, 'dispatch.not-started');
    await expectPhase(world, release, 'ready');
    await press(world, 'U0BEN', release, 'release.deploy');
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, release, 'succeeded');
  });

  test('takes the run that a person links, by its address, and none of another repository', async () => {
    const of = shop(world, 'linked');
    world.github.world.nextDispatch('timeout-not-started');
    const release = await approved(world, 'linked');
    await until('the call', () =>
      world.github.world.calls.at(-1)?.path.endsWith('/dispatches') === true ? release : null,
    );
    await world.moveClock(20 * second);
    await expect.poll(() => cardWords(world, release), soon).toContain('Looking for the run');
    await world.moveClock(125 * second);
    await offers(world, release, 'dispatch.adopt');
    const inputs = { release_sha: of.candidate, gonogo_request_id: 'by-hand' };
    const run = world.github.world.dispatchByHand(of.repo, {
      workflow: 'cloud-deployment-pipeline.yml',
      ref: 'main',
      inputs,
      actor: 'ben',
    });

    await press(world, 'U0BEN', release, 'dispatch.adopt');
    const view = await until('the form', () => topView(world, 'U0BEN'));
    const wrong = await world.slack.people.submitView('U0BEN', view.id, {
      run: `https://github.com/acme/other/actions/runs/${run.id}`,
    });
    expect(wrong.errors['run']).toContain('another repository');
    await world.slack.people.submitView('U0BEN', view.id, {
      run: `https://github.com/${of.repo}/actions/runs/${run.id}`,
    });
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, release, 'succeeded');
  });

  test('stops and calls people when two runs carry one dispatch id', async () => {
    const of = shop(world, 'twice');
    world.github.world.nextDispatch('twice');
    const release = await approved(world, 'twice');
    await expect.poll(() => runsOf(world, of).length, soon).toBe(2);
    await world.moveClock(35 * second);
    const [alert] = await until('the alert', () => someOf(alertsOf(world, release)), 20_000);
    const words = wordsOf(alert ?? { blocks: [] });
    expect(words).toContain('two runs');
    for (const run of runsOf(world, of)) expect(words).toContain(run.id);
  });

  test('that GitHub refuses is said with GitHub’s words, and waits for a deployer', async () => {
    world.github.world.nextDispatch('422');
    const release = await approved(world, 'refused');
    await expectPhase(world, release, 'ready');
    expect(cardWords(world, release)).toMatch(
      /GitHub refused to start \S+\.yml \(422: .*No run was started\. Once this is settled/,
    );
    expect(runsOf(world, shop(world, 'refused'))).toHaveLength(0);
  });

  test('is right within a minute although every webhook is lost', async () => {
    const of = shop(world, 'deaf');
    world.github.world.faults.loseWebhooks = true;
    const release = await approved(world, 'deaf');
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await world.moveClock(60 * second);
    await expectPhase(world, release, 'succeeded');
    expect(world.github.world.deliveries.at(-1)?.outcome).toBe('lost');
    world.github.world.faults.loseWebhooks = false;
  });

  test('does not happen after a stop, which ends the release', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'stop-before' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ANA', release, 'release.approve');
    await offers(world, release, 'release.stop');
    await press(world, 'U0DANA', release, 'release.stop');
    await expectPhase(world, release, 'rejected');
    expect(runsOf(world, shop(world, 'stop-before'))).toHaveLength(0);
  });

  test('is undone by a stop afterwards: the run is cancelled, and what is live is said', async () => {
    const of = shop(world, 'stop-after');
    const release = await approved(world, 'stop-after');
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    await press(world, 'U0DANA', release, 'release.stop');
    await expect.poll(() => world.github.world.run(run.id).run.conclusion, soon).toBe('cancelled');
    await expectPhase(world, release, 'failed');
    expect(cardWords(world, release)).toContain('<@U0DANA> asked to stop it');
    expect(cardWords(world, release)).toContain(`${of.live.slice(0, 7)}`);
    await expect.poll(() => notesOf(world, release), soon).toContain('is being cancelled');
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

function someOf<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}
