import { expect, test } from 'vitest';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { expectedBefore, occupant } from '../../src/domain/lane/lane.ts';
import { releaseId } from '../support/facts.ts';
import { first, inPhase, next, type Scene, third } from '../support/lane.ts';
import { advance, finish, queued, quick, threeDeep } from '../support/lane-queue.ts';
import { rollBack } from '../support/lane-rollback.ts';
import { given, propose } from '../support/lane-stages.ts';
import { oneGo } from '../support/policy.ts';

const fourth = releaseId(4);

function before(scene: Scene, id: ReleaseId | null): ReleaseId | null {
  return expectedBefore(scene.lane, id)?.id ?? null;
}

test('nobody comes before the first one of a lane', () => {
  expect(before(given('awaiting-decision'), first)).toBeNull();
});

test('a request comes after whoever is in the lane', () => {
  const scene = given('watching/looking');
  propose(scene, { id: next });

  expect(before(scene, next)).toBe(first);
});

test('a request that is being written comes after all that was approved', () => {
  const scene = threeDeep();

  expect(before(scene, null)).toBe(third);
  propose(scene, { id: fourth });
  expect(before(scene, fourth)).toBe(third);
});

test('one that waits comes after the one that is ahead of it in the queue, and its first one after the lane’s', () => {
  const scene = threeDeep();

  expect(before(scene, third)).toBe(next);
  expect(before(scene, next)).toBe(first);
});

test('the one in the lane comes after nobody, whoever waits behind it: at its last check, and while it is watched', () => {
  const scene = threeDeep(quick);
  expect(before(scene, first)).toBeNull();
  finish(scene);
  advance(scene, next);

  expect(inPhase(scene.release(next), 'dispatching').step.at).toBe('rechecking');
  expect(before(scene, next)).toBeNull();
  expect(before(scene, third)).toBe(next);
});

test('what is put to the vote comes after no other that is only put to the vote', () => {
  const scene = given('awaiting-decision');
  propose(scene, { id: next, request: { ref: { kind: 'ref', name: 'v2.15.0' } } });

  expect(before(scene, next)).toBeNull();
  expect(before(scene, first)).toBeNull();
});

test('while a rollback makes its last check, what it will undo occupies the lane', () => {
  const scene = given('watching/looking');
  rollBack(scene);

  expect(scene.phase(third)).toBe('dispatching');
  expect(occupant(scene.lane)?.id).toBe(first);
});

test('a rollback in its last check occupies the lane when nothing else does', () => {
  const scene = given('succeeded', oneGo);
  rollBack(scene);
  queued(scene);

  expect(occupant(scene.lane)?.id).toBe(third);
  expect(scene.phase(next)).toBe('scheduled');
});
