import { type Effect } from '../effects.ts';
import { type SlackUserId } from '../ids.ts';
import { epochMs, type Instant } from '../time.ts';
import { verdictToldBy } from '../watch/charts.ts';
import { type ActionName } from './actions.ts';
import { type IncidentEvent } from './events.ts';
import { happenedWith } from './happened.ts';
import { type Alarm, compareSeverity, type Incident } from './incident.ts';
import { pagesOf } from './pages.ts';
import { type IncidentPolicy, toldUpTo } from './policy.ts';
import { whoHasIt } from './rows.ts';
import { type Happened } from './timeline.ts';

type Step = Extract<IncidentEvent, { type: 'StepTaken' }>['step'];

/**
 * What an event wants of the world. `before` is the incident that it met, null where it opened it; `after` what it left.
 * A reply's id is the number of its line in the timeline, so the same event names the same reply.
 */
export function effectsOf(
  before: Incident | null,
  event: IncidentEvent,
  after: Incident,
  policy: IncidentPolicy,
  now: Instant,
): readonly Effect[] {
  const shown: Effect[] = isShown(event) ? [{ type: 'ShowIncident', incident: after.id }] : [];
  return [...shown, ...reply(before, event, after, policy), ...others(before, event, after, policy, now)];
}

/** All that changes what the live message says, and its loss: then it is posted anew. */
function isShown({ type }: IncidentEvent): boolean {
  switch (type) {
    case 'PageClaimed':
    case 'CommandRefused':
    case 'IncidentCardPosted':
    case 'ActionsReminded':
    case 'ReviewReminded':
    case 'IssueAsked':
      return false;
    default:
      return true;
  }
}

function reply(
  before: Incident | null,
  event: IncidentEvent,
  after: Incident,
  policy: IncidentPolicy,
): readonly Effect[] {
  const entry = happenedWith(before, event);
  if (entry === null) return [];
  const heard = heardWhere(entry, before, policy);
  if (heard === 'not-at-all') return [];
  return [{ type: 'IncidentReply', id: `n${after.happened}`, incident: after.id, entry, heard }];
}

/** What is bad or needs a person is shown in the channel as well. What the live message says as it is posted is not said again. */
function heardWhere(
  entry: Happened,
  before: Incident | null,
  policy: IncidentPolicy,
): 'in-thread' | 'broadcast' | 'not-at-all' {
  switch (entry.kind) {
    case 'opened':
      return 'not-at-all';
    case 'alarm':
    case 'report': {
      const isOpening = before?.happened === 1 && before.origin.kind !== 'declared';
      if (isOpening) return 'not-at-all';
      return entry.kind === 'alarm' || entry.report.kind === 'rollback-failed' ? 'broadcast' : 'in-thread';
    }
    case 'step':
      return entry.told === 'with-a-later-one' ? 'in-thread' : stepHeard(entry.step, policy);
    case 'severity':
      return entry.by !== null && compareSeverity(entry.to, entry.from) < 0 ? 'broadcast' : 'in-thread';
    case 'asked-again':
      return 'broadcast';
    default:
      return 'in-thread';
  }
}

/** The first step of a ladder comes with a message in the channel, so only groups that have to be mentioned, or that there is nobody to tell, is said there again. */
function stepHeard(step: Step, policy: IncidentPolicy): 'in-thread' | 'broadcast' | 'not-at-all' {
  if (step.does !== 'page' || step.round > 1) return 'broadcast';
  if (step.severity === 'P4') return 'not-at-all';
  return step.level === 0 || toldUpTo(policy, step.level).groups.length > 0 ? 'broadcast' : 'in-thread';
}

function others(
  before: Incident | null,
  event: IncidentEvent,
  after: Incident,
  policy: IncidentPolicy,
  now: Instant,
): readonly Effect[] {
  const { id: incident } = after;
  switch (event.type) {
    case 'IncidentOpened':
    case 'IncidentOpenedAgain':
    case 'AcknowledgementOutgrown':
      return ownChannel(after, policy);
    case 'AlarmJoined':
      return chart(after, event.alarm);
    case 'SeverityChanged':
      return before !== null && compareSeverity(event.to, before.severity) < 0 ? ownChannel(after, policy) : [];
    case 'IncidentChannelOpened':
      return [{ type: 'WelcomeToChannel', incident, channel: event.channel }];
    case 'StepTaken':
      return event.told === 'with-a-later-one' ? [] : pagesOf(after, event.step, policy);
    case 'IncidentAcknowledged':
      return settled(after, policy, 'acknowledge');
    case 'IncidentResolved':
      return settled(after, policy, 'resolve');
    case 'AskedForUpdate':
      return remind(after, whoHasIt(after), { kind: 'update' }, now);
    case 'ActionTaken':
      return event.owner === event.by
        ? []
        : remind(after, event.owner, { kind: 'actions', actions: [event.action] }, now);
    case 'ActionsReminded':
      return remindOwners(after, event.actions, now);
    case 'ReviewReminded':
      return remind(after, whoHasIt(after), { kind: 'review' }, now);
    case 'ReviewFilled':
      return after.releases.map((release) => ({ type: 'SettleDebt', incident, release, by: event.review.by }));
    case 'IssueAsked':
      return [{ type: 'MakeIssue', incident, purpose: event.purpose }];
    default:
      return [];
  }
}

/** With the line of the timeline that tells of the verdict, and no second time: an alarm joins once. */
function chart({ id: incident, happened }: Incident, { release, alert }: Alarm): readonly Effect[] {
  const verdict = verdictToldBy(alert);
  return verdict === null || release === null
    ? []
    : [{ type: 'IncidentChart', id: `n${happened}`, incident, release, verdict }];
}

function ownChannel(after: Incident, policy: IncidentPolicy): readonly Effect[] {
  const isWanted = after.channel === null && policy.ownChannel.some((severity) => severity === after.severity);
  return isWanted ? [{ type: 'OpenIncidentChannel', incident: after.id }] : [];
}

function settled({ id, openings }: Incident, policy: IncidentPolicy, as: 'acknowledge' | 'resolve'): readonly Effect[] {
  return policy.pager === 'configured' ? [{ type: 'SettlePager', incident: id, id: `r${openings}-${as}`, as }] : [];
}

/** Each owner hears of theirs in one message; what nobody has is for whoever has the incident. */
function remindOwners(after: Incident, names: readonly ActionName[], now: Instant): readonly Effect[] {
  const due = after.actions.filter(({ id }) => names.includes(id));
  const owners = [...new Set(due.map(({ owner }) => owner ?? whoHasIt(after)))];
  return owners.flatMap((user) => {
    const actions = due.filter(({ owner }) => (owner ?? whoHasIt(after)) === user).map(({ id }) => id);
    return remind(after, user, { kind: 'actions', actions }, now);
  });
}

function remind(
  { id: incident }: Incident,
  user: SlackUserId | null,
  of: Extract<Effect, { type: 'Remind' }>['of'],
  now: Instant,
): readonly Effect[] {
  if (user === null) return [];
  const about = of.kind === 'actions' ? of.actions.join('.') : of.kind;
  return [{ type: 'Remind', id: `${about}-${user}-${epochMs(now)}`, incident, user, of }];
}
