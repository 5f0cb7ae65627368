import { resolveBranchOrTag, resolveCommit } from './history.ts';
import { concludeRun, settleConcurrency } from './run-progress.ts';
import { type WorldState } from './state.ts';
import { type Job, type Repo, type Run, type WorkflowEntry } from './types.ts';
import {
  fillTemplate,
  readWorkflow,
  type Values,
  type WorkflowFile,
  type WorkflowInput,
  type WorkflowStep,
} from './workflow-file.ts';

/** GitHub's limits on the inputs of one dispatch. */
const mostInputs = 25;
const mostInputCharacters = 65_535;

export type DispatchRequest = {
  /** The workflow's id or file name. */
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly actor: string;
};

export type DispatchOutcome =
  | { readonly kind: 'started'; readonly run: Run }
  | { readonly kind: 'refused'; readonly status: 404 | 422; readonly message: string };

/** Starts a run as the API does, and refuses with GitHub's own words. */
export function dispatchRun(state: WorldState, repo: Repo, request: DispatchRequest): DispatchOutcome {
  const entry = findWorkflow(repo, request.workflow);
  if (entry === undefined) return { kind: 'refused', status: 404, message: 'Not Found' };
  const head = resolveBranchOrTag(repo, request.ref);
  if (head === undefined) return refused(`No ref found for: ${request.ref}`);
  if (entry.disabled) return refused("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const file = readWorkflow(repo.commits.get(head.sha)?.tree.get(entry.path) ?? '');
  if (file === null || file.dispatchInputs === null)
    return refused("Workflow does not have 'workflow_dispatch' trigger");
  const problem = problemWith(request.inputs, file.dispatchInputs);
  if (problem !== null) return refused(problem);
  const inputs = Object.fromEntries(
    [...file.dispatchInputs].map(([name, input]) => [name, request.inputs[name] ?? input.fallback ?? '']),
  );
  const run = startRun(state, repo, {
    entry,
    file,
    event: 'workflow_dispatch',
    ref: head,
    inputs,
    actor: request.actor,
  });
  return { kind: 'started', run };
}

export function findWorkflow(repo: Repo, idOrFile: string): WorkflowEntry | undefined {
  return [...repo.workflows.values()].find(
    (entry) =>
      String(entry.id) === idOrFile || entry.path === idOrFile || entry.path === `.github/workflows/${idOrFile}`,
  );
}

/** Workflows that the pushed commit says start on a push to this branch. */
export function startRunsOfPush(
  state: WorldState,
  repo: Repo,
  pushed: { readonly branch: string; readonly sha: string; readonly pusher: string },
): void {
  for (const entry of repo.workflows.values()) {
    const file = readWorkflow(resolveCommit(repo, pushed.sha)?.tree.get(entry.path) ?? '');
    if (file === null || file.pushBranches === null || entry.disabled) continue;
    if (file.pushBranches.length > 0 && !file.pushBranches.some((one) => matchesBranch(one, pushed.branch))) continue;
    const ref = { name: pushed.branch, sha: pushed.sha };
    startRun(state, repo, { entry, file, event: 'push', ref, inputs: {}, actor: pushed.pusher });
  }
}

/** `*` stands for anything but a slash, `**` for anything. */
function matchesBranch(pattern: string, branch: string): boolean {
  const source = pattern
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}$`).test(branch);
}

export type Start = {
  readonly entry: WorkflowEntry;
  readonly file: WorkflowFile;
  readonly event: string;
  /** The fork that it comes from; the repository itself when left out. */
  readonly headRepo?: string;
  readonly ref: { readonly name: string; readonly sha: string };
  readonly inputs: Readonly<Record<string, string>>;
  readonly actor: string;
};

/** Queues a run, as its concurrency group allows. */
export function startRun(state: WorldState, repo: Repo, start: Start): Run {
  const { entry, file, ref } = start;
  const values = valuesOf(repo, start);
  const name = file.name ?? entry.path;
  const message = repo.commits.get(ref.sha)?.message.split('\n')[0] ?? '';
  const now = state.nowText();
  const actor = state.account(start.actor).login;
  const runName = file.runName === null ? '' : fillTemplate(file.runName, values).trim();
  const run: Run = {
    id: state.nextRunId(),
    repo: repo.fullName,
    workflowId: entry.id,
    workflowName: name,
    path: entry.path,
    event: start.event,
    headBranch: ref.name,
    headSha: ref.sha,
    headRepo: start.headRepo ?? null,
    inputs: start.inputs,
    displayTitle: runName !== '' ? runName : start.event === 'workflow_dispatch' ? name : message,
    number: repo.runs.filter((one) => one.workflowId === entry.id).length + 1,
    actor,
    createdAt: now,
    checkSuiteId: state.nextId(),
    concurrencyGroup: file.concurrency === null ? null : fillTemplate(file.concurrency.group, values),
    visibleFrom: state.nowMs() + state.faults.hideRunsMs,
    attempt: 1,
    triggeringActor: actor,
    startedAt: now,
    updatedAt: now,
    status: 'queued',
    conclusion: null,
    jobs: file.jobs.map((job) => newJob(state, job, values)),
    failAt: start.event === 'workflow_dispatch' ? (state.faults.failNextRun.shift() ?? null) : null,
    cancelRequested: false,
    earlier: [],
  };
  repo.runs.unshift(run);
  const evicted = settleConcurrency(repo, run, file.concurrency);
  state.happen({ event: 'workflow_run', action: 'requested', repo, run });
  for (const older of evicted) concludeRun(state, repo, older, 'cancelled');
  return run;
}

function newJob(state: WorldState, job: WorkflowFile['jobs'][number], values: Values): Job {
  const own = job.steps.map((step) => ({ ...step, name: fillTemplate(step.name, values) }));
  const steps = [edge('Set up job'), ...own, edge('Complete job')];
  return {
    id: state.nextRunId(),
    key: job.key,
    name: fillTemplate(job.name, values),
    environment: job.environment === null ? null : fillTemplate(job.environment, values),
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    steps: steps.map(({ name, uploads }, index) => ({
      number: index + 1,
      name,
      uploads: uploads === null ? null : fillTemplate(uploads, values),
      status: 'queued',
      conclusion: null,
      startedAt: null,
      completedAt: null,
    })),
  };
}

/** GitHub's own first and last step of each job. */
function edge(name: string): WorkflowStep {
  return { name, uploads: null };
}

function valuesOf(repo: Repo, start: Start): Values {
  return new Map([
    ...Object.entries(start.inputs).map(([name, value]): [string, string] => [`inputs.${name}`, value]),
    ['github.actor', start.actor],
    ['github.event_name', start.event],
    ['github.ref_name', start.ref.name],
    ['github.ref', repo.tags.has(start.ref.name) ? `refs/tags/${start.ref.name}` : `refs/heads/${start.ref.name}`],
    ['github.repository', repo.fullName],
    ['github.sha', start.ref.sha],
    ['github.workflow', start.file.name ?? start.entry.path],
  ]);
}

function problemWith(
  given: Readonly<Record<string, string>>,
  declared: ReadonlyMap<string, WorkflowInput>,
): string | null {
  const names = Object.keys(given);
  if (names.length > mostInputs)
    return `you may only define up to ${mostInputs} \`inputs\` for a \`workflow_dispatch\` event`;
  if (Object.values(given).join('').length > mostInputCharacters) return 'inputs are too large.';
  const unknown = names.filter((name) => !declared.has(name));
  if (unknown.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unknown)}`;
  for (const [name, input] of declared) {
    const value = given[name] ?? input.fallback ?? '';
    if (input.required && value === '') return `Required input '${name}' not provided`;
    if (input.options !== null && value !== '' && !input.options.includes(value)) {
      return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
    }
  }
  return null;
}

function refused(message: string): DispatchOutcome {
  return { kind: 'refused', status: 422, message };
}
