import { describe, expect, test } from 'vitest';
import { type Effect } from '../../src/domain/effects.ts';
import { effectsOf, first, hour, minute, outcomeOf, type Scene } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { approve, given } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';

function remindersIn(effects: readonly Effect[]) {
  return effects.flatMap((effect) => (effect.type === 'Reply' && effect.note.kind === 'reminder' ? [effect.note] : []));
}

function after(scene: Scene, milliseconds: number) {
  scene.wait(milliseconds);
  return remindersIn(effectsOf(advance(scene)));
}

describe('a release that becomes ready', () => {
  test('asks those who may press Deploy, and says why it waits for them', () => {
    const ready = given('ready').effects.flatMap((effect) => (effect.type === 'Reply' ? [effect.note] : []));

    expect(ready).toContainEqual({
      kind: 'ready-again',
      because: 'not-started',
      detail: null,
      ask: [ana, ben, cara].map(({ slack }) => slack),
    });
  });

  test('is reminded of once before it lapses, at half its time', () => {
    const scene = given('ready');
    const reminded: number[] = [];
    for (let minutes = 5; minutes < 240; minutes += 5) {
      if (after(scene, 5 * minute).length > 0) reminded.push(minutes);
    }

    expect(reminded).toEqual([120]);
    expect(after(scene, 5 * minute)).toEqual([]);
    expect(scene.phase()).toBe('expired');
  });
});

describe('an open request', () => {
  test('is reminded of at half and at nine tenths of its time, and at no other', () => {
    const scene = given('awaiting-decision');
    const reminded: number[] = [];
    for (let minutes = 5; minutes < 240; minutes += 5) {
      if (after(scene, 5 * minute).length > 0) reminded.push(minutes);
    }

    expect(reminded).toEqual([120, 220]);
  });

  test('reminds those whose go could still count and who have not given it', () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);

    expect(after(scene, 2 * hour)).toMatchObject([{ of: 'vote', who: [ben.slack] }]);
  });

  test('is reminded of once when both times have passed unseen', () => {
    const scene = given('awaiting-decision');

    expect(after(scene, 230 * minute)).toHaveLength(1);
    expect(outcomeOf(advance(scene))).toBe('nothing');
  });

  test('ends when its time is over, and says nothing more', () => {
    const scene = given('awaiting-decision');

    expect(after(scene, 4 * hour)).toEqual([]);
    expect(scene.phase()).toBe('expired');
    expect(outcomeOf(scene.fact({ type: 'Advance', release: first }))).toBe('nothing');
  });
});
