import { type Advisory, type Artifact, type GivenDependencies, type Setting } from './held-types.ts';

/** What the double of GitHub remembers. Plain data, changed only by the world's actions. */

/** An account. Names and emails of commits may differ from it, as they may in Git. */
export type Account = {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly type: 'User' | 'Bot';
};

/** Who a commit names. `login` is null when no account has this email. */
export type Identity = {
  readonly login: string | null;
  readonly name: string;
  readonly email: string;
  /** ISO 8601, whole seconds, as Git keeps it. */
  readonly date: string;
};

/** Path to text. Every file of the double is text. */
export type Tree = ReadonlyMap<string, string>;

export type Commit = {
  readonly sha: string;
  readonly treeSha: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
  readonly tree: Tree;
};

/** A tag points at a commit; an annotated one does so through an object with a SHA of its own. */
export type Tag = {
  readonly name: string;
  readonly commit: string;
  readonly annotation: { readonly sha: string; readonly message: string; readonly tagger: Identity } | null;
};

export type Review = {
  readonly id: number;
  readonly by: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly body: string;
  readonly commit: string;
  readonly submittedAt: string;
};

export type Pull = {
  readonly number: number;
  readonly author: string;
  readonly title: string;
  readonly body: string;
  labels: readonly string[];
  readonly head: string;
  readonly base: string;
  readonly createdAt: string;
  headSha: string;
  baseSha: string;
  /** The commits that it brings, oldest first. */
  commits: readonly string[];
  updatedAt: string;
  merge: { readonly sha: string; readonly by: string; readonly at: string } | null;
  closedAt: string | null;
  readonly reviews: Review[];
};

/** An issue that is open; nobody closes any here. */
export type Issue = {
  readonly number: number;
  readonly author: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly createdAt: string;
};

export type ActivityType = 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge';

/** One line of the repository's activity: who moved which ref from where to where. */
export type Activity = {
  readonly id: number;
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: string;
  readonly type: ActivityType;
  readonly at: string;
};

export type WorkflowEntry = {
  readonly id: number;
  readonly path: string;
  readonly createdAt: string;
  disabled: boolean;
};

export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required';

/** A check run or a commit status that something other than the double's own workflows reported. */
export type ReportedCheck = {
  readonly sha: string;
  readonly name: string;
  readonly conclusion: CheckConclusion | null;
  readonly at: string;
};
export type ReportedStatus = {
  readonly sha: string;
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  readonly description: string;
  readonly at: string;
};

export type RunStatus = 'queued' | 'in_progress' | 'completed' | 'pending' | 'waiting' | 'requested';
export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'neutral'
  | 'stale';

export type Step = {
  readonly number: number;
  readonly name: string;
  /** The artifact that the step publishes, or null. */
  readonly uploads: string | null;
  status: RunStatus;
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
};

export type Job = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** The environment that the job names, or null. */
  readonly environment: string | null;
  status: RunStatus;
  conclusion: Conclusion | null;
  startedAt: string | null;
  completedAt: string | null;
  readonly steps: Step[];
};

export type Run = {
  /** Decimal digits: ids may pass 2^53. */
  readonly id: string;
  readonly repo: string;
  readonly workflowId: number;
  readonly workflowName: string;
  readonly path: string;
  readonly event: string;
  readonly headBranch: string;
  readonly headSha: string;
  /** `owner/name` of the fork that it came from; null for the repository itself. */
  readonly headRepo: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly displayTitle: string;
  readonly number: number;
  readonly actor: string;
  readonly createdAt: string;
  readonly checkSuiteId: number;
  readonly concurrencyGroup: string | null;
  /** Milliseconds since 1970; before it the run is missing from lists, though its id already answers. */
  visibleFrom: number;
  attempt: number;
  triggeringActor: string;
  startedAt: string;
  updatedAt: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  jobs: Job[];
  /** Name of the job or step that will fail, or null. */
  failAt: string | null;
  cancelRequested: boolean;
  /** Earlier attempts, oldest first, as they ended. */
  readonly earlier: Run[];
};

export type Repo = {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly createdAt: string;
  readonly commits: Map<string, Commit>;
  readonly branches: Map<string, string>;
  readonly tags: Map<string, Tag>;
  readonly pulls: Pull[];
  readonly issues: Issue[];
  readonly activity: Activity[];
  readonly workflows: Map<string, WorkflowEntry>;
  readonly runs: Run[];
  readonly checks: ReportedCheck[];
  readonly statuses: ReportedStatus[];
  /** Newest first. */
  readonly artifacts: Artifact[];
  readonly settings: Setting[];
  readonly givenDependencies: GivenDependencies[];
  readonly advisories: Advisory[];
};

/** A deployment that a run really made. */
export type Deployed = {
  readonly repo: string;
  readonly environment: string;
  readonly sha: string;
  readonly runId: string;
};

/** What webhooks tell about. */
export type Happening =
  | { readonly event: 'ping' }
  | {
      readonly event: 'push';
      readonly repo: Repo;
      readonly ref: string;
      readonly before: string;
      readonly after: string;
      readonly pusher: string;
      readonly forced: boolean;
    }
  | {
      readonly event: 'pull_request';
      readonly action: 'opened' | 'synchronize' | 'closed' | 'reopened';
      readonly repo: Repo;
      readonly pull: Pull;
      readonly sender: string;
    }
  | {
      readonly event: 'pull_request';
      readonly action: 'labeled' | 'unlabeled';
      readonly repo: Repo;
      readonly pull: Pull;
      readonly label: string;
      readonly sender: string;
    }
  | {
      readonly event: 'workflow_run';
      readonly action: 'requested' | 'in_progress' | 'completed';
      readonly repo: Repo;
      readonly run: Run;
    }
  | {
      readonly event: 'pull_request_review';
      readonly action: 'submitted' | 'dismissed';
      readonly repo: Repo;
      readonly pull: Pull;
      readonly review: Review;
    }
  | {
      readonly event: 'check_run';
      readonly action: 'created' | 'completed';
      readonly repo: Repo;
      readonly check: ReportedCheck;
    }
  | { readonly event: 'status'; readonly repo: Repo; readonly status: ReportedStatus }
  | { readonly event: 'check_suite'; readonly action: 'completed'; readonly repo: Repo; readonly run: Run };

/** One request that came in. `status` is 0 while no answer was sent, or none ever will be. */
export type Call = {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly apiVersion: string | null;
  status: number;
};

/** One webhook that was sent, or that a fault lost. */
export type Delivery = {
  readonly id: string;
  readonly event: string;
  readonly action: string | null;
  readonly at: string;
  readonly body: string;
  /** The receiver's HTTP status; `lost` by a fault; `failed` when nobody answered; `waiting` until then. */
  outcome: number | 'lost' | 'failed' | 'waiting';
};
