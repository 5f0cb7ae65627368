import { type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, refused } from '../decision.ts';
import { type ReleaseId } from '../ids.ts';
import { listedAs } from '../incident/policy.ts';
import { overdueDebt } from '../lane/debts.ts';
import { type Lane, occupies } from '../lane/lane.ts';
import { afterWorkingTime } from '../lane/working-time.ts';
import { type Action, mayTry } from '../people/authority.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Refusal } from '../refusals.ts';
import { after, type Instant } from '../time.ts';
import { type OpenRelease } from './release.ts';
import { type ReleaseRequest } from './terms.ts';

type RequestRelease = Extract<PersonCommand, { type: 'RequestRelease' }>;

/**
 * Any full member may ask; the same thing is not asked twice at a time. An emergency is declared by a person whom the
 * config names, and never by an agent. While the review of an earlier one is overdue, nothing else is requested here.
 */
export function decideRequest(lane: Lane, command: RequestRelease, context: Context): Decision {
  const { actor, policy, now } = context;
  const { emergency, urgency } = command.request;
  const action = actionOf(command);
  const listed = actor.kind === 'person' ? listedAs(policy, actor.slack, command.groups ?? []) : 'not-listed';
  const authority = mayTry(actor, action, lane.environment, null, listed);
  if (!authority.allowed)
    return refused({ code: 'not_allowed', action, because: authority.because, needs: authority.needs });
  // The table lets an orchestrator ask; there is no way in for one yet, and a request stands in a person's name.
  if (actor.kind !== 'person') return refused({ code: 'not_allowed', action, because: 'agent', needs: 'a person' });
  if ((urgency === 'Emergency') !== (emergency !== null)) return refused({ code: 'no_emergency' });
  const owed = emergency === null ? overdueDebt(lane.debts, now) : null;
  if (owed !== null) return refused({ code: 'review_overdue', release: owed.release, dueAt: owed.dueAt });
  if (command.kind === 'replay' && policy.replay === null) return refused({ code: 'no_replay_workflow' });

  const open = lane.open[command.release]?.id ?? openRequestFor(lane, command);
  if (open !== null) return refused({ code: 'already_requested', release: open });

  return accepted([
    {
      type: 'ReleaseRequested',
      release: command.release,
      kind: command.kind,
      cause: null,
      request: { ...command.request, emergency: emergency === null ? null : { ...emergency, by: actor.slack } },
      requestedBy: actor.slack,
      again: command.again,
      expiresAt: expiryOf(policy, now),
    },
  ]);
}

/** Why this would be refused as the lane stands now; null when it would be taken. Nothing comes of asking. */
export function whyNotRequested(lane: Lane, command: RequestRelease, context: Context): Refusal | null {
  const decision = decideRequest(lane, command, context);
  return decision.kind === 'refused' ? decision.refusal : null;
}

function actionOf({ again, request }: RequestRelease): Action {
  if (request.urgency === 'Emergency') return 'release.emergency';
  return again === null ? 'release.request' : 'release.request-again';
}

function openRequestFor(lane: Lane, { kind, request }: RequestRelease): ReleaseId | null {
  const same = Object.values(lane.open).find(
    (release) => release.kind === kind && !isOvertaken(release, request) && asksForTheSame(release, request),
  );
  return same?.id ?? null;
}

/** An emergency does not wait for somebody to withdraw what was asked for in the usual way and has not started. */
function isOvertaken(release: OpenRelease, { emergency }: ReleaseRequest): boolean {
  return emergency !== null && release.request.emergency === null && !occupies(release);
}

/**
 * A ref is the same thing only while it can still move the release that names it; what is on its way to production
 * is a commit, and the ref may have gone on since.
 */
function asksForTheSame(release: OpenRelease, { ref }: ReleaseRequest): boolean {
  const asked = release.request.ref;
  switch (release.phase) {
    case 'preparing':
      return ref.kind === 'ref'
        ? asked.kind === 'ref' && asked.name === ref.name
        : asked.kind === 'sha' && asked.sha === ref.sha;
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      if (ref.kind === 'ref') return asked.kind === 'ref' && asked.name === ref.name;
      return release.proposal.candidate.sha === ref.sha;
    case 'dispatching':
    case 'deploying':
    case 'watching':
    case 'unverified':
      return ref.kind === 'sha' && release.proposal.candidate.sha === ref.sha;
  }
}

/** When the voting is over: counted in all hours, or in the calendar's working hours where the lane says so. */
export function expiryOf(policy: LanePolicy, now: Instant): Instant {
  const { expiresMs, hours } = policy.approval;
  return hours === 'working' ? afterWorkingTime(policy.calendar, now, expiresMs) : after(now, expiresMs);
}
