import { type Release } from '../release/release.ts';
import { type Lane, occupant, occupies } from './lane.ts';
import { suspectOf } from './suspects.ts';

/**
 * Whether the card of a release should offer to record what production shows as what the lane runs. `in-lane`: a release
 * is in the lane, and its end settles that. `breached`: what is live failed its watch, and is nothing to count changes
 * from or to go back to. A deployer may record it all the same, from the status.
 */
export type Recording = 'offered' | 'in-lane' | 'breached';

export function recordingOf(lane: Lane, release: Release): Recording {
  if (occupies(release) || occupant(lane) !== null) return 'in-lane';
  if (release.phase === 'ended' && release.outcome.kind === 'failed' && release.outcome.cause.code === 'watch-breached')
    return 'breached';
  const live = release.phase === 'preparing' ? null : (release.proposal?.candidate.live ?? null);
  return live?.kind === 'seen' && suspectOf(lane, live.sha)?.why === 'breached' ? 'breached' : 'offered';
}
