import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { effectId } from '../../src/domain/effects.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { type Report } from '../../src/domain/incident/report.ts';
import { completed, dispatchId, failing, newSha, notSeen, oldSha, runOf, seen } from '../support/facts.ts';
import { createScene, effectsOf, first, minute, type Scene, third } from '../support/lane.ts';
import { declare, startEmergency } from '../support/lane-emergency.ts';
import { askBack, recheckBack, rollBack } from '../support/lane-rollback.ts';
import { answer, claim, given, look, succeed, watchAll } from '../support/lane-stages.ts';
import { ben, cara, dana } from '../support/people.ts';

type Told = readonly [ReleaseId, Report];

function toldBy(decision: Decision): readonly Told[] {
  return effectsOf(decision).flatMap((effect): readonly Told[] =>
    effect.type === 'TellIncident' ? [[effect.release, effect.report]] : [],
  );
}

function toldIn(scene: Scene): readonly Told[] {
  return scene.effects.flatMap((effect): readonly Told[] =>
    effect.type === 'TellIncident' ? [[effect.release, effect.report]] : [],
  );
}

describe('the incident of a release hears', () => {
  test('that an emergency was declared for it, for which commit and by whom', () => {
    expect(toldBy(declare(createScene(), { by: ben }))).toEqual([
      [first, { kind: 'emergency', sha: newSha, by: ben.slack }],
    ]);
  });

  test('that its run began, and how it ended', () => {
    const scene = createScene();
    startEmergency(scene);
    succeed(scene);
    scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) });
    watchAll(scene);

    expect(toldIn(scene).slice(1)).toEqual([
      [first, { kind: 'run-started', run: runOf(1) }],
      [first, { kind: 'ended', outcome: 'succeeded', by: null }],
    ]);
  });

  test('that an emergency was withdrawn before it began', () => {
    const scene = createScene();
    declare(scene);

    expect(toldBy(scene.when(cara, { type: 'Withdraw', release: first }))).toEqual([
      [first, { kind: 'ended', outcome: 'withdrawn', by: cara.slack }],
    ]);
  });

  test('that somebody puts production back, why, and what that undoes', () => {
    const scene = given('watching/looking');

    expect(toldBy(askBack(scene, { of: first }))).toEqual([
      [
        third,
        {
          kind: 'rollback-begun',
          to: oldSha,
          by: { kind: 'person', user: cara.slack },
          reason: 'checkout fails',
          of: first,
        },
      ],
    ]);
  });

  test('that it is put back, once a watch has seen it work', () => {
    const scene = rolledBack();
    scene.fact({ type: 'RecordVersion', release: third, seen: seen(oldSha) });
    watchAll(scene, undefined, third);

    expect(toldIn(scene).at(-1)).toEqual([third, { kind: 'put-back', to: oldSha, version: 'v2.13.0' }]);
  });

  test('that it is put back as a person says, where the watch could not tell', () => {
    const scene = rolledBack();
    scene.wait(11 * minute);
    scene.fact({ type: 'RecordVersion', release: third, seen: notSeen });
    scene.when(cara, { type: 'AcceptUnverified', release: third });

    expect(toldIn(scene).at(-1)).toMatchObject([third, { kind: 'put-back' }]);
  });

  test('no more of a rollback that failed than its alarm says', () => {
    const scene = begunBack();
    const reading = completed(runOf(7), 'failure', { workflowPath: '.github/workflows/replay.yml' });
    scene.fact({ type: 'RecordRun', release: third, reading });
    scene.fact({ type: 'RecordVersion', release: third, seen: seen(newSha) });

    expect(scene.effects).toContainEqual(
      expect.objectContaining({ type: 'Alert', release: third, alert: expect.objectContaining({ kind: 'failed' }) }),
    );
    expect(toldIn(scene).map(([, { kind }]) => kind)).not.toContain('rollback-failed');
  });

  test('how any release ended that may have alarmed on its way', () => {
    const scene = given('unverified');

    expect(toldBy(scene.when(cara, { type: 'AcceptUnverified', release: first }))).toEqual([
      [first, { kind: 'ended', outcome: 'accepted-unverified', by: cara.slack }],
    ]);
  });

  test('of each attempt apart, so that the second is not taken for the first', () => {
    const scene = given('failed');
    scene.when(cara, { type: 'Retry', release: first, shown: scene.shown() });
    scene.when(ben, { type: 'Reject', release: first, reason: 'not twice' });
    const ids = scene.effects.filter(({ type }) => type === 'TellIncident').map(effectId);

    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('it is not told', () => {
  test('of what never was sent and was no emergency', () => {
    const scene = given('awaiting-decision');

    expect(toldBy(scene.when(dana, { type: 'Withdraw', release: first }))).toEqual([]);
  });

  test('twice of an end that an alarm tells of', () => {
    const scene = given('watching/looking');
    for (let looks = 0; looks < 4; looks += 1) look(scene, failing);
    expect(scene.phase()).toBe('failed');

    expect(toldIn(scene)).toEqual([]);
  });

  test('of the release that is undone, for the rollback names it', () => {
    const scene = rolledBack();

    expect(toldIn(scene).map(([release]) => release)).not.toContain(first);
  });

  test('of a run that is neither a rollback nor an emergency', () => {
    expect(toldIn(given('deploying/running'))).toEqual([]);
  });
});

/** A rollback whose run is in progress. */
function begunBack(): Scene {
  const scene = given('watching/looking');
  rollBack(scene, { of: first });
  recheckBack(scene);
  claim(scene, third, dispatchId(7));
  answer(scene, runOf(7), third, dispatchId(7));
  return scene;
}

function rolledBack(): Scene {
  const scene = begunBack();
  succeed(scene, third, 7);
  return scene;
}
