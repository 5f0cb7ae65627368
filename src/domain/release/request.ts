import { type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, refused } from '../decision.ts';
import { type ReleaseId } from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { afterWorkingTime } from '../lane/working-time.ts';
import { mayTry } from '../people/authority.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { after, type Instant } from '../time.ts';
import { type OpenRelease } from './release.ts';
import { type ReleaseRequest } from './terms.ts';

type RequestRelease = Extract<PersonCommand, { type: 'RequestRelease' }>;

/** Any full member may ask; the same thing is not asked twice at a time. */
export function decideRequest(lane: Lane, command: RequestRelease, context: Context): Decision {
  const { actor, policy, now } = context;
  const action = command.again === null ? 'release.request' : 'release.request-again';
  const authority = mayTry(actor, action, lane.environment, null);
  if (!authority.allowed)
    return refused({ code: 'not_allowed', action, because: authority.because, needs: authority.needs });
  if (actor.kind !== 'person') return refused({ code: 'not_allowed', action, because: 'agent', needs: 'a person' });
  if (command.kind === 'replay' && policy.replay === null) return refused({ code: 'no_replay_workflow' });

  const open = lane.open[command.release]?.id ?? openRequestFor(lane, command);
  if (open !== null) return refused({ code: 'already_requested', release: open });

  return accepted([
    {
      type: 'ReleaseRequested',
      release: command.release,
      kind: command.kind,
      cause: null,
      request: command.request,
      requestedBy: actor.slack,
      again: command.again,
      expiresAt: expiryOf(policy, now),
    },
  ]);
}

function openRequestFor(lane: Lane, { kind, request }: RequestRelease): ReleaseId | null {
  const same = Object.values(lane.open).find((release) => release.kind === kind && asksForTheSame(release, request));
  return same?.id ?? null;
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
