import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type SlackUserId } from '../ids.ts';
import { type Action, mayTry } from '../people/authority.ts';
import { policyUnder } from '../release/emergency.ts';
import { changesSince } from '../release/proposal.ts';
import { putToVoteAgain } from '../release/propose.ts';
import { type Lane } from './lane.ts';

/** `lane.adopt`: somebody says that what production shows is what the lane runs. What it shows is read first. */
export function decideAdoptLive(lane: Lane, context: Context): Decision {
  const asked = allowed(lane, 'lane.adopt', context);
  if (asked.kind === 'refused') return asked;
  if (lane.adoption !== null) return refused({ code: 'nothing_to_adopt', because: 'being-read' });
  if ((context.policy.watch?.version ?? null) === null)
    return refused({ code: 'nothing_to_adopt', because: 'version-unknown' });
  return accepted([{ type: 'AdoptionAsked', by: asked.by }]);
}

export function decideLiveForAdoption(
  lane: Lane,
  command: Extract<FactCommand, { type: 'RecordLiveForAdoption' }>,
  context: Context,
): Decision {
  const { adoption } = lane;
  if (adoption === null) return nothing('Nobody has asked.');
  const { seen } = command;
  const channel = context.policy.channels.releases;
  const id = `adopt-${lane.service}.${lane.environment}-${adoption.at}`;
  if (seen.kind === 'unknown') {
    const say = { kind: 'adoption-failed', reason: seen.reason } as const;
    return accepted(
      [{ type: 'AdoptionFailed', reason: seen.reason }],
      [{ type: 'Tell', id, user: adoption.by, channel, say }],
    );
  }
  const live = {
    kind: 'known',
    sha: seen.sha,
    version: seen.version,
    since: context.now,
    how: { kind: 'adopted', by: adoption.by },
  } as const;
  return accepted(
    [{ type: 'LaneAdopted', live }],
    [{ type: 'Tell', id, user: adoption.by, channel, say: { kind: 'adopted', sha: seen.sha } }],
  );
}

export function decideClearHold(lane: Lane, context: Context): Decision {
  const asked = allowed(lane, 'lane.clear-hold', context);
  if (asked.kind === 'refused') return asked;
  if (lane.hold === null) return refused({ code: 'not_held' });
  return accepted([{ type: 'HoldCleared', by: asked.by }]);
}

/** Only pushes that are news are kept. */
export function decidePush(lane: Lane, command: Extract<FactCommand, { type: 'RecordPush' }>): Decision {
  const { push } = command;
  const known = lane.pushes.some(
    (seen) => seen.ref === push.ref && seen.sha === push.sha && seen.pusher === push.pusher,
  );
  return known ? nothing('This push is known.') : accepted([{ type: 'PushSeen', push }]);
}

/** Another config is in force: whatever was approved under the old one is put to the vote again. */
export function decidePolicy(
  lane: Lane,
  command: Extract<FactCommand, { type: 'AdoptPolicy' }>,
  context: Context,
): Decision {
  if (lane.policyVersion === command.version) return nothing('The config is the one that is known.');
  const adopted: LaneEvent = { type: 'PolicyAdopted', version: command.version };
  const events: LaneEvent[] = [adopted];
  const effects: Effect[] = [];
  for (const release of Object.values(lane.open)) {
    if (release.phase !== 'awaiting-decision' && release.phase !== 'scheduled' && release.phase !== 'ready') continue;
    const { candidate, subject } = release.proposal;
    // A rollback is checked against the config that is in force when it starts.
    if (release.kind === 'rollback') continue;
    if (release.phase === 'awaiting-decision' && context.now > subject.expiresAt) continue;
    const own = { ...context, policy: policyUnder(context.policy, release.request) };
    const changes = changesSince(lane, release, candidate, own);
    if (changes === null) continue;
    const again =
      changes.length > 0
        ? putToVoteAgain(lane, release, changes, { candidate, standings: {} }, own)
        : nothing('Unchanged.');
    if (again.kind !== 'accepted') continue;
    events.push(...again.events);
    effects.push(...again.effects);
  }
  return accepted(events, effects);
}

type Asked = { readonly kind: 'allowed'; readonly by: SlackUserId } | Extract<Decision, { kind: 'refused' }>;

function allowed(lane: Lane, action: Action, context: Context): Asked {
  const { actor } = context;
  const authority = mayTry(actor, action, lane.environment, null);
  if (authority.allowed && actor.kind === 'person') return { kind: 'allowed', by: actor.slack };
  const { because, needs } = authority.allowed ? { because: 'agent' as const, needs: 'a person' } : authority;
  return { kind: 'refused', refusal: { code: 'not_allowed', action, because, needs } };
}
