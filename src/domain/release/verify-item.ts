import { type Tick } from '../checklist/item.ts';
import { standingOf, whyNotTickable } from '../checklist/ticks.ts';
import { type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, refused } from '../decision.ts';
import { type Lane } from '../lane/lane.ts';
import { deniedTo } from './dispatch.ts';
import { aboutOf, blockersOf } from './proposal.ts';
import { type AwaitingDecision, phaseName, type Release } from './release.ts';
import { itemsOf, subjectHash, subjectOf } from './subject.ts';

/**
 * A person says that something of the checklist is so. Only people may, only for what waits for a person or stands for
 * later releases, and with a note where one is wanted: what they say becomes part of what is voted on.
 */
export function decideVerify(
  lane: Lane,
  release: Release,
  command: Extract<PersonCommand, { type: 'VerifyItem' }>,
  context: Context,
): Decision {
  const denied = deniedTo(lane, release, 'checklist.verify', context);
  if (denied !== null) return denied;
  const { actor, policy, now } = context;
  if (release.phase !== 'awaiting-decision' || actor.kind !== 'person')
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  const { item, note } = command;
  const { candidate } = release.proposal;
  const items = itemsOf(policy, aboutOf(lane, release, candidate));
  const because = whyNotTickable(items, { item, by: actor.slack, note }, policy);
  // Who may not is told that, whatever commit they saw.
  if (command.sha !== candidate.sha && because !== 'not-theirs')
    return refused({ code: 'subject_changed', changes: release.voided?.changes ?? [] });
  if (because !== null) return refused({ code: 'not_verifiable', item, because });
  const tick: Tick = { item, sha: candidate.sha, by: actor.slack, at: now, note, standing: standingOf(item) };
  return verified(lane, release, tick, context);
}

function verified(lane: Lane, release: AwaitingDecision, tick: Tick, { policy }: Context): Decision {
  const { proposal } = release;
  const others = lane.standing.filter(({ item }) => item !== tick.item);
  const standing = tick.standing === 'standing' ? [...others, tick] : lane.standing;
  const ticks = [...proposal.ticks.filter(({ item }) => item !== tick.item), tick];
  const about = {
    kind: release.kind,
    candidate: proposal.candidate,
    ticks,
    mandate: release.request.mandate,
    emergency: release.request.emergency,
    lane: { ...lane, standing },
  };
  const subject = subjectOf(policy, about, proposal.subject.expiresAt);
  if (subject === null) return refused({ code: 'not_verifiable', item: tick.item, because: 'not-open' });
  const blockers = blockersOf(release, about, proposal.outsiders, policy);
  return accepted([{ type: 'ItemVerified', release: release.id, tick, subject, hash: subjectHash(subject), blockers }]);
}
