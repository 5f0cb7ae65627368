import { type RepoName } from '../../domain/ids.ts';
import { type Push } from '../../domain/lane/lane.ts';
import { type LastPusher } from '../../domain/release/candidate.ts';
import { partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { type MergedPull } from './pulls.ts';
import { type ResolvedRef } from './resolve-ref.ts';
import { ActivityList } from './shapes.ts';

/** The account and the address under which GitHub commits for whoever pressed its button. */
const webFlow = 'web-flow';
const webAddress = 'noreply@github.com';

/**
 * Who put this commit where it is. The push event says it best; then the repository's activity, which not
 * every server has and which reaches back a page; then the head commit's committer. GitHub's own account is
 * nobody: behind it stands whoever merged the pull request.
 */
export async function readLastPusher(
  reads: GithubReads,
  repo: RepoName,
  resolved: ResolvedRef,
  pushes: readonly Push[],
  pulls: readonly MergedPull[],
): Promise<LastPusher> {
  const { head } = resolved;
  const push = pushes.find((one) => one.sha === head.sha);
  if (push !== undefined) return known(push.pusher, 'push');

  const active = await newestActor(reads, repo, resolved);
  if (active !== null) return known(active, 'activity');

  const { committer } = head;
  if (committer.login !== webFlow && committer.email.toLowerCase() !== webAddress) {
    if (committer.login === null && committer.name === '' && committer.email === '') return { kind: 'unknown' };
    return { kind: 'known', who: committer, from: 'committer' };
  }
  const merger = pulls.find((pull) => pull.mergedAs === head.sha)?.mergedBy ?? null;
  return merger === null ? { kind: 'unknown' } : known(merger, 'committer');
}

type Login = Push['pusher'];

function known(login: Login, from: 'push' | 'activity' | 'committer'): LastPusher {
  return { kind: 'known', who: { login, name: login, email: '' }, from };
}

/** The actor of the newest activity that ended at this commit; null where GitHub tells none. */
async function newestActor(reads: GithubReads, repo: RepoName, { head, named }: ResolvedRef): Promise<Login | null> {
  const ref = named.as === 'branch' ? { ref: `refs/heads/${named.name}` } : {};
  const heard = await reads.get('/repos/{owner}/{repo}/activity', { ...partsOf(repo), ...ref, per_page: 100 });
  const read = readBody(heard, ActivityList);
  if (read.kind !== 'body') return null;
  const ended = read.body.filter((activity) => activity.after === head.sha);
  // GitHub lists the newest first; the sort keeps that true for servers that do not.
  return ended.toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp))[0]?.actor ?? null;
}
