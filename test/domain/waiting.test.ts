import { describe, expect, test } from 'vitest';
import { queue } from '../../src/domain/lane/lane.ts';
import { type Instant } from '../../src/domain/time.ts';
import { createScene, first, inPhase, next, second, third } from '../support/lane.ts';
import { advance, finish, queued, quick, shut, threeDeep } from '../support/lane-queue.ts';
import { approve, fail, given, propose, start } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';
import { oneGo } from '../support/policy.ts';

describe('behind another release', () => {
  test('an approved release waits, with its place in the queue', () => {
    const scene = threeDeep();

    expect(inPhase(scene.release(next), 'scheduled').waiting).toEqual({ for: 'lane', behind: first });
    expect(queue(scene.lane).map(({ id }) => id)).toEqual([next, third]);
  });

  test('an urgent one goes first, and among equals the one that was approved first', () => {
    const scene = given('deploying/running', oneGo);
    queued(scene, next);
    scene.wait(second);
    queued(scene, third, { request: { urgency: 'Urgent' } });

    expect(queue(scene.lane).map(({ id }) => id)).toEqual([third, next]);
  });

  test('the next starts when the one before has succeeded, and one at a time', () => {
    const scene = threeDeep(quick);
    finish(scene);
    advance(scene, third);
    advance(scene, next);
    advance(scene, third);

    expect(scene.phase(first)).toBe('succeeded');
    expect(scene.phase(next)).toBe('dispatching');
    expect(inPhase(scene.release(third), 'scheduled').waiting).toEqual({ for: 'lane', behind: next });
  });

  test('whoever waits looks again as soon as the lane is free', () => {
    const scene = threeDeep(quick);
    finish(scene);

    expect(inPhase(scene.release(next), 'scheduled').checkAt).toBe(scene.now);
  });

  test('the next does not start by itself when the one before has failed: a person presses Deploy', () => {
    const scene = threeDeep();
    fail(scene);
    advance(scene, next);

    expect(inPhase(scene.release(next), 'ready').because).toBe('predecessor-failed');
  });

  test('nobody else in the queue starts by itself after a failed release either', () => {
    const scene = threeDeep();
    fail(scene);
    advance(scene, next);
    advance(scene, third);

    expect(inPhase(scene.release(third), 'ready').because).toBe('predecessor-failed');
  });

  test('the lane does not forget a failed run because its second attempt was called off', () => {
    const scene = threeDeep();
    fail(scene);
    scene.when(cara, { type: 'Retry', release: first, shown: scene.shown() });
    scene.when(ben, { type: 'Reject', release: first, reason: 'enough' });
    advance(scene, next);

    expect(scene.phase(next)).not.toBe('dispatching');
  });

  test('the next is asked again when another came in between that nobody expected at its go', () => {
    const scene = given('deploying/running', quick);
    queued(scene, next);
    scene.wait(second);
    queued(scene, third, { request: { urgency: 'Urgent' } });
    finish(scene);
    advance(scene, third);
    start(scene, third, 3);
    finish(scene, third, 3);
    advance(scene, next);

    expect(inPhase(scene.release(next), 'awaiting-decision').voided).toMatchObject({
      changes: [{ what: 'order', expected: first, came: third }],
      voters: [ana.slack],
    });
  });

  test('a Deploy pressed while the lane is busy joins the queue', () => {
    const scene = given('deploying/running', oneGo);
    scene.configure({ approval: { ...oneGo.approval, execute: 'separate' } });
    queued(scene, next);
    scene.when(cara, { type: 'Deploy', release: next, shown: scene.shown(next) });

    expect(inPhase(scene.release(next), 'scheduled').waiting).toEqual({ for: 'lane', behind: first });
  });
});

describe('a shut window', () => {
  const monthEnd = shut('0 9 * * *', 2);

  test('holds an approved release back, and says why and until when', () => {
    const scene = createScene(monthEnd);
    propose(scene);
    approve(scene, ana);

    expect(inPhase(scene.release(), 'scheduled').waiting).toEqual({
      for: 'window',
      reason: 'month end',
      opensAt: '2026-11-18T11:00:00.000Z',
    });
  });

  test('that opens within half an hour lets it start by itself', () => {
    const scene = createScene(monthEnd, '2026-11-18T10:45:00.000Z' as Instant);
    propose(scene);
    approve(scene, ana);
    const { checkAt } = inPhase(scene.release(), 'scheduled');
    scene.waitUntil(checkAt);
    advance(scene);

    expect(checkAt).toBe('2026-11-18T11:00:00.000Z');
    expect(scene.phase()).toBe('dispatching');
  });

  test('refuses a press on Deploy, and says when it opens', () => {
    const scene = given('ready', oneGo);
    scene.configure(monthEnd);

    expect(scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() })).toMatchObject({
      refusal: { code: 'window_shut', opensAt: '2026-11-18T11:00:00.000Z' },
    });
  });
});
