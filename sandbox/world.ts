import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bot, createBot, freePort } from './bot.ts';
import { type Acme, seedAcme } from './github/acme-checkout.ts';
import { type GithubDouble, startGithub } from './github/server.ts';
import { type World as GithubWorld } from './github/world.ts';
import { type PagerDouble, startPager } from './pager/server.ts';
import { provideRedis } from './redis/provide-redis.ts';
import { type Build, type DemoService, startDemoService } from './service/demo-service.ts';
import { type SlackDouble, type UserSpec } from './slack/contract.ts';
import { startSlack } from './slack/slack.ts';
import { type Usergroup, type WorkspaceState } from './slack/types.ts';
import { createClock, type WorldClock } from './world-clock.ts';
import { fillAddresses, fillTemplate } from './world-config.ts';
import { createVersions, type Measured, startMeasuring } from './world-production.ts';

export type WorldOptions = {
  /** Without one, a Redis is found or provided. Its keys under the prefix are removed at the end. */
  readonly redis?: { readonly url: string };
  /** All keys begin with it; with a hash tag. A fresh one when left out. */
  readonly prefix?: string;
  /** How fast runs progress: as in the demo, or at once by hand alone (`github.world.finishRun`). */
  readonly pace: 'demo' | 'fast' | 'by-hand';
  readonly botPort?: number;
  /** `moved`: the bot's clock, Slack's and GitHub's can be moved together. */
  readonly clock?: 'real' | 'moved';
  /** Changes the config that the bot reads; it is given the sandbox's own. May name the stand-ins of `world-config.ts`. */
  readonly config?: (defaults: string, serviceUrl: string) => string;
  /** Adds repositories, before the bot starts; what it returns are services with what is live of them. */
  readonly seed?: (world: GithubWorld) => Readonly<Record<string, Build>>;
  /** More people in Slack. */
  readonly people?: readonly UserSpec[];
  readonly usergroups?: readonly Usergroup[];
  /** What stands in Slack's channels at the start, by channel. */
  readonly messages?: WorkspaceState['messages'];
  /** More variables for the bot, over the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether `startWorld` starts the bot too; else `bot.start()` does. */
  readonly bot?: 'started' | 'not-started';
  readonly log: (line: string) => void;
};

export type World = Measured & {
  readonly slack: SlackDouble;
  readonly github: GithubDouble;
  readonly service: DemoService;
  readonly pager: PagerDouble;
  readonly redis: { readonly url: string; readonly prefix: string };
  readonly bot: Bot;
  readonly acme: Acme;
  /** Everything that must never be said anywhere. */
  readonly secrets: readonly string[];
  /** Where the bot's config lies; it is read at each start. */
  readonly configPath: string;
  /** Rewrites the config; the bot goes by it from its next start. */
  changeConfig(change: (text: string) => string): Promise<void>;
  /** Milliseconds since 1970, by the clock that bot, Slack and GitHub share. */
  nowMs(): number;
  /** Moves that clock forward, and resolves when the bot goes by it. Needs `clock: 'moved'`. */
  moveClock(ms: number): Promise<void>;
  /** Ends all of it and removes what it kept. May be called twice. */
  stop(): Promise<void>;
};

type Pace = { readonly stepMs: number; readonly rolloutMs: number };

const paces: Readonly<Record<WorldOptions['pace'], Pace>> = {
  demo: { stepMs: 1200, rolloutMs: 2000 },
  fast: { stepMs: 30, rolloutMs: 0 },
  'by-hand': { stepMs: 0, rolloutMs: 0 },
};

/**
 * A whole world around the real bot: Slack, GitHub and the services that it deploys, on 127.0.0.1, with secrets
 * that are made at this start. Rejects with a sentence when a part of it does not start, and frees the others.
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  const cleaning = createCleaning();
  try {
    return await build(options, cleaning);
  } catch (error) {
    await cleaning.run();
    throw error;
  }
}

async function build(options: WorldOptions, cleaning: Cleaning): Promise<World> {
  const redis = { url: await redisUrl(options, cleaning), prefix: options.prefix ?? freshPrefix() };
  const clock = await createClock(redis, options.clock ?? 'real');
  cleaning.add(async () => await clock.stop());
  const port = options.botPort ?? (await freePort());
  const secrets = freshSecrets();
  const doubles = await startDoubles(options, secrets, clock, port);
  cleaning.add(async () => await doubles.stop());

  const folder = await mkdtemp(join(tmpdir(), 'gonogo-world-'));
  cleaning.add(async () => await rm(folder, { recursive: true, force: true }));
  const configPath = join(folder, 'gonogo.yaml');
  const { service, prometheus, azure, pager } = doubles;
  const addresses = { serviceUrl: service.url, prometheusUrl: prometheus.url, pagerUrl: pager.url };
  const defaults = await fillTemplate({ ...addresses, prefix: redis.prefix, nowMs: clock.nowMs() });
  await writeFile(configPath, fillAddresses(options.config?.(defaults, service.url) ?? defaults, addresses));

  const variables = {
    ...variablesFor(secrets, doubles, redis.url, configPath),
    ...azure.environment,
    ...(options.clock === 'moved' ? { GONOGO_TEST_CLOCK: '1' } : {}),
    ...options.variables,
  };
  const bot = createBot({ port, variables, folder });
  cleaning.add(async () => await bot.stop());
  if (options.bot !== 'not-started') await bot.start();

  return {
    ...doubles,
    redis,
    bot,
    configPath,
    secrets: Object.values(secrets),
    async changeConfig(change) {
      await writeFile(configPath, change(await readFile(configPath, 'utf8')));
    },
    nowMs: clock.nowMs,
    moveClock: async (ms) => await clock.move(ms, () => knowsTheTime(doubles.slack, clock.nowMs())),
    stop: async () => await cleaning.run(),
  };
}

async function redisUrl(options: WorldOptions, cleaning: Cleaning): Promise<string> {
  if (options.redis !== undefined) return options.redis.url;
  const provided = await provideRedis({ log: options.log });
  cleaning.add(async () => await provided.stop());
  return provided.url;
}

type Doubles = Pick<World, 'slack' | 'github' | 'service' | 'pager' | 'acme' | 'stop' | keyof Measured>;

async function startDoubles(
  options: WorldOptions,
  secrets: Secrets,
  clock: WorldClock,
  port: number,
): Promise<Doubles> {
  const pace = paces[options.pace];
  const { nowMs } = clock;
  const slack = await startSlack({
    botToken: secrets.botToken,
    signingSecret: secrets.signing,
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    now: nowMs,
    ...(options.people === undefined ? {} : { people: options.people }),
    ...(options.usergroups === undefined ? {} : { usergroups: options.usergroups }),
    ...(options.messages === undefined ? {} : { messages: options.messages }),
  });
  const github = await startGithub({
    token: secrets.github,
    webhook: { url: `http://127.0.0.1:${port}/github/webhooks`, secret: secrets.webhook },
    stepMs: pace.stepMs,
    now: nowMs,
    onDeployed: ({ repo, sha }) => deployed({ service, production }, repo.slice(repo.indexOf('/') + 1), sha),
  });
  const acme = seedAcme(github.world);
  const live = { checkout: acme.checkout.live, ledger: acme.ledger.live, ...options.seed?.(github.world) };
  const deployed = createVersions(Object.fromEntries(Object.entries(live).map(([name, { sha }]) => [name, sha])));
  function onChange(): void {
    github.world.emit('change');
  }
  const service = await startDemoService({
    services: live,
    rolloutMs: pace.rolloutMs,
    versionOf: (sha) => versionOf(github.world, sha),
    onChange,
  });
  const measuring = await startMeasuring(Object.keys(live), nowMs, onChange);
  const { production } = measuring;
  const pager = await startPager({ routingKey: secrets.paging, now: nowMs });
  async function stop(): Promise<void> {
    await Promise.all([github.stop(), slack.stop(), service.stop(), measuring.stop(), pager.stop()]);
  }
  return { ...measuring, slack, github, service, pager, acme, stop };
}

/** The tag that names the commit, in whichever repository. */
function versionOf(world: GithubWorld, sha: string): string | undefined {
  const tags = [...world.repos.values()].flatMap((repo) => [...repo.tags.values()]);
  return tags.find((tag) => tag.commit === sha)?.name;
}

type Secrets = Readonly<Record<'botToken' | 'signing' | 'github' | 'webhook' | 'paging' | 'ticket', string>>;

function freshSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    botToken: `xoxb-${randomBytes(18).toString('hex')}`,
    signing: randomBytes(16).toString('hex'),
    github: `ghs_${randomBytes(18).toString('hex')}`,
    webhook: randomBytes(16).toString('hex'),
    paging: randomBytes(16).toString('hex'),
    ticket: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
  };
}

function variablesFor(
  secrets: Secrets,
  { slack, github }: Pick<Doubles, 'slack' | 'github'>,
  redis: string,
  configPath: string,
): Readonly<Record<string, string>> {
  return {
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_SIGNING_SECRET: secrets.signing,
    SLACK_API_URL: slack.url,
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: secrets.github,
    GITHUB_WEBHOOK_SECRET: secrets.webhook,
    GONOGO_PAGING_KEY: secrets.paging,
    GONOGO_TICKET_KEY: secrets.ticket,
    REDIS_URL: redis,
    GONOGO_CONFIG: configPath,
  };
}

/** A second less than the five minutes by which a request may be ahead of whoever receives it. */
const justNotAheadMs = 299_000;

/** What is signed with a time that is just not too far ahead is refused by whoever still goes by the old time, and has no effect. */
async function knowsTheTime(slack: SlackDouble, nowMs: number): Promise<boolean> {
  const challenge = randomBytes(8).toString('hex');
  const answer = await slack.signedRequest(JSON.stringify({ type: 'url_verification', challenge }), {
    contentType: 'application/json',
    timestamp: Math.floor((nowMs + justNotAheadMs) / 1000),
  });
  return answer.status === 200 || answer.outcome === 'unreachable';
}

function freshPrefix(): string {
  return `{w${randomBytes(6).toString('hex')}}`;
}

type Cleaning = { add(task: () => Promise<void>): void; run(): Promise<void> };

/** What was begun last ends first; each task is done once, and one that fails does not keep the others from being done. */
function createCleaning(): Cleaning {
  const tasks: (() => Promise<void>)[] = [];
  let running: Promise<void> | null = null;

  async function clean(): Promise<void> {
    const failures: unknown[] = [];
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      await task().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything of the sandbox could be stopped.');
  }

  return {
    add: (task) => void tasks.push(task),
    run() {
      running ??= clean();
      return running;
    },
  };
}
