import { type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, refused } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type Lane } from '../lane/lane.ts';
import { type PersonActor } from '../people/actor.ts';
import { type Action, mayTry } from '../people/authority.ts';
import { after } from '../time.ts';
import { type StopAsked } from './dispatch-step.ts';
import { cancelEvery, unreadableFor } from './limits.ts';
import { type Deploying, type Dispatching, phaseName, type Release } from './release.ts';
import { concludeFailed } from './run.ts';

type Reject = Extract<PersonCommand, { type: 'Reject' }>;
type Stop = Extract<PersonCommand, { type: 'Stop' }>;
type Withdraw = Extract<PersonCommand, { type: 'Withdraw' }>;

/**
 * The ways to say no. Fails open: whatever is missing, a person with a role can always stop what has not
 * been sent, and it wins over a dispatch that no worker has claimed yet. Once the call may have been made a
 * no-go is kept and people are told; a stop cancels the run as soon as one is known.
 */
export function decideReject(lane: Lane, release: Release, command: Reject, context: Context): Decision {
  const asked = allowed(lane, release, 'release.reject', context);
  if (asked.kind !== 'person') return asked;
  if (command.reason.trim() === '') return refused({ code: 'reason_missing' });
  if (nothingSentYet(release)) return rejected(release, asked.person, command.reason);
  if (release.phase === 'dispatching' || release.phase === 'deploying')
    return heard(release, asked.person, command.reason, 'no-go', context);
  return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
}

export function decideStop(lane: Lane, release: Release, command: Stop, context: Context): Decision {
  const asked = allowed(lane, release, 'release.stop', context);
  if (asked.kind !== 'person') return asked;
  const reason = command.reason.trim() === '' ? 'stopped' : command.reason;
  if (nothingSentYet(release)) return rejected(release, asked.person, reason);
  if (release.phase === 'dispatching' || release.phase === 'deploying') {
    if (release.phase === 'deploying' && mayBeGivenUp(release, context)) return gaveUp(lane, release, context);
    if (release.phase === 'deploying' && release.status === 'completed') return refused({ code: 'run_is_over' });
    return heard(release, asked.person, reason, 'cancel', context);
  }
  if (release.phase === 'watching' || release.phase === 'unverified') return refused({ code: 'run_is_over' });
  return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
}

export function decideWithdraw(lane: Lane, release: Release, command: Withdraw, context: Context): Decision {
  const asked = allowed(lane, release, 'release.withdraw', context);
  if (asked.kind !== 'person') return asked;
  if (!nothingSentYet(release))
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  return accepted([
    { type: 'ReleaseEnded', release: release.id, outcome: { kind: 'withdrawn', by: asked.person.slack } },
  ]);
}

type Asked = { readonly kind: 'person'; readonly person: PersonActor } | Extract<Decision, { kind: 'refused' }>;

function allowed(lane: Lane, release: Release, action: Action, context: Context): Asked {
  const { actor } = context;
  const authority = mayTry(actor, action, lane.environment, release.requestedBy);
  if (authority.allowed && actor.kind === 'person') return { kind: 'person', person: actor };
  const { because, needs } = authority.allowed ? { because: 'agent' as const, needs: 'a person' } : authority;
  return { kind: 'refused', refusal: { code: 'not_allowed', action, because, needs } };
}

function nothingSentYet(release: Release): boolean {
  switch (release.phase) {
    case 'preparing':
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return true;
    case 'dispatching':
      return release.step.at === 'rechecking' || release.step.at === 'intended';
    case 'deploying':
    case 'watching':
    case 'unverified':
    case 'ended':
      return false;
  }
}

function rejected(release: Release, by: PersonActor, reason: string): Decision {
  return accepted([{ type: 'ReleaseEnded', release: release.id, outcome: { kind: 'rejected', by: by.slack, reason } }]);
}

function heard(
  release: Dispatching | Deploying,
  by: PersonActor,
  reason: string,
  wants: StopAsked['wants'],
  context: Context,
): Decision {
  // A cancel that was asked for stands, whoever says no after it.
  const stop: StopAsked =
    release.stop?.wants === 'cancel'
      ? release.stop
      : { by: by.slack, at: context.now, reason, wants, asked: 1, askAgainAt: after(context.now, cancelEvery) };
  const run = release.phase === 'deploying' && wants === 'cancel' ? release.run : null;
  const effects: Effect[] = [
    {
      type: 'Reply',
      id: `stop-${context.key}`,
      release: release.id,
      note: { kind: 'stop-recorded', by: by.slack, reason, wants, run },
    },
  ];
  if (run !== null) effects.push({ type: 'CancelRun', release: release.id, repo: context.policy.repo, run: run.id });
  return accepted([{ type: 'StopRequested', release: release.id, stop }], effects);
}

/** A run that GitHub has not shown for so long that people were told about it. */
function mayBeGivenUp({ unreadable }: Deploying, { now }: Context): boolean {
  return unreadable !== null && now >= after(unreadable.since, unreadableFor);
}

/** Nobody can say what became of the run: the release has failed, and nothing follows it before a person has looked. */
function gaveUp(lane: Lane, release: Deploying, context: Context): Decision {
  const cause = { code: 'run-lost', reason: release.unreadable?.reason ?? 'it could not be read' } as const;
  const ended = concludeFailed(lane, { ...release, condemned: cause }, 'unknown', null, context);
  if (ended.kind !== 'accepted') return ended;
  const cancel: Effect = { type: 'CancelRun', release: release.id, repo: context.policy.repo, run: release.run.id };
  return accepted(ended.events, [...ended.effects, cancel]);
}
