import { describe, expect, test } from 'vitest';
import { type IncidentId, incidentOfRelease, type ReleaseId } from '../../src/domain/ids.ts';
import { usualBefore } from '../../src/domain/release/usual-before.ts';
import { after, minute } from '../../src/domain/time.ts';
import { type Baseline, baselineOf } from '../../src/domain/watch/baseline.ts';
import { dispatchId, oldSha, runOf, seen, standings } from '../support/facts.ts';
import { first, inPhase, next, type Scene, third } from '../support/lane.ts';
import { declare } from '../support/lane-emergency.ts';
import { putBack, readBack, rollBack } from '../support/lane-rollback.ts';
import { answer, claim, fail, propose, succeed } from '../support/lane-stages.ts';
import { cara } from '../support/people.ts';
import { automatic, breach, deployed, minutesPass, times, watched } from './measured.ts';
import { deployedAt, minutesFrom, nothingKnown, usual } from './watch/minutes.ts';

/** The hour before, when the fault had gone on for all of it. */
const faulty: Baseline = baselineOf(
  { hourBefore: minutesFrom(-60, 60, { errors: 30, p50Ms: 400, p95Ms: 1800, cpuPercent: 99 }), sameHour: [] },
  deployedAt,
  minute,
);

/** The last check of a rollback, at which the time right before it was measured all the same. */
function checkBack(scene: Scene, id: ReleaseId, number = 7): void {
  const checked = { candidate: putBack(), standings: standings(), baseline: faulty, dispatch: dispatchId(number) };
  scene.fact({ type: 'RecordRecheck', release: id, ...checked });
  claim(scene, id, dispatchId(number));
  answer(scene, runOf(number), id, dispatchId(number));
}

function baselineOfRelease(scene: Scene, id: ReleaseId): Baseline | null {
  return inPhase(scene.release(id), 'deploying').baseline;
}

describe('what a rollback is compared with', () => {
  test('is what was usual before the release that it undoes, also when that has been put back by mandate', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    readBack(scene, { id });
    expect(usualBefore(scene.lane, scene.release(id))).toEqual({ kind: 'recorded', baseline: usual });

    checkBack(scene, id);
    expect(baselineOfRelease(scene, id)).toEqual(usual);
  });

  test.each([
    ['the form of that release', first],
    ['the command, which names none', null],
  ])('is the same for a person, by %s', (_way, of) => {
    const scene = watched();
    rollBack(scene, { of });
    checkBack(scene, third);

    expect(baselineOfRelease(scene, third)).toEqual(usual);
  });

  test.each([
    ['errors', 'errors'],
    ['a slow p95', 'slow'],
    ['CPU', 'cpu'],
  ] as const)('so %s that go on as before for an hour are no success: the rollback failed', (_which, shown) => {
    const scene = watched();
    minutesPass(scene, times(9, 'well'));
    rollBack(scene, { of: first });
    checkBack(scene, third);
    succeed(scene, third, 7);
    scene.fact({ type: 'RecordVersion', release: third, seen: seen(oldSha) });
    minutesPass(scene, times(12, shown), { id: third, sees: oldSha });

    expect(inPhase(scene.release(third), 'ended').outcome).toMatchObject({
      kind: 'failed',
      cause: { code: 'watch-breached' },
    });
    expect(scene.lane.verified.map(({ sha }) => sha)).not.toContain(oldSha);
  });

  test('stays that in its second attempt', () => {
    const scene = watched();
    rollBack(scene, { of: first });
    checkBack(scene, third);
    fail(scene, third, 7);
    scene.when(cara, { type: 'Retry', release: third, shown: scene.shown(third) });
    checkBack(scene, third, 8);

    expect(baselineOfRelease(scene, third)).toEqual(usual);
  });

  test('stays that in another rollback after one that failed', () => {
    const scene = watched();
    rollBack(scene, { of: first });
    checkBack(scene, third);
    fail(scene, third, 7);
    rollBack(scene, { id: next, of: first });

    expect(usualBefore(scene.lane, scene.release(next))).toEqual({ kind: 'recorded', baseline: usual });
  });

  test('is measured as of the dispatch of what it undoes, where nothing was recorded then', () => {
    const scene = deployed(undefined, {}, null);
    const { intendedAt } = inPhase(scene.release(), 'watching');
    scene.wait(45 * minute);
    rollBack(scene, { of: first });
    expect(usualBefore(scene.lane, scene.release(third))).toEqual({ kind: 'before', at: intendedAt });

    checkBack(scene, third);
    expect(baselineOfRelease(scene, third)).toEqual(faulty);
  });

  test('is measured as of that dispatch, when what it undoes is over', () => {
    const scene = watched(undefined, {}, nothingKnown);
    const { intendedAt } = inPhase(scene.release(), 'watching');
    const bare = { ...inPhase(scene.release(), 'watching'), baseline: null };
    const lane = { ...scene.lane, open: { ...scene.lane.open, [first]: bare } };
    expect(usualBefore(lane, { ...scene.release(), id: third, kind: 'rollback', cause: null })).toEqual({
      kind: 'before',
      at: intendedAt,
    });
    minutesPass(scene, ['well', 'well']);
    for (let looks = 0; looks < 4; looks += 1)
      minutesPass(scene, ['well'], { reading: { kind: 'failed', reason: 'HTTP 500' } });
    const { last } = scene.lane;
    expect(last?.id).toBe(first);
    const over = { ...scene.lane, last: last === null ? null : { ...last, baseline: null } };
    expect(usualBefore(over, { ...scene.release(), id: third, kind: 'rollback', cause: null })).toEqual({
      kind: 'before',
      at: intendedAt,
    });
  });

  test('leaves out the hour before in a lane of which nothing else is known', () => {
    const scene = watched();
    rollBack(scene);
    const lane = { ...scene.lane, open: {}, last: null };

    expect(usualBefore(lane, scene.release(third))).toEqual({ kind: 'other-days' });
  });
});

describe('what any other release is compared with', () => {
  function requested(incident: IncidentId | null): Scene {
    const scene = watched();
    breach(scene);
    if (incident === null) propose(scene, { id: next });
    else declare(scene, { id: next, emergency: { incident } });
    return scene;
  }

  test('is the time right before it, also after one that failed', () => {
    const scene = requested(null);

    expect(usualBefore(scene.lane, scene.release(next))).toEqual({ kind: 'now' });
  });

  test('in an emergency for the incident of a release is what was usual before that release', () => {
    const scene = requested(incidentOfRelease(first));

    expect(usualBefore(scene.lane, scene.release(next))).toEqual({ kind: 'recorded', baseline: usual });
  });

  test('in an emergency for anything else leaves out the hour before, which is the fault', () => {
    const scene = requested('inc-checkout.declared00' as IncidentId);

    expect(usualBefore(scene.lane, scene.release(next))).toEqual({ kind: 'other-days' });
  });
});

test('the time of a dispatch is told from when the new version was live and how long that took', () => {
  const scene = watched();
  breach(scene);
  const { last } = scene.lane;
  if (last?.watch?.stage !== 'looking' || last.tookMs === null) throw new Error('Nothing was watched.');

  const intended = scene.events.find(({ event }) => event.type === 'DispatchIntended');
  expect(after(last.watch.liveSince, -last.tookMs)).toBe(intended?.at);
});
