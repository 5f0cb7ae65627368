import { describe, expect, test } from 'vitest';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { type RefusalCode } from '../../src/domain/refusals.ts';
import { type Phase } from '../../src/domain/release/release.ts';
import { hour, outcomeOf } from '../support/lane.ts';
import { given, type Stage, stages } from '../support/lane-stages.ts';
import { ana, system } from '../support/people.ts';
import { commandFor, fromPeople } from './phase-commands.ts';

type CommandType = LaneCommand['type'];
type Outcome = 'accepted' | 'nothing' | RefusalCode;

const ok = 'accepted';
const __ = 'nothing';
const wp = 'wrong_phase';
const no = 'release_not_open';
const ar = 'already_requested';
const av = 'already_voted';
const ro = 'run_is_over';
const nr = 'not_retryable';
const nh = 'not_held';

/** The columns of the table: before the dispatch, its six steps, the run and what it leaves behind, the watch, ended last in the lane, ended before. */
const columns = [
  'preparing',
  'awaiting-decision',
  'scheduled',
  'ready',
  'dispatching/rechecking',
  'dispatching/intended',
  'dispatching/calling',
  'dispatching/searching',
  'dispatching/asking-person',
  'dispatching/two-runs',
  'deploying/running',
  'deploying/reading-evidence',
  'deploying/reading-live',
  'watching/awaiting-version',
  'watching/looking',
  'unverified',
  'succeeded',
  'accepted-unverified',
  'failed',
  'rejected',
  'expired',
  'withdrawn',
  'superseded',
  'rolled-back',
] as const satisfies readonly Stage[];

type CellFor<Columns extends readonly Stage[]> = { readonly [Place in keyof Columns]: Outcome };
type Row = CellFor<typeof columns>;
type Rule = (stage: Stage) => Outcome;

function everywhere(outcome: Outcome): Rule {
  return () => outcome;
}

/** News in these, and nothing anywhere else. */
function onlyIn(...accepting: readonly Stage[]): Rule {
  return (stage) => (accepting.includes(stage) ? ok : __);
}

function cellIn(row: Row | Rule, stage: (typeof columns)[number]): Outcome | undefined {
  return typeof row === 'function' ? row(stage) : row[columns.indexOf(stage)];
}

/**
 * What happens when somebody who may do everything, or the system, sends each command in each phase. A command
 * without a row does not compile, nor does a row without a cell for each column. A row that says the same of all, or of
 * all but a few, says it in words.
 */
const table: Readonly<Record<CommandType, Row | Rule>> = {
  RequestRelease: [ar, ar, ar, ar, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok],
  RollBack: everywhere(ok),
  VerifyItem: [wp, ok, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, no, no, no, no, wp],
  Approve: [wp, ok, av, av, av, av, av, av, av, av, av, av, av, av, av, av, av, av, av, no, no, no, no, av],
  Reject: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, wp, wp, wp, wp, wp, wp, no, no, no, no, wp],
  Withdraw: [ok, ok, ok, ok, ok, ok, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, no, no, no, no, wp],
  Deploy: [wp, wp, wp, ok, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, no, no, no, no, wp],
  Stop: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ro, ro, ro, ro, ro, wp, wp, wp, no, no, no, no, wp],
  Retry: [wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, nr, nr, ok, no, no, no, no, nr],
  AdoptRun: [wp, wp, wp, wp, wp, wp, wp, ok, ok, ok, wp, wp, wp, wp, wp, wp, wp, wp, wp, no, no, no, no, wp],
  ConfirmNotStarted: [wp, wp, wp, wp, wp, wp, wp, wp, ok, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, no, no, no, no, wp],
  ExtendWatch: [wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, ok, wp, wp, wp, no, no, no, no, wp],
  AcceptUnverified: [wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, wp, ok, ok, ok, wp, wp, wp, no, no, no, no, wp],
  AdoptLive: everywhere(ok),
  ClearHold: [nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, ok, ok],
  Advance: everywhere(__),
  RecordCandidate: onlyIn('preparing', 'awaiting-decision', 'scheduled', 'ready'),
  RecordGatherFailure: onlyIn('preparing', 'dispatching/rechecking'),
  RecordGatherProgress: onlyIn('preparing'),
  RecordPostDeploy: onlyIn('deploying/reading-evidence'),
  RecordRecheck: onlyIn('dispatching/rechecking'),
  ClaimDispatch: onlyIn('dispatching/intended'),
  RecordDispatchAnswer: onlyIn('dispatching/calling', 'dispatching/searching', 'dispatching/asking-person'),
  RecordRunsFound: onlyIn('dispatching/calling', 'dispatching/searching', 'dispatching/asking-person'),
  // A run that may appear beside a rollback is awaited by the lane, not by the release; late-run.test.ts tells of it.
  EndLateSearch: everywhere(__),
  RecordRun: onlyIn('deploying/running'),
  RecordRunUnreadable: onlyIn('deploying/running'),
  RecordVersion: onlyIn('deploying/reading-live', 'watching/awaiting-version'),
  RecordLook: onlyIn('watching/looking'),
  // Health alone is looked at here; late-minutes.test.ts tells of telemetry.
  RecordLateMinutes: everywhere(__),
  RecordCard: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, __, __, __, __, ok],
  RecordCardLost: everywhere(__),
  RecordLiveForAdoption: everywhere(__),
  RecordPush: everywhere(ok),
  RecordRunsPastGonogo: everywhere(ok),
  RecordRunPastGonogoEnded: everywhere(__),
  AdoptPolicy: everywhere(ok),
  // No emergency was declared in any of these; emergency.test.ts tells of those.
  SettleDebt: everywhere(__),
  AdvanceDebts: everywhere(__),
};

describe('every command in every phase', () => {
  test('has its column', () => {
    expect(columns.toSorted()).toEqual(stages.toSorted());
  });

  test.each(columns)('comes to what was decided for it in %s', (stage) => {
    const scene = given(stage);
    const types = Object.keys(table) as CommandType[];
    const outcomes = types.map((type) => [
      type,
      outcomeOf(scene.ask(fromPeople[type] ? ana : system, commandFor(type, scene))),
    ]);

    expect(Object.fromEntries(outcomes)).toEqual(
      Object.fromEntries(types.map((type) => [type, cellIn(table[type], stage)])),
    );
  });
});

/** Where a release stands when nobody has done anything for six hours, as soon as the jobs have run. */
const afterSixHours: Readonly<Record<Stage, Phase>> = {
  preparing: 'expired',
  'awaiting-decision': 'expired',
  scheduled: 'ready',
  ready: 'expired',
  'dispatching/rechecking': 'ready',
  'dispatching/intended': 'ready',
  'dispatching/calling': 'dispatching',
  'dispatching/searching': 'dispatching',
  'dispatching/asking-person': 'dispatching',
  'dispatching/two-runs': 'dispatching',
  'deploying/running': 'deploying',
  'deploying/reading-evidence': 'watching',
  'deploying/reading-live': 'failed',
  'watching/awaiting-version': 'watching',
  'watching/looking': 'watching',
  unverified: 'unverified',
  succeeded: 'succeeded',
  'accepted-unverified': 'accepted-unverified',
  failed: 'failed',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'withdrawn',
  superseded: 'superseded',
  'rolled-back': 'rolled-back',
};

describe('time alone', () => {
  test.each(stages)('brings a release from %s to where it belongs', (stage) => {
    const scene = given(stage);
    scene.wait(6 * hour);
    for (let runs = 0; runs < 3; runs += 1) scene.fact(commandFor('Advance', scene));

    expect(scene.phase()).toBe(afterSixHours[stage]);
  });

  test.each(stages)('does nothing to a release in %s before something is due', (stage) => {
    const scene = given(stage);

    expect(outcomeOf(scene.ask(system, commandFor('Advance', scene)))).toBe('nothing');
  });
});
