import { type Redis } from 'ioredis';
import { chartPng } from './adapters/chart-png.ts';
import { type Clock, rehearsalClock, systemClock } from './adapters/clock.ts';
import { createLedger, type Ledger } from './adapters/ledger/ledger.ts';
import { type Log } from './adapters/log.ts';
import { createMetrics, type Metrics } from './adapters/metrics.ts';
import { createPager } from './adapters/pager.ts';
import { createQueues, type WorkQueues } from './adapters/queue.ts';
import { connectRedis, RedisUnreachable } from './adapters/redis.ts';
import { checkRedis } from './adapters/redis-fitness.ts';
import { createTelemetry } from './adapters/telemetry/telemetry.ts';
import { type Config } from './config.ts';
import { type ChainId, laneChain, type ReleaseId, type SlackUserId } from './domain/ids.ts';
import { laneAggregate } from './domain/lane/aggregate.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { createHealthCheck } from './evidence/health-check.ts';
import { createProduction } from './evidence/production.ts';
import { createFlow } from './flow.ts';
import { registerHandlers } from './handlers/index.ts';
import { createRunsPast } from './jobs/runs-past.ts';
import { connectEvidence } from './main-evidence.ts';
import { connectIncidents } from './main-incidents.ts';
import { keyProblems } from './main-keys.ts';
import { createReadings, flowLedger } from './main-ledger.ts';
import { connectGithub, handlerParts, jobParts, type Parts, routesOf } from './main-parts.ts';
import { connectSlack, createApp, type SlackSide } from './main-slack.ts';
import { createTroubles } from './main-troubles.ts';
import { createRelay, startWork, type WorkParts } from './main-work.ts';

/** Gonogo cannot run like this; the sentence says why and what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

export type Running = { readonly port: number; stop(): Promise<void> };

const drainMs = 10_000;

/** Joins config, adapters, flow, handlers and jobs. Nothing is listened to before the ledger is known to be fit. */
export async function start(config: Config, log: Log): Promise<Running> {
  const wrongKeys = keyProblems(config);
  if (wrongKeys.length > 0) throw new CannotStart(wrongKeys.join('\n'));
  const store = await openStore(config, log);
  const parts = await join(config, log, store);
  const { slack, clock, queues, flow, incidents } = parts;
  const { app, receiver } = createApp(config, {
    clock,
    log,
    routes: routesOf(parts),
    identity: slack.identity,
  });
  registerHandlers(app, handlerParts(parts));
  // Not waited for: while Slack is away the port opens all the same, and whoever clicks is asked about then.
  slack.directory
    .keepFresh(peopleIn(config))
    .catch((error: unknown) => log.warn({ err: error }, 'People are not known yet; Slack is asked when they click.'));
  const work = await startWork(workParts(parts));
  const { port } = await listening(receiver.start(config.http.port), config.http.port);

  return {
    port,
    async stop() {
      await receiver.stop();
      await Promise.all([work.stop(drainMs), queues.close(drainMs)]);
      await flow.idle();
      await incidents.flow.idle();
      slack.stop();
      clock.stop();
      store.redis.disconnect();
      store.workers.disconnect();
    },
  };
}

/** The commonest reasons why a port cannot be had, in words. */
const portRefusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there. End that one',
  EACCES: 'this user may not listen there. Use a port above 1023',
};

async function listening<T>(started: Promise<T>, port: number): Promise<T> {
  try {
    return await started;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = portRefusals[code];
    if (reason === undefined) throw error;
    throw new CannotStart(`Gonogo cannot listen on port ${port}: ${reason}, or set PORT to another one.`);
  }
}

function peopleIn(config: Config): readonly SlackUserId[] {
  return [...new Set(config.lanes.flatMap((lane) => lane.people.map((person) => person.slack)))];
}

async function join(config: Config, log: Log, store: Store): Promise<Parts> {
  const { clock, ledger, redis } = store;
  const { prefix } = config.ledger;
  const metrics = createMetrics();
  const troubles = createTroubles(log, () => performance.now());
  const slack = await slackSide(config, log, clock, metrics);
  const github = connectGithub(config, log, metrics, clock);
  const queues = openQueues(store, prefix, log);
  const relay = createRelay(queues, metrics, log);
  const policyOf = policiesOf(config);
  const flow = createFlow({
    aggregate: laneAggregate,
    ledger: flowLedger(ledger, laneAggregate),
    now: clock.now,
    policyOf,
    committed: (news) => relay.tell(news),
  });
  function warnings(): readonly string[] {
    return [...store.warnings, ...slack.problems(), ...github.problems(), ...troubles.warnings()];
  }
  const readings = createReadings({
    redis,
    prefix,
    readLane: async (chain) => flow.read(chain),
    policyOf,
    warnings,
    now: clock.now,
  });
  const incidents = connectIncidents(config, {
    ledger,
    redis,
    clock,
    slack,
    readings,
    committed: (news) => relay.tell(news),
  });
  const seen = { metrics, troubles, warnings };
  const proof = connectProof(config, { github, redis, flow, policyOf, clock, log });
  const runsPast = createRunsPast({ flow, runs: github.runs, lanes: config.lanes, now: clock.now, log });
  return {
    config,
    log,
    clock,
    ledger,
    redis,
    slack,
    github,
    ...proof,
    policyOf,
    queues,
    flow,
    readings,
    incidents,
    runsPast,
    ...seen,
  };
}

function openQueues({ workers, clock }: Store, prefix: string, log: Log): WorkQueues {
  return createQueues({
    connection: workers,
    prefix,
    nowMs: clock.nowMs,
    failed: (queue, job, error) =>
      log.warn({ err: error, queue, job }, 'A job failed; what it was for is found again.'),
  });
}

/** What is known of candidates, and of production before and after them. */
function connectProof(
  config: Config,
  {
    github,
    redis,
    flow,
    policyOf,
    clock,
    log,
  }: Pick<Parts, 'github' | 'redis' | 'flow' | 'policyOf' | 'clock' | 'log'>,
): Pick<Parts, 'evidence' | 'telemetry' | 'production'> {
  const telemetry = createTelemetry({ azure: config.azure, now: () => performance.now() });
  const production = createProduction({ telemetry, now: clock.now });
  const healthCheck = createHealthCheck({ probe: github.probe, now: clock.now });
  const evidence = connectEvidence({
    candidates: github.candidates,
    reads: github.evidence,
    production,
    healthCheck,
    now: clock.now,
    redis,
    prefix: config.ledger.prefix,
    flow,
    policyOf,
    log,
  });
  return { evidence, telemetry, production };
}

function policiesOf(config: Config): (chain: ChainId) => LanePolicy | null {
  const lanes = new Map(config.lanes.map((lane) => [laneChain(lane.service, lane.environment), lane]));
  return (chain) => lanes.get(chain) ?? null;
}

/** A token that Slack refuses will not get better; Slack that is away is asked again. */
async function slackSide(config: Config, log: Log, clock: Clock, metrics: Metrics): Promise<SlackSide> {
  const { side, first } = await connectSlack(config, { clock, log, onCall: metrics.slackCall });
  if (first.kind === 'refused') {
    throw new CannotStart(
      `Slack refuses SLACK_BOT_TOKEN (${first.error}). Copy the bot token again from the app’s page “OAuth & Permissions”.`,
    );
  }
  if (first.kind === 'unreachable')
    log.warn({ reason: first.reason }, 'Slack cannot be reached now; it is asked again.');
  return side;
}

function workParts(parts: Parts): WorkParts {
  const { flow, ledger, queues, config, metrics, troubles, clock, log, readings, slack, github, incidents } = parts;
  const effects = {
    viewOf: async (release: ReleaseId) => readings.view(release),
    incidentOf: incidents.view,
    owed: async (ids: readonly string[]) => await ledger.owed(ids),
    slack: slack.messenger,
    github: github.dispatcher,
    pager: config.pager === null ? null : createPager(config.pager),
    draw: chartPng,
    telemetry: parts.telemetry,
  };
  const seen = { metrics, troubles, openRows: readings.openRows, openIncidents: incidents.open, now: clock.now, log };
  return {
    flow,
    incidents: incidents.flow,
    ledger,
    queues,
    jobs: jobParts(parts),
    effects,
    lanes: config.lanes,
    runsPast: parts.runsPast,
    ...seen,
  };
}

type Store = {
  readonly redis: Redis;
  readonly workers: Redis;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Where Redis keeps less than what we ship would. */
  readonly warnings: readonly string[];
};

/** Opens Redis and refuses one that could forget a vote. */
async function openStore(config: Config, log: Log): Promise<Store> {
  const { url } = config.redis;
  const { prefix } = config.ledger;
  function report(problem: string): void {
    log.warn({}, problem);
  }
  try {
    const redis = await connectRedis(url, 'ack', report);
    const workers = await connectRedis(url, 'workers', report);
    const fitness = await checkRedis(redis, prefix);
    if (fitness.refusal !== null) throw new CannotStart(fitness.refusal);
    for (const warning of fitness.warnings) log.warn({ redis: fitness.version }, warning);
    const clock = config.testClock ? await rehearsalClock(redis, prefix) : systemClock();
    return { redis, workers, ledger: createLedger({ redis, prefix }), clock, warnings: fitness.warnings };
  } catch (error) {
    if (error instanceof RedisUnreachable) throw new CannotStart(error.message);
    throw error;
  }
}
