import { type CommitSha, type ReleaseId } from '../ids.ts';
import { type Ended, type Release } from '../release/release.ts';
import { type Instant } from '../time.ts';
import { type Lane } from './lane.ts';

/**
 * A commit that ran here and did not hold up. `breached`: its watch found it unhealthy, also in minutes that came after
 * the verdict. `undone`: production was rolled back from it. `unverified`: no watch could say that it works, and a
 * person took it as it was, or has still to choose. Whatever a watch sees work here afterwards is none any more.
 */
export type Suspect = {
  readonly sha: CommitSha;
  readonly why: 'breached' | 'undone' | 'unverified';
  /** The release that told: the one that ran it, or the rollback that undid it. */
  readonly release: ReleaseId;
  readonly at: Instant;
};

/** As many as there are verified versions that one may choose from. */
const keptSuspects = 10;

/** What says more of a version is kept when less is found of it afterwards. */
const weight: Readonly<Record<Suspect['why'], number>> = { breached: 3, undone: 2, unverified: 1 };

/** What is held against going back to this commit; null for nothing. */
export function suspectOf(lane: Pick<Lane, 'suspects' | 'open'>, sha: CommitSha): Suspect | null {
  const known = lane.suspects.find((suspect) => suspect.sha === sha);
  if (known !== undefined) return known;
  const open = Object.values(lane.open).find((release) => release.phase === 'unverified' && shaOf(release) === sha);
  return open === undefined ? null : { sha, why: 'unverified', release: open.id, at: open.since };
}

/** After a release of the lane has ended, `lane` being as it was before. */
export function suspectsAfter(lane: Pick<Lane, 'suspects' | 'last'>, ended: Ended, at: Instant): Lane['suspects'] {
  const sha = shaOf(ended);
  if (sha === null) return lane.suspects;
  const told = { release: ended.id, at };
  switch (ended.outcome.kind) {
    case 'succeeded':
      return undoneBy(
        lane,
        lane.suspects.filter((suspect) => suspect.sha !== sha),
        ended,
        told,
      );
    case 'accepted-unverified':
      return undoneBy(lane, alsoSuspect(lane.suspects, { sha, why: 'unverified', ...told }), ended, told);
    case 'failed':
      return ended.outcome.cause.code === 'watch-breached'
        ? alsoSuspect(lane.suspects, { sha, why: 'breached', ...told })
        : lane.suspects;
    default:
      return lane.suspects;
  }
}

export function alsoSuspect(suspects: Lane['suspects'], suspect: Suspect): Lane['suspects'] {
  const known = suspects.find(({ sha }) => sha === suspect.sha);
  const kept = known !== undefined && weight[known.why] > weight[suspect.why] ? known : suspect;
  return [kept, ...suspects.filter(({ sha }) => sha !== suspect.sha)].slice(0, keptSuspects);
}

/** A rollback that has put production back says so of what was live before it, where that is known. */
function undoneBy(
  { last }: Pick<Lane, 'last'>,
  suspects: Lane['suspects'],
  ended: Ended,
  told: Pick<Suspect, 'release' | 'at'>,
): Lane['suspects'] {
  if (ended.kind !== 'rollback' || ended.proposal === null) return suspects;
  const { candidate } = ended.proposal;
  const named = last !== null && last.id === ended.cause?.of ? shaOf(last) : null;
  const undone = named ?? (candidate.live.kind === 'seen' ? candidate.live.sha : null);
  if (undone === null || undone === candidate.sha) return suspects;
  return alsoSuspect(suspects, { sha: undone, why: 'undone', ...told });
}

function shaOf(release: Release): CommitSha | null {
  return release.phase === 'preparing' ? null : (release.proposal?.candidate.sha ?? null);
}
