import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type SlackUserId } from '../src/domain/ids.ts';
import { resolveIncidentPolicies } from '../src/domain/policy/incident-policies.ts';
import { after, epochMs, type Instant, instantAt } from '../src/domain/time.ts';
import { planBot } from './parts/bot-process.ts';
import { type Cleaning, withCleaning } from './parts/cleaning.ts';
import { finish, judge, percentile, randomFrom, readArguments, rounded, say, table } from './parts/figures.ts';
import { manyIncidents } from './parts/many-incidents.ts';
import { ownRedis } from './parts/private-redis.ts';
import { prepare } from './parts/releases.ts';
import { type Services, startServices } from './parts/services.ts';
import { serviceNames, settingsFor } from './parts/settings.ts';
import { startSlackStub, textOf } from './parts/slack-stub.ts';

/**
 * How long it takes from a breach to the page: from the moment at which the health check's fourth failing answer has
 * left the service until the bot's call has reached the pager, while 500 other incidents are open and nobody answers
 * them. Then, on a bot of its own, what becomes of 10,000 incidents whose time to be asked again comes at the same
 * moment. Two times are told apart. `sweptMs`: until a sweep has found and leased them all, so that none stands as due any
 * more. That is all that it says: a lease moves a due time on by 30 s, and nobody has been asked anything by then.
 * `takenMs`: until each has its step in the ledger, so that the message and the pages are on their way. `sweptMs` is
 * judged; `takenMs` is told beside it and judged by nothing, because each step is a write of its own to disk.
 *
 * The bot is the real one, on a ledger that writes every acknowledged event to disk.
 */
const { seed, seconds } = readArguments({ seed: 1, seconds: 50 });

const voter = 'U0VOTER' as SlackUserId;
const open = 500;
const apartMs = { least: 450, most: 550 };
const breaches = Math.floor((seconds * 1000) / apartMs.most);
const lastPageWithin = 15_000;
const dueTimes = 10_000;
/** The nudge of a P3 comes this long after it was opened. */
const nudgeAfterMs = 2 * 3_600_000;
/** From the beginning of the preparation until all fall due at once; the bot has started by then. */
const dueInMs = 30_000;
const takenWithinMs = 120_000;

/** See above: found and leased, and taken. */
type Swept = { readonly sweptMs: number; readonly takenMs: number };

await withCleaning(async (cleaning) => {
  const latencies = await breachToPage(cleaning);
  const swept = await sweepOfMany(cleaning);
  report(latencies, swept);
});

async function breachToPage(cleaning: Cleaning): Promise<readonly number[]> {
  const prefix = '{bench}';
  const { url: redisUrl, redis } = await ownRedis(cleaning);
  const names = serviceNames(breaches);
  const pages = new Map<string, number>();
  const services = await startServices(names, cleaning);
  const slack = await startSlackStub(cleaning);
  const pager = await startPagerStub(cleaning, (summary) => {
    const service = /service-\d{3}/.exec(summary)?.[0];
    if (service !== undefined && !pages.has(service)) pages.set(service, performance.now());
  });
  const watched = names.map((name) => ({ name, watch: watchOf(name, services) }));
  const settings = {
    ...settingsFor({ prefix, people: [voter], goes: 1, services: watched }),
    escalation: [{ level: 1, notify: [voter] }],
    paging: { url: pager, routingKeyEnv: 'PAGING_KEY' },
  };
  const variables = { PAGING_KEY: '0'.repeat(32) };
  const addresses = { redisUrl, slackUrl: slack.url, githubUrl: slack.url };
  const { bot, config } = await planBot({ settings, ...addresses, variables }, cleaning);
  const now = instantAt(Date.now());
  say(`Preparing ${open} open incidents, and ${breaches} releases whose watch has begun …`);
  const preparation = prepare({ redis, prefix, lanes: config.lanes, now: () => instantAt(Date.now()) });
  const policy = resolveIncidentPolicies(config.policy)(null);
  await manyIncidents({ ledger: preparation.ledger, count: open, policy, by: voter, severity: 'P3', openedAt: now });
  await Promise.all(config.lanes.map((lane) => preparation.watching(lane, voter)));
  await bot.start();
  await until(() => names.every((name) => services.looks(name) >= 2), lastPageWithin);
  say(`All are looked at. They break one after the other, which takes ${Math.round(seconds)} s …`);
  await breakAll(names, services);
  await until(() => names.every((name) => pages.has(name)), lastPageWithin);
  await bot.stop();
  return names.map((name) => (pages.get(name) ?? Number.NaN) - (services.fourthFailure(name) ?? Number.NaN));
}

async function sweepOfMany(cleaning: Cleaning): Promise<Swept> {
  const prefix = '{sweep}';
  const { url: redisUrl, redis } = await ownRedis(cleaning);
  const slack = await startSlackStub(cleaning);
  const settings = settingsFor({ prefix, people: [voter], goes: 1, services: [{ name: 'service-000' }] });
  const addresses = { redisUrl, slackUrl: slack.url, githubUrl: slack.url };
  const { bot, config } = await planBot({ settings, ...addresses }, cleaning);
  const policy = resolveIncidentPolicies(config.policy)(null);
  const { ledger } = prepare({ redis, prefix, lanes: config.lanes, now: () => instantAt(Date.now()) });
  say(`Preparing ${dueTimes} incidents …`);
  const due: Instant = instantAt(Date.now() + dueInMs);
  const openedAt = after(due, -nudgeAfterMs);
  await manyIncidents({ ledger, count: dueTimes, policy, by: voter, severity: 'P3', openedAt });
  await bot.start();
  const dueKey = `${prefix}:due`;
  say('All fall due at one moment …');
  await pause(Math.max(0, epochMs(due) - Date.now()));
  const from = performance.now();
  await untilAsync(async () => (await redis.zcount(dueKey, '-inf', epochMs(due))) === 0, takenWithinMs);
  const sweptMs = performance.now() - from;
  await untilAsync(async () => {
    const next = await redis.zcount(dueKey, epochMs(due) + 1, epochMs(after(due, nudgeAfterMs / 4)));
    return next === 0 && (await redis.zcount(dueKey, '-inf', epochMs(due))) === 0;
  }, takenWithinMs);
  const takenMs = performance.now() - from;
  await bot.stop();
  return { sweptMs, takenMs };
}

function watchOf(name: string, services: Services): object {
  return {
    minutes: 30,
    every: '1s',
    health: { url: `${services.url}/${name}/healthz`, timeout: '1s' },
    version: { url: `${services.url}/${name}/version`, field: 'sha' },
    allowHosts: ['127.0.0.1'],
  };
}

async function breakAll(names: readonly string[], services: Services): Promise<void> {
  const random = randomFrom(seed);
  for (const name of names) {
    services.break(name);
    await pause(apartMs.least + random() * (apartMs.most - apartMs.least));
  }
}

/** The least of a pager: whatever arrives is accepted. Answers its address. */
async function startPagerStub(cleaning: Cleaning, onTrigger: (summary: string) => void): Promise<string> {
  const server = createServer((incoming, response) => {
    void textOf(incoming).then((text) => {
      const { event_action: action, payload } = JSON.parse(text) as {
        readonly event_action?: string;
        readonly payload?: { readonly summary?: string };
      };
      if (action === 'trigger') onTrigger(payload?.summary ?? '');
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"success"}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleaning.add(async () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/enqueue`;
}

async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  await untilAsync(async () => isSo(), withinMs);
}

async function untilAsync(isSo: () => Promise<boolean>, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo()) && performance.now() < end) await pause(10);
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, ms));
}

function report(latencies: readonly number[], { sweptMs, takenMs }: Swept): void {
  const arrived = latencies.filter((ms) => !Number.isNaN(ms));
  const missing = latencies.length - arrived.length;
  const [p50, p99, most] = [50, 99, 100].map((percent) => rounded(percentile(arrived, percent) ?? Number.NaN, 1));
  say(`\nFrom the breach to the call of the pager, with ${open} open incidents\n`);
  table([
    ['breaches', 'without a page', 'p50', 'p99', 'slowest'],
    [String(latencies.length), String(missing), ...[p50, p99, most].map((ms) => `${ms} ms`)],
  ]);
  say(`\n${dueTimes} due times at one moment\n`);
  table([
    ['found and leased after (sweptMs)', 'all steps in the ledger after (takenMs)'],
    [`${sweptMs.toFixed(0)} ms`, `${takenMs.toFixed(0)} ms`],
  ]);
  judge([
    { name: 'p99Ms', value: p99 ?? Number.NaN, at: 'most', limit: 2000 },
    { name: 'without a page', value: missing, at: 'most', limit: 0 },
    { name: 'sweptMs', value: rounded(sweptMs, 0), at: 'most', limit: 1000 },
  ]);
  const figures = { p99Ms: p99, p50Ms: p50, maxMs: most, breaches: latencies.length, missing, openIncidents: open };
  finish({ bench: 'page', ...figures, dueTimes, sweptMs: rounded(sweptMs, 0), takenMs: rounded(takenMs, 0), seed });
}
