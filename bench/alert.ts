import { type SlackUserId } from '../src/domain/ids.ts';
import { instantAt } from '../src/domain/time.ts';
import { planBot } from './parts/bot-process.ts';
import { type Cleaning, withCleaning } from './parts/cleaning.ts';
import { finish, judge, percentile, randomFrom, readArguments, rounded, say, table } from './parts/figures.ts';
import { ownRedis } from './parts/private-redis.ts';
import { prepare } from './parts/releases.ts';
import { type Services, startServices } from './parts/services.ts';
import { serviceNames, settingsFor } from './parts/settings.ts';
import { startSlackStub } from './parts/slack-stub.ts';

/**
 * How long it takes from the fourth failed look to the alert: from the moment at which the health check's fourth
 * failing answer has left the service until the bot's call has reached Slack.
 *
 * All services are watched at the same time, each looked at once a second. They break one after the other, a little
 * more than a second apart, for Slack takes about one message a second in a channel: closer together they would
 * wait for Slack and not for the bot.
 */
const { seed, seconds } = readArguments({ seed: 1, seconds: 65 });

const prefix = '{bench}';
const voter = 'U0VOTER' as SlackUserId;
const apartMs = { least: 1150, most: 1250 };
const breaches = Math.floor((seconds * 1000) / apartMs.most);
const lastAlertWithin = 15_000;

await withCleaning(async (cleaning) => {
  const { url: redisUrl, redis } = await ownRedis(cleaning);
  const names = serviceNames(breaches);
  const alerts = new Map<string, number>();
  const services = await startServices(names, cleaning);
  const slack = await startSlackStub(cleaning, (method, args) => {
    if (method !== 'chat.postMessage' || args.get('channel') !== 'C0INCIDENTS') return;
    const service = /service-\d{3}/.exec(args.get('text') ?? '')?.[0];
    // What follows in the thread names the service again; the alert is what was said of it first.
    if (service !== undefined && !alerts.has(service)) alerts.set(service, performance.now());
  });
  const watched = names.map((name) => ({ name, watch: watchOf(name, services) }));
  const settings = settingsFor({ prefix, people: [voter], goes: 1, services: watched });
  const { bot, config } = await planBot({ settings, redisUrl, slackUrl: slack.url, githubUrl: slack.url }, cleaning);

  say(`Preparing ${breaches} releases whose watch has begun …`);
  const preparation = prepare({ redis, prefix, lanes: config.lanes, now: () => instantAt(Date.now()) });
  await Promise.all(config.lanes.map((policy) => preparation.watching(policy, voter)));
  await bot.start();
  await until(() => names.every((name) => services.looks(name) >= 2));
  say(`All are looked at. They break one after the other, which takes ${Math.round(seconds)} s …`);
  await breakAll(names, services, cleaning);
  await until(() => names.every((name) => alerts.has(name)));
  report(names.map((name) => (alerts.get(name) ?? Number.NaN) - (services.fourthFailure(name) ?? Number.NaN)));
});

function watchOf(name: string, services: Services): object {
  return {
    minutes: 30,
    every: '1s',
    health: { url: `${services.url}/${name}/healthz`, timeout: '1s' },
    version: { url: `${services.url}/${name}/version`, field: 'sha' },
    allowHosts: ['127.0.0.1'],
  };
}

async function breakAll(names: readonly string[], services: Services, cleaning: Cleaning): Promise<void> {
  const random = randomFrom(seed);
  const stopped = new AbortController();
  cleaning.add(async () => stopped.abort());
  for (const name of names) {
    services.break(name);
    await pause(apartMs.least + random() * (apartMs.most - apartMs.least));
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + lastAlertWithin;
  while (!isSo() && performance.now() < end) await pause(20);
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, ms));
}

function report(latencies: readonly number[]): void {
  const arrived = latencies.filter((ms) => !Number.isNaN(ms));
  const missing = latencies.length - arrived.length;
  const [p50, p99, most] = [50, 99, 100].map((percent) => percentile(arrived, percent));
  say('\nFrom the fourth failed look to the alert in Slack\n');
  table([
    ['breaches', 'without an alert', 'p50', 'p99', 'slowest'],
    [String(latencies.length), String(missing), ...[p50, p99, most].map((ms) => `${(ms ?? Number.NaN).toFixed(0)} ms`)],
  ]);
  const p99Ms = rounded(p99 ?? Number.NaN, 1);
  judge([
    { name: 'p99Ms', value: p99Ms, at: 'most', limit: 2000 },
    { name: 'breaches', value: latencies.length, at: 'least', limit: 50 },
    { name: 'without an alert', value: missing, at: 'most', limit: 0 },
  ]);
  const rest = {
    p50Ms: rounded(p50 ?? Number.NaN, 1),
    maxMs: rounded(most ?? Number.NaN, 1),
    breaches: latencies.length,
  };
  finish({ bench: 'alert', p99Ms, ...rest, missing, seed });
}
