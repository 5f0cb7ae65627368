import { enoughForTenPoints, promisedRho } from './detect-cells.ts';
import { type Done } from './detect-task.ts';
import { type FaultTally, type HealthyTally } from './detect-trial.ts';
import { type Cell, type Fault } from './detect-world.ts';
import { median, percentile, rounded, say, table } from './figures.ts';

export type Healthy = Extract<Done, { kind: 'healthy' }>;
export type Faulty = Extract<Done, { kind: 'faulty' }>;
export type Sighted = Extract<Done, { kind: 'sight' }>;

function named({ traffic, rate, rho }: Cell): readonly string[] {
  return [String(traffic), `${rounded(100 * rate, 1)} %`, rho === 0 ? '0' : rho.toFixed(2)];
}

function percent(part: number, digits = 2): string {
  return `${(100 * part).toFixed(digits)} %`;
}

export function rolledBack({ rolledBack: by }: HealthyTally): number {
  return by.health + by.errors + by.latency + by.memory + by.cpu;
}

/** Healthy watches: how many each contestant would have rolled back. */
export function reportHealthy(done: readonly Healthy[]): void {
  say('\n  Healthy deployments that would be rolled back, of all watches of 30 minutes\n');
  const head = [
    'requests/min',
    'errors',
    'rho',
    'Gonogo',
    'by errors',
    'by latency',
    'by resources',
    'unverified',
    '+5 %',
    '+5 points',
  ];
  const rows = done.map(({ cell, tally }) => {
    const by = tally.rolledBack;
    const counts = [rolledBack(tally), by.errors, by.latency, by.cpu + by.memory, tally.unverified];
    const contestants = [tally.relative, tally.absolute].map((count) => percent(count / tally.watches, 1));
    const limit = cell.rho > promisedRho ? ' (limit)' : '';
    const [traffic = '', rate = '', rho = ''] = named(cell);
    return [traffic, rate, rho + limit, ...counts.map((count) => percent(count / tally.watches)), ...contestants];
  });
  table([head, ...rows]);
}

function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case 'outage':
      return 'outage';
    case 'slow':
      return `${fault.factor} times slower`;
    case 'busy':
      return `CPU at ${fault.percent} %`;
    case 'step':
    case 'ramp':
    case 'spike':
      return `${fault.kind} of ${fault.points} points`;
  }
}

/** Faulty watches, over all baselines and correlations of a traffic. */
export function reportFaulty(done: readonly Faulty[]): void {
  say('\n  Faulty deployments that are caught, and how soon: minutes from the start of the fault to the verdict\n');
  const groups = new Map<string, Faulty[]>();
  for (const each of done) {
    const key = `${nameOf(each.fault)} ${each.cell.traffic}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const head = ['fault', 'requests/min', 'caught', 'median', '95 of 100', 'median with lag', '+5 points: median'];
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { recall, delays, lagged, absolute } = joined(group.map(({ tally }) => tally));
    const isOfErrors = first.fault.kind !== 'slow' && first.fault.kind !== 'busy';
    return [
      [
        nameOf(first.fault),
        String(first.cell.traffic),
        percent(recall, 1),
        minutes(median(delays)),
        minutes(percentile(delays, 95)),
        minutes(median(lagged)),
        isOfErrors ? minutes(median(absolute)) : '',
      ],
    ];
  });
  table([head, ...rows.toSorted((one, other) => (one[0] ?? '').localeCompare(other[0] ?? ''))]);
}

/** Where ten points are hardest to see. */
export function reportTenPoints(done: readonly Faulty[]): void {
  say(`\n  Ten points more errors at ${enoughForTenPoints} requests a minute and above\n`);
  const head = ['requests/min', 'errors', 'rho', 'caught', 'median', '95 of 100'];
  const rows = done.map(({ cell, tally }) => [
    ...named(cell),
    percent(tally.caught / tally.watches, 1),
    minutes(median(tally.delays)),
    minutes(percentile(tally.delays, 95)),
  ]);
  table([head, ...rows]);
}

function minutes(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(1);
}

export type Joined = {
  readonly recall: number;
  readonly delays: readonly number[];
  readonly lagged: readonly number[];
  readonly absolute: readonly number[];
};

export function joined(tallies: readonly FaultTally[]): Joined {
  const caught = tallies.reduce((total, tally) => total + tally.caught, 0);
  const watches = tallies.reduce((total, tally) => total + tally.watches, 0);
  return {
    recall: caught / watches,
    delays: tallies.flatMap(({ delays }) => delays),
    lagged: tallies.flatMap(({ laggedDelays }) => laggedDelays),
    absolute: tallies.flatMap(({ absoluteDelays }) => absoluteDelays),
  };
}

/** What is said to be detectable, beside what is. */
export function reportSight(done: readonly Sighted[]): void {
  say(
    '\n  The least rise that eight of ten watches see, in percentage points: as the card says it, and as simulated\n',
  );
  const head = ['requests/min', 'errors', 'rho', 'said', 'simulated', 'ratio'];
  const rows = done.map(({ cell, tally: { claimed, simulated } }) => [
    ...named(cell),
    claimed.toFixed(1),
    simulated.toFixed(1),
    (claimed / simulated).toFixed(2),
  ]);
  table([head, ...rows]);
}
