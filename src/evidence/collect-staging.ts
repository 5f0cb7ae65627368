import { type Authority, newestThatCounts } from '../domain/evidence/authority.ts';
import { type RunFact } from '../domain/evidence/evidence.ts';
import { type GateFact, type StagingSeen } from '../domain/gates/fact.ts';
import { type CommitSha } from '../domain/ids.ts';
import { type Instant } from '../domain/time.ts';
import { type Asking, type LaneAsked } from './asking.ts';
import { type RangeFacts } from './reads.ts';
import { uiFilesOf } from './ui-files.ts';

/** What another lane of the service knows of the commit; absent when there is no such lane. */
export type StagingLane = {
  readonly lane: Pick<LaneAsked, 'repo' | 'refs' | 'deploy'>;
  /** The last release of this commit there that ended well; null when there is none. */
  readonly verified: { readonly release: string; readonly at: Instant } | null;
};

type Context = {
  readonly asking: Asking;
  /** The lane that the gate belongs to. */
  readonly policy: Pick<LaneAsked, 'deploy' | 'replay'>;
  readonly sha: CommitSha;
  readonly range: Pick<RangeFacts, 'files'>;
  /** By environment. */
  readonly staging: Readonly<Record<string, StagingLane>>;
};

/**
 * What proves that a commit was deployed to another environment, the best first: a release of ours that was watched; the
 * infra evidence of a push run, which names its environment; and a push run of a workflow that deploys nowhere else. A
 * workflow that deploys this lane, too, may do no more than build when something is pushed.
 */
export async function collectStaging(environment: string, context: Context): Promise<GateFact> {
  const uiFiles = context.range.files === null ? null : uiFilesOf(context.range.files);
  const known = Object.hasOwn(context.staging, environment) ? context.staging[environment] : undefined;
  if (known === undefined) return seen({ verified: null, environment, uiFiles });
  if (known.verified !== null) {
    return seen({ verified: { by: 'gonogo', ...known.verified }, environment, uiFiles });
  }
  const runs = await context.asking.runs();
  if (runs.kind === 'problem') return { of: 'unread', reason: runs.sentence };

  const { repo, refs, deploy } = known.lane;
  const authority = { sha: context.sha, repo, refs: [...refs, deploy.ref], workflow: deploy.workflow };
  const { run } = newestThatCounts(runs.value, authority);
  if (run?.status !== 'completed' || run.conclusion !== 'success') {
    return seen({ verified: null, environment, uiFiles });
  }
  return await whatTheRunDid(run, { environment, uiFiles, authority }, context);
}

type Asked = Pick<StagingSeen, 'environment' | 'uiFiles'> & { readonly authority: Authority & { workflow: string } };

async function whatTheRunDid(
  run: RunFact,
  { environment, uiFiles, authority }: Asked,
  { asking, policy }: Context,
): Promise<GateFact> {
  const infra = await asking.infraOf(authority);
  if (infra.state === 'unreadable') return { of: 'unread', reason: infra.detail };
  const ran = { verified: { by: 'run', url: run.url, at: run.createdAt }, environment, uiFiles } as const;
  if (infra.state === 'present' && infra.source.run === run.id) {
    const isThere = infra.facts.environment === environment && infra.facts.status === 'succeeded';
    return seen(isThere ? ran : { ...ran, verified: null });
  }
  const { workflow } = authority;
  const alsoDeploysHere = [policy.deploy, policy.replay].some((one) => one?.workflow === workflow);
  return seen(alsoDeploysHere ? { ...ran, verified: null, unproven: { url: run.url, workflow } } : ran);
}

function seen(staging: StagingSeen): GateFact {
  return { of: 'staging', staging };
}
