import { type Task } from './detect-task.ts';
import { type Cell, type Fault } from './detect-world.ts';

const traffics = [2, 6, 20, 60, 600, 6000];
const rates = [0.001, 0.01, 0.05];
/** What is promised is promised up to this correlation; 0.05 is shown as a limit. */
export const promisedRho = 0.02;

function cells(rhos: readonly number[]): readonly Cell[] {
  return traffics.flatMap((traffic) =>
    rates.flatMap((rate) => rhos.map((rho) => ({ traffic, rate, rho, rhythm: 'daily' }) as const)),
  );
}

const atAnyTraffic: readonly Fault[] = [{ kind: 'outage' }, { kind: 'slow', factor: 4 }, { kind: 'busy', percent: 98 }];
const withEnoughTraffic: readonly Fault[] = [
  { kind: 'step', points: 10 },
  { kind: 'ramp', points: 10 },
  { kind: 'spike', points: 30 },
  { kind: 'step', points: 20 },
];
/** From so many requests a minute on, ten points are promised to be seen; and from so many on an outage at once. */
export const enoughForTenPoints = 60;
export const enoughForOutages = 6;

/** Every task has a seed of its own that follows from the given one. */
export function tasksFor(seed: number, cases: number): readonly Task[] {
  const faulty = Math.max(50, Math.round(cases / 10));
  const seen = Math.max(50, Math.round(cases / 25));
  const upTo = cells([0, promisedRho]);
  const plans = [
    ...cells([0, promisedRho, 0.05]).map((cell) => ({ kind: 'healthy', cell, cases }) as const),
    ...upTo.flatMap((cell) => {
      const faults = cell.traffic >= enoughForTenPoints ? [...withEnoughTraffic, ...atAnyTraffic] : atAnyTraffic;
      return faults.map((fault) => ({ kind: 'faulty', cell, fault, cases: faulty }) as const);
    }),
    // What is said of a traffic is compared at just that traffic.
    ...upTo.map((cell) => ({ kind: 'sight', cell: { ...cell, rhythm: 'none' }, cases: seen }) as const),
  ];
  return plans.map((plan, index) => ({
    ...plan,
    seed: Math.imul(Math.floor(seed), 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b),
  }));
}
