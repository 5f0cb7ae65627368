import { type Trigger } from '../domain/policy/watch.ts';
import { after, hour, type Instant, minute, msBetween } from '../domain/time.ts';
import { type Baseline } from '../domain/watch/baseline.ts';
import { type Finding, type Measure } from '../domain/watch/finding.ts';
import { type Breach, type Look } from '../domain/watch/judge.ts';
import { type Reading } from '../domain/watch/readings.ts';
import { type Judgement } from '../domain/watch/verdict.ts';
import { type Band, type ChartFacts, type ChartPoint } from './chart-facts.ts';

/** A watch as it was judged, with the readings that it was judged by: in order of time, one for each instant. */
export type Watched = {
  readonly title: string;
  readonly readings: readonly Reading[];
  readonly judgement: Judgement;
  readonly baseline: Baseline;
  readonly deployedAt: Instant;
  /** Why the readings hold nothing of the time before, as a sentence; null where they do, or nobody knows. */
  readonly whyNoBefore: string | null;
};

/** As much of the time before is shown as lets the time after be seen: twice as long, within these bounds. */
const leastBefore = 10 * minute;
export const mostBefore = hour;
/** The error rate is one of five minutes, as it is judged. */
export const errorWindow = 5 * minute;

/**
 * The one signal that tells most about a verdict: what breached, else what it is in doubt about, else the first in this
 * order of which anything is known.
 */
export function tellingSignal({ verdict, looks }: Judgement): Trigger {
  if (verdict.kind === 'breached') return verdict.breach.trigger;
  const doubted = verdict.kind === 'unverified' ? verdict.doubts.find((doubt) => 'trigger' in doubt) : undefined;
  if (doubted !== undefined && 'trigger' in doubted) return doubted.trigger;
  const signals = ['errors', 'latency', 'health', 'cpu', 'memory'] as const;
  return signals.find((signal) => looks.some(({ findings }) => findings[signal].state !== 'unknown')) ?? 'errors';
}

/**
 * What is charted are the readings as the judge saw them: looks that brought nothing, or another version's answer, are
 * unknown. Where the new version was awaited, the chart is divided where it was seen live, and says so.
 */
export function chartOfWatch(signal: Trigger, watched: Watched): ChartFacts {
  const { title, readings, judgement, baseline } = watched;
  const deployedAt = judgement.startedAt ?? watched.deployedAt;
  const breach = breachOf(signal, judgement);
  const measured = [...(breach === null ? [] : [breach.finding]), ...findingsOf(signal, judgement).toReversed()].find(
    (finding) => finding.state !== 'unknown',
  );
  const later = seenBy(signal, judgement, readings);
  const shownFor = 2 * msBetween(deployedAt, later.at(-1)?.at ?? deployedAt);
  const shown = after(deployedAt, -Math.min(mostBefore, Math.max(leastBefore, shownFor)));
  const measure = measured?.measure ?? usualMeasure(signal, baseline);
  const earlier = readings.filter(({ at }) => at < deployedAt && at > after(shown, -errorWindow));
  const usualRestarts = baseline.restarts;
  return {
    title,
    measure,
    before: pointsOf(measure, earlier, usualRestarts).filter(({ at }) => at >= shown),
    after: pointsOf(measure, later, usualRestarts),
    baseline: bandOf(measure, baseline),
    threshold: measured?.threshold ?? null,
    deployedAt,
    begins: deployedAt === watched.deployedAt ? 'deployed' : 'seen-live',
    whyNoBefore: watched.whyNoBefore,
    breachedAt: breach?.at ?? null,
  };
}

/** Also the breach of an advisory trigger, and one that came with another. */
function breachOf(signal: Trigger, { verdict, recorded, looks }: Judgement): Breach | null {
  const own = recorded.find(({ trigger }) => trigger === signal);
  if (own !== undefined || verdict.kind !== 'breached') return own ?? null;
  const { breach } = verdict;
  if (breach.trigger === signal) return breach;
  const finding = looks.at(-1)?.findings[signal];
  return breach.also.includes(signal) && finding !== undefined ? { ...breach, trigger: signal, finding } : null;
}

function findingsOf(signal: Trigger, { looks }: Judgement): readonly Finding[] {
  return looks.map(({ findings }) => findings[signal]);
}

function usualMeasure(signal: Trigger, { p95, p50 }: Baseline): Measure {
  switch (signal) {
    case 'errors':
      return 'error percent';
    case 'latency':
      return p95 === null && p50 !== null ? 'p50 ms' : 'p95 ms';
    case 'cpu':
      return 'cpu percent';
    case 'memory':
      return 'memory percent';
    case 'health':
      return 'failures in a row';
  }
}

/** The readings of the looks; for a look that had nothing to judge, one that says nothing. */
function seenBy(
  signal: Trigger,
  { looks }: Judgement,
  readings: readonly Reading[],
): readonly (Reading | Pick<Look, 'at'>)[] {
  const byInstant = new Map(readings.map((reading) => [reading.at, reading]));
  return looks.map(({ at, findings }) => {
    const finding = findings[signal];
    const isSeen = finding.state !== 'unknown' || finding.because !== 'no-data';
    return (isSeen ? byInstant.get(at) : undefined) ?? { at };
  });
}

function pointsOf(
  measure: Measure,
  seen: readonly (Reading | Pick<Look, 'at'>)[],
  usualRestarts: number,
): readonly ChartPoint[] {
  const points: ChartPoint[] = [];
  const known: Reading[] = [];
  let count = 0;
  for (const reading of seen) {
    const { at } = reading;
    if (!('health' in reading)) {
      points.push({ at, value: null });
      continue;
    }
    known.push(reading);
    if (measure === 'failures in a row' && reading.health !== 'unknown')
      count = reading.health === 'failed' ? count + 1 : 0;
    if (measure === 'restarts') count += Math.max(0, (reading.restarts ?? 0) - usualRestarts);
    points.push({ at, value: valueOf(measure, reading, { count, known }) });
  }
  return points;
}

/** `known`: this reading and all before it that say something. `count`: what has been counted up to it. */
function valueOf(
  measure: Measure,
  reading: Reading,
  { count, known }: { readonly count: number; readonly known: readonly Reading[] },
): number | null {
  switch (measure) {
    case 'error percent':
      return reading.requests === null || reading.errors === null ? null : errorPercent(known, reading.at);
    case 'p95 ms':
      return reading.p95Ms;
    case 'p50 ms':
      return reading.p50Ms;
    case 'cpu percent':
      return reading.cpuPercent;
    case 'memory percent':
      return reading.memoryPercent;
    case 'restarts':
      return reading.restarts === null ? null : count;
    case 'failures in a row':
      return reading.health === 'unknown' ? null : count;
  }
}

function errorPercent(known: readonly Reading[], at: Instant): number | null {
  const from = after(at, -errorWindow);
  let requests = 0;
  let errors = 0;
  for (let index = known.length - 1; index >= 0; index -= 1) {
    const reading = known[index];
    if (reading === undefined || reading.at <= from) break;
    if (reading.requests === null || reading.errors === null) continue;
    requests += reading.requests;
    errors += reading.errors;
  }
  return requests === 0 ? null : (100 * errors) / requests;
}

/** Of errors what chance makes of the usual rate, of latency one standard deviation; a level is one value. */
function bandOf(measure: Measure, { errors, p95, p50, cpu, memory }: Baseline): Band | null {
  switch (measure) {
    case 'error percent':
      if (errors === null) return null;
      return { low: 100 * Math.max(0, 2 * errors.rate - errors.ceiling), high: 100 * errors.ceiling };
    case 'p95 ms':
    case 'p50 ms': {
      const usual = measure === 'p95 ms' ? p95 : p50;
      const factor = Math.exp(usual?.spread ?? 0);
      return usual === null ? null : { low: usual.ms / factor, high: usual.ms * factor };
    }
    case 'cpu percent':
      return cpu === null ? null : { low: cpu.percent, high: cpu.percent };
    case 'memory percent':
      return memory === null ? null : { low: memory.percent, high: memory.percent };
    case 'restarts':
    case 'failures in a row':
      return null;
  }
}
