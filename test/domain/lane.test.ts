import { describe, expect, test } from 'vitest';
import { type ChannelId, type GithubLogin, type MessageTs } from '../../src/domain/ids.ts';
import { movedSha, newSha, notSeen, oldSha, seen, shaOf } from '../support/facts.ts';
import { createScene, effectsOf, first, inPhase, outcomeOf, type Scene, third } from '../support/lane.ts';
import { approve, given } from '../support/lane-stages.ts';
import { agent, ana, ben, cara, dana } from '../support/people.ts';
import { oneGo } from '../support/policy.ts';

function pushed(scene: Scene, sha = newSha, ref = 'main', pusher = 'gil') {
  return scene.fact({ type: 'RecordPush', push: { ref, sha, pusher: pusher as GithubLogin } });
}

describe('what is live in a new lane', () => {
  test('is unknown until somebody has adopted it or a release was verified', () => {
    expect(createScene().lane.live).toEqual({ kind: 'unknown' });
  });

  test('is adopted by a deployer, from what production shows, and not from what anybody says', () => {
    const scene = createScene();
    scene.when(cara, { type: 'AdoptLive' });
    expect(scene.lane.live).toEqual({ kind: 'unknown' });
    const decision = scene.fact({ type: 'RecordLiveForAdoption', seen: seen(oldSha) });

    expect(scene.lane.live).toMatchObject({ kind: 'known', sha: oldSha, how: { kind: 'adopted', by: cara.slack } });
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({ type: 'Tell', user: cara.slack, say: { kind: 'adopted', sha: oldSha } }),
    );
  });

  test('stays unknown when production does not say, and the one who asked is told', () => {
    const scene = createScene();
    scene.when(cara, { type: 'AdoptLive' });
    const decision = scene.fact({ type: 'RecordLiveForAdoption', seen: notSeen });

    expect(scene.lane).toMatchObject({ live: { kind: 'unknown' }, adoption: null });
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({ type: 'Tell', say: expect.objectContaining({ kind: 'adoption-failed' }) }),
    );
  });

  test('is read once, however often it is asked for', () => {
    const scene = createScene();
    scene.when(cara, { type: 'AdoptLive' });

    expect(scene.when(ben, { type: 'AdoptLive' })).toMatchObject({
      refusal: { code: 'nothing_to_adopt', because: 'being-read' },
    });
  });

  test('cannot be adopted where production has no version endpoint', () => {
    const scene = createScene({ watch: { version: null } });

    expect(scene.when(cara, { type: 'AdoptLive' })).toMatchObject({
      refusal: { code: 'nothing_to_adopt', because: 'version-unknown' },
    });
  });

  test.each([
    ['an approver', { ...ana, roles: ['approver'] }],
    ['a member', dana],
    ['an agent', agent('orchestrator')],
  ])('cannot be adopted by %s', (_, who) => {
    expect(outcomeOf(createScene().when(who, { type: 'AdoptLive' }))).toBe('not_allowed');
  });

  test('that nobody asked for is not recorded', () => {
    expect(outcomeOf(createScene().fact({ type: 'RecordLiveForAdoption', seen: seen(oldSha) }))).toBe('nothing');
  });
});

describe('a push', () => {
  test('is kept once, the newest first', () => {
    const scene = createScene();
    pushed(scene);
    pushed(scene, movedSha);

    expect(outcomeOf(pushed(scene))).toBe('nothing');
    expect(scene.lane.pushes.map(({ sha }) => sha)).toEqual([movedSha, newSha]);
  });

  test('is forgotten after ten newer ones', () => {
    const scene = createScene();
    pushed(scene);
    for (let number = 0; number < 10; number += 1) pushed(scene, shaOf(number.toString(16)), `branch-${number}`);

    expect(scene.lane.pushes).toHaveLength(10);
    expect(scene.lane.pushes.map(({ ref }) => ref)).not.toContain('main');
  });
});

describe('a hold', () => {
  test('that is not there cannot be cleared', () => {
    expect(outcomeOf(createScene().when(cara, { type: 'ClearHold' }))).toBe('not_held');
  });

  test('is cleared by nobody but a deployer', () => {
    const scene = createScene();
    scene.happens({ type: 'HoldPlaced', reason: 'rolled back', release: null });

    expect(outcomeOf(scene.when(dana, { type: 'ClearHold' }))).toBe('not_allowed');
    expect(scene.lane.hold).not.toBeNull();
  });

  test('is shown on every open card of the lane', () => {
    const scene = given('scheduled');
    scene.happens({ type: 'HoldPlaced', reason: 'rolled back', release: null });
    const drawn = effectsOf(scene.when(cara, { type: 'ClearHold' })).filter(({ type }) => type === 'ShowCard');

    expect(drawn).toEqual(expect.arrayContaining([first, third].map((release) => ({ type: 'ShowCard', release }))));
  });
});

describe('the card of a release', () => {
  const card = { channel: 'C0RELEASES' as ChannelId, ts: '1763700000.000100' as MessageTs };

  test('is known once, and telling it again changes nothing', () => {
    const scene = given('awaiting-decision');
    scene.fact({ type: 'RecordCard', release: first, card });

    expect(scene.release().card).toEqual(card);
    expect(outcomeOf(scene.fact({ type: 'RecordCard', release: first, card }))).toBe('nothing');
  });

  test('that was lost is posted anew', () => {
    const scene = given('awaiting-decision');
    scene.fact({ type: 'RecordCard', release: first, card });
    const decision = scene.fact({ type: 'RecordCardLost', release: first, reason: 'deleted' });

    expect(scene.release().card).toBeNull();
    expect(effectsOf(decision)).toEqual([{ type: 'ShowCard', release: first }]);
  });

  test('is drawn after each vote, from the state after it', () => {
    const scene = given('awaiting-decision');

    expect(effectsOf(approve(scene, ana))).toEqual([{ type: 'ShowCard', release: first }]);
  });

  test('keeps its place through every phase', () => {
    const scene = given('awaiting-decision', oneGo);
    scene.fact({ type: 'RecordCard', release: first, card });
    approve(scene, ana);
    scene.when(ben, { type: 'Stop', release: first, reason: 'wrong build' });

    expect(inPhase(scene.release(), 'ended').card).toEqual(card);
  });
});
