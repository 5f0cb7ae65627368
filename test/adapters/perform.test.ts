import { describe, expect, test } from 'vitest';
import { createEffectsWorker } from '../../src/adapters/effects-worker.ts';
import { perform } from '../../src/adapters/perform.ts';
import { type Effect, effectId } from '../../src/domain/effects.ts';
import { chainOfRelease } from '../../src/domain/ids.ts';
import { type CardPlace } from '../../src/domain/release/release.ts';
import { first, type Scene } from '../support/lane.ts';
import { given } from '../support/lane-stages.ts';
import { dana } from '../support/people.ts';
import { anotherPlace, bench, card, performed } from './perform-bench.ts';

const showCard: Effect = { type: 'ShowCard', release: first };
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

describe('a card that can stand nowhere', () => {
  test('is tried again in a minute, for an operator may have mended a channel', async () => {
    const { parts } = bench(withCard('awaiting-decision'), {
      showLive: async () => ({ kind: 'nowhere', reason: 'is_archived' }),
    });

    expect(await performed(parts, showCard)).toMatchObject({ kind: 'later', afterMs: 60_000 });
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

test('an effect that a newer version wrote is kept for it, and the log says so', async () => {
  const { parts } = bench(withCard('awaiting-decision'));
  const newer = { type: 'SendFlowers', id: 'flowers' } as unknown as Effect;
  const how = { effect: 'flowers', token: 1, attemptsBefore: 0 };

  await expect(perform(parts, newer, how)).rejects.toThrow(
    'This Gonogo does not know the effect SendFlowers; the version that wrote it does.',
  );
});
