import { type Context } from '../decision.ts';
import { type AfterBreach } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type Lane } from '../lane/lane.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { after, minute } from '../time.ts';
import { canSchemaGoBack, mandateFor, rollbackIdOf } from './mandate.ts';
import { type Watching } from './release.ts';
import { rollbackBegun } from './roll-back.ts';
import { type RollbackCause } from './terms.ts';

type Because = Extract<AfterBreach, { kind: 'person' }>['because'];

export type BackByMandate = { readonly events: readonly LaneEvent[]; readonly next: AfterBreach };

/**
 * Spends the mandate that came with the go. Never for a rollback, so that there is no loop; never beside a rollback that
 * a person has begun; only for a trigger that was named, and within its minutes. What is to be put back was fixed when
 * people voted, by its digests, and is read once more before anything starts.
 */
export function backByMandate(
  lane: Lane,
  release: Watching,
  { trigger }: { readonly trigger: Trigger },
  { now, policy }: Context,
): BackByMandate {
  const { mandate } = release.proposal.subject;
  if (release.kind === 'rollback') return person('is-rollback');
  if (!canSchemaGoBack(release.proposal.candidate)) return heldForPerson(lane, release);
  if (mandate === null) return person(whyNone(release, policy));
  if (!mandate.triggers.includes(trigger)) return person('not-named');
  if (now > after(liveSince(release), mandate.minutes * minute)) return person('too-late');
  if (Object.values(lane.open).some(({ kind }) => kind === 'rollback')) return person('under-way');

  const id = rollbackIdOf(release.id, release.attempt);
  const { votes } = release.proposal;
  const [first] = votes;
  const grantedBy = votes.map(({ by }) => by);
  if (first === undefined || lane.open[id] !== undefined) return person('under-way');
  const cause: RollbackCause = {
    of: release.id,
    reason: `${trigger} breached after ${release.id}`,
    by: first.by,
    roles: first.roles,
    github: first.github,
    // What was live when people voted was shown as such, whatever is held against it; anything else asks a person.
    warned: ['never-verified', 'breached-here', 'undone-here', 'unverified-here', 'already-live'],
    mandate: { trigger, manifest: mandate.manifest, grantedBy },
  };
  const events = rollbackBegun(id, mandate.to, cause, now);
  return { events, next: { kind: 'rollback', release: id, to: mandate.to, grantedBy } };
}

/** As far as the lane's rules of today tell; where they would grant one now, the go all the same did not. */
function whyNone({ kind, request, proposal }: Watching, policy: LanePolicy): Because {
  const terms = mandateFor(policy, kind, request.mandate, proposal.candidate);
  if (terms.kind === 'proposed') return 'no-mandate';
  const { why } = terms;
  return why === 'migration' || why === 'rollback' ? 'no-mandate' : why;
}

function person(because: Because): BackByMandate {
  return { events: [], next: { kind: 'person', because } };
}

/** Nothing follows a release whose schema cannot go back before somebody has looked. A hold that stands keeps its reason. */
function heldForPerson(lane: Lane, { id }: Watching): BackByMandate {
  const hold: LaneEvent = {
    type: 'HoldPlaced',
    reason: 'the watch failed, and a migration is not proven to be reversible',
    release: id,
  };
  return { ...person('migration'), events: lane.hold === null ? [hold] : [] };
}

function liveSince({ watch, since }: Watching): Watching['since'] {
  return watch.stage === 'looking' ? watch.liveSince : since;
}
