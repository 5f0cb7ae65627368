import { z } from 'zod';
import { Digest } from '../../domain/evidence/documents.ts';
import { type RunFact } from '../../domain/evidence/evidence.ts';
import { type CheckFact, type ReviewFact } from '../../domain/evidence/reading.ts';
import { CommitSha } from '../../domain/ids.ts';
import { type Page } from './pages.ts';
import { AccountLogin, IdText, Link } from './shapes.ts';

/** The fields that are read of GitHub's lists of evidence, each list as one page. */

const Total = z.number().int().min(0);

/** GitHub may add the ref to a workflow's path: `.github/workflows/deploy.yml@main`. */
const WorkflowPath = z
  .string()
  .nullish()
  .transform((path) => path?.split('@', 1)[0] ?? '');

const Run = z
  .object({
    id: IdText,
    html_url: Link,
    path: WorkflowPath,
    event: z.string(),
    head_branch: z.string().nullish(),
    head_sha: CommitSha,
    head_repository: z.object({ full_name: z.string() }).nullish(),
    status: z.string().nullish(),
    conclusion: z.string().nullish(),
    run_attempt: z.number().int().default(1),
    run_number: z.number().int(),
    created_at: z.string(),
  })
  .transform(
    (run): RunFact => ({
      id: run.id,
      url: run.html_url,
      workflow: run.path,
      event: run.event,
      branch: run.head_branch ?? null,
      sha: run.head_sha,
      headRepo: run.head_repository?.full_name ?? null,
      status: run.status ?? 'queued',
      conclusion: run.conclusion ?? null,
      attempt: run.run_attempt,
      createdAt: run.created_at,
      number: run.run_number,
    }),
  );

export const RunPage = z
  .object({ total_count: Total, workflow_runs: z.array(Run) })
  .transform((body): Page<RunFact> => ({ items: body.workflow_runs, total: body.total_count }));

/** `run` is null when GitHub has deleted the run; such an artifact has no authority at all. */
const Artifact = z
  .object({
    id: IdText,
    name: z.string(),
    size_in_bytes: z.number().min(0),
    expired: z.boolean(),
    digest: Digest.nullish().catch(null),
    workflow_run: z.object({ id: IdText }).nullish(),
  })
  .transform(({ id, name, size_in_bytes, expired, digest, workflow_run }) => ({
    id,
    name,
    bytes: size_in_bytes,
    expired: expired ? ('yes' as const) : ('no' as const),
    digest: digest ?? null,
    run: workflow_run?.id ?? null,
  }));
export type Artifact = z.infer<typeof Artifact>;

export const ArtifactPage = z
  .object({ total_count: Total, artifacts: z.array(Artifact) })
  .transform((body): Page<Artifact> => ({ items: body.artifacts, total: body.total_count }));

/** Names are only unique within the app that reports them. Greater ids are newer. */
export type NumberedCheck = { readonly id: string; readonly app: string; readonly fact: CheckFact };

const CheckRun = z
  .object({
    id: IdText,
    name: z.string(),
    status: z.string(),
    conclusion: z.string().nullish(),
    html_url: Link,
    app: z.object({ slug: z.string().nullish() }).nullish(),
  })
  .transform(
    ({ id, name, status, conclusion, html_url, app }): NumberedCheck => ({
      id,
      app: app?.slug ?? '',
      fact: { name, outcome: status === 'completed' ? outcomeOf(conclusion ?? null) : 'pending', url: html_url },
    }),
  );

export const CheckPage = z
  .object({ total_count: Total, check_runs: z.array(CheckRun) })
  .transform((body): Page<NumberedCheck> => ({ items: body.check_runs, total: body.total_count }));

function outcomeOf(conclusion: string | null): CheckFact['outcome'] {
  switch (conclusion) {
    case 'success':
    case 'neutral':
    case 'skipped':
      return 'passed';
    case null:
      return 'pending';
    default:
      return 'failed';
  }
}

const Status = z
  .object({ context: z.string(), state: z.string(), target_url: Link })
  .transform(({ context, state, target_url }): CheckFact => {
    if (state === 'pending') return { name: context, outcome: 'pending', url: target_url };
    return { name: context, outcome: state === 'success' ? 'passed' : 'failed', url: target_url };
  });

/** The combined state is not read: GitHub calls it pending where no status was ever reported. */
export const StatusPage = z
  .object({ total_count: Total, statuses: z.array(Status) })
  .transform((body): Page<CheckFact> => ({ items: body.statuses, total: body.total_count }));

const Review = z
  .object({
    id: IdText,
    user: AccountLogin,
    state: z.string(),
    commit_id: CommitSha.nullish().catch(null),
    author_association: z.string().nullish().catch(null),
  })
  .transform(({ id, user, state, commit_id, author_association }) => ({
    id,
    fact: {
      by: user,
      state: reviewState(state),
      commit: commit_id ?? null,
      belongs: belongs.has(author_association ?? '') ? 'yes' : 'no',
    } satisfies ReviewFact,
  }));

/** What GitHub calls those who may be let write to a repository. Anybody may review a public one. */
const belongs: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
export type NumberedReview = { readonly id: string; readonly fact: ReviewFact };

export const ReviewPage = z.array(Review).transform((items): Page<NumberedReview> => ({ items, total: null }));

/** Whatever GitHub may add one day neither approves nor stops. */
function reviewState(state: string): ReviewFact['state'] {
  switch (state.toUpperCase()) {
    case 'APPROVED':
      return 'approved';
    case 'CHANGES_REQUESTED':
      return 'changes-requested';
    case 'DISMISSED':
      return 'dismissed';
    default:
      return 'commented';
  }
}

/** The one variable whose value is looked at. Every other value is dropped as it is read. */
export const convergenceVariable = 'IDENTITY_CONVERGE_ENABLED';

export type VariableSeen = { readonly name: string; readonly value: string | null };

const Variable = z
  .object({ name: z.string(), value: z.string().nullish() })
  .transform(
    ({ name, value }): VariableSeen => ({ name, value: name === convergenceVariable ? (value ?? null) : null }),
  );

export const VariablePage = z
  .object({ total_count: Total, variables: z.array(Variable) })
  .transform((body): Page<VariableSeen> => ({ items: body.variables, total: body.total_count }));

export const SecretPage = z
  .object({ total_count: Total, secrets: z.array(z.object({ name: z.string() }).transform(({ name }) => name)) })
  .transform((body): Page<string> => ({ items: body.secrets, total: body.total_count }));

export const FolderContent = z.array(z.object({ name: z.string(), type: z.string() }));
