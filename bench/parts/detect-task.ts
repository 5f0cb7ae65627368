import {
  type FaultTally,
  type HealthyTally,
  judgeFaulty,
  judgeHealthy,
  judgeSight,
  type SightTally,
} from './detect-trial.ts';
import { type Cell, type Fault } from './detect-world.ts';

/** One piece of the simulation, small enough to be handed to a thread. */
export type Task =
  | { readonly kind: 'healthy'; readonly cell: Cell; readonly cases: number; readonly seed: number }
  | {
      readonly kind: 'faulty';
      readonly cell: Cell;
      readonly fault: Fault;
      readonly cases: number;
      readonly seed: number;
    }
  | { readonly kind: 'sight'; readonly cell: Cell; readonly cases: number; readonly seed: number };

export type Done =
  | { readonly kind: 'healthy'; readonly cell: Cell; readonly tally: HealthyTally }
  | { readonly kind: 'faulty'; readonly cell: Cell; readonly fault: Fault; readonly tally: FaultTally }
  | { readonly kind: 'sight'; readonly cell: Cell; readonly tally: SightTally };

export function carryOut(task: Task): Done {
  const { cell, cases, seed } = task;
  switch (task.kind) {
    case 'healthy':
      return { kind: 'healthy', cell, tally: judgeHealthy(cell, cases, seed) };
    case 'faulty':
      return { kind: 'faulty', cell, fault: task.fault, tally: judgeFaulty(cell, task.fault, cases, seed) };
    case 'sight':
      return { kind: 'sight', cell, tally: judgeSight(cell, cases, seed) };
  }
}
