import { z } from 'zod';
import { BlobSha, CommitSha, GithubLogin, RunId } from '../../domain/ids.ts';
import { type Instant, instantAt } from '../../domain/time.ts';

/** The fields that are read of GitHub's answers, each shape with its type beside it. */

/** Ids above 2^53 arrive as BigInt. They are text from here on. */
export const IdText = z.union([z.number().int(), z.bigint(), z.string()]).transform(String).pipe(RunId);

/** Null where GitHub knows no account, and for what is not a login that we could compare. */
export const AccountLogin = z
  .object({ login: z.string() })
  .nullish()
  .transform((account): GithubLogin | null => GithubLogin.safeParse(account?.login).data ?? null);

const Signature = z
  .object({ name: z.string().nullish(), email: z.string().nullish() })
  .nullish()
  .transform((signature) => ({ name: signature?.name ?? '', email: signature?.email ?? '' }));

/** Only for people to follow; a server without pages of its own may leave it out. */
export const Link = z
  .string()
  .nullish()
  .transform((address) => address ?? '');

export const GitCommit = z
  .object({
    sha: CommitSha,
    html_url: Link,
    commit: z.object({ message: z.string(), author: Signature, committer: Signature }),
    author: AccountLogin,
    committer: AccountLogin,
    parents: z.array(z.object({ sha: CommitSha })).default([]),
  })
  .transform(({ sha, html_url, commit, author, committer, parents }) => ({
    sha,
    url: html_url,
    message: commit.message,
    author: { login: author, ...commit.author },
    committer: { login: committer, ...commit.committer },
    parents: parents.map((parent) => parent.sha),
  }));
export type GitCommit = z.infer<typeof GitCommit>;

/** A file that differs between two commits. A renamed one has its former name, too. */
export const ChangedFile = z
  .object({ filename: z.string(), status: z.string(), previous_filename: z.string().nullish() })
  .transform(({ filename, status, previous_filename }) => ({
    name: filename,
    status,
    formerName: previous_filename ?? null,
  }));
export type ChangedFile = z.infer<typeof ChangedFile>;

export const Comparison = z.object({
  html_url: Link,
  ahead_by: z.number().int(),
  behind_by: z
    .number()
    .int()
    .nullish()
    .transform((count) => count ?? null),
  total_commits: z.number().int().optional(),
  commits: z.array(GitCommit),
  /** On the first page alone. */
  files: z.array(ChangedFile).nullish(),
});
export type Comparison = z.infer<typeof Comparison>;

export const GitRef = z.object({ object: z.object({ type: z.string().default('commit'), sha: CommitSha }) });

export const TagList = z.array(z.object({ name: z.string(), commit: z.object({ sha: z.string() }) }));

export const Pull = z
  .object({
    number: z.number().int(),
    title: z.string(),
    html_url: Link,
    user: AccountLogin,
    merged_at: z.string().nullish(),
    merge_commit_sha: z.string().nullish(),
    /** Not in lists. */
    merged_by: AccountLogin,
    head: z.object({ sha: CommitSha }).nullish().catch(null),
    labels: z.array(z.object({ name: z.string() })).default([]),
  })
  .transform((pull) => ({
    number: pull.number,
    title: pull.title,
    url: pull.html_url,
    author: pull.user,
    mergeCommit: typeof pull.merged_at === 'string' ? (pull.merge_commit_sha ?? null) : null,
    mergedBy: pull.merged_by,
    head: pull.head?.sha ?? null,
    labels: pull.labels.map(({ name }) => name),
  }));
export type Pull = z.infer<typeof Pull>;

export const ActivityList = z.array(z.object({ after: z.string(), actor: AccountLogin, timestamp: z.string() }));

export const FileContent = z.object({
  type: z.literal('file').default('file'),
  sha: BlobSha,
  encoding: z.string().default('base64'),
  content: z.string(),
});

export const WorkflowRun = z.object({
  id: IdText,
  html_url: Link,
  head_sha: CommitSha,
  /** GitHub may add the ref to it: `.github/workflows/deploy.yml@main`. */
  path: z
    .string()
    .nullish()
    .transform((path) => path?.split('@', 1)[0] ?? null),
  status: z.string().nullable(),
  display_title: z
    .string()
    .nullish()
    .transform((title) => title ?? null),
  /** To the second, without milliseconds. */
  created_at: z
    .string()
    .nullish()
    .transform((time) => instantFrom(time ?? null)),
  conclusion: z.string().nullish(),
  run_attempt: z.number().int().default(1),
});

export const RunList = z.object({
  workflow_runs: z.array(
    z.object({
      id: IdText,
      html_url: Link,
      display_title: z.string().nullish(),
      head_sha: CommitSha.nullish().catch(null),
      actor: AccountLogin,
      created_at: z
        .string()
        .nullish()
        .transform((time) => instantFrom(time ?? null)),
    }),
  ),
});

/** Null for what is no time: then nothing is concluded from it. */
function instantFrom(time: string | null): Instant | null {
  const ms = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(ms) ? null : instantAt(ms);
}
