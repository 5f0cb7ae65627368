import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type SlackUserId } from '../src/domain/ids.ts';
import { after, epochMs, type Instant, instantAt } from '../src/domain/time.ts';
import { planBot } from './parts/bot-process.ts';
import { withCleaning } from './parts/cleaning.ts';
import { finish, judge, percentile, readArguments, rounded, say, table } from './parts/figures.ts';
import { type LocalSource, localQueries, startLocalSource } from './parts/local-source.ts';
import { manyWatches } from './parts/many-watches.ts';
import { ownRedis } from './parts/private-redis.ts';
import { settingsFor } from './parts/settings.ts';
import { startSlackStub } from './parts/slack-stub.ts';

/**
 * Thousands of watches on one process: how late each look begins, and how much memory the process has. A look is due at
 * the beginning of its watch plus a multiple of the interval; it has begun when its call has reached the service. The
 * watches begin spread over the interval, as releases would. Each is judged by four signals: health with every look,
 * and errors, latency and processors by the minute, from a Prometheus on the same machine.
 *
 * The bot is the real one, on a ledger that writes every acknowledged event to disk. The first looks after its start
 * are not counted: what fell due while it was not there is missed, and counted as unknown by the watch itself.
 */
const { seconds } = readArguments({ seed: 1, seconds: 40 });

const prefix = '{bench}';
const voter = 'U0VOTER' as SlackUserId;
const watches = 5000;
const everyMs = 10_000;
/** Milliseconds of processor time that Linux tells by, whatever the machine. */
const tickMs = 10;
/** From the bot being ready until looks are counted. */
const warmUpMs = 12_000;

type Measured = {
  readonly lateness: readonly number[];
  readonly missed: number;
  readonly memoryMb: number;
  /** Of the bot's process, of all processors together; what was missed costs nothing. */
  readonly cpuMsPerLook: number;
};

await withCleaning(async (cleaning) => {
  const { url: redisUrl, redis } = await ownRedis(cleaning);
  const names = Array.from({ length: watches }, (_, index) => `service-${String(index).padStart(4, '0')}`);
  const source = await startLocalSource(names, cleaning);
  const slack = await startSlackStub(cleaning);
  const services = names.map((name) => ({ name, watch: watchOf(name, source) }));
  const settings = settingsFor({ prefix, people: [voter], goes: 1, services });
  const { bot, config } = await planBot({ settings, redisUrl, slackUrl: slack.url, githubUrl: slack.url }, cleaning);

  say(`Preparing ${watches} releases whose watch has begun …`);
  const now = instantAt(Date.now());
  function startOf(index: number): Instant {
    return after(now, Math.floor((index * everyMs) / watches));
  }
  await manyWatches({ redis, prefix, lanes: config.lanes, now, voter, startOf });
  say('Starting the bot …');
  await bot.start();
  await wait(warmUpMs);
  say(`All are looked at every ${everyMs / 1000} s, for ${seconds} s …`);
  const from = Date.now();
  const cpuBefore = await cpuMs(bot.pid());
  let memoryMb = 0;
  while (Date.now() < from + seconds * 1000) {
    memoryMb = Math.max(memoryMb, await residentMb(bot.pid()));
    await wait(500);
  }
  const to = Date.now();
  const cpuMsPerLook = ((await cpuMs(bot.pid())) - cpuBefore) / ((watches / everyMs) * (to - from));
  report({ ...measured(source, names, { startOf, from, to }), memoryMb, cpuMsPerLook }, source);
});

function watchOf(name: string, { url }: LocalSource): object {
  return {
    minutes: 60,
    every: `${everyMs / 1000}s`,
    health: { url: `${url}/${name}/healthz`, timeout: '5s' },
    allowHosts: ['127.0.0.1'],
    prometheus: { url, queries: { ...localQueries } },
  };
}

/** Every look that fell due in this time: how late it began, and how many never did. */
function measured(
  { looks }: LocalSource,
  names: readonly string[],
  { startOf, from, to }: { readonly startOf: (index: number) => Instant; readonly from: number; readonly to: number },
): Pick<Measured, 'lateness' | 'missed'> {
  const lateness: number[] = [];
  let missed = 0;
  for (const [index, name] of names.entries()) {
    const arrived = looks.get(name) ?? [];
    const start = epochMs(startOf(index));
    const first = Math.ceil((from - start) / everyMs);
    for (let due = start + first * everyMs; due + everyMs <= to; due += everyMs) {
      const at = arrived.find((each) => each >= due && each < due + everyMs);
      if (at === undefined) missed += 1;
      else lateness.push(at - due);
    }
  }
  return { lateness, missed };
}

async function residentMb(pid: number | null): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

async function cpuMs(pid: number | null): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(stat) ?? [];
  return (Number(user) + Number(system)) * tickMs;
}

function report({ lateness, missed, memoryMb, cpuMsPerLook }: Measured, source: LocalSource): void {
  const [p50, p99, most] = [50, 99, 100].map((percent) => rounded(percentile(lateness, percent), 1));
  say('\nHow late looks begin\n');
  table([
    ['watches', 'looks', 'missed', 'p50', 'p99', 'latest', 'memory', 'CPU a look', 'queries'],
    [
      String(watches),
      String(lateness.length),
      String(missed),
      ...[p50, p99, most].map((ms) => `${ms} ms`),
      `${memoryMb.toFixed(0)} MB`,
      `${cpuMsPerLook.toFixed(2)} ms`,
      String(source.queries()),
    ],
  ]);
  judge([
    { name: 'p99Ms', value: p99 ?? Number.NaN, at: 'most', limit: 1000 },
    { name: 'missed', value: missed, at: 'most', limit: 0 },
    { name: 'memoryMb', value: rounded(memoryMb, 0), at: 'most', limit: 400 },
  ]);
  finish({
    bench: 'watches',
    p99Ms: p99,
    memoryMb: rounded(memoryMb, 0),
    watches,
    p50Ms: p50,
    maxMs: most,
    missed,
    cpuMsPerLook: rounded(cpuMsPerLook),
  });
}
