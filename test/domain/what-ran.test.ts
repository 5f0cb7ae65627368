import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { movedSha, newSha, notSeen, seen, shaOf } from '../support/facts.ts';
import { effectTypesOf, inPhase, type Scene, third } from '../support/lane.ts';
import { readBack, recheckBack, rollBack } from '../support/lane-rollback.ts';
import { given } from '../support/lane-stages.ts';
import { ben, cara } from '../support/people.ts';

function starts(decision: Decision): boolean {
  return effectTypesOf(decision).includes('StartRun');
}

describe('what is newer than what is live and has never run here', () => {
  test.each([
    ['when it is first read', (scene: Scene) => rollBack(scene, { candidate: { ahead: 3 } })],
    [
      'when that only comes out at the last check, for what is live could not be read before',
      (scene: Scene) => {
        rollBack(scene, { candidate: { ahead: null, live: notSeen, base: { kind: 'unknown', reason: 'silent' } } });
        return recheckBack(scene, { ahead: 3 });
      },
    ],
  ])('is never started: %s', (_when, tried) => {
    const scene = given('succeeded');

    expect(starts(tried(scene))).toBe(false);
    expect(['preparing', 'ready']).toContain(scene.phase(third));
  });

  test('cannot be pressed through', () => {
    const scene = given('succeeded');
    rollBack(scene, { candidate: { ahead: null, live: notSeen, base: { kind: 'unknown', reason: 'silent' } } });
    recheckBack(scene, { ahead: 3 });

    expect(scene.when(ben, { type: 'Deploy', release: third, shown: scene.shown(third) })).toMatchObject({
      refusal: { code: 'not_approvable', blockers: [{ code: 'not_earlier', ahead: 3 }] },
    });
  });

  test('becomes an earlier version when something newer went live in the meantime, and may be pressed then', () => {
    const scene = given('succeeded');
    rollBack(scene, { candidate: { ahead: null, live: notSeen, base: { kind: 'unknown', reason: 'silent' } } });
    recheckBack(scene, { ahead: 3 });
    readBack(scene);
    scene.when(ben, { type: 'Deploy', release: third, shown: scene.shown(third) });

    expect(scene.phase(third)).toBe('dispatching');
  });

  test('may be put back while nobody can tell: an outage is when production does not say what it runs', () => {
    const scene = given('succeeded');
    rollBack(scene, { candidate: { ahead: null, live: notSeen, base: { kind: 'unknown', reason: 'silent' } } });

    expect(scene.phase(third)).toBe('dispatching');
  });

  test('a commit on a side of its own is no earlier one, however far behind it is as well', () => {
    const scene = given('succeeded');
    rollBack(scene, { candidate: { sha: movedSha, ahead: 1, behind: 9 } });

    expect(inPhase(scene.release(third), 'preparing').problem).toMatch(/newer than what is live/);
  });
});

describe('what has run here', () => {
  function ran(scene: Scene): readonly string[] {
    return scene.lane.ran;
  }

  test('is what was verified, and what was recorded as live', () => {
    const scene = given('succeeded');
    scene.when(cara, { type: 'AdoptLive' });
    scene.fact({ type: 'RecordLiveForAdoption', seen: seen(movedSha) });

    expect(ran(scene)).toEqual([movedSha, newSha]);
  });

  test('is what somebody accepted unverified', () => {
    expect(ran(given('accepted-unverified'))).toEqual([newSha]);
  });

  test.each(['awaiting-decision', 'rejected', 'failed', 'watching/looking'] as const)('is not what is %s', (stage) => {
    expect(ran(given(stage))).toEqual([]);
  });

  test('is remembered once each, newest first, for twenty commits', () => {
    const scene = given('succeeded');
    const digits = Array.from('23456789abcdef').flatMap((digit) => [digit, `${digit}${digit}0`]);
    for (const digit of digits) {
      scene.when(cara, { type: 'AdoptLive' });
      scene.fact({ type: 'RecordLiveForAdoption', seen: seen(commit(digit)) });
    }
    expect(ran(scene)).toHaveLength(20);
    expect(ran(scene)[0]).toBe(commit('ff0'));
    scene.when(cara, { type: 'AdoptLive' });
    scene.fact({ type: 'RecordLiveForAdoption', seen: seen(commit('f')) });

    expect(ran(scene).slice(0, 2)).toEqual([commit('f'), commit('ff0')]);
    expect(new Set(ran(scene)).size).toBe(20);
  });
});

function commit(digits: string): ReturnType<typeof shaOf> {
  return digits.length === 1 ? shaOf(digits) : (digits.padEnd(40, '0') as ReturnType<typeof shaOf>);
}
