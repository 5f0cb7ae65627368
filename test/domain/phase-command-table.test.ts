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

/**
 * What happens when somebody who may do everything, or the system, sends each command in each phase. A command
 * without a row does not compile, nor does a row without a cell for each column.
 */
const table: Readonly<Record<CommandType, Row>> = {
  RequestRelease: [ar, ar, ar, ar, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok],
  RollBack: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok],
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
  AdoptLive: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok],
  ClearHold: [nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, nh, ok, ok],
  Advance: [__, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordCandidate: [ok, ok, ok, ok, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordGatherFailure: [ok, __, __, __, ok, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordGatherProgress: [
    ok,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
  ],
  RecordPostDeploy: [__, __, __, __, __, __, __, __, __, __, __, ok, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordRecheck: [__, __, __, __, ok, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  ClaimDispatch: [__, __, __, __, __, ok, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordDispatchAnswer: [
    __,
    __,
    __,
    __,
    __,
    __,
    ok,
    ok,
    ok,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
  ],
  RecordRunsFound: [__, __, __, __, __, __, ok, ok, ok, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  // A run that may appear beside a rollback is awaited by the lane, not by the release; late-run.test.ts tells of it.
  EndLateSearch: [__, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordRun: [__, __, __, __, __, __, __, __, __, __, ok, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordRunUnreadable: [__, __, __, __, __, __, __, __, __, __, ok, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordVersion: [__, __, __, __, __, __, __, __, __, __, __, __, ok, ok, __, __, __, __, __, __, __, __, __, __],
  RecordLook: [__, __, __, __, __, __, __, __, __, __, __, __, __, __, ok, __, __, __, __, __, __, __, __, __],
  // Health alone is looked at here; late-minutes.test.ts tells of telemetry.
  RecordLateMinutes: [__, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordCard: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, __, __, __, __, ok],
  RecordCardLost: [__, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  RecordLiveForAdoption: [
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
  ],
  RecordPush: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok],
  RecordRunsPastGonogo: [
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
    ok,
  ],
  RecordRunPastGonogoEnded: [
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
    __,
  ],
  AdoptPolicy: [ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok, ok],
  // No emergency was declared in any of these; emergency.test.ts tells of those.
  SettleDebt: [__, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
  AdvanceDebts: [__, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __, __],
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
      Object.fromEntries(types.map((type) => [type, table[type][columns.indexOf(stage)]])),
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
