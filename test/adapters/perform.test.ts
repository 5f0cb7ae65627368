import { describe, expect, test } from 'vitest';
import { createEffectsWorker } from '../../src/adapters/effects-worker.ts';
import { type Performed, type PerformParts, perform } from '../../src/adapters/perform.ts';
import { type FactCommand } from '../../src/domain/commands.ts';
import { type Effect, effectId } from '../../src/domain/effects.ts';
import { type ChannelId, chainOfRelease, type MessageTs } from '../../src/domain/ids.ts';
import { type CardPlace } from '../../src/domain/release/release.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { dispatchId, runOf, shaOf } from '../support/facts.ts';
import { first, outcomeOf, type Scene } from '../support/lane.ts';
import { given } from '../support/lane-stages.ts';
import { dana } from '../support/people.ts';

const card: CardPlace = { channel: 'C0RELEASES' as ChannelId, ts: '1.1' as MessageTs };
const anotherPlace: CardPlace = { ...card, ts: '2.2' as MessageTs };

type Slack = PerformParts['slack'];

type Bench = {
  readonly parts: PerformParts;
  readonly troubles: readonly string[];
  readonly warnings: readonly string[];
  readonly recorded: readonly string[];
};

/** A world in which everything works, but for what a test changes. */
function bench(scene: Scene, slack: Partial<Slack> = {}, github: Partial<PerformParts['github']> = {}): Bench {
  const troubles: string[] = [];
  const warnings: string[] = [];
  const recorded: string[] = [];
  async function record(command: FactCommand): Promise<'recorded' | 'nothing'> {
    recorded.push(command.type);
    return outcomeOf(scene.fact(command)) === 'accepted' ? 'recorded' : 'nothing';
  }
  const parts: PerformParts = {
    viewOf: async () => viewOf(scene.lane, scene.release(first), scene.policy, scene.now),
    slack: {
      showLive: async () => ({ kind: 'shown', place: card }),
      reply: async () => ({ kind: 'said' }),
      alert: async () => ({ kind: 'said' }),
      tell: async () => ({ kind: 'told' }),
      ...slack,
    },
    github: {
      prepare: async () => undefined,
      startRun: async () => ({ kind: 'accepted' }),
      cancelRun: async () => ({ kind: 'asked' }),
      ...github,
    },
    submit: record,
    report: record,
    trouble: (sentence) => troubles.push(sentence),
    log: { warn: (_facts, text) => warnings.push(text) },
    elapsed: () => 0,
  };
  return { parts, troubles, warnings, recorded };
}

async function performed(parts: PerformParts, effect: Effect, attemptsBefore = 0): Promise<Performed> {
  return await perform(parts, effect, { effect: effectId(effect), token: 1, attemptsBefore });
}

const showCard: Effect = { type: 'ShowCard', release: first };
const alert: Effect = {
  type: 'Alert',
  id: 'breached',
  release: first,
  alert: { kind: 'breached', run: runOf(1), sha: shaOf('1'), failures: 3, reason: 'HTTP 503', ask: [] },
};
const reply: Effect = {
  type: 'Reply',
  id: 'voided',
  release: first,
  note: { kind: 'votes-voided', changes: [], voters: [] },
};

function withCard(stage: Parameters<typeof given>[0]): Scene {
  const scene = given(stage);
  scene.fact({ type: 'RecordCard', release: first, card });
  return scene;
}

describe('a card that was deleted', () => {
  test('is posted anew once its loss is recorded', async () => {
    const { parts, recorded } = bench(withCard('awaiting-decision'), {
      showLive: async () => ({ kind: 'lost', reason: 'message_not_found' }),
    });

    expect(await performed(parts, showCard)).toMatchObject({ kind: 'later', afterMs: 0 });
    expect(recorded).toEqual(['RecordCardLost']);
  });

  test('of a release that is over is posted once more, without asking Slack for ever', async () => {
    const scene = withCard('awaiting-decision');
    scene.when(dana, { type: 'Withdraw', release: first });
    const places: (CardPlace | null)[] = [];
    const { parts } = bench(scene, {
      async showLive({ place }) {
        places.push(place);
        return place === null ? { kind: 'shown', place: anotherPlace } : { kind: 'lost', reason: 'message_not_found' };
      },
    });
    const settled: string[] = [];
    const work = createEffectsWorker({
      outbox: {
        claim: async (id) => ({
          token: 1,
          attempts: 1,
          entry: { id, chain: chainOfRelease(first), priority: 3, notBefore: scene.now, effect: showCard },
        }),
        async settle(id) {
          settled.push(id);
          return 'settled';
        },
        postpone: async () => undefined,
      },
      perform: async (effect, how) => perform(parts, effect, how),
      now: () => scene.now,
      log: { info() {}, error() {} },
    });

    await work(effectId(showCard));

    expect(places).toEqual([card, null]);
    expect(settled).toEqual([effectId(showCard)]);
  });

  test('of a release that is over is given up when it is lost again', async () => {
    const scene = withCard('awaiting-decision');
    scene.when(dana, { type: 'Withdraw', release: first });
    const { parts, warnings } = bench(scene, {
      showLive: async () => ({ kind: 'lost', reason: 'message_not_found' }),
    });

    expect(await performed(parts, showCard)).toEqual({ kind: 'done' });
    expect(warnings).toEqual(['The card of a release that is over is gone.']);
  });
});

describe('an alert', () => {
  test('stands in the releases channel when the incidents channel cannot be used, and operators are told', async () => {
    const said: { readonly channel: string; readonly words: string }[] = [];
    const { parts, troubles } = bench(given('deploying/running'), {
      async alert({ channel, message }) {
        said.push({ channel, words: JSON.stringify(message) });
        return channel === 'C0INCIDENTS' ? { kind: 'lost', reason: 'not_in_channel' } : { kind: 'said' };
      },
    });

    expect(await performed(parts, alert)).toEqual({ kind: 'done' });
    expect(said.map(({ channel }) => channel)).toEqual(['C0INCIDENTS', 'C0RELEASES']);
    expect(said[1]?.words).toContain('This alert stands here because Gonogo could not use <#C0INCIDENTS>');
    expect(troubles).toEqual([
      expect.stringMatching(/incidents channel C0INCIDENTS \(not_in_channel\).*invite Gonogo/),
    ]);
  });

  test('that can stand nowhere is kept, and operators are told each time', async () => {
    const { parts, troubles } = bench(given('deploying/running'), {
      alert: async () => ({ kind: 'lost', reason: 'is_archived' }),
    });

    expect(await performed(parts, alert)).toMatchObject({ kind: 'later', afterMs: 60_000 });
    expect(await performed(parts, alert, 1)).toMatchObject({ kind: 'later', afterMs: 60_000 });
    expect(troubles).toHaveLength(2);
    expect(troubles[0]).toContain('nor in the releases channel C0RELEASES (is_archived)');
  });
});

describe('a reply', () => {
  test('waits for the card of an open release', async () => {
    const { parts } = bench(given('awaiting-decision'));

    expect(await performed(parts, reply)).toMatchObject({ kind: 'later', afterMs: 1000 });
  });

  test('of a release that ended before it had a card is dropped, and the log says so', async () => {
    const scene = given('awaiting-decision');
    scene.when(dana, { type: 'Withdraw', release: first });
    const { parts, warnings } = bench(scene);

    expect(await performed(parts, reply)).toEqual({ kind: 'done' });
    expect(warnings).toEqual(['A reply is dropped: its release is over and has no card.']);
  });

  test('that Slack does not take is in the log', async () => {
    const { parts, warnings } = bench(withCard('awaiting-decision'), {
      reply: async () => ({ kind: 'lost', reason: 'is_archived' }),
    });

    expect(await performed(parts, reply)).toEqual({ kind: 'done' });
    expect(warnings).toEqual(['A reply could not be posted anywhere.']);
  });
});

describe('a dispatch', () => {
  const { dispatch, scene } = intended();
  const start: Effect = {
    type: 'StartRun',
    release: first,
    dispatch,
    repo: scene.policy.repo,
    workflow: 'deploy.yml',
    ref: 'main',
    inputs: {},
  };

  test('has its token at hand before it is claimed, and calls right after', async () => {
    const steps: string[] = [];
    const { parts } = bench(
      intended().scene,
      {},
      {
        async prepare() {
          steps.push('prepare');
        },
        async startRun() {
          steps.push('call');
          return { kind: 'accepted' };
        },
      },
    );
    const told: PerformParts = {
      ...parts,
      async submit(command, claim) {
        steps.push(command.type);
        return await parts.submit(command, claim);
      },
    };

    expect(await performed(told, start)).toEqual({ kind: 'settled' });
    expect(steps).toEqual(['prepare', 'ClaimDispatch', 'call', 'RecordDispatchAnswer']);
  });

  test.each(['nothing', 'fenced'] as const)('is not sent by a worker whose claim came to %s', async (answer) => {
    const calls: string[] = [];
    const { parts } = bench(
      intended().scene,
      {},
      {
        async startRun({ workflow }) {
          calls.push(workflow);
          return { kind: 'accepted' };
        },
      },
    );

    expect(await performed({ ...parts, submit: async () => answer }, start)).toEqual({ kind: 'done' });
    expect(calls).toEqual([]);
  });

  test('is sent once, however often the effect is performed', async () => {
    const calls: string[] = [];
    const { parts } = bench(
      intended().scene,
      {},
      {
        async startRun({ workflow }) {
          calls.push(workflow);
          return { kind: 'ambiguous', reason: 'GitHub answered 502' };
        },
      },
    );

    for (let times = 0; times < 3; times += 1) await performed(parts, start, times);

    expect(calls).toEqual(['deploy.yml']);
  });

  test('has its answer reported even by a worker that has lost its claim meanwhile', async () => {
    const { parts, recorded } = bench(intended().scene);
    const fencedAtTheEnd: PerformParts = {
      ...parts,
      submit: async (command, claim) => (claim.settle ? 'fenced' : await parts.submit(command, claim)),
    };

    await performed(fencedAtTheEnd, start);

    expect(recorded).toEqual(['ClaimDispatch', 'RecordDispatchAnswer']);
  });

  test('is not sent any more when five seconds have passed since its claim', async () => {
    const asked: boolean[] = [];
    let elapsed = 0;
    const { parts } = bench(
      intended().scene,
      {},
      {
        async startRun(_ask, isInTime) {
          asked.push(isInTime());
          elapsed = 5001;
          asked.push(isInTime());
          return { kind: 'refused', message: 'Nothing was sent.' };
        },
      },
    );

    await performed({ ...parts, elapsed: () => elapsed }, start);

    expect(asked).toEqual([true, false]);
  });
});

function intended(): { readonly scene: Scene; readonly dispatch: ReturnType<typeof dispatchId> } {
  return { scene: given('dispatching/intended'), dispatch: dispatchId(1) };
}
