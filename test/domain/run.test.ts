import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RunReading } from '../../src/domain/commands.ts';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { after } from '../../src/domain/time.ts';
import { completed, dispatchId, newSha, otherBlob, reading, runOf, seen } from '../support/facts.ts';
import { effectTypesOf, first, inPhase, minute, noonish, outcomeOf, type Scene, typesOf } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { given, readEvidence } from '../support/lane-stages.ts';
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
        readEvidence(scene);
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
  test('has what it left behind read before it is called a success', () => {
    const scene = running();

    expect(typesOf(reports(scene, completed(runOf(1), 'success')))).toEqual(['RunProgressed', 'RunEnded']);
    expect(scene.phase()).toBe('deploying');
  });

  test('is watched: first the new version has to be seen live', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success'));
    readEvidence(scene);

    expect(inPhase(scene.release(), 'watching').watch.stage).toBe('awaiting-version');
  });

  test('with a workflow file that nobody could read yet is no success until somebody has', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success', { workflowBlob: null }));
    readEvidence(scene);
    expect(scene.phase()).toBe('deploying');
    reports(scene, completed(runOf(1), 'success'));

    expect(scene.phase()).toBe('watching');
  });

  test('whose file is read before what it left behind waits for that', () => {
    const scene = running();
    reports(scene, completed(runOf(1), 'success', { workflowBlob: null }));
    reports(scene, completed(runOf(1), 'success'));
    expect(scene.phase()).toBe('deploying');
    readEvidence(scene);

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
    readEvidence(scene);

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

describe('a run that GitHub does not show', () => {
  function unreadable(scene: Scene) {
    return scene.fact({ type: 'RecordRunUnreadable', release: first, run: runOf(1).id, reason: 'HTTP 404' });
  }

  test('decides nothing at first, and is told to people when it lasts, then every hour', () => {
    const scene = running();
    expect(effectTypesOf(unreadable(scene))).not.toContain('Alert');
    const alerts: string[] = [];
    for (let minutes = 1; minutes <= 180; minutes += 1) {
      scene.wait(minute);
      unreadable(scene);
      if (effectTypesOf(advance(scene)).includes('Alert')) alerts.push(`after ${minutes} minutes`);
    }

    expect(alerts).toEqual(['after 5 minutes', 'after 65 minutes', 'after 125 minutes']);
  });

  test('and is shown again is no longer told', () => {
    const scene = running();
    unreadable(scene);
    scene.wait(4 * minute);
    reports(scene, reading(runOf(1)));
    scene.wait(10 * minute);

    expect(outcomeOf(advance(scene))).toBe('nothing');
  });

  test('can be given up by a stop once people were told, and the lane is held then', () => {
    const scene = running();
    unreadable(scene);
    scene.wait(6 * minute);
    advance(scene);
    scene.when(ben, { type: 'Stop', release: first, reason: 'it is gone' });

    expect(outcome(scene)).toMatchObject({ kind: 'failed', cause: { code: 'run-lost' } });
    expect(scene.lane.hold).not.toBeNull();
  });

  test('cannot be given up before that: a stop asks GitHub to cancel it', () => {
    const scene = running();
    unreadable(scene);
    scene.wait(minute);
    scene.when(ben, { type: 'Stop', release: first, reason: 'it is gone' });

    expect(scene.phase()).toBe('deploying');
  });
});

describe('a run that a person linked', () => {
  function linked(change: Partial<RunReading>): Scene {
    const scene = given('dispatching/asking-person');
    scene.when(ben, { type: 'AdoptRun', release: first, run: runOf(5) });
    reports(scene, reading(runOf(5), change));
    return scene;
  }

  test('and that is older than the intent and does not carry its id is not ours', () => {
    const scene = linked({ title: 'Deploy something', createdAt: after(noonish, -60 * minute) });

    expect(inPhase(scene.release(), 'deploying').condemned).toMatchObject({ code: 'not-our-run' });
  });

  test.each([
    ['carries the id of the dispatch', { title: `Deploy ${dispatchId(1)}`, createdAt: after(noonish, -60 * minute) }],
    ['is younger than the intent', { title: 'Deploy something', createdAt: after(noonish, minute) }],
    ['does not say when it began', { title: 'Deploy something', createdAt: null }],
  ])('and that %s is taken for it', (_, change) => {
    expect(inPhase(linked(change).release(), 'deploying').condemned).toBeNull();
  });
});
