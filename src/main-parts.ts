import { type Redis } from 'ioredis';
import { chartPng } from './adapters/chart-png.ts';
import { type Clock } from './adapters/clock.ts';
import { drawChart } from './adapters/draw-chart.ts';
import { createCandidateReader } from './adapters/github/candidate-reader.ts';
import { createGithubClients } from './adapters/github/clients.ts';
import { createDispatcher } from './adapters/github/dispatcher.ts';
import { createGithubEvidence } from './adapters/github/evidence-reads.ts';
import { matchesRef } from './adapters/github/reachable.ts';
import { rehearsedRuns } from './adapters/github/rehearsal.ts';
import { createRunReader } from './adapters/github/run-reader.ts';
import { parseWebhook, verifySignature } from './adapters/github/webhooks.ts';
import { newDispatchId, newReleaseId } from './adapters/ids.ts';
import { type Ledger } from './adapters/ledger/ledger.ts';
import { type Log } from './adapters/log.ts';
import { type Gauges, type Metrics } from './adapters/metrics.ts';
import { createProbe } from './adapters/probe.ts';
import { type WorkQueues } from './adapters/queue.ts';
import { type Route } from './adapters/slack/http-server.ts';
import { type Config } from './config.ts';
import { type Standings } from './domain/commands.ts';
import { type ChainId, type SlackUserId } from './domain/ids.ts';
import { type Standing } from './domain/people/actor.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type Telemetry } from './domain/watch/telemetry.ts';
import { peopleOf } from './evidence/people.ts';
import { type Production } from './evidence/production.ts';
import { inputsOf, lacksOf } from './evidence/workflow-file.ts';
import { type Flow } from './flow.ts';
import { githubWebhook, type HandlerParts } from './handlers/index.ts';
import { hint } from './jobs/hint.ts';
import { type JobParts } from './jobs/parts.ts';
import { type RunsPast } from './jobs/runs-past.ts';
import { createTelemetryTurns } from './jobs/telemetry-turns.ts';
import { createBundler } from './main-bundle.ts';
import { type EvidenceSide } from './main-evidence.ts';
import { type IncidentSide } from './main-incidents.ts';
import { type Readings } from './main-ledger.ts';
import { createRoutes, type Readiness } from './main-routes.ts';
import { type SlackSide } from './main-slack.ts';
import { type Troubles } from './main-troubles.ts';

/** Everything that was made, from which handlers, jobs and routes take their slices. */
export type Parts = {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly redis: Redis;
  readonly slack: SlackSide;
  readonly github: GithubSide;
  readonly evidence: EvidenceSide;
  readonly telemetry: Telemetry;
  readonly production: Production;
  readonly policyOf: (chain: ChainId) => LanePolicy | null;
  readonly queues: WorkQueues;
  readonly flow: Flow;
  readonly readings: Readings;
  readonly incidents: IncidentSide;
  readonly runsPast: RunsPast;
  readonly metrics: Metrics;
  readonly troubles: Troubles;
  readonly warnings: () => readonly string[];
};

export type GithubSide = ReturnType<typeof connectGithub>;

/** A call that GitHub refused for want of rights is told to operators for this long after the last one, in ms. */
const problemLasts = 5 * 60_000;

/** Reads with patience, writes without: the two dangerous calls are made once. */
export function connectGithub(config: Config, log: Log, metrics: Metrics, clock: Clock) {
  let refusedAt: number | null = null;
  const { reads, writes, downloads } = createGithubClients({
    apiUrl: config.github.apiUrl,
    auth: config.github.auth,
    log: { debug: () => undefined, warn: (text) => log.warn({ part: 'github' }, text) },
    onCall: (status, route) => {
      metrics.githubCall(route, status);
      if (status === 401) refusedAt = performance.now();
      else if (status >= 200 && status < 300) refusedAt = null;
    },
  });
  const runs = createRunReader(reads);
  const probe = createProbe({ now: () => performance.now() });
  return {
    probe,
    candidates: createCandidateReader({ reads, probe, peopleOf, lacksOf, inputsOf }),
    evidence: createGithubEvidence({ reads, downloads, webUrl: webAddress(config.github.apiUrl) }),
    runs: config.testClock ? rehearsedRuns(runs, clock) : runs,
    dispatcher: createDispatcher(writes, reads),
    problems: (): readonly string[] =>
      refusedAt !== null && performance.now() - refusedAt < problemLasts
        ? ['GitHub refuses our token. Set a valid GITHUB_TOKEN, or check the GitHub App, and start Gonogo again.']
        : [],
  };
}

async function standingsOf(
  users: readonly SlackUserId[],
  ask: (user: SlackUserId) => Promise<Standing>,
): Promise<Standings> {
  return Object.fromEntries(await Promise.all(users.map(async (user) => [user, await ask(user)] as const)));
}

export function jobParts({
  flow,
  policyOf,
  github,
  evidence,
  telemetry,
  production,
  slack,
  clock,
  log,
}: Parts): JobParts {
  return {
    flow,
    policyOf,
    candidates: evidence.candidates,
    evidence: { afterRun: evidence.afterRun },
    telemetry,
    telemetryTurns: createTelemetryTurns(),
    production,
    runs: github.runs,
    probe: github.probe,
    people: {
      standings: (users) => standingsOf(users, (user) => slack.directory.standing(user)),
      freshStandings: (users) => standingsOf(users, (user) => slack.directory.fresh(user)),
    },
    newDispatchId,
    now: clock.now,
    log,
  };
}

export function handlerParts(parts: Parts): HandlerParts {
  const { config, ledger, flow, policyOf, slack, evidence, readings, clock, log } = parts;
  const { messenger, directory } = slack;
  return {
    submit: (submission) => flow.submit(submission),
    readLane: (chain) => flow.read(chain),
    policyOf,
    lanes: () => config.lanes,
    teamId: () => slack.identity()?.teamId ?? null,
    standing: (user) => directory.standing(user),
    forgetPerson: (user) => directory.forget(user),
    readings,
    incidents: parts.incidents.forHandlers,
    slack: {
      async openModal(triggerId, view) {
        const opened = await messenger.openModal(triggerId, view);
        return opened.kind === 'ok' ? opened.value.viewId : null;
      },
      async updateModal(viewId, view) {
        await messenger.updateModal(viewId, view);
      },
      async publishHome(user, view) {
        await messenger.publishHome(user, view);
      },
      async tell(ask) {
        await messenger.tell({ ...ask, attemptsBefore: 0 });
      },
      sendFile: async (ask) => messenger.sendFile(ask),
      share: async (ask) => messenger.share({ ...ask, attemptsBefore: 0 }),
      messageAt: (place) => messenger.messageAt(place),
    },
    candidates: evidence.candidates,
    bundle: createBundler({ ledger, copies: evidence.copies, policyOf, ticketKey: config.ticketKey, now: clock.now }),
    chart: (view, signal) => drawChart({ telemetry: parts.telemetry, draw: chartPng, log }, view, signal),
    runUrl: (repo, run) => `${webAddress(config.github.apiUrl)}/${repo}/actions/runs/${run}`,
    newReleaseId,
    now: clock.now,
    log,
  };
}

/** Where people look at GitHub: an Enterprise Server keeps its API under `/api/v3`. */
function webAddress(apiUrl: string): string {
  return apiUrl === 'https://api.github.com' ? 'https://github.com' : apiUrl.replace(/\/api\/v3$/, '');
}

export function routesOf(parts: Parts): readonly Route[] {
  const { config, flow, queues, clock, redis, log, metrics, runsPast } = parts;
  const { webhookSecret } = config.github;
  const { prefix } = config.ledger;
  const webhook =
    webhookSecret === null
      ? null
      : githubWebhook({
          submit: async (submission) => flow.submit(submission),
          lanes: () => config.lanes,
          log,
          verify: (rawBody, signature) => verifySignature(webhookSecret, rawBody, signature),
          parse: parseWebhook,
          matchesRef,
          deliveries: {
            isKnown: async (id) => (await redis.exists(`${prefix}:delivery:${id}`)) === 1,
            async remember(id) {
              await redis.set(`${prefix}:delivery:${id}`, '1', 'EX', deliveryKept);
            },
          },
          hints: {
            wake: (chain, about) => hint({ flow, queues, now: clock.now }, chain, about),
            dispatched(run) {
              runsPast.hinted(run).catch((error: unknown) => log.warn({ err: error }, 'A run was not looked at.'));
            },
          },
          later: (milliseconds, run) => void setTimeout(run, milliseconds).unref(),
        });
  return createRoutes({ ready: () => readiness(parts), metrics, gauges: () => gaugesOf(parts), webhook });
}

/** GitHub redelivers by hand for at most three days. Seconds. */
const deliveryKept = 3 * 24 * 3600;

/** Armed means that a go would be carried out. Where it would not, the reasons say what is missing. */
async function readiness({ ledger, clock, slack, github, queues, troubles, warnings }: Parts): Promise<Readiness> {
  const reasons: string[] = [];
  try {
    await ledger.status(clock.now());
    await queues.depth();
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : 'Redis does not answer.');
  }
  reasons.push(...troubles.reasons());
  const stranger = slack.cannotRecognise();
  if (stranger !== null) reasons.push(stranger);
  reasons.push(...github.problems());
  return { armed: reasons.length === 0, reasons, warnings: warnings() };
}

async function gaugesOf({ ledger, queues, clock }: Parts): Promise<Gauges | null> {
  try {
    const [status, queueDepth] = await Promise.all([ledger.status(clock.now()), queues.depth()]);
    return { ...status, queueDepth };
  } catch {
    return null;
  }
}
