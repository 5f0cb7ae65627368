import { describe, expect, test } from 'vitest';
import { after, type Instant } from '../../src/domain/time.ts';
import { completed, notSeen, runOf } from '../support/facts.ts';
import {
  createScene,
  first,
  hour,
  inPhase,
  minute,
  next,
  noonish,
  outcomeOf,
  type Scene,
  second,
} from '../support/lane.ts';
import { advance, queued, shut, threeDeep } from '../support/lane-queue.ts';
import { approve, fail, given, propose, recheck, start } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';
import { oneGo } from '../support/policy.ts';

describe('half an hour', () => {
  test('is the longest that anything waits before a person has to look again', () => {
    const scene = threeDeep();
    scene.waitUntil(after(inPhase(scene.release(next), 'scheduled').since, 30 * minute + second));
    advance(scene, next);

    expect(inPhase(scene.release(next), 'ready').because).toBe('waited-too-long');
  });

  test('counts from the go, also for one that was sent back to waiting by its last check', () => {
    const scene = createScene(shut('0 9 * * *', 1), '2026-11-18T09:35:00.000Z' as Instant);
    propose(scene);
    approve(scene, ana);
    scene.waitUntil(noonish);
    advance(scene);
    scene.happens({ type: 'HoldPlaced', reason: 'what is live is not known', release: null });
    recheck(scene);
    expect(scene.phase()).toBe('scheduled');
    scene.wait(6 * minute);
    scene.when(cara, { type: 'ClearHold' });
    advance(scene);

    expect(inPhase(scene.release(), 'ready').because).toBe('waited-too-long');
  });

  test('also bounds the last check, when Slack or GitHub cannot be asked', () => {
    const scene = given('dispatching/rechecking');
    scene.wait(30 * minute + second);
    advance(scene);

    expect(inPhase(scene.release(), 'ready').because).toBe('waited-too-long');
  });

  test('is over also when the last check comes before the job that counts the time', () => {
    const scene = given('dispatching/rechecking');
    scene.wait(5 * hour);
    recheck(scene);

    expect(inPhase(scene.release(), 'ready').because).toBe('waited-too-long');
  });

  test('is not up a second before', () => {
    const scene = threeDeep();
    scene.wait(29 * minute);
    advance(scene, next);

    expect(scene.phase(next)).toBe('scheduled');
  });
});

describe('a preferred time', () => {
  const later = after(noonish, 20 * minute);

  test('means not before', () => {
    const scene = createScene(oneGo);
    propose(scene, { request: { preferred: later } });
    approve(scene, ana);
    expect(inPhase(scene.release(), 'scheduled').waiting).toEqual({ for: 'preferred-time', opensAt: later });
    scene.waitUntil(later);
    advance(scene);

    expect(scene.phase()).toBe('dispatching');
  });

  test('refuses a press on Deploy before it', () => {
    const scene = createScene({ approval: { ...oneGo.approval, execute: 'separate' } });
    propose(scene, { request: { preferred: later } });
    approve(scene, ana);

    expect(outcomeOf(scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() }))).toBe('not_before');
  });
});

describe('a held lane', () => {
  function held(): Scene {
    const scene = given('deploying/running', oneGo);
    queued(scene, next);
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled', {}) });
    scene.wait(2 * minute);
    scene.fact({ type: 'RecordVersion', release: first, seen: notSeen });
    return scene;
  }

  test('lets nothing start, however long the queue is', () => {
    const scene = held();
    advance(scene, next);

    expect(inPhase(scene.release(next), 'scheduled').waiting).toMatchObject({ for: 'hold' });
    expect(scene.phase(first)).toBe('failed');
  });

  test('is cleared by a deployer, and whoever waits looks again at once', () => {
    const scene = held();
    expect(outcomeOf(scene.ask(ben, { type: 'ClearHold' }))).toBe('accepted');
    scene.when(cara, { type: 'ClearHold' });

    expect(scene.lane.hold).toBeNull();
    expect(inPhase(scene.release(next), 'scheduled').checkAt).toBe(scene.now);
  });

  test('refuses a press on Deploy and a second attempt', () => {
    const scene = given('ready');
    scene.happens({ type: 'HoldPlaced', reason: 'rolled back', release: null });

    expect(outcomeOf(scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() }))).toBe('lane_held');
  });
});

describe('a release that waits for Deploy', () => {
  test('starts when a deployer presses it', () => {
    const scene = given('ready');
    scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() });

    expect(scene.phase()).toBe('dispatching');
  });

  test('does not start for somebody else', () => {
    const scene = given('ready');
    const approverOnly = { ...ana, roles: ['approver'] };

    expect(outcomeOf(scene.when(approverOnly, { type: 'Deploy', release: first, shown: scene.shown() }))).toBe(
      'not_allowed',
    );
  });

  test('does not start from an old card', () => {
    expect(outcomeOf(given('ready').when(cara, { type: 'Deploy', release: first, shown: 'older' }))).toBe(
      'subject_changed',
    );
  });

  test('lapses after the time that its approval had, also when no job has said so', () => {
    const scene = given('ready');
    scene.wait(4 * hour + 1);
    expect(outcomeOf(scene.ask(cara, { type: 'Deploy', release: first, shown: scene.shown() }))).toBe('lapsed');
    advance(scene);

    expect(scene.phase()).toBe('expired');
  });
});

test('a second attempt that has to wait stays a second attempt', () => {
  const scene = given('failed', oneGo);
  scene.when(cara, { type: 'Retry', release: first, shown: scene.shown() });
  scene.happens({ type: 'HoldPlaced', reason: 'a look first', release: null });
  recheck(scene);
  expect(scene.phase()).toBe('scheduled');
  scene.when(cara, { type: 'ClearHold' });
  advance(scene);
  start(scene, first, 2);
  fail(scene, first, 2);

  expect(inPhase(scene.release(), 'ended').attempt).toBe(2);
  expect(outcomeOf(scene.ask(cara, { type: 'Retry', release: first, shown: scene.shown() }))).toBe('not_retryable');
});
