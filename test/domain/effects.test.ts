import { describe, expect, test } from 'vitest';
import { type Effect, effectId, priorityOf } from '../../src/domain/effects.ts';
import { refusalCodes } from '../../src/domain/refusals.ts';
import { dispatchId, runOf } from '../support/facts.ts';
import { first, next, type Scene } from '../support/lane.ts';
import { approve, given, recheck, stages } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';

/** Every effect that came out on the way to any stage. */
function everyEffect(): readonly Effect[] {
  return stages.flatMap((stage) => given(stage).effects);
}

function ofType<T extends Effect['type']>(type: T): Extract<Effect, { type: T }> {
  const found = everyEffect().find((effect) => effect.type === type);
  if (found === undefined) throw new Error(`No ${type} came out anywhere.`);
  return found as Extract<Effect, { type: T }>;
}

describe('the name of an effect', () => {
  test('of a card is the release’s, so that a newer drawing replaces one that still waits', () => {
    expect(effectId({ type: 'ShowCard', release: first })).toBe(effectId({ type: 'ShowCard', release: first }));
    expect(effectId({ type: 'ShowCard', release: first })).not.toBe(effectId({ type: 'ShowCard', release: next }));
  });

  test('of a start is the dispatch’s, so that one dispatch can never be started twice', () => {
    expect(effectId(ofType('StartRun'))).toBe(`start-${dispatchId(1)}`);
  });

  test('of anything that is said in a thread or a channel belongs to one saying', () => {
    const said = new Map<string, string>();
    const clashes: string[] = [];
    for (const stage of stages) {
      said.clear();
      for (const effect of given(stage).effects) {
        if (effect.type === 'ShowCard' || effect.type === 'CancelRun') continue;
        const text = JSON.stringify(effect);
        if ((said.get(effectId(effect)) ?? text) !== text) clashes.push(effectId(effect));
        said.set(effectId(effect), text);
      }
    }

    expect(clashes).toEqual([]);
  });

  test('is the same when the same decision is made again', () => {
    const scene = given('dispatching/rechecking');

    expect(JSON.stringify(recheckOnce(scene))).toBe(JSON.stringify(recheckOnce(given('dispatching/rechecking'))));
  });
});

function recheckOnce(scene: Scene): unknown {
  return recheck(scene);
}

describe('what goes first', () => {
  test('is what stops or warns, then what starts, then what one person waits for, then what informs', () => {
    const cancel: Effect = { type: 'CancelRun', release: first, repo: given('ready').policy.repo, run: runOf(1).id };
    const order = [cancel, ofType('Alert'), ofType('StartRun'), ofType('ShowCard'), ofType('Reply')].map(priorityOf);

    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(priorityOf(cancel)).toBeLessThan(priorityOf(ofType('StartRun')));
    expect(priorityOf(ofType('Alert'))).toBeLessThan(priorityOf(ofType('ShowCard')));
  });
});

describe('what the domain hands out', () => {
  test('is plain JSON: it is the same after storage', () => {
    for (const stage of stages) {
      const { lane, events, effects } = given(stage);
      expect(JSON.parse(JSON.stringify({ lane, events, effects }))).toEqual({ lane, events, effects });
    }
  });

  test('holds a run’s start in exactly one place: the intent', () => {
    const starts = everyEffect().filter(({ type }) => type === 'StartRun');
    const scene = given('awaiting-decision');
    approve(scene, ana);
    approve(scene, ben);
    scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() });

    expect(starts.length).toBeGreaterThan(0);
    expect(scene.effects.map(({ type }) => type)).not.toContain('StartRun');
  });

  test('has a code for every refusal, in one form', () => {
    expect(Object.keys(refusalCodes).filter((code) => !/^[a-z]+(?:_[a-z]+)*$/.test(code))).toEqual([]);
  });
});
