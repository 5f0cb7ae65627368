import { newestThatCounts } from '../domain/evidence/authority.ts';
import { type EvidenceKind, evidenceKinds, type RunFact } from '../domain/evidence/evidence.ts';
import { type GateFact, type PipelinePolicySeen } from '../domain/gates/fact.ts';
import { type CommitSha } from '../domain/ids.ts';
import { type Asking, authorityOf, type LaneAsked } from './asking.ts';
import { unpinnedActions } from './pinned-actions.ts';
import { type PipelinePolicyRead, pipelinePolicyPath, readPipelinePolicy } from './pipeline-policy.ts';
import { type RangeFacts, type Read } from './reads.ts';

type Seen = Extract<PipelinePolicySeen, { kind: 'read' }>;
type Wanted = Extract<PipelinePolicyRead, { kind: 'policy' }>['policy'];
type Context = {
  readonly asking: Asking;
  readonly policy: LaneAsked;
  readonly sha: CommitSha;
  readonly range: Pick<RangeFacts, 'workflowText'>;
};

/** The repository's pipeline policy at the commit, with everything that it asks looked up. */
export async function collectPolicy(context: Context): Promise<GateFact> {
  const file = await context.asking.file(pipelinePolicyPath);
  if (file.kind === 'problem') return { of: 'unread', reason: file.sentence };
  if (file.value === null) return { of: 'policy', policy: { kind: 'missing' } };
  const read = readPipelinePolicy(file.value.text);
  if (read.kind === 'unreadable') return { of: 'policy', policy: read };
  return { of: 'policy', policy: await lookedUp(read, file.value.blob, context) };
}

async function lookedUp(
  { policy: wanted, unknownKeys }: Extract<PipelinePolicyRead, { kind: 'policy' }>,
  blob: string,
  context: Context,
): Promise<Seen> {
  const unread: string[] = [];
  const [workflows, evidence, variables, forbiddenPresent] = await Promise.all([
    workflowsOf(wanted, context, unread),
    evidenceOf(wanted, context),
    variablesOf(wanted, context),
    forbiddenOf(wanted, context, unread),
  ]);
  return {
    kind: 'read',
    blob,
    unknownKeys,
    workflows,
    evidence,
    registries: wanted.registries ?? [],
    requiredVariables: wanted.requiredVariables ?? [],
    variables,
    forbiddenPresent,
    allowedSecrets: wanted.allowedSecrets ?? [],
    unpinned: unpinnedOf(wanted, context),
    pinnedActions: wanted.pinnedActions === true ? 'asked' : 'not-asked',
    unread,
  };
}

async function workflowsOf(
  { requiredWorkflows = [] }: Wanted,
  { asking, policy, sha }: Context,
  unread: string[],
): Promise<Seen['workflows']> {
  if (requiredWorkflows.length === 0) return [];
  const runs = valueOr<readonly RunFact[]>(await asking.runs(), unread);
  if (runs === null) return [];
  return requiredWorkflows.map(({ file, branch }) => {
    const authority = { ...authorityOf(policy, sha, file), refs: [branch], workflow: file };
    return { file, branch, run: newestThatCounts(runs, authority).run };
  });
}

async function evidenceOf({ requiredEvidence = [] }: Wanted, { asking }: Context): Promise<Seen['evidence']> {
  return await Promise.all(
    requiredEvidence.map(async (kind) => {
      if (!isKind(kind)) return { kind, state: 'unknown-kind' as const };
      const found = await asking.evidence(kind, null);
      const isSilent = found.state === 'unreadable' && found.code === 'not-answered';
      return { kind, state: isSilent ? ('not-answered' as const) : found.state };
    }),
  );
}

async function variablesOf({ requiredVariables = [] }: Wanted, { asking }: Context): Promise<Seen['variables']> {
  if (requiredVariables.length === 0) return [];
  const read = await asking.variables();
  return read.kind === 'problem' ? null : read.value.names;
}

async function forbiddenOf(
  { forbiddenWorkflows = [] }: Wanted,
  { asking }: Context,
  unread: string[],
): Promise<readonly string[]> {
  if (forbiddenWorkflows.length === 0) return [];
  const present = valueOr(await asking.workflowFiles(), unread);
  return present === null ? [] : forbiddenWorkflows.filter((file) => present.includes(file));
}

/** Of the file that a dispatch would run. What stands at the candidate's own commit may be another one, and runs never. */
function unpinnedOf({ pinnedActions }: Wanted, { range: { workflowText } }: Context): Seen['unpinned'] {
  if (pinnedActions !== true) return null;
  return workflowText === null ? null : unpinnedActions(workflowText);
}

/** Names of what the policy allows to be a secret at GitHub; a problem when nobody can tell. */
export async function allowedSecretsOf(asking: Asking): Promise<Read<readonly string[]>> {
  const file = await asking.file(pipelinePolicyPath);
  if (file.kind === 'problem') return file;
  const read = file.value === null ? null : readPipelinePolicy(file.value.text);
  // A policy that cannot be read allows nothing.
  const allowed = read?.kind === 'policy' ? (read.policy.allowedSecrets ?? []) : [];
  return { kind: 'read', value: allowed };
}

function valueOr<T>(read: Read<T>, unread: string[]): T | null {
  if (read.kind === 'read') return read.value;
  unread.push(read.sentence);
  return null;
}

function isKind(kind: string): kind is EvidenceKind {
  return evidenceKinds.some((known) => known === kind);
}
