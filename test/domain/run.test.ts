import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RunReading } from '../../src/domain/commands.ts';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { completed, newSha, notSeen, oldSha, otherBlob, reading, runOf, seen, strangeSha } from '../support/facts.ts';
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
import { advance } from '../support/lane-queue.ts';
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

describe('what GitHub says of the run', () => {
  test('moves it on, and never back', () => {
    const scene = running();
    reports(scene, reading(runOf(1), { status: 'in_progress' }));
    reports(scene, reading(runOf(1), { status: 'queued' }));

    expect(inPhase(scene.release(), 'deploying').status).toBe('in_progress');
  });

  test('twice is once', () => {
    const scene = running();
    reports(scene, reading(runOf(1)));

    expect(outcomeOf(reports(scene, reading(runOf(1))))).toBe('nothing');
  });

  test('of another run is not about this release', () => {
    expect(outcomeOf(reports(running(), completed(runOf(7), 'failure')))).toBe('nothing');
  });

  test('comes to the same in any order and repetition', () => {
    const facts: readonly RunReading[] = [
      reading(runOf(1), { status: 'queued', workflowBlob: null }),
      reading(runOf(1), { status: 'in_progress' }),
      completed(runOf(1), 'success'),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...facts), { maxLength: 12 }), (order) => {
        const scene = running();
        for (const fact of [...order, completed(runOf(1), 'success'), ...order]) reports(scene, fact);
        expect(scene.phase()).toBe('watching');
      }),
      { numRuns: 100 },
    );
  });

  test('after its watch has begun changes nothing', () => {
    const scene = given('watching/looking');

    expect(outcomeOf(reports(scene, completed(runOf(1), 'failure')))).toBe('nothing');
    expect(outcomeOf(reports(scene, reading(runOf(1), { attempt: 2 })))).toBe('nothing');
  });
});

describe('a run that succeeded', () => {
  test('is watched: first the new version has to be seen live', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success'));

    expect(inPhase(scene.release(), 'watching').watch.stage).toBe('awaiting-version');
  });

  test('with a workflow file that nobody could read yet is no success until somebody has', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success', { workflowBlob: null }));
    expect(scene.phase()).toBe('deploying');
    reports(scene, completed(runOf(1), 'success'));

    expect(scene.phase()).toBe('watching');
  });

  test('with a workflow file that stays unreadable is unverified, and people are asked', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success', { workflowBlob: null }));
    scene.wait(5 * minute);
    const decision = advance(scene);

    expect(inPhase(scene.release(), 'unverified').because).toBe('workflow-unknown');
    expect(effectTypesOf(decision)).toContain('Alert');
  });

  test('whose file was read while it ran needs no second reading', () => {
    const scene = running();
    reports(scene, reading(runOf(1)));
    reports(scene, completed(runOf(1), 'success', { workflowBlob: null }));

    expect(scene.phase()).toBe('watching');
  });
});

describe('a run that is not what was approved', () => {
  const wrong = [
    ['another workflow file', { workflowBlob: otherBlob }, 'workflow-changed'],
    ['another workflow', { workflowPath: '.github/workflows/other.yml' }, 'workflow-changed'],
    ['one that was started again by hand', { attempt: 2 }, 'rerun-by-hand'],
  ] as const;

  test.each(wrong)('%s: is cancelled, and people are told', (_, change, code) => {
    const scene = running();
    const decision = reports(scene, reading(runOf(1), change));

    expect(inPhase(scene.release(), 'deploying').condemned).toMatchObject({ code });
    expect(effectTypesOf(decision)).toEqual(expect.arrayContaining(['CancelRun', 'Alert']));
  });

  test.each(wrong)('%s: has failed whatever its conclusion is', (_, change, code) => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success', change));
    reports(scene, completed(runOf(1), 'success', change));
    live(scene, seen(newSha));

    expect(outcome(scene)).toMatchObject({ kind: 'failed', cause: { code } });
  });

  test('is told once, however often it is reported', () => {
    const scene = running();
    reports(scene, reading(runOf(1), { attempt: 2 }));

    expect(outcomeOf(reports(scene, reading(runOf(1), { attempt: 2 })))).not.toBe('refused');
    expect(scene.events.filter(({ event }) => event.type === 'RunCondemned')).toHaveLength(1);
  });

  test('and turns out so after it had succeeded without its file has failed all the same', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success', { workflowBlob: null }));
    reports(scene, completed(runOf(1), 'success', { workflowBlob: otherBlob }));
    live(scene, seen(newSha));

    expect(outcome(scene)).toMatchObject({ kind: 'failed', cause: { code: 'workflow-changed' } });
  });
});

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
