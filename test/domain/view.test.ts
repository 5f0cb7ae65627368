import { describe, expect, test } from 'vitest';
import { projectionsOf } from '../../src/domain/projections.ts';
import { historyRow } from '../../src/domain/release/history.ts';
import { type Ended } from '../../src/domain/release/release.ts';
import { conditionsOf, openRow, viewOf } from '../../src/domain/release/view.ts';
import { type Condition } from '../../src/domain/views.ts';
import { createScene, first, inPhase, next, type Scene, third } from '../support/lane.ts';
import { queued, threeDeep } from '../support/lane-queue.ts';
import { approve, given, propose, type Stage, stages } from '../support/lane-stages.ts';
import { ana, ben, cara, dana } from '../support/people.ts';
import { oneGo } from '../support/policy.ts';

function conditions(scene: Scene): readonly Condition[] {
  return conditionsOf(scene.lane, scene.release(), scene.policy);
}

/** What stands between a release and its end, by its code, in every stage. */
const expected: Readonly<Record<Stage, readonly Condition['code'][]>> = {
  preparing: ['gathering'],
  'awaiting-decision': ['votes_missing'],
  scheduled: ['lane_busy'],
  ready: ['needs_deploy'],
  'dispatching/rechecking': ['rechecking'],
  'dispatching/intended': ['calling_github'],
  'dispatching/calling': ['calling_github'],
  'dispatching/searching': ['looking_for_run'],
  'dispatching/asking-person': ['run_not_found'],
  'dispatching/two-runs': ['two_runs'],
  'deploying/running': ['run_in_progress'],
  'deploying/reading-evidence': ['reading_evidence'],
  'deploying/reading-live': ['reading_live'],
  'watching/awaiting-version': ['version_awaited'],
  'watching/looking': ['watching'],
  unverified: ['unverified'],
  succeeded: [],
  'accepted-unverified': [],
  failed: [],
  rejected: [],
  expired: [],
  withdrawn: [],
  superseded: [],
  'rolled-back': [],
};

describe('what a release waits for', () => {
  test.each(stages)('is said in %s, and nothing is said of one that has ended', (stage) => {
    expect(conditions(given(stage)).map(({ code }) => code)).toEqual(expected[stage]);
  });

  test('names who could still vote, and not who has', () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);

    expect(conditions(scene)).toMatchObject([{ code: 'votes_missing', missing: 1, who: [ben.slack] }]);
  });

  test('names what blocks the approval before the votes that are missing', () => {
    const scene = createScene();
    propose(scene, { candidate: { within: null } });

    expect(conditions(scene).map(({ code }) => code)).toEqual(['blocked', 'votes_missing']);
  });

  test('names the deployers where one of them has to act', () => {
    const stagesForDeployers: readonly Stage[] = [
      'ready',
      'dispatching/asking-person',
      'dispatching/two-runs',
      'unverified',
    ];
    for (const stage of stagesForDeployers)
      expect(conditions(given(stage))[0]?.who).toEqual([ana, ben, cara].map(({ slack }) => slack));
  });

  test('shows the place in the queue', () => {
    const scene = threeDeep();
    const places = [next, third].map((id) => viewOf(scene.lane, scene.release(id), scene.policy, scene.now).position);

    expect(places).toEqual([1, 2]);
  });
});

describe('the view of a release', () => {
  test('offers a second attempt only where it would be taken', () => {
    const offered = stages.filter((stage) => {
      const scene = given(stage);
      return viewOf(scene.lane, scene.release(), scene.policy, scene.now).retryable === 'yes';
    });

    expect(offered).toEqual(['failed']);
  });

  test('says whether the last go deploys at once', () => {
    const scene = createScene(oneGo);
    propose(scene);
    queued(scene, next, { request: { risk: { level: 'High', impact: '', mitigation: '' } } });
    const executions = [first, next].map(
      (id) => viewOf(scene.lane, scene.release(id), scene.policy, scene.now).execution,
    );

    expect(executions).toEqual(['on-go', 'separate']);
  });
});

describe('what readers are given', () => {
  test('is written anew only for what a change has touched', () => {
    const scene = threeDeep();
    const before = scene.lane;
    scene.when(dana, { type: 'Withdraw', release: next });
    const written = projectionsOf(before, scene.lane, [inPhase(scene.release(next), 'ended')], scene.policy);

    expect(written.map(({ kind }) => kind).toSorted()).toEqual(['ended', 'no-open-row', 'open-row']);
  });

  test('has one line for each open release, with who can take the next step', () => {
    const scene = given('awaiting-decision');
    const release = inPhase(scene.release(), 'awaiting-decision');

    expect(openRow(scene.lane, release, scene.policy)).toMatchObject({
      release: first,
      phase: 'awaiting-decision',
      waitsFor: [ana.slack, ben.slack],
      requestedBy: dana.slack,
    });
  });

  test('keeps of a finished release who approved it, and why it ended', () => {
    const rejected = inPhase(given('rejected').release(), 'ended');
    const failed = inPhase(given('failed').release(), 'ended');
    const rows = [rejected, failed].map((release: Ended) => historyRow(release));

    expect(rows).toMatchObject([
      { outcome: 'rejected', notes: 'not today', approvedBy: [] },
      { outcome: 'failed', failure: 'run-failed', approvedBy: [ana.slack, ben.slack] },
    ]);
  });
});
