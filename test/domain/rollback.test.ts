import { describe, expect, test } from 'vitest';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { manifestText } from '../../src/domain/release/manifest-text.ts';
import { type RollbackWarning } from '../../src/domain/release/terms.ts';
import { digestOf, manifestFacts, withManifest } from '../support/evidence.ts';
import { dispatchId, newSha, oldSha, releaseId, seen, strangeSha } from '../support/facts.ts';
import { effectsOf, hour, inPhase, minute, outcomeOf, type Scene, third } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { askBack, recheckBack, rollBack, undoesOne } from '../support/lane-rollback.ts';
import { given } from '../support/lane-stages.ts';
import { agent, ana, ben, cara, dana, person, system, unchecked, withStanding } from '../support/people.ts';

const fourth = releaseId(4);

/** A lane in which the newest version is live and verified. */
function live(change: Parameters<typeof given>[1] = {}): Scene {
  return given('succeeded', change);
}

function started(scene: Scene): unknown {
  return effectsOf(recheckBack(scene)).find(({ type }) => type === 'StartRun');
}

describe('a rollback', () => {
  test('needs one deployer and nobody else: their confirm is its go, and it starts at once', () => {
    const scene = live();
    rollBack(scene);

    expect(inPhase(scene.release(third), 'dispatching').proposal.votes).toMatchObject([
      { by: cara.slack, roles: cara.roles, at: scene.now },
    ]);
    expect(started(scene)).toBeDefined();
  });

  test('puts back exactly what was built before: the replay workflow gets our copy of its manifest', () => {
    const scene = live();
    rollBack(scene);

    expect(started(scene)).toMatchObject({
      workflow: 'replay.yml',
      ref: 'main',
      inputs: {
        release_sha: oldSha,
        gonogo_request_id: dispatchId(7),
        release_manifest: manifestText(oldSha, { ...manifestFacts, version: 'v2.13.0' }),
      },
    });
  });

  test.each([
    ['somebody without a role', dana, 'wrong_role'],
    ['an approver who is no deployer', person('ada', ['approver']), 'wrong_role'],
    ['a deployer who is a guest here', withStanding(cara, 'guest'), 'not_a_member'],
    ['a deployer whose account is gone', withStanding(cara, 'deleted'), 'not_a_member'],
    ['an agent', agent('orchestrator'), 'agent'],
    ['a job', system, 'agent'],
  ])('is refused to %s, with the reason', (_, actor, because) => {
    const scene = live();
    const decision = scene.when(actor, {
      type: 'RollBack',
      release: third,
      target: oldSha,
      of: null,
      reason: 'checkout fails',
      warned: [],
    });

    expect(decision).toMatchObject({
      kind: 'refused',
      refusal: { code: 'not_allowed', action: 'release.rollback', because },
    });
    expect(scene.lane.hold).toBeNull();
  });

  test('is open to a deployer of whom Slack does not say who they are', () => {
    expect(outcomeOf(askBack(live(), { by: unchecked(cara) }))).toBe('accepted');
  });

  test.each(['', '  \n'])('wants a reason: %j is none', (reason) => {
    expect(outcomeOf(askBack(live(), { reason }))).toBe('reason_missing');
  });

  test('cannot be had in a lane without a replay workflow', () => {
    expect(outcomeOf(askBack(live({ replay: null })))).toBe('no_replay_workflow');
  });

  test('is recorded with who asked, why, what they were warned about, and which release it undoes', () => {
    const scene = live();
    askBack(scene, { of: scene.release().id });

    expect(scene.release(third)).toMatchObject({
      kind: 'rollback',
      requestedBy: cara.slack,
      cause: {
        of: scene.release().id,
        by: cara.slack,
        roles: cara.roles,
        github: cara.github,
        reason: 'checkout fails',
        warned: ['never-verified'],
      },
    });
  });

  test('holds the lane from the moment at which it was asked for, and says why', () => {
    const scene = live();
    askBack(scene);

    expect(scene.lane.hold).toEqual({
      kind: 'rollback',
      reason: `rollback to ${oldSha.slice(0, 7)}: checkout fails`,
      since: scene.now,
      release: third,
    });
  });

  test('is one at a time: a second one is told of the first while that is being started or runs', () => {
    const scene = live();
    rollBack(scene);

    expect(askBack(scene, { id: fourth })).toMatchObject({ refusal: { code: 'rollback_under_way', release: third } });
    scene.when(ben, { type: 'Reject', release: third, reason: 'the wrong one' });
    expect(outcomeOf(askBack(scene, { id: fourth }))).toBe('accepted');
  });

  test('that would do the same as one that has not begun is told of that', () => {
    const scene = live();
    askBack(scene);

    expect(outcomeOf(askBack(scene, { id: fourth }))).toBe('rollback_under_way');
  });

  test('to another version takes the place of one that has not begun', () => {
    const scene = live();
    askBack(scene);
    const target = strangeSha;
    scene.when(ben, { type: 'RollBack', release: fourth, target, of: null, reason: 'further back', warned: [] });

    expect(inPhase(scene.release(third), 'ended').outcome).toEqual({ kind: 'superseded', by: fourth });
    expect(scene.phase(fourth)).toBe('preparing');
  });

  test('of something that is newer than what is live, and has never run here, is no going back', () => {
    const scene = live();
    rollBack(scene, { candidate: { sha: strangeSha, ahead: 2 } });

    expect(inPhase(scene.release(third), 'preparing').problem).toMatch(/has never run here. Request it instead/);
  });

  test('of something that has run here is one, wherever it stands in the history', () => {
    const scene = live();
    rollBack(scene, { warned: [], candidate: { sha: newSha, ahead: 2, live: seen(oldSha) } });

    expect(scene.phase(third)).toBe('dispatching');
  });

  test('that was stopped before anything was sent leaves the hold to a person', () => {
    const scene = live();
    rollBack(scene);
    scene.when(ben, { type: 'Stop', release: third, reason: 'the wrong one' });

    expect(scene.phase(third)).toBe('rejected');
    expect(scene.lane.hold).not.toBeNull();
  });
});

const migrated = {
  ...undoesOne,
  migrations: { kind: 'known', value: { files: ['db/migrate/7.sql'], count: 1, reversible: 'none' } },
} as const;

/** What each warning looks like in what was read. */
const warnings: readonly (readonly [RollbackWarning, Partial<Candidate>])[] = [
  ['never-verified', {}],
  [
    'config-differs',
    { undoes: { ...undoesOne, liveConfig: digestOf('8') }, ...withManifest({ configDigest: digestOf('9') }) },
  ],
  ['migration-between', { undoes: migrated }],
  ['already-live', { live: seen(oldSha) }],
];

describe('what the person was not warned about', () => {
  function unwarned(warning: RollbackWarning, change: Partial<Candidate>): Scene {
    const scene = live();
    const others = warnings.map(([name]) => name).filter((name) => name !== warning);
    rollBack(scene, { warned: others, candidate: change });
    return scene;
  }

  test.each(warnings)('makes it wait for a second press: %s', (warning, change) => {
    const scene = unwarned(warning, change);

    expect(inPhase(scene.release(third), 'ready')).toMatchObject({ because: 'rollback-changed', detail: warning });
    expect(inPhase(scene.release(third), 'ready').proposal.votes).toEqual([]);
  });

  test.each(warnings)('is confirmed by pressing Deploy, and that is recorded as the go: %s', (warning, change) => {
    const scene = unwarned(warning, change);
    scene.wait(minute);
    scene.when(ben, { type: 'Deploy', release: third, shown: scene.shown(third) });

    expect(inPhase(scene.release(third), 'dispatching').proposal.votes).toMatchObject([
      { by: ben.slack, at: scene.now },
    ]);
    expect(effectsOf(recheckBack(scene, change)).map(({ type }) => type)).toContain('StartRun');
  });

  test.each(warnings)('starts at once where it had been named in the confirm: %s', (warning, change) => {
    const scene = live();
    rollBack(scene, { warned: ['never-verified', warning], candidate: change });

    expect(scene.phase(third)).toBe('dispatching');
  });

  test('is nothing for a version that a watch saw work here', () => {
    const scene = live();
    rollBack(scene, { warned: [], candidate: { sha: newSha, live: seen(oldSha) } });

    expect(scene.phase(third)).toBe('dispatching');
  });

  test('is not confirmed by an approver, nor by a card that showed something else', () => {
    const scene = unwarned('migration-between', { undoes: migrated });

    expect(outcomeOf(scene.ask(person('ada', ['approver']), { type: 'Deploy', release: third, shown: '' }))).toBe(
      'not_allowed',
    );
    expect(outcomeOf(scene.ask(ana, { type: 'Deploy', release: third, shown: 'another' }))).toBe('subject_changed');
  });

  test('and that nobody confirms lapses, and leaves the lane held', () => {
    const scene = unwarned('migration-between', { undoes: migrated });
    scene.wait(5 * hour);
    advance(scene, third);

    expect(scene.phase(third)).toBe('expired');
    expect(scene.lane.hold).not.toBeNull();
  });
});
