import { type Redis } from 'ioredis';
import { type SlackUserId } from '../src/domain/ids.ts';
import { after, instantAt, minute } from '../src/domain/time.ts';
import { planBot } from './parts/bot-process.ts';
import { type Cleaning, withCleaning } from './parts/cleaning.ts';
import { slashCommand } from './parts/clicks.ts';
import { finish, judge, median, percentile, randomFrom, readArguments, rounded, say, table } from './parts/figures.ts';
import { addHistory } from './parts/history.ts';
import { type Line, openLine } from './parts/load.ts';
import { ownRedis } from './parts/private-redis.ts';
import { prepare } from './parts/releases.ts';
import { serviceNames, settingsFor } from './parts/settings.ts';
import { startSlackStub } from './parts/slack-stub.ts';

/**
 * What `/release status` costs with 100,000 finished releases behind it, against 100: two bots on one Redis, alike but
 * for their history, are asked in turns by signed requests, and the answer is in the response.
 */
const { seed, seconds } = readArguments({ seed: 1, seconds: 20 });

const short = 100;
const long = 100_000;
const asker = 'U0ASKER' as SlackUserId;
const lanesWithOpen = 10;
const blockSize = 25;
const warmUp = 200;
/** What is open is not read again while the bench runs. */
const aheadMs = 10 * minute;

type Asked = { readonly name: string; readonly finished: number; readonly line: Line; readonly latencies: number[] };

await withCleaning(async (cleaning) => {
  const { url: redisUrl, redis } = await ownRedis(cleaning);
  const slack = await startSlackStub(cleaning);
  const urls = { redisUrl, slackUrl: slack.url };
  const few = await askable('{few}', short, redis, urls, cleaning);
  const many = await askable('{many}', long, redis, urls, cleaning);

  for (const bot of [few, many]) await askOften(bot, warmUp);
  few.latencies.length = 0;
  many.latencies.length = 0;
  const random = randomFrom(seed);
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (const bot of random() < 0.5 ? [few, many] : [many, few]) await askOften(bot, blockSize);
  }
  report(few, many);
});

async function askable(
  prefix: string,
  finished: number,
  redis: Redis,
  urls: { readonly redisUrl: string; readonly slackUrl: string },
  cleaning: Cleaning,
): Promise<Asked> {
  const services = serviceNames(lanesWithOpen).map((name) => ({ name }));
  const settings = settingsFor({ prefix, people: [asker, 'U0OTHER'], goes: 2, services });
  const { bot, config, port } = await planBot({ settings, ...urls, githubUrl: urls.slackUrl }, cleaning);
  const now = after(instantAt(Date.now()), aheadMs);
  const { ledger, awaitingDecision } = prepare({ redis, prefix, lanes: config.lanes, now: () => now });
  say(`Writing ${finished} finished releases …`);
  for (const policy of config.lanes) {
    const lane = await awaitingDecision(policy);
    await addHistory(ledger, lane, finished / config.lanes.length, now);
  }
  await bot.start();
  return { name: String(finished), finished, line: await openLine(port, cleaning), latencies: [] };
}

async function askOften({ line, latencies }: Asked, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const request = slashCommand(asker, 'status');
    const begun = performance.now();
    const { status, body } = await line.send(request);
    latencies.push(performance.now() - begun);
    if (status !== 200 || !body.includes('Ended lately'))
      throw new Error(`The answer was no status: ${status} ${body}`);
  }
}

function report(few: Asked, many: Asked): void {
  const [fewMs, manyMs] = [median(few.latencies), median(many.latencies)];
  const rows = [few, many].map(({ name, latencies }) => [
    name,
    String(latencies.length),
    ...[50, 99].map((percent) => `${percentile(latencies, percent).toFixed(2)} ms`),
  ]);
  say('\n/release status, from the request to the answer\n');
  table([['finished releases', 'asked', 'p50', 'p99'], ...rows]);
  const ratio = rounded(manyMs / fewMs, 3);
  judge([{ name: 'ratio', value: ratio, at: 'most', limit: 1.2 }]);
  const p99 = { manyP99Ms: rounded(percentile(many.latencies, 99)), fewP99Ms: rounded(percentile(few.latencies, 99)) };
  finish({
    bench: 'status',
    ratio,
    manyMs: rounded(manyMs),
    fewMs: rounded(fewMs),
    ...p99,
    finished: long,
    against: short,
    asked: many.latencies.length,
    seed,
  });
}
