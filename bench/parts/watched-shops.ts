import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { parse, stringify } from 'yaml';
import { configureProduction, pipelineFiles, replayFile } from '../../sandbox/github/acme-checkout.ts';
import { type World as GithubWorld } from '../../sandbox/github/world.ts';
import { queriesFor } from '../../sandbox/prometheus/server.ts';
import { startWorld, type World } from '../../sandbox/world.ts';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { sentenceOf } from '../../src/config.ts';
import { loadPolicy } from '../../src/config-policy.ts';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { type ChainId, type CommitSha, laneChain, type ReleaseId, type SlackUserId } from '../../src/domain/ids.ts';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { type Lane } from '../../src/domain/lane/lane.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type ReleaseRequest } from '../../src/domain/release/terms.ts';
import { instantAt } from '../../src/domain/time.ts';
import { createFlow, type Flow } from '../../src/flow.ts';
import { flowLedger } from '../../src/main-ledger.ts';
import { type Cleaning } from './cleaning.ts';

/**
 * A world of shops, each with a version live that can be put back and a newer one that is asked for, whose watch goes
 * by Prometheus. What people would say is said to the ledger directly, while the bot is not there; everything else
 * (reading, dispatching, watching, putting back) is the bot's own doing.
 */
export type WatchedShops = {
  readonly world: World;
  readonly shops: readonly Shop[];
  /** Until every new version has been seen live, and its watch has begun. */
  bringToWatch(): Promise<void>;
  lane(shop: Shop): Promise<Lane>;
};

export type Shop = { readonly name: string; readonly live: string; readonly candidate: string };

const approver = 'U0ANA' as SlackUserId;
const requester = 'U0FINN' as SlackUserId;
const hourMs = 3_600_000;
const patienceMs = 90_000;

export async function openShops(
  names: readonly string[],
  addresses: { readonly github: string; readonly prometheus: string },
  cleaning: Cleaning,
  ready: (world: World) => void,
): Promise<WatchedShops> {
  const shops: Shop[] = [];
  const world = await startWorld({
    pace: 'by-hand',
    clock: 'moved',
    bot: 'not-started',
    variables: { GITHUB_API_URL: addresses.github },
    config: (defaults, serviceUrl) => configFor(defaults, names, serviceUrl, addresses.prometheus),
    seed(github) {
      for (const name of names) shops.push(seedShop(github, name));
      return Object.fromEntries(shops.map(({ name, live }) => [name, { sha: live, version: 'v1.0.0' }]));
    },
    log: () => undefined,
  });
  cleaning.add(async () => await world.stop());
  ready(world);
  const flow = await flowOf(world, cleaning);

  async function lane({ name }: Shop): Promise<Lane> {
    const found = await flow.read(chainOf(name));
    if (found === null) throw new Error(`There is no lane of ${name}.`);
    return found;
  }

  async function eachIs(phase: string): Promise<void> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const lanes = await Promise.all(shops.map(lane));
      const late = lanes.filter(({ open }) => !Object.values(open).every((release) => isIn(release, phase)));
      if (late.length === 0) return;
      if (performance.now() > end) throw new Error(`${late.map(nameAndPhases).join(', ')}: not ${phase}.`);
      await new Promise<void>((resolve) => setTimeout(resolve, 50));
    }
  }

  async function bringToWatch(): Promise<void> {
    for (const shop of shops) await ask(flow, shop);
    await world.bot.start();
    await eachIs('awaiting-decision');
    await world.bot.kill('SIGTERM');
    for (const shop of shops) await approve(flow, await lane(shop));
    await world.bot.start();
    await eachIs('deploying');
    for (const { name } of shops) {
      const [run] = world.github.world.runsOf(`acme/${name}`);
      if (run?.event !== 'workflow_dispatch') throw new Error(`${name} was not dispatched.`);
      world.github.world.finishRun(run.id, 'success');
    }
    await eachIs('looking');
  }

  return { world, shops, bringToWatch, lane };
}

type Open = Lane['open'];

function isIn(release: Open[ReleaseId] | undefined, phase: string): boolean {
  if (release === undefined) return false;
  if (release.phase === 'awaiting-decision' && release.proposal.blockers.length > 0) return false;
  return phase === 'looking'
    ? release.phase === 'watching' && release.watch.stage === 'looking'
    : release.phase === phase;
}

function nameAndPhases({ service, open }: Lane): string {
  const phases = Object.values(open).map((release) =>
    'proposal' in release ? `${release.phase} ${JSON.stringify(release.proposal.blockers)}` : release.phase,
  );
  return `${service} (${phases.join(' ')})`;
}

function configFor(defaults: string, names: readonly string[], serviceUrl: string, prometheusUrl: string): string {
  const { services: _, ...config } = parse(defaults) as Record<string, unknown>;
  return stringify({ ...config, services: names.map((name) => serviceOf(name, serviceUrl, prometheusUrl)) });
}

function serviceOf(name: string, serviceUrl: string, url: string): object {
  const watch = {
    minutes: 120,
    every: '60s',
    health: { url: `${serviceUrl}/${name}/healthz`, timeout: '1s' },
    version: { url: `${serviceUrl}/${name}/version`, field: 'sha' },
    allowHosts: ['127.0.0.1'],
    prometheus: { url, queries: queriesFor(name) },
  };
  const lane = {
    environment: 'production',
    deploy: { workflow: 'cloud-deployment-pipeline.yml', ref: 'main' },
    replay: { workflow: replayFile, ref: 'main' },
    refs: ['main'],
    approval: { rules: [{ role: 'approver', min: 1 }], expires: '4h', execute: 'on-go' },
    gates: [{ id: 'release-candidate', kind: 'manifest' }],
    postDeploy: { required: [] },
    rollback: { mandate: 'propose', minutes: 120 },
    watch,
  };
  return { id: name, repo: `acme/${name}`, lanes: [lane] };
}

/** v1.0.0 was live two days ago, and v1.1.0 was pushed a day ago by somebody who does not vote; both were built. */
function seedShop(world: GithubWorld, name: string): Shop {
  const repo = `acme/${name}`;
  const live = world.inThePast(world.nowMs() - 48 * hourMs, () => {
    world.addRepo(repo);
    const sha = committed(world, repo, `Start the ${name} service`, pipelineFiles(name));
    configureProduction(world, repo);
    return sha;
  });
  const candidate = world.inThePast(world.nowMs() - 24 * hourMs, () =>
    committed(world, repo, 'Answer in half the time', { 'src/answer.ts': 'export const fast = true;\n' }),
  );
  return { name, live, candidate };
}

function committed(world: GithubWorld, repo: string, message: string, files: Readonly<Record<string, string>>): string {
  const sha = world.commit(repo, { on: 'main', author: 'dana', message, files });
  world.push(repo, 'main', sha, 'eli');
  world.finishPushRuns(repo);
  return sha;
}

async function flowOf(world: World, cleaning: Cleaning): Promise<Flow> {
  const { url, prefix } = world.redis;
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  cleaning.add(async () => redis.disconnect());
  const { lanes } = await configOf(world);
  const policies = new Map(lanes.map((policy) => [chainOf(policy.service), policy]));
  return createFlow({
    aggregate: laneAggregate,
    ledger: flowLedger(createLedger({ redis, prefix }), laneAggregate),
    now: () => instantAt(world.nowMs()),
    policyOf: (chain) => policies.get(chain) ?? null,
    committed: () => undefined,
  });
}

async function configOf(world: World): Promise<{ readonly lanes: readonly LanePolicy[] }> {
  const text = await readFile(world.configPath, 'utf8');
  const loaded = loadPolicy(world.configPath, () => text);
  if (loaded.kind === 'bad') throw new Error(loaded.errors.map(sentenceOf).join('\n'));
  return loaded;
}

function chainOf(service: string): ChainId {
  return laneChain(service as LanePolicy['service'], 'production' as LanePolicy['environment']);
}

const request: ReleaseRequest = {
  ref: { kind: 'ref', name: 'main' },
  summary: 'Answer in half the time',
  urgency: 'Routine',
  emergency: null,
  risk: { level: 'Low', impact: '', mitigation: '' },
  mandate: 'yes',
  preferred: null,
  alternative: '',
};

function person(slack: SlackUserId, roles: readonly string[]): Actor {
  return { kind: 'person', slack, standing: { kind: 'member' }, github: null, roles };
}

/** Finn asks for what waits on main, and Ana has said what is live. */
async function ask(flow: Flow, { name, live }: Shop): Promise<void> {
  const release = `${name}.production.bench0001` as ReleaseId;
  const seen = { kind: 'seen', sha: live as CommitSha, version: 'v1.0.0' } as const;
  await tell(flow, name, person(approver, ['approver', 'deployer']), { type: 'AdoptLive' });
  await tell(flow, name, { kind: 'system', part: 'bench' }, { type: 'RecordLiveForAdoption', seen });
  const asked = { type: 'RequestRelease', kind: 'deploy', release, request, again: null } as const;
  await tell(flow, name, person(requester, []), asked);
}

async function approve(flow: Flow, { service, open }: Lane): Promise<void> {
  const [release] = Object.values(open);
  if (release?.phase !== 'awaiting-decision') throw new Error(`${service} waits for nobody.`);
  const { hash, subject } = release.proposal;
  if (subject.mandate === null) throw new Error(`${service} has no mandate.`);
  const ana = { ...person(approver, ['approver', 'deployer']), github: 'ana' } as Actor;
  await tell(flow, service, ana, { type: 'Approve', release: release.id, shown: hash.slice(0, 16) });
}

async function tell(flow: Flow, service: string, actor: Actor, command: LaneCommand): Promise<void> {
  const chain = chainOf(service);
  const answer = await flow.submit({ chain, command, actor, input: null, claim: null, answerIn: { kind: 'caller' } });
  if (answer.kind !== 'accepted')
    throw new Error(`${command.type} was not taken in ${service}: ${JSON.stringify(answer)}`);
}
