import { type RepoName } from '../../domain/ids.ts';
import { type Push } from '../../domain/lane/lane.ts';
import { type LastPusher } from '../../domain/release/candidate.ts';
import { type Problem, partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { isWithheld, problemOf } from './problems.ts';
import { type PullsRead, readMerger } from './pulls.ts';
import { type ResolvedRef } from './resolve-ref.ts';
import { ActivityList } from './shapes.ts';

/** The account and the address under which GitHub commits for whoever pressed its button. */
const webFlow = 'web-flow';
const webAddress = 'noreply@github.com';

/**
 * Who put this commit where it is. The push event to the ref that was asked for says it best; then the repository's
 * activity, which not every server has and which reaches back a page; then a push of the same commit to another ref;
 * then the head commit's committer. GitHub's own account is nobody: behind it stands whoever merged the pull request.
 *
 * Fails closed: a source that could not be read just now is a problem. Going on to the next one would name somebody
 * else, and let the real last pusher vote.
 */
export async function readLastPusher(
  reads: GithubReads,
  repo: RepoName,
  resolved: ResolvedRef,
  pushes: readonly Push[],
  { pulls, unread }: Pick<PullsRead, 'pulls' | 'unread'>,
): Promise<LastPusher | Problem> {
  const { head } = resolved;
  const ofHead = pushes.filter((one) => one.sha === head.sha);
  const push = ofHead.find((one) => isAskedFor(one, resolved));
  if (push !== undefined) return known(push.pusher, 'push');

  const active = await newestActor(reads, repo, resolved);
  if (active.kind === 'problem') return active;
  if (active.login !== null) return known(active.login, 'activity');
  const elsewhere = ofHead[0];
  if (elsewhere !== undefined) return known(elsewhere.pusher, 'push');

  const { committer } = head;
  if (committer.login !== webFlow && committer.email.toLowerCase() !== webAddress) {
    if (committer.login === null && committer.name === '' && committer.email === '') return { kind: 'unknown' };
    return { kind: 'known', who: committer, from: 'committer' };
  }
  const merged = pulls.find((pull) => pull.mergedAs === head.sha);
  if (merged === undefined) return unread ?? { kind: 'unknown' };
  const merger = await readMerger(reads, repo, merged.line.number);
  if (merger.kind === 'problem') return merger;
  return merger.login === null ? { kind: 'unknown' } : known(merger.login, 'committer');
}

/** Whoever only put a tag on a commit did not push it; where a SHA was asked for, any branch may have brought it. */
function isAskedFor({ ref }: Push, { named }: ResolvedRef): boolean {
  switch (named.as) {
    case 'branch':
      return ref === `refs/heads/${named.name}`;
    case 'tag':
      return ref === `refs/tags/${named.name}`;
    case 'sha':
      return ref.startsWith('refs/heads/');
  }
}

type Login = Push['pusher'];

function known(login: Login, from: 'push' | 'activity' | 'committer'): LastPusher {
  return { kind: 'known', who: { login, name: login, email: '' }, from };
}

/** The actor of the newest activity that ended at this commit; null where GitHub tells none. */
async function newestActor(
  reads: GithubReads,
  repo: RepoName,
  { head, named }: ResolvedRef,
): Promise<{ readonly kind: 'told'; readonly login: Login | null } | Problem> {
  const ref = named.as === 'branch' ? { ref: `refs/heads/${named.name}` } : {};
  const heard = await reads.get('/repos/{owner}/{repo}/activity', { ...partsOf(repo), ...ref, per_page: 100 });
  const read = readBody(heard, ActivityList);
  if (read.kind !== 'body') {
    return read.kind === 'answer' && isWithheld(read) ? { kind: 'told', login: null } : problemOf(read, repo);
  }
  const ended = read.body.filter((activity) => activity.after === head.sha);
  // GitHub lists the newest first; the sort keeps that true for servers that do not.
  const newest = ended.toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp))[0];
  return { kind: 'told', login: newest?.actor ?? null };
}
