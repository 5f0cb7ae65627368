import { setTimeout as wait } from 'node:timers/promises';
import { withCleaning } from './parts/cleaning.ts';
import { finish, judge, percentile, readArguments, rounded, say, table } from './parts/figures.ts';
import { startRelay } from './parts/relay.ts';
import { openShops, type Shop, type WatchedShops } from './parts/watched-shops.ts';

/**
 * How long it takes from the measurement that makes a breach to the call that starts the rollback: from the moment at
 * which Prometheus has answered the last question of the look in which the trigger fires, until the dispatch has
 * arrived at GitHub. Between them lie the verdict, the rollback's reading from GitHub (what to put back, by its
 * digests), its last check, and the claim; all of it counts.
 *
 * The bot is the real one, against the sandbox's GitHub, Slack, Prometheus and services, by a clock that is moved
 * minute by minute, so that nobody waits for a minute to pass. Services break three at a time.
 */
const { seconds } = readArguments({ seed: 1, seconds: 60 });

const breaches = 30;
const atATime = 3;
const minuteMs = 60_000;
/** A fault shows itself in two minutes running; the first may have begun in the middle of one. */
const minutesForABreach = 6;
const afterAMinuteMs = 4000;
/** Signals that a look asks for. */
const questions = 7;

type Times = { readonly answered: number[]; dispatchedAt: number | null };

await withCleaning(async (cleaning) => {
  const names = Array.from({ length: breaches }, (_, index) => `shop-${String(index + 1).padStart(2, '0')}`);
  const times = new Map<string, Times>(names.map((name) => [name, { answered: [], dispatchedAt: null }]));
  let githubUrl = '';
  let prometheusUrl = '';
  const replays = new Set<string>();
  const github = await startRelay(
    {
      target: () => githubUrl,
      onAsked({ method, path, askedAt }) {
        const name =
          method === 'POST' ? /\/repos\/acme\/([\w-]+)\/.*-replay\.yml\/dispatches$/.exec(path)?.[1] : undefined;
        const known = name === undefined ? undefined : times.get(name);
        if (known === undefined || name === undefined) return;
        known.dispatchedAt ??= askedAt;
        replays.add(name);
      },
    },
    cleaning,
  );
  const prometheus = await startRelay(
    {
      target: () => prometheusUrl,
      onAnswered({ path, answeredAt }) {
        const name = /service="([\w-]+)"/.exec(new URL(path, 'http://localhost').searchParams.get('query') ?? '')?.[1];
        if (name !== undefined) times.get(name)?.answered.push(answeredAt);
      },
    },
    cleaning,
  );
  const opened = await openShops(names, { github: github.url, prometheus: prometheus.url }, cleaning, (world) => {
    githubUrl = world.github.url;
    prometheusUrl = world.prometheus.url;
  });
  say(`Bringing ${names.length} releases to where they are watched …`);
  await opened.bringToWatch();
  say(`All are looked at. They break ${atATime} at a time …`);
  const end = performance.now() + seconds * 1000;
  const latencies: number[] = [];
  for (let from = 0; from < names.length && performance.now() < end; from += atATime)
    latencies.push(...(await breakThese(opened, opened.shops.slice(from, from + atATime), times)));
  report(latencies, replays.size);
});

/** Errors rise in these services; minutes pass until each is being put back. Milliseconds, one for each that was. */
async function breakThese(
  { world }: WatchedShops,
  shops: readonly Shop[],
  times: ReadonlyMap<string, Times>,
): Promise<readonly number[]> {
  for (const { name } of shops) world.production.set(name, { errorPercent: 25 });
  const latencies: number[] = [];
  const open = new Map(shops.map(({ name }) => [name, times.get(name)]));
  for (let minutes = 0; minutes < minutesForABreach && open.size > 0; minutes += 1) {
    for (const known of open.values()) known?.answered.splice(0);
    await world.moveClock(minuteMs);
    const end = performance.now() + afterAMinuteMs;
    while (performance.now() < end && open.size > 0) {
      await wait(20);
      for (const [name, known] of open) {
        if (known === undefined || known.dispatchedAt === null) continue;
        latencies.push(known.dispatchedAt - (known.answered[questions - 1] ?? Number.NaN));
        open.delete(name);
      }
      // One look has been taken, and was no breach yet: the next minute may come.
      if ([...open.values()].every((known) => known?.answered.length === questions) && performance.now() > end - 3000)
        break;
    }
  }
  return latencies;
}

function report(latencies: readonly number[], replays: number): void {
  const [p50, p99, most] = [50, 99, 100].map((percent) => percentile(latencies, percent));
  say('\nFrom the measurement that makes a breach to the call that starts the rollback\n');
  table([
    ['services', 'rollbacks called', 'p50', 'p99', 'slowest'],
    [String(breaches), String(replays), ...[p50, p99, most].map((ms) => `${(ms ?? Number.NaN).toFixed(0)} ms`)],
  ]);
  const p99Ms = rounded(p99 ?? Number.NaN, 1);
  judge([
    { name: 'p99Ms', value: p99Ms, at: 'most', limit: 2000 },
    { name: 'breaches', value: latencies.length, at: 'least', limit: breaches },
  ]);
  const rest = { p50Ms: rounded(p50 ?? Number.NaN, 1), maxMs: rounded(most ?? Number.NaN, 1) };
  finish({ bench: 'react', p99Ms, ...rest, breaches: latencies.length });
}
