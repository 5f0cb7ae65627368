import { configureProduction, pipelineFiles, replayFile } from '../../sandbox/github/acme-checkout.ts';
import { deployWorkflow } from '../../sandbox/github/acme-workflows.ts';
import { type World as GithubWorld } from '../../sandbox/github/world.ts';
import { type Shop } from './world.ts';

/** What is different in a shop's lane from the usual one. `null` takes the part away. */
export type ShopLane = {
  readonly approval?: Readonly<Record<string, unknown>>;
  readonly windows?: Readonly<Record<string, unknown>>;
  readonly watch?: Readonly<Record<string, unknown>> | null;
  readonly refs?: readonly string[];
  readonly gates?: readonly Readonly<Record<string, unknown>>[];
  readonly postDeploy?: Readonly<Record<string, unknown>>;
  /** With a replay workflow the repository has the whole pipeline, and what it builds leaves evidence behind. */
  readonly replay?: Readonly<Record<string, unknown>>;
  /** Stands beside the lane, at the service. */
  readonly migrations?: Readonly<Record<string, unknown>>;
};

/** Four looks make a watch: the shortest in which a fourth failure can be seen. */
export const lookEveryMs = 15_000;
export const looksInAll = 4;
export const workflowPath = '.github/workflows/cloud-deployment-pipeline.yml';

/** A lane that asks for evidence before the vote, and for more of it after the run. */
export function byEvidence(lane: ShopLane = {}): ShopLane {
  return {
    gates: [
      { id: 'release-candidate', kind: 'manifest' },
      { id: 'integration-gate', kind: 'workflow-run', workflow: 'integration-gate.yml', branch: 'main' },
    ],
    replay: { workflow: replayFile, ref: 'main' },
    postDeploy: { required: ['infra', 'smoke', 'decision'] },
    watch: null,
    ...lane,
  };
}

/** A service of gonogo.yaml. */
export function serviceOf(name: string, lane: ShopLane, serviceUrl: string): object {
  const { watch, migrations, ...rest } = lane;
  const usualWatch = {
    minutes: 1,
    every: `${lookEveryMs / 1000}s`,
    health: { url: `${serviceUrl}/${name}/healthz`, timeout: '1s' },
    version: { url: `${serviceUrl}/${name}/version`, field: 'sha' },
    allowHosts: ['127.0.0.1'],
  };
  const production = {
    environment: 'production',
    deploy: { workflow: 'cloud-deployment-pipeline.yml', ref: 'main' },
    refs: ['main', 'v*', 'hotfix/*'],
    rollback: { mandate: 'never' },
    ...rest,
    ...(watch === null ? {} : { watch: { ...usualWatch, ...watch } }),
  };
  return {
    id: name,
    repo: `acme/${name}`,
    ...(migrations === undefined ? {} : { migrations }),
    lanes: [production],
  };
}

const hourMs = 3_600_000;

/**
 * `acme/<name>` with v1.0.0 live, and v1.1.0 waiting on main: written by Dana with Cara's help, pushed by Eli. Where
 * there is a pipeline, it has built and tested both.
 */
export function seedShop(world: GithubWorld, name: string, { replay }: ShopLane): Shop {
  const repo = `acme/${name}`;
  const pipeline = replay === undefined ? { [workflowPath]: deployWorkflow(name) } : pipelineFiles(name);
  const live = world.inThePast(world.nowMs() - 48 * hourMs, () => {
    world.addRepo(repo);
    const sha = world.commit(repo, {
      on: 'main',
      author: 'dana',
      message: `Start the ${name} service`,
      files: { 'README.md': `# ${name}\n`, ...pipeline },
    });
    world.push(repo, 'main', sha, 'dana');
    world.tag(repo, { name: 'v1.0.0', sha, by: 'dana' });
    world.finishPushRuns(repo);
    if (replay !== undefined) configureProduction(world, repo);
    return sha;
  });
  const candidate = world.inThePast(world.nowMs() - 24 * hourMs, () => {
    const sha = world.commit(repo, {
      on: 'main',
      author: 'dana',
      coAuthors: ['cara'],
      message: 'Answer in half the time',
      files: { 'src/answer.ts': 'export const fast = true;\n' },
    });
    world.push(repo, 'main', sha, 'eli');
    world.tag(repo, { name: 'v1.1.0', sha, by: 'eli' });
    world.finishPushRuns(repo);
    return sha;
  });
  return { service: name, repo, live, candidate };
}

/** One more commit on main, by Dana, pushed by Eli; GitHub tells of it. Returns its SHA. */
export function pushMore(
  world: GithubWorld,
  { repo }: Pick<Shop, 'repo'>,
  files: Readonly<Record<string, string>>,
): string {
  const sha = world.commit(repo, { on: 'main', author: 'dana', message: 'One thing more', files: { ...files } });
  world.push(repo, 'main', sha, 'eli');
  return sha;
}
