import { type LanePolicy } from '../../domain/policy/lane-policy.ts';
import { type Undone } from '../../domain/release/candidate.ts';
import { readBody } from './answers.ts';
import { migrationsIn } from './changed-files.ts';
import { type GithubReads } from './clients.ts';
import { lineOf, mostLines } from './lines.ts';
import { comparePage, filesOf, pageSize, type Range } from './range.ts';
import { Comparison, type GitCommit } from './shapes.ts';

/** What production has and the commit has not. */
export type UndoneRead = Omit<Undone, 'liveConfig'>;

/**
 * Reads what putting this commit back takes away from production. It warns people and decides nothing, so what cannot
 * be read is not known, and never a problem: a person's rollback waits for no list.
 */
export async function readUndone(
  reads: GithubReads,
  lane: Pick<LanePolicy, 'repo' | 'paths' | 'migrations'>,
  { base, behind }: Range,
  head: GitCommit,
): Promise<UndoneRead> {
  const notKnown: UndoneRead = { count: behind, commits: [], migrations: migrationsIn(lane, { base, files: null }) };
  if (base.kind === 'unknown') return notKnown;
  const first = readBody(await comparePage(reads, lane.repo, head.sha, base.sha, 1), Comparison);
  if (first.kind !== 'body') return notKnown;

  // The newest commits stand on the last pages, and the files on the first.
  const lastPage = Math.ceil((first.body.total_commits ?? first.body.ahead_by) / pageSize);
  const later = await Promise.all(
    [lastPage - 1, lastPage]
      .filter((number) => number > 1)
      .map(async (number) => readBody(await comparePage(reads, lane.repo, head.sha, base.sha, number), Comparison)),
  );
  const oldestFirst = [first, ...later].flatMap((read) => (read.kind === 'body' ? read.body.commits : []));
  const isRead = later.every((read) => read.kind === 'body');
  return {
    count: first.body.ahead_by,
    commits: isRead ? oldestFirst.toReversed().slice(0, mostLines).map(lineOf) : [],
    migrations: migrationsIn(lane, { base, files: filesOf(first.body) }),
  };
}
