import { type CommitSha } from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { type Suspect, suspectOf } from '../lane/suspects.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Candidate } from './candidate.ts';
import { type RollbackWarning } from './terms.ts';
import { migrationsUndone } from './undone-migrations.ts';

/** What a person should know before putting this back. None of it prevents it. */
export function warningsOf(
  lane: Pick<Lane, 'verified' | 'suspects' | 'open'>,
  policy: Pick<LanePolicy, 'inputs'>,
  candidate: Candidate,
): readonly RollbackWarning[] {
  const warnings: RollbackWarning[] = [...fromItsTimeHere(lane, candidate.sha)];
  const { manifest } = candidate.evidence;
  const live = candidate.undoes?.liveConfig ?? null;
  const back = manifest.state === 'present' ? manifest.facts.configDigest : null;
  if (live !== null && back !== null && live !== back) warnings.push('config-differs');
  const migrations = candidate.undoes?.migrations;
  if (migrations?.kind === 'known' && migrations.value.count > 0)
    warnings.push(migrationsUndone(policy, candidate).length > 0 ? 'migration-undone' : 'migration-between');
  if (candidate.live.kind === 'seen' && candidate.live.sha === candidate.sha) warnings.push('already-live');
  return warnings;
}

const heldAgainst = {
  breached: 'breached-here',
  undone: 'undone-here',
  unverified: 'unverified-here',
} as const satisfies Record<Suspect['why'], RollbackWarning>;

/** What is held against it says more than that no watch saw it work. */
function fromItsTimeHere(
  lane: Pick<Lane, 'verified' | 'suspects' | 'open'>,
  target: CommitSha,
): readonly RollbackWarning[] {
  const suspect = suspectOf(lane, target);
  if (suspect !== null) return [heldAgainst[suspect.why]];
  return lane.verified.some(({ sha }) => sha === target) ? [] : ['never-verified'];
}
