import { describe, expect, test } from 'vitest';
import { type RunReading } from '../../src/domain/commands.ts';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { completed, dispatchId, newSha, notSeen, oldSha, reading, runOf, seen, strangeSha } from '../support/facts.ts';
import {
  effectsOf,
  effectTypesOf,
  first,
  inPhase,
  minute,
  outcomeOf,
  type Scene,
  second,
  typesOf,
} from '../support/lane.ts';
import { given } from '../support/lane-stages.ts';
import { ben } from '../support/people.ts';

function running(): Scene {
  return given('deploying/running');
}

function reports(scene: Scene, what: RunReading) {
  return scene.fact({ type: 'RecordRun', release: first, reading: what });
}

function live(scene: Scene, version: VersionSeen) {
  return scene.fact({ type: 'RecordVersion', release: first, seen: version });
}

function outcome(scene: Scene) {
  return inPhase(scene.release(), 'ended').outcome;
}

describe('a run without success', () => {
  test('has what is live read before anything is said', () => {
    const scene = running();

    expect(typesOf(reports(scene, completed(runOf(1), 'failure')))).toEqual(['RunEnded']);
    expect(scene.phase()).toBe('deploying');
  });

  test('after which the old version is seen is a reply to its requester, and no alert', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'failure'));
    const decision = live(scene, seen(oldSha));

    expect(outcome(scene)).toMatchObject({ kind: 'failed', cause: { code: 'run-failed', conclusion: 'failure' } });
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({ type: 'Reply', note: expect.objectContaining({ kind: 'run-failed' }) }),
    );
    expect(effectTypesOf(decision)).not.toContain('Alert');
  });

  test.each([
    ['the new version', newSha],
    ['a version that nobody knows', strangeSha],
  ])('after which %s is live is an alert', (_, sha) => {
    const scene = running();
    reports(scene, completed(runOf(1), 'failure'));

    expect(effectTypesOf(live(scene, seen(sha)))).toContain('Alert');
  });

  test('after which nobody knows what is live is an alert, after a minute of trying', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'failure'));
    expect(outcomeOf(live(scene, notSeen))).toBe('nothing');
    scene.wait(60 * second);

    expect(effectTypesOf(live(scene, notSeen))).toContain('Alert');
  });

  test('in a lane without a version endpoint ends at once, with an alert', () => {
    const scene = given('deploying/running', { watch: { version: null } });

    expect(effectTypesOf(reports(scene, completed(runOf(1), 'failure')))).toContain('Alert');
    expect(scene.phase()).toBe('failed');
  });

  test('and without a conclusion is no success', () => {
    const scene = running();
    reports(scene, reading(runOf(1), { status: 'completed', conclusion: null }));

    expect(scene.phase()).toBe('deploying');
    live(scene, seen(oldSha));
    expect(scene.phase()).toBe('failed');
  });

  test.each(['neutral', 'skipped', 'action_required', 'stale', 'timed_out', 'startup_failure'])(
    'that concluded %s is none either',
    (conclusion) => {
      const scene = running();
      reports(scene, completed(runOf(1), conclusion));
      live(scene, seen(oldSha));

      expect(outcome(scene)).toMatchObject({ kind: 'failed', cause: { code: 'run-failed', conclusion } });
    },
  );
});

describe('a cancelled run', () => {
  test('that we cancelled names who asked for it', () => {
    const scene = running();
    reports(scene, reading(runOf(1)));
    scene.when(ben, { type: 'Stop', release: first, reason: 'wrong build' });
    reports(scene, completed(runOf(1), 'cancelled'));
    live(scene, seen(oldSha));

    expect(outcome(scene)).toMatchObject({ cause: { code: 'run-cancelled', by: ben.slack } });
    expect(scene.lane.hold).toBeNull();
  });

  test('holds the lane when what is live is not known', () => {
    const scene = running();
    reports(scene, reading(runOf(1)));
    reports(scene, completed(runOf(1), 'cancelled'));
    scene.wait(minute);
    live(scene, notSeen);

    expect(outcome(scene)).toMatchObject({ cause: { code: 'run-cancelled', by: null } });
    expect(scene.lane.hold).toMatchObject({ release: first });
  });

  test('that never began was evicted by its concurrency group, and is shown as that', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'cancelled'));
    live(scene, seen(oldSha));

    expect(outcome(scene)).toMatchObject({ cause: { code: 'run-evicted' } });
  });
});

test('two runs of one dispatch hold the lane: the other one may still be deploying', () => {
  const scene = running();
  scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs: [runOf(1), runOf(2)] });
  reports(scene, completed(runOf(1), 'success'));
  live(scene, seen(newSha));

  expect(outcome(scene)).toMatchObject({ kind: 'failed', cause: { code: 'two-runs' } });
  expect(scene.lane.hold).toMatchObject({ release: first });
});

describe('what is live in the lane', () => {
  test('is the new version once its watch has ended well', () => {
    expect(given('succeeded').lane.live).toMatchObject({
      kind: 'known',
      sha: newSha,
      how: { kind: 'verified', release: first },
    });
  });

  test('is the new version, on a person’s word, when somebody accepted it unverified', () => {
    expect(given('accepted-unverified').lane.live).toMatchObject({ sha: newSha, how: { kind: 'adopted' } });
  });

  test('is not changed by a run that failed', () => {
    expect(given('failed').lane.live).toEqual({ kind: 'unknown' });
  });
});
