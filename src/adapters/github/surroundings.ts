import { type Live, type Push } from '../../domain/lane/lane.ts';
import { type LanePolicy } from '../../domain/policy/lane-policy.ts';
import { type Changes, type LastPusher, type VersionSeen } from '../../domain/release/candidate.ts';
import { type Problem } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { readDependencies } from './dependencies.ts';
import { readLastPusher } from './last-pusher.ts';
import { type PullsRead, readPulls } from './pulls.ts';
import { type Range, readRange } from './range.ts';
import { readWithin } from './reachable.ts';
import { type ResolvedRef } from './resolve-ref.ts';
import { readUndone, type UndoneRead } from './undone.ts';
import { isVersionLike, readVersionTag } from './version-tag.ts';

/** What stands around a commit: where it comes from, what it brings and what it takes away. */
export type Surroundings = {
  readonly kind: 'surroundings';
  readonly version: string | null;
  readonly within: string | null;
  readonly range: Range;
  readonly pulls: PullsRead;
  readonly lastPusher: LastPusher;
  readonly dependencies: Changes['dependencies'];
  readonly undoes: UndoneRead | null;
};

export type Place = {
  readonly policy: LanePolicy;
  readonly resolved: ResolvedRef;
  readonly seen: VersionSeen;
  readonly live: Live;
};

/** All that people vote on. What only informs may be missing; what a vote stands on makes a problem instead. */
export async function readForVote(
  reads: GithubReads,
  { policy, resolved, seen, live }: Place,
  pushes: readonly Push[],
): Promise<Surroundings | Problem> {
  const { repo } = policy;
  const { head, named } = resolved;
  const [range, version] = await Promise.all([
    readRange(reads, repo, head, seen, live),
    versionOf(reads, policy, resolved),
  ]);
  if (range.kind === 'problem') return range;
  const names = [...(named.as === 'sha' ? [] : [named.name]), ...(version === null ? [] : [version])];
  const [pulls, within, dependencies] = await Promise.all([
    readPulls(reads, repo, branchOf(policy, resolved), range.commits),
    readWithin(reads, policy, head.sha, names),
    readDependencies(reads, policy, range, head.sha),
  ]);
  if (within.kind === 'problem') return within;
  const lastPusher = await readLastPusher(reads, repo, resolved, pushes, pulls);
  if (lastPusher.kind === 'problem') return lastPusher;
  return { kind: 'surroundings', version, within: within.ref, range, pulls, lastPusher, dependencies, undoes: null };
}

/**
 * What a person sees before production is put back. Nobody votes on it and its authors matter to no one, so little is
 * read, and nothing that cannot be read keeps it from being done.
 */
export async function readForRollback(
  reads: GithubReads,
  { policy, resolved, seen, live }: Place,
): Promise<Surroundings> {
  const { head } = resolved;
  const [read, version] = await Promise.all([
    readRange(reads, policy.repo, head, seen, live),
    versionOf(reads, policy, resolved),
  ]);
  const range = read.kind === 'problem' ? unknownRange(resolved, read) : read;
  return {
    kind: 'surroundings',
    version,
    within: null,
    range,
    pulls: { pulls: [], loose: [], complete: 'no', unread: null },
    lastPusher: { kind: 'unknown' },
    dependencies: { kind: 'unknown', why: range.base.kind === 'unknown' ? 'no-base' : 'not-answered' },
    undoes: await readUndone(reads, policy, range, head),
  };
}

function unknownRange({ head }: ResolvedRef, { sentence }: Problem): Range {
  return {
    kind: 'range',
    base: { kind: 'unknown', reason: sentence },
    ahead: null,
    behind: null,
    compareUrl: null,
    commits: [head],
    files: null,
  };
}

async function versionOf(reads: GithubReads, policy: LanePolicy, { head, named }: ResolvedRef): Promise<string | null> {
  if (named.as === 'tag' && isVersionLike(named.name)) return named.name;
  return await readVersionTag(reads, policy.repo, head.sha);
}

/** The branch whose pull requests are listed: the one that was asked for, else the first that may be requested. */
function branchOf(policy: LanePolicy, { named }: ResolvedRef): string | null {
  if (named.as === 'branch') return named.name;
  return policy.refs.find((ref) => !ref.includes('*')) ?? null;
}
