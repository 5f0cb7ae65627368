import {
  commitStageWorkflow,
  deployWorkflow,
  integrationGateWorkflow,
  replayWorkflow,
  requiredVariables,
} from '../../sandbox/github/acme-workflows.ts';
import {
  decisionOf,
  deploymentOf,
  digestOf,
  type EvidenceKind,
  evidencePaths,
  imagesOf,
  manifestOf,
  scorecardOf,
  smokeOf,
  testsOf,
  timingOf,
} from '../../sandbox/github/evidence-files.ts';
import { type World } from '../../sandbox/github/world.ts';

/** How much there is to read of the candidate. */
export const size = { commits: 250, pulls: 40, artifacts: 7, checks: 60 };

export const service = 'large';
const repo = `acme/${service}`;
const hourMs = 3_600_000;

export type LargeCandidate = { readonly live: string; readonly candidate: string };

/**
 * A repository whose candidate has 250 commits in 40 reviewed pull requests, half of them merged and half squashed,
 * with 60 green checks and seven kinds of evidence. Everything is as it should be, so that it can be approved.
 */
export function seedLargeCandidate(world: World): LargeCandidate {
  const live = world.inThePast(world.nowMs() - 72 * hourMs, () => {
    world.addRepo(repo);
    const sha = world.commit(repo, { on: 'main', author: 'dana', message: 'Start the service', files: files() });
    world.push(repo, 'main', sha, 'dana');
    world.tag(repo, { name: 'v1.0.0', sha, by: 'dana' });
    return sha;
  });
  for (const [name, value] of requiredVariables) world.setVariable(repo, name, value, { environment: 'production' });
  world.inThePast(world.nowMs() - 24 * hourMs, () => mergePulls(world));
  world.finishPushRuns(repo);
  const candidate = world.repo(repo).branches.get('main') ?? '';
  publishEvidence(world, candidate);
  const known = world
    .repo(repo)
    .runs.filter((run) => run.headSha === candidate)
    .flatMap((run) => run.jobs).length;
  for (let index = known; index < size.checks; index += 1)
    world.reportCheck(repo, candidate, `check-${String(index).padStart(2, '0')}`, 'success');
  return { live, candidate };
}

function files(): Readonly<Record<string, string>> {
  const evidence = ['release-candidate', 'infra', 'smoke', 'decision', 'timing', 'tests', 'scorecard'];
  const policy = {
    schemaVersion: 1,
    requiredWorkflows: [{ file: 'commit-stage.yml', branch: 'main' }],
    requiredEvidence: evidence,
    registries: ['acme.azurecr.io'],
    requiredVariables: [...requiredVariables.keys()],
    forbiddenWorkflows: ['deploy-from-laptop.yml'],
    allowedSecrets: [],
    pinnedActions: true,
  };
  return {
    'README.md': '# Large\n',
    '.github/policy/pipeline-policy.json': JSON.stringify(policy),
    '.github/workflows/commit-stage.yml': commitStageWorkflow(),
    '.github/workflows/integration-gate.yml': integrationGateWorkflow(),
    '.github/workflows/cloud-deployment-pipeline.yml': deployWorkflow(service),
    '.github/workflows/cloud-deployment-pipeline-replay.yml': replayWorkflow(service),
  };
}

/** A squashed pull request is one commit; of a merged one each commit counts, and the merge. */
function mergePulls(world: World): void {
  const merged = size.pulls / 2;
  const ofMerged = size.commits - merged;
  for (let index = 0; index < size.pulls; index += 1) {
    const method = index % 2 === 0 ? 'merge' : 'squash';
    const place = Math.floor(index / 2);
    const share = Math.floor((ofMerged * (place + 1)) / merged) - Math.floor((ofMerged * place) / merged);
    const head = `feature/${index}`;
    for (let part = 0; part < (method === 'merge' ? share - 1 : 2); part += 1) {
      const author = index % 3 === 0 ? 'eli' : 'finn';
      const on = world.repo(repo).branches.has(head) ? head : 'main';
      const change = { [`src/part-${index}.ts`]: `export const part = ${part};\n` };
      const sha = world.commit(repo, { on, author, message: `Part ${part} of change ${index}`, files: change });
      world.push(repo, head, sha, author);
    }
    const number = world.openPull(repo, { author: index % 3 === 0 ? 'eli' : 'finn', title: `Change ${index}`, head });
    world.review(repo, number, 'cara', 'APPROVED');
    world.mergePull(repo, { number, by: 'eli', method });
  }
}

function publishEvidence(world: World, sha: string): void {
  const run = world.runsOf(repo).find((one) => one.headSha === sha && one.path.endsWith('/commit-stage.yml'));
  if (run === undefined) throw new Error('The commit stage of the candidate did not run.');
  const at = new Date(world.nowMs()).toISOString();
  const images = imagesOf(service, sha);
  const documents: Readonly<Record<EvidenceKind, object>> = {
    'release-candidate': manifestOf({
      sha,
      version: null,
      createdAt: at,
      runId: run.id,
      images,
      configDigest: digestOf(repo),
    }),
    infra: deploymentOf({ sha, environment: 'staging', deployedAt: at, images }),
    deploy: smokeOf(sha, 'passed'),
    release: decisionOf(sha, at, 'release'),
    pipeline: timingOf(sha, [{ name: 'build', startedAt: at, finishedAt: at }]),
    tests: testsOf(sha),
    scorecard: scorecardOf(sha),
  };
  for (const [kind, document] of Object.entries(documents) as [EvidenceKind, object][]) {
    world.replaceArtifact(repo, run.id, `${kind}-${sha}`, { [evidencePaths[kind](sha)]: JSON.stringify(document) });
  }
}

/** Its service in gonogo.yaml: every kind of gate that there is, all but the one for staging blocking. */
export function largeService(serviceUrl: string): object {
  const gates = [
    { id: 'commit-stage', kind: 'workflow-run', workflow: 'commit-stage.yml', branch: 'main' },
    { id: 'integration-gate', kind: 'workflow-run', workflow: 'integration-gate.yml', branch: 'main' },
    { id: 'review', kind: 'review' },
    { id: 'checks', kind: 'checks' },
    { id: 'manifest', kind: 'manifest' },
    { id: 'scorecard', kind: 'scorecard' },
    { id: 'artifacts', kind: 'artifacts' },
    { id: 'smoke', kind: 'smoke' },
    { id: 'policy', kind: 'policy' },
    { id: 'environment', kind: 'environment' },
    { id: 'staging', kind: 'staging', mode: 'advisory' },
    { id: 'window', kind: 'window' },
    { id: 'lane', kind: 'lane' },
  ];
  const production = {
    environment: 'production',
    deploy: { workflow: 'cloud-deployment-pipeline.yml', ref: 'main' },
    replay: { workflow: 'cloud-deployment-pipeline-replay.yml', ref: 'main' },
    refs: ['main', 'v*'],
    approval: { rules: [{ role: 'approver', min: 1 }], expires: '4h', execute: 'on-go' },
    rollback: { mandate: 'never' },
    gates,
    watch: {
      minutes: 5,
      every: '15s',
      version: { url: `${serviceUrl}/${service}/version`, field: 'sha' },
      health: { url: `${serviceUrl}/${service}/healthz`, timeout: '1s' },
      allowHosts: ['127.0.0.1'],
    },
  };
  return { id: service, repo, migrations: { globs: ['db/migrations/**'] }, lanes: [production] };
}
