import { type FactCommand, type LaneCommand, type PersonCommand } from './commands.ts';
import { accepted, type Context, type Decision, nothing, refused } from './decision.ts';
import { type Effect } from './effects.ts';
import { type LaneEvent } from './events.ts';
import { type ReleaseId } from './ids.ts';
import { decideAdoptLive, decideClearHold, decideLiveForAdoption, decidePolicy, decidePush } from './lane/decide.ts';
import { debtEvents, decideDebts, decideSettleDebt } from './lane/decide-debts.ts';
import { findRelease } from './lane/evolve.ts';
import { decideRunPastEnded, decideRunsPast } from './lane/guard-runs.ts';
import { type Lane } from './lane/lane.ts';
import { decideLateRunOver, decideLateRuns, lateRunOf } from './lane/late-run.ts';
import { decideAdvance } from './release/advance.ts';
import {
  decideAdoptRun,
  decideAnswer,
  decideClaim,
  decideNotStarted,
  decideRunsFound,
  deployersOf,
} from './release/dispatch.ts';
import { policyUnder } from './release/emergency.ts';
import { decideGatherFailure, decideGatherProgress } from './release/gather.ts';
import { reportsOf } from './release/incident-reports.ts';
import { decidePostDeploy } from './release/post-deploy.ts';
import { decideCandidate } from './release/propose.ts';
import { decideDeploy, decideRecheck, decideRecheckFailure, decideRetry } from './release/recheck.ts';
import { type Release } from './release/release.ts';
import { decideRequest } from './release/request.ts';
import { decideRollBack } from './release/roll-back.ts';
import { stalledAtOnce } from './release/rollback-stalled.ts';
import { concludeFailed, decideRun, decideRunUnreadable } from './release/run.ts';
import { decideReject, decideStop, decideWithdraw } from './release/stop.ts';
import { decideVerify } from './release/verify-item.ts';
import { decideApprove } from './release/vote.ts';
import { decideVersion } from './watch/begin.ts';
import { decideAccept, decideExtend } from './watch/by-person.ts';
import { chartsOf } from './watch/charts.ts';
import { decideLateMinutes } from './watch/judge-late.ts';
import { decideLook } from './watch/look.ts';

/**
 * The one door into the domain: what a command does to a lane, as events and effects. Pure. Whatever happens
 * to a release is shown on its card and told to its incident, so every event about one brings the effects for that.
 * What an emergency owes, that a rollback has come to a stand, and which charts are drawn, follow from the events as well.
 */
export function decide(lane: Lane, command: LaneCommand, context: Context): Decision {
  const decision = route(lane, command, context);
  if (decision.kind !== 'accepted') return decision;
  const stalled = stalledAtOnce(lane, decision.events, context);
  const events = [
    ...decision.events,
    ...stalled.map(({ event }) => event),
    ...debtEvents(lane, decision.events, context.now),
  ];
  return accepted(events, [
    ...decision.effects,
    ...stalled.map(({ alert }) => alert),
    ...peopleToAsk(events, context),
    ...reportsOf(lane, events, decision.effects),
    ...chartsOf(lane, events, context),
    ...cardsToDraw(lane, events),
  ]);
}

function route(lane: Lane, command: LaneCommand, context: Context): Decision {
  switch (command.type) {
    case 'RequestRelease':
      return decideRequest(lane, command, context);
    case 'RollBack':
      return decideRollBack(lane, command, context);
    case 'AdoptLive':
      return decideAdoptLive(lane, context);
    case 'ClearHold':
      return decideClearHold(lane, context);
    case 'RecordLiveForAdoption':
      return decideLiveForAdoption(lane, command, context);
    case 'RecordPush':
      return decidePush(lane, command);
    case 'AdoptPolicy':
      return decidePolicy(lane, command, context);
    case 'RecordRunsPastGonogo':
      return decideRunsPast(lane, command, context);
    case 'RecordRunPastGonogoEnded':
      return decideRunPastEnded(lane, command, context);
    case 'AdvanceDebts':
      return decideDebts(lane, context);
    case 'SettleDebt':
      return decideSettleDebt(lane, command);
    case 'EndLateSearch':
      return decideLateRunOver(lane, command, context);
    default: {
      const late = command.type === 'RecordRunsFound' ? lateRunOf(lane, command.dispatch) : null;
      if (late !== null && command.type === 'RecordRunsFound') return decideLateRuns(late, command, context);
      const release = findRelease(lane, command.release);
      if (release === null)
        return isFromPerson(command) ? refused({ code: 'release_not_open' }) : nothing('This release is over.');
      const own = { ...context, policy: policyUnder(context.policy, release.request) };
      return isFromPerson(command) ? byPerson(lane, release, command, own) : byFact(lane, release, command, own);
    }
  }
}

type AboutRelease = Extract<LaneCommand, { readonly release: ReleaseId }>;
type PersonAboutRelease = Exclude<Extract<PersonCommand, AboutRelease>, { type: 'RequestRelease' | 'RollBack' }>;
type FactAboutRelease = Exclude<Extract<FactCommand, AboutRelease>, { type: 'SettleDebt' | 'EndLateSearch' }>;

const fromPeople: Readonly<Record<PersonAboutRelease['type'], true>> = {
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
  VerifyItem: true,
};

function isFromPerson(command: PersonAboutRelease | FactAboutRelease): command is PersonAboutRelease {
  return command.type in fromPeople;
}

function byPerson(lane: Lane, release: Release, command: PersonAboutRelease, context: Context): Decision {
  switch (command.type) {
    case 'Approve':
      return decideApprove(lane, release, command, context);
    case 'Reject':
      return decideReject(lane, release, command, context);
    case 'Withdraw':
      return decideWithdraw(lane, release, command, context);
    case 'Deploy':
      return decideDeploy(lane, release, command, context);
    case 'Stop':
      return decideStop(lane, release, command, context);
    case 'Retry':
      return decideRetry(lane, release, command, context);
    case 'AdoptRun':
      return decideAdoptRun(lane, release, command, context);
    case 'ConfirmNotStarted':
      return decideNotStarted(lane, release, command, context);
    case 'ExtendWatch':
      return decideExtend(lane, release, command, context);
    case 'AcceptUnverified':
      return decideAccept(lane, release, command, context);
    case 'VerifyItem':
      return decideVerify(lane, release, command, context);
  }
}

function byFact(lane: Lane, release: Release, command: FactAboutRelease, context: Context): Decision {
  switch (command.type) {
    case 'Advance':
      return decideAdvance(lane, release, context);
    case 'RecordCandidate':
      return decideCandidate(lane, release, command, context);
    case 'RecordGatherProgress':
      return decideGatherProgress(release, command);
    case 'RecordPostDeploy':
      return decidePostDeploy(release, command, context);
    case 'RecordGatherFailure':
      return release.phase === 'dispatching'
        ? decideRecheckFailure(release, { for: 'github', said: command.reason }, context)
        : decideGatherFailure(release, command, context);
    case 'RecordRecheck':
      return decideRecheck(lane, release, command, context);
    case 'ClaimDispatch':
      return decideClaim(release, command, context);
    case 'RecordDispatchAnswer':
      return decideAnswer(release, command, context);
    case 'RecordRunsFound':
      return decideRunsFound(release, command, context);
    case 'RecordRun':
      return decideRun(lane, release, command, context);
    case 'RecordRunUnreadable':
      return decideRunUnreadable(release, command, context);
    case 'RecordVersion':
      return aboutVersion(lane, release, command, context);
    case 'RecordLook':
      return release.phase === 'watching'
        ? decideLook(lane, release, command, context)
        : nothing('Nothing is watched.');
    case 'RecordLateMinutes':
      return decideLateMinutes(lane, release, command, context);
    case 'RecordCard':
      return decideCard(release, command);
    case 'RecordCardLost':
      return release.card === null
        ? nothing('There is no card.')
        : accepted([{ type: 'CardLost', release: release.id, reason: command.reason }]);
  }
}

function aboutVersion(
  lane: Lane,
  release: Release,
  command: Extract<FactCommand, { type: 'RecordVersion' }>,
  context: Context,
): Decision {
  if (release.phase === 'watching') return decideVersion(release, command, context);
  const waits =
    release.phase === 'deploying' &&
    release.ended !== null &&
    !(release.ended.conclusion === 'success' && release.condemned === null);
  if (!waits) return nothing('Nobody waits for the version.');
  if (command.seen.kind === 'unknown') return decideAdvance(lane, release, context);
  return concludeFailed(lane, release, release.ended.conclusion, command.seen, context);
}

/** One live message for each release: the first that is known stays. */
function decideCard(release: Release, command: Extract<FactCommand, { type: 'RecordCard' }>): Decision {
  const { card } = command;
  if (release.card?.ts === card.ts && release.card.channel === card.channel) return nothing('The card is known.');
  return accepted([{ type: 'CardPosted', release: release.id, card }]);
}

/** Whatever waits for a press on Deploy from now on tells those who may press it. */
function peopleToAsk(events: readonly LaneEvent[], context: Context): readonly Effect[] {
  return events
    .filter((event) => event.type === 'ReleaseReadied')
    .map(({ release, because, detail, lapsesAt }) => ({
      type: 'Reply',
      id: `ready-${because}-${lapsesAt}`,
      release,
      note: { kind: 'ready-again', because, detail, ask: deployersOf(context.policy) },
    }));
}

/** What stands on no card. */
const showsNothing: readonly LaneEvent['type'][] = [
  'CardPosted',
  'SearchContinued',
  'CommandRefused',
  'MinutesAwaited',
  'LateMinutesRead',
  'LateRunAwaited',
  'LateRunFound',
  'LateRunGivenUp',
];

/** Where the lane itself changed, everything that waits in it reads differently, too. */
function cardsToDraw(lane: Lane, events: readonly LaneEvent[]): readonly Effect[] {
  const drawn = new Set<ReleaseId>();
  for (const event of events) {
    if ('release' in event && event.release !== null) {
      if (!showsNothing.includes(event.type)) drawn.add(event.release);
    }
    if (movesTheLane(event)) for (const release of Object.values(lane.open)) drawn.add(release.id);
    for (const id of undoneWith(lane, event)) drawn.add(id);
    // The card that offers to clear the hold, and the lane's last one, say that it is cleared.
    if (event.type === 'HoldCleared') for (const id of holdersOf(lane)) drawn.add(id);
  }
  return [...drawn].map((release) => ({ type: 'ShowCard', release }));
}

/** What a rollback undoes offers none while it is under way, and says so when it is undone. */
function undoneWith({ open }: Lane, event: LaneEvent): readonly ReleaseId[] {
  switch (event.type) {
    case 'ReleaseRequested':
      return named(event.cause?.of ?? null);
    case 'DispatchIntended':
    case 'ReleaseEnded':
      return named(open[event.release]?.cause?.of ?? null);
    default:
      return [];
  }
}

function named(release: ReleaseId | null): readonly ReleaseId[] {
  return release === null ? [] : [release];
}

function holdersOf({ hold, last }: Lane): readonly ReleaseId[] {
  return [hold?.release ?? null, last?.id ?? null, last?.cause?.of ?? null].filter((id) => id !== null);
}

function movesTheLane(event: LaneEvent): boolean {
  return (
    event.type === 'HoldPlaced' ||
    event.type === 'HoldCleared' ||
    event.type === 'LaneAdopted' ||
    event.type === 'ReleaseEnded'
  );
}
