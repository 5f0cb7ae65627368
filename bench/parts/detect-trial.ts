import { epochMs } from '../../src/domain/time.ts';
import { type Baseline, baselineOf, historyOf } from '../../src/domain/watch/baseline.ts';
import { detectablePoints } from '../../src/domain/watch/detectable.ts';
import { type JudgeSetup } from '../../src/domain/watch/judge.ts';
import { type Reading } from '../../src/domain/watch/readings.ts';
import { judgeInOrder, type Verdict } from '../../src/domain/watch/verdict.ts';
import { type Random } from './detect-random.ts';
import { type Cell, coldStart, type Fault, healthySeries, instantOf, minutesOfDay, withFault } from './detect-world.ts';
import { randomFrom } from './figures.ts';

/** One deployment of the simulated service: what was before it, and the watch after it. */
export type Trial = { readonly watch: readonly Reading[]; readonly setup: JudgeSetup };

export const watchMinutes = 30;
const everyMs = 60_000;
const historyMinutes = 7 * minutesOfDay + 60;
const triggers = ['health', 'errors', 'latency', 'memory', 'cpu'] as const;
const limits = { healthFailures: 3, errorPoints: 5, latencyFactor: 2, memoryPercent: 90, cpuPercent: 90 };

/**
 * Deployments half an hour apart in one long healthy life. Every second one knows only the hour before it, as a young
 * service does; the others know the week.
 */
export function* trialsOf(cell: Cell, cases: number, random: Random): Generator<Trial> {
  const series = healthySeries(cell, historyMinutes + cases * watchMinutes, random);
  for (let index = 0; index < cases; index += 1) {
    const minuteOf = historyMinutes + index * watchMinutes;
    const startedAt = instantOf(minuteOf);
    const history = historyOf(series.slice(minuteOf - historyMinutes, minuteOf), startedAt);
    const known = index % 2 === 0 ? { ...history, sameHour: [] } : history;
    const baseline = baselineOf(known, startedAt, everyMs);
    const watch = coldStart(series.slice(minuteOf, minuteOf + watchMinutes), cell, random);
    const setup: JudgeSetup = {
      minutes: watchMinutes,
      everyMs,
      grainMs: everyMs,
      triggers: limits,
      judged: triggers,
      required: triggers,
      advisory: [],
      baseline,
      startedAt,
      version: { kind: 'seen', sha: null },
    };
    yield { watch, setup };
  }
}

export type HealthyTally = {
  readonly watches: number;
  readonly rolledBack: Readonly<Record<(typeof triggers)[number], number>>;
  readonly unverified: number;
  /** The contestants: any five minutes a twentieth above the baseline, or five points above it. */
  readonly relative: number;
  readonly absolute: number;
};

export function judgeHealthy(cell: Cell, cases: number, seed: number): HealthyTally {
  const rolledBack = { health: 0, errors: 0, latency: 0, memory: 0, cpu: 0 };
  const tally = { unverified: 0, relative: 0, absolute: 0 };
  for (const { watch, setup } of trialsOf(cell, cases, randomFrom(seed))) {
    const { verdict } = judgeInOrder(setup, watch);
    if (verdict.kind === 'breached') rolledBack[verdict.breach.trigger] += 1;
    if (verdict.kind === 'unverified') tally.unverified += 1;
    const { relative, absolute } = naive(setup.baseline, watch);
    if (relative !== null) tally.relative += 1;
    if (absolute !== null) tally.absolute += 1;
  }
  return { watches: cases, rolledBack, ...tally };
}

export type FaultTally = {
  /** Those that had not been rolled back, wrongly, before the fault began. */
  readonly watches: number;
  readonly caught: number;
  /** Minutes from the start of the fault to the end of the minute that completed the breach. */
  readonly delays: readonly number[];
  /** The same with the time that the readings need to arrive. */
  readonly laggedDelays: readonly number[];
  readonly absoluteDelays: readonly number[];
};

/** Half of the faults come with the deployment; the others begin at some moment of the first half of the watch. */
export function judgeFaulty(cell: Cell, fault: Fault, cases: number, seed: number): FaultTally {
  const random = randomFrom(seed);
  const delays: number[] = [];
  const laggedDelays: number[] = [];
  const absoluteDelays: number[] = [];
  let index = 0;
  let watches = 0;
  for (const { watch, setup } of trialsOf(cell, cases, random)) {
    const start = index % 4 < 2 ? 0 : 1 + random() * (watchMinutes / 2 - 1);
    const lag = 1 + 2 * random();
    index += 1;
    const faulty = withFault(watch, fault, start, cell, random);
    const verdictMinute = minuteOf(setup, judgeInOrder(setup, faulty).verdict);
    const { absolute } = naive(setup.baseline, faulty);
    if (absolute !== null && absolute > start) absoluteDelays.push(absolute - start);
    if (verdictMinute !== null && verdictMinute <= start) continue;
    watches += 1;
    if (verdictMinute === null) continue;
    delays.push(verdictMinute - start);
    laggedDelays.push(verdictMinute - start + lag);
  }
  return { watches, caught: delays.length, delays, laggedDelays, absoluteDelays };
}

/** The minute of the watch at whose end it breached. */
function minuteOf({ startedAt }: JudgeSetup, verdict: Verdict): number | null {
  if (verdict.kind !== 'breached') return null;
  return (epochMs(verdict.breach.at) - epochMs(startedAt)) / everyMs + 1;
}

/** The triggers as one would write them down at first: the rate of the last five minutes against a line. */
function naive(
  { errors }: Baseline,
  watch: readonly Reading[],
): { readonly relative: number | null; readonly absolute: number | null } {
  let relative: number | null = null;
  let absolute: number | null = null;
  if (errors === null) return { relative, absolute };
  for (let index = 0; index < watch.length; index += 1) {
    let requests = 0;
    let failed = 0;
    for (const reading of watch.slice(Math.max(0, index - 4), index + 1)) {
      requests += reading.requests ?? 0;
      failed += reading.errors ?? 0;
    }
    if (requests === 0) continue;
    const rate = failed / requests;
    if (rate > errors.rate * 1.05) relative ??= index + 1;
    if (rate > errors.rate + 0.05) absolute ??= index + 1;
  }
  return { relative, absolute };
}

/** What the judge says it detects, and what it does: percentage points at 80 % power, faults from the deployment on. */
export type SightTally = { readonly claimed: number; readonly simulated: number };

export function judgeSight(cell: Cell, cases: number, seed: number): SightTally {
  const random = randomFrom(seed);
  const trials = [...trialsOf(cell, cases, random)];
  const claims = trials.map(({ setup }) => claimOf(setup)).toSorted((one, other) => one - other);

  function share(points: number): number {
    const fault: Fault = { kind: 'step', points };
    const caught = trials.filter(({ watch, setup }) => {
      const { verdict } = judgeInOrder(setup, withFault(watch, fault, 0, cell, random));
      return verdict.kind === 'breached' && verdict.breach.trigger === 'errors';
    });
    return caught.length / trials.length;
  }

  let low = 0;
  let high = 100 * (1 - cell.rate);
  for (let step = 0; step < 9; step += 1) {
    const middle = (low + high) / 2;
    if (share(middle) < 0.8) low = middle;
    else high = middle;
  }
  return { claimed: claims[Math.floor(claims.length / 2)] ?? Number.NaN, simulated: high };
}

function claimOf({ baseline, triggers: { errorPoints }, minutes }: JudgeSetup): number {
  const { requestsPerMinute, errors } = baseline;
  if (requestsPerMinute === null || errors === null) return Number.NaN;
  return detectablePoints({ requestsPerMinute, baseline: errors, errorPoints, minutes }) ?? Number.POSITIVE_INFINITY;
}
