import { parseArgs } from 'node:util';
import { enoughForOutages, enoughForTenPoints, promisedRho, tasksFor } from './parts/detect-cells.ts';
import {
  type Faulty,
  type Healthy,
  joined,
  reportFaulty,
  reportHealthy,
  reportSight,
  reportTenPoints,
  rolledBack,
  type Sighted,
} from './parts/detect-report.ts';
import { inThreads } from './parts/detect-threads.ts';
import { finish, judge, median, percentile, rounded, say } from './parts/figures.ts';

/**
 * How often the watch is wrong about healthy deployments, and how soon it is right about faulty ones. The services are
 * simulated (bench/parts/detect-world.ts); whoever judges is the very code of src/domain/watch.
 */
const { seed, cases } = readArguments();
const begun = performance.now();
const done = await inThreads(tasksFor(seed, cases));
const seconds = (performance.now() - begun) / 1000;

const healthy = done.filter((each): each is Healthy => each.kind === 'healthy');
const faulty = done.filter((each): each is Faulty => each.kind === 'faulty');
const sighted = done.filter((each): each is Sighted => each.kind === 'sight');
const ofTenPoints = faulty.filter(({ fault }) => fault.kind === 'step' && fault.points === 10);
const outages = faulty.filter(({ fault, cell }) => fault.kind === 'outage' && cell.traffic >= enoughForOutages);

say(`  ${healthy.length} kinds of services, ${cases} healthy watches of each; seed ${seed}`);
reportHealthy(healthy);
reportFaulty(faulty);
reportTenPoints(ofTenPoints);
reportSight(sighted);

const promised = healthy.filter(({ cell }) => cell.rho <= promisedRho);
const worstFalseRollback = worst(promised, ({ tally }) => rolledBack(tally));
const worstFalseErrors = worst(promised, ({ tally }) => tally.rolledBack.errors);
const worstFalseLatency = worst(promised, ({ tally }) => tally.rolledBack.latency);
const worstFalseResource = worst(promised, ({ tally }) => tally.rolledBack.cpu + tally.rolledBack.memory);
const ten = joined(ofTenPoints.map(({ tally }) => tally));
const outage = joined(outages.map(({ tally }) => tally));
const ratios = sighted.map(({ tally: { claimed, simulated } }) => Math.max(claimed / simulated, simulated / claimed));
const figures = {
  worstFalseRollback: rounded(worstFalseRollback, 4),
  recall10Points: rounded(ten.recall, 4),
  medianMinutes: rounded(median(ten.delays)),
  outageRecall: outage.recall,
  outageP95Minutes: rounded(percentile(outage.delays, 95)),
  worstFalseLatency: rounded(worstFalseLatency, 4),
  worstFalseResource: rounded(worstFalseResource, 4),
  detectableRatio: rounded(Math.max(...ratios)),
};
judge([
  { name: 'worstFalseRollback', value: figures.worstFalseRollback, at: 'most', limit: 0.005 },
  { name: 'recall10Points', value: figures.recall10Points, at: 'least', limit: 0.99 },
  { name: 'medianMinutes', value: figures.medianMinutes, at: 'most', limit: 4 },
  { name: 'outageRecall', value: figures.outageRecall, at: 'least', limit: 1 },
  { name: 'outageP95Minutes', value: figures.outageP95Minutes, at: 'most', limit: 5 },
  { name: 'worstFalseLatency', value: figures.worstFalseLatency, at: 'most', limit: 0.005 },
  { name: 'worstFalseResource', value: figures.worstFalseResource, at: 'most', limit: 0.005 },
  { name: 'detectableRatio', value: figures.detectableRatio, at: 'most', limit: 1.5 },
]);
finish({
  bench: 'detect',
  seed,
  ...figures,
  worstFalseErrors: rounded(worstFalseErrors, 4),
  worstRecall10Points: rounded(Math.min(...ofTenPoints.map(({ tally }) => tally.caught / tally.watches)), 4),
  medianMinutesWithLag: rounded(median(ten.lagged)),
  p95Minutes: rounded(percentile(ten.delays, 95)),
  falseRollbackAtRho005: rounded(
    worst(healthy, ({ tally }) => rolledBack(tally)),
    4,
  ),
  relativeFalseRollback: rounded(
    worst(promised, ({ tally }) => tally.relative),
    4,
  ),
  absoluteFalseRollback: rounded(
    worst(promised, ({ tally }) => tally.absolute),
    4,
  ),
  unverified: rounded(
    worst(promised, ({ tally }) => tally.unverified),
    4,
  ),
  enoughForTenPoints,
  cases,
  seconds: rounded(seconds, 1),
});

function worst(cells: readonly Healthy[], count: (cell: Healthy) => number): number {
  return Math.max(...cells.map((cell) => count(cell) / cell.tally.watches));
}

/** `--seed N`, and `--cases N` healthy watches for each kind of service. */
function readArguments(): { readonly seed: number; readonly cases: number } {
  const { values } = parseArgs({ options: { seed: { type: 'string' }, cases: { type: 'string' } } });
  return { seed: whole('seed', values.seed ?? '1'), cases: whole('cases', values.cases ?? '5000') };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0.`);
}
