import { type LaneCommand } from '../../src/domain/commands.ts';
import { type ChannelId, type GithubLogin, type MessageTs, type PolicyVersion } from '../../src/domain/ids.ts';
import { nothingLeft } from '../support/evidence.ts';
import {
  candidate,
  dispatchId,
  healthy,
  movedSha,
  newSha,
  oldSha,
  reading,
  request,
  runOf,
  seen,
  standings,
} from '../support/facts.ts';
import { first, next, type Scene } from '../support/lane.ts';
import { dana } from '../support/people.ts';

type CommandType = LaneCommand['type'];

/** Who sends which command: a new one does not compile until it stands here. */
export const fromPeople: Readonly<Record<CommandType, boolean>> = {
  RequestRelease: true,
  RollBack: true,
  VerifyItem: true,
  Approve: true,
  Reject: true,
  Withdraw: true,
  Deploy: true,
  Stop: true,
  Retry: true,
  AdoptRun: true,
  ConfirmNotStarted: true,
  ExtendWatch: true,
  AcceptUnverified: true,
  AdoptLive: true,
  ClearHold: true,
  Advance: false,
  RecordCandidate: false,
  RecordGatherFailure: false,
  RecordGatherProgress: false,
  RecordPostDeploy: false,
  RecordRecheck: false,
  ClaimDispatch: false,
  RecordDispatchAnswer: false,
  RecordRunsFound: false,
  EndLateSearch: false,
  RecordRun: false,
  RecordRunUnreadable: false,
  RecordVersion: false,
  RecordLook: false,
  RecordLateMinutes: false,
  RecordCard: false,
  RecordCardLost: false,
  RecordLiveForAdoption: false,
  RecordPush: false,
  AdoptPolicy: false,
  RecordRunsPastGonogo: false,
  RecordRunPastGonogoEnded: false,
  SettleDebt: false,
  AdvanceDebts: false,
};

const news = candidate({ sha: movedSha });

/** One of each, as it would come if it fitted: about the first release, its first dispatch and that one's run. */
const commands: { readonly [T in CommandType]: (scene: Scene) => Extract<LaneCommand, { type: T }> } = {
  RequestRelease: () => ({ type: 'RequestRelease', kind: 'deploy', release: next, request: request(), again: null }),
  RollBack: () => ({ type: 'RollBack', release: next, target: oldSha, of: null, reason: 'checkout fails', warned: [] }),
  VerifyItem: () => ({ type: 'VerifyItem', release: first, item: 'monitoring.dashboards', sha: newSha, note: '' }),
  Approve: (scene) => ({ type: 'Approve', release: first, shown: scene.shown() }),
  Reject: () => ({ type: 'Reject', release: first, reason: 'not today' }),
  Withdraw: () => ({ type: 'Withdraw', release: first }),
  Deploy: (scene) => ({ type: 'Deploy', release: first, shown: scene.shown() }),
  Stop: () => ({ type: 'Stop', release: first, reason: 'wrong build' }),
  Retry: (scene) => ({ type: 'Retry', release: first, shown: scene.shown() }),
  AdoptRun: () => ({ type: 'AdoptRun', release: first, run: runOf(1) }),
  ConfirmNotStarted: () => ({ type: 'ConfirmNotStarted', release: first }),
  ExtendWatch: () => ({ type: 'ExtendWatch', release: first }),
  AcceptUnverified: () => ({ type: 'AcceptUnverified', release: first }),
  AdoptLive: () => ({ type: 'AdoptLive' }),
  ClearHold: () => ({ type: 'ClearHold' }),
  Advance: () => ({ type: 'Advance', release: first }),
  RecordCandidate: () => ({ type: 'RecordCandidate', release: first, candidate: news, standings: standings(dana) }),
  RecordGatherFailure: () => ({ type: 'RecordGatherFailure', release: first, reason: 'HTTP 502', final: 'passing' }),
  RecordGatherProgress: () => ({ type: 'RecordGatherProgress', release: first, done: 2, total: 9 }),
  RecordPostDeploy: (scene) => ({
    type: 'RecordPostDeploy',
    release: first,
    evidence: { ...nothingLeft, readAt: scene.now },
  }),
  RecordRecheck: () => ({
    type: 'RecordRecheck',
    baseline: null,
    release: first,
    candidate: candidate(),
    standings: standings(dana),
    dispatch: dispatchId(2),
  }),
  ClaimDispatch: () => ({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) }),
  RecordDispatchAnswer: () => ({
    type: 'RecordDispatchAnswer',
    release: first,
    dispatch: dispatchId(1),
    answer: { kind: 'started', run: runOf(1) },
  }),
  RecordRunsFound: () => ({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs: [runOf(1)] }),
  EndLateSearch: () => ({ type: 'EndLateSearch', release: first, dispatch: dispatchId(1) }),
  RecordRun: () => ({ type: 'RecordRun', release: first, reading: reading(runOf(1)) }),
  RecordRunUnreadable: () => ({ type: 'RecordRunUnreadable', release: first, run: runOf(1).id, reason: 'HTTP 404' }),
  RecordVersion: () => ({ type: 'RecordVersion', release: first, seen: seen(newSha) }),
  RecordLook: () => ({
    type: 'RecordLook',
    telemetry: null,
    release: first,
    look: 1,
    reading: healthy,
    seen: seen(newSha),
  }),
  RecordLateMinutes: () => ({ type: 'RecordLateMinutes', release: first, telemetry: null }),
  RecordCard: () => ({
    type: 'RecordCard',
    release: first,
    card: { channel: 'C0RELEASES' as ChannelId, ts: '1763700000.000100' as MessageTs },
  }),
  RecordCardLost: () => ({ type: 'RecordCardLost', release: first, reason: 'deleted' }),
  RecordLiveForAdoption: () => ({ type: 'RecordLiveForAdoption', seen: seen(oldSha) }),
  RecordPush: () => ({ type: 'RecordPush', push: { ref: 'main', sha: movedSha, pusher: 'gil' as GithubLogin } }),
  RecordRunsPastGonogo: () => ({ type: 'RecordRunsPastGonogo', runs: [] }),
  RecordRunPastGonogoEnded: () => ({
    type: 'RecordRunPastGonogoEnded',
    run: runOf(1).id,
    conclusion: 'success',
    live: null,
  }),
  AdoptPolicy: () => ({ type: 'AdoptPolicy', version: 'another' as PolicyVersion }),
  SettleDebt: () => ({ type: 'SettleDebt', release: first, by: dana.slack }),
  AdvanceDebts: () => ({ type: 'AdvanceDebts' }),
};

export function commandFor(type: CommandType, scene: Scene): LaneCommand {
  return commands[type](scene);
}
