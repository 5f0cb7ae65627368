import { isOfWorkflow, newestThatCounts } from '../domain/evidence/authority.ts';
import { reviewed } from '../domain/evidence/reviews.ts';
import { type GateFact } from '../domain/gates/fact.ts';
import { type CommitSha, type GithubLogin } from '../domain/ids.ts';
import { type Gate } from '../domain/policy/gates.ts';
import { type Asking, authorityOf, type LaneAsked } from './asking.ts';
import { allowedSecretsOf, collectPolicy } from './collect-policy.ts';
import { collectStaging, type StagingLane } from './collect-staging.ts';
import {
  type CheckFact,
  type EvidenceReads,
  type RangeFacts,
  type Read,
  type ReadProblem,
  type ReviewFact,
} from './reads.ts';

export type GateContext = {
  readonly asking: Asking;
  readonly reads: Pick<EvidenceReads, 'reviewsOf' | 'mayWrite'>;
  readonly policy: LaneAsked;
  readonly sha: CommitSha;
  /** Where people see the commit. */
  readonly url: string;
  readonly range: RangeFacts;
  /** By environment. */
  readonly staging: Readonly<Record<string, StagingLane>>;
};

/** The gates that look at lane and window ask for no facts. */
export type GateWithFact = Exclude<Gate, { kind: 'window' | 'lane' }>;

const mostLoose = 5;
const mostChecks = 20;
const mostApprovers = 20;

/** What is found for one gate. It judges nothing; what GitHub does not answer is `unread`. */
export async function collectGate(gate: GateWithFact, context: GateContext): Promise<GateFact> {
  const { asking } = context;
  switch (gate.kind) {
    case 'workflow-run':
      return await runFact(gate, context);
    case 'review':
      return await reviewFact(context);
    case 'checks':
      return await checksFact(context);
    case 'manifest':
      return { of: 'manifest', evidence: await asking.evidence('release-candidate', gate.workflow ?? null) };
    case 'scorecard':
    case 'artifacts':
      return { of: gate.kind, evidence: await asking.evidence('scorecard', gate.workflow ?? null) };
    case 'smoke':
      return { of: 'smoke', evidence: await asking.evidence('smoke', gate.workflow ?? null) };
    case 'policy':
      return await collectPolicy(context);
    case 'environment':
      return await environmentFact(context);
    case 'staging':
      return await collectStaging(gate.environment, context);
  }
}

async function runFact(
  { workflow, branch }: Extract<Gate, { kind: 'workflow-run' }>,
  { asking, policy, sha }: GateContext,
): Promise<GateFact> {
  const runs = await asking.runs();
  if (runs.kind === 'problem') return unread(runs);
  const authority = { ...authorityOf(policy, sha, workflow), refs: [branch], workflow };
  return { of: 'workflow-run', ...newestThatCounts(runs.value, authority) };
}

async function reviewFact({ range, reads, policy }: GateContext): Promise<GateFact> {
  if (range.noBase !== null) return { of: 'no-base', reason: range.noBase };
  if (range.complete === 'no') {
    return { of: 'unread', reason: 'not every commit of the range could be looked at' };
  }
  const read = await Promise.all(
    range.pulls.map(async (pull) => ({ pull, reviews: await reads.reviewsOf(policy.repo, pull.number) })),
  );
  const told = [];
  for (const { pull, reviews } of read) {
    if (reviews.kind === 'problem') return unread(reviews);
    told.push({ pull, reviews: reviews.value });
  }
  const writers = await writersAmong(
    told.flatMap(({ reviews }) => reviews),
    reads,
    policy.repo,
  );
  if (writers.kind === 'problem') return unread(writers);
  const pulls = told.map(({ pull, reviews }) => reviewed(pull, reviews, writers.value));
  const { loose } = range;
  return { of: 'review', pulls, loose: loose.slice(0, mostLoose), looseCount: loose.length };
}

/**
 * GitHub calls somebody a member in a review only where their membership is public, or the token may see private ones.
 * So whoever approved and is not called one is asked about, each once; those beyond twenty are taken for strangers.
 */
async function writersAmong(
  reviews: readonly ReviewFact[],
  reads: Pick<EvidenceReads, 'mayWrite'>,
  repo: LaneAsked['repo'],
): Promise<Read<ReadonlySet<GithubLogin>>> {
  const unclear = reviews.flatMap(({ by, state, belongs }) =>
    by !== null && state === 'approved' && belongs === 'no' ? [by] : [],
  );
  const asked = [...new Set(unclear)].slice(0, mostApprovers);
  const answers = await Promise.all(asked.map(async (login) => ({ login, may: await reads.mayWrite(repo, login) })));
  const writers = new Set<GithubLogin>();
  for (const { login, may } of answers) {
    if (may.kind === 'problem') return may;
    if (may.value === 'yes') writers.add(login);
  }
  return { kind: 'read', value: writers };
}

/**
 * A deployment of this commit reports checks for it, too. They say how an earlier attempt went, which is told elsewhere;
 * a failed one would keep the gate red for good.
 */
async function checksFact({ asking, policy, url }: GateContext): Promise<GateFact> {
  const [checks, runs] = await Promise.all([asking.checks(), asking.runs()]);
  if (checks.kind === 'problem') return unread(checks);
  if (runs.kind === 'problem') return unread(runs);
  const files = [policy.deploy.workflow, policy.replay?.workflow ?? policy.deploy.workflow];
  const deployments = runs.value.filter(
    (run) => run.event === 'workflow_dispatch' && files.some((file) => isOfWorkflow(run, file)),
  );
  const value = checks.value.filter((check) => !deployments.some(({ id }) => check.url.includes(`/runs/${id}/`)));
  return {
    of: 'checks',
    total: value.length,
    failed: namesOf(value, 'failed'),
    pending: namesOf(value, 'pending'),
    url: `${url}/checks`,
  };
}

function namesOf(checks: readonly CheckFact[], outcome: CheckFact['outcome']): readonly string[] {
  const names = checks.filter((check) => check.outcome === outcome).map(({ name }) => name.slice(0, 200));
  return names.slice(0, mostChecks);
}

async function environmentFact({ asking }: GateContext): Promise<GateFact> {
  const [variables, secrets, allowed] = await Promise.all([
    asking.variables(),
    asking.secrets(),
    allowedSecretsOf(asking),
  ]);
  if (variables.kind === 'problem') return unread(variables);
  if (secrets.kind === 'problem') return unread(secrets);
  if (allowed.kind === 'problem') return unread(allowed);
  const { names, identityConvergence } = variables.value;
  return {
    of: 'environment',
    names: { variables: names, secrets: secrets.value, allowedSecrets: allowed.value, identityConvergence },
  };
}

function unread(problem: ReadProblem): GateFact {
  return { of: 'unread', reason: problem.sentence };
}
