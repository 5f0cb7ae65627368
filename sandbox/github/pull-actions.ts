import { changesBetween, commitsBetween, mergeBase } from './history.ts';
import { nextNumber } from './issues.ts';
import { commit, moveBranch } from './repo-actions.ts';
import { type WorldState } from './state.ts';
import { type Pull, type Repo, type Review } from './types.ts';

export type PullSpec = {
  readonly author: string;
  readonly title: string;
  readonly head: string;
  readonly base?: string;
  readonly body?: string;
  readonly labels?: readonly string[];
};

export function openPull(state: WorldState, repo: Repo, spec: PullSpec): Pull {
  const base = spec.base ?? repo.defaultBranch;
  const headSha = headOf(repo, spec.head);
  const baseSha = headOf(repo, base);
  const pull: Pull = {
    number: nextNumber(repo),
    author: state.account(spec.author).login,
    title: spec.title,
    body: spec.body ?? '',
    labels: spec.labels ?? [],
    head: spec.head,
    base,
    createdAt: state.nowText(),
    headSha,
    baseSha,
    commits: commitsBetween(repo, baseSha, headSha).map((one) => one.sha),
    updatedAt: state.nowText(),
    merge: null,
    closedAt: null,
    reviews: [],
  };
  repo.pulls.push(pull);
  state.happen({ event: 'pull_request', action: 'opened', repo, pull, sender: pull.author });
  return pull;
}

export type MergeSpec = {
  readonly number: number;
  readonly by: string;
  readonly method?: 'merge' | 'squash';
};

/** Merges as GitHub's button does: `web-flow` is the committer, whoever pressed it. Returns the SHA on the base branch. */
export function mergePull(state: WorldState, repo: Repo, spec: MergeSpec): string {
  const pull = pullOf(repo, spec.number);
  if (pull.closedAt !== null) throw new Error(`pull request #${pull.number} is closed`);
  const baseSha = headOf(repo, pull.base);
  const brought = commitsBetween(repo, baseSha, pull.headSha);
  const squash = spec.method === 'squash';
  const sha = commit(state, repo, {
    author: squash ? pull.author : spec.by,
    committer: 'web-flow',
    parents: squash ? [baseSha] : [baseSha, pull.headSha],
    files: filesBrought(repo, baseSha, pull.headSha),
    message: squash
      ? [`${pull.title} (#${pull.number})`, ...trailersOf(brought.map((one) => one.message))].join('\n\n')
      : `Merge pull request #${pull.number} from ${repo.owner}/${pull.head}\n\n${pull.title}`,
  });
  const at = state.nowText();
  pull.baseSha = baseSha;
  pull.commits = brought.map((one) => one.sha);
  pull.merge = { sha, by: state.account(spec.by).login, at };
  pull.closedAt = at;
  pull.updatedAt = at;
  moveBranch(state, repo, { branch: pull.base, sha, actor: spec.by, type: 'pr_merge' });
  state.happen({ event: 'pull_request', action: 'closed', repo, pull, sender: spec.by });
  return sha;
}

/** Puts these labels in place of those that it has; GitHub tells of each that comes or goes. */
export function labelPull(
  state: WorldState,
  repo: Repo,
  number: number,
  change: { readonly labels: readonly string[]; readonly by: string },
): void {
  const pull = pullOf(repo, number);
  const before = pull.labels;
  pull.labels = change.labels;
  pull.updatedAt = state.nowText();
  const sender = state.account(change.by).login;
  const came = change.labels.filter((one) => !before.includes(one));
  const went = before.filter((one) => !change.labels.includes(one));
  for (const label of came) state.happen({ event: 'pull_request', action: 'labeled', repo, pull, label, sender });
  for (const label of went) state.happen({ event: 'pull_request', action: 'unlabeled', repo, pull, label, sender });
}

export function review(state: WorldState, repo: Repo, number: number, by: string, verdict: Review['state']): void {
  const pull = pullOf(repo, number);
  const submittedAt = state.nowText();
  const given: Review = {
    id: state.nextId(),
    by: state.account(by).login,
    state: verdict,
    body: '',
    commit: pull.headSha,
    submittedAt,
  };
  pull.reviews.push(given);
  pull.updatedAt = submittedAt;
  const action = verdict === 'DISMISSED' ? 'dismissed' : 'submitted';
  state.happen({ event: 'pull_request_review', action, repo, pull, review: given });
}

function pullOf(repo: Repo, number: number): Pull {
  const pull = repo.pulls.find((one) => one.number === number);
  if (pull === undefined) throw new Error(`${repo.fullName} has no pull request #${number}`);
  return pull;
}

function headOf(repo: Repo, branch: string): string {
  const sha = repo.branches.get(branch);
  if (sha === undefined) throw new Error(`${repo.fullName} has no branch ${branch}`);
  return sha;
}

/** What the head changed since it left the base. Where both changed a file, the head wins. */
function filesBrought(repo: Repo, base: string, head: string): Readonly<Record<string, string | null>> {
  const from = mergeBase(repo, base, head)?.tree ?? new Map<string, string>();
  const to = repo.commits.get(head)?.tree ?? new Map<string, string>();
  return Object.fromEntries(changesBetween(from, to).map(({ path }) => [path, to.get(path) ?? null]));
}

function trailersOf(messages: readonly string[]): readonly string[] {
  const lines = messages.flatMap((message) =>
    message.split('\n').filter((line) => line.startsWith('Co-authored-by: ')),
  );
  return lines.length === 0 ? [] : [[...new Set(lines)].join('\n')];
}
