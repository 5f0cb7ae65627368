import { type Budget, budgetOf } from '../../../src/adapters/slack/budgets.ts';

const bursts: Readonly<Record<string, number>> = { 'chat.postMessage': 3, 'chat.update': 10, 'users.info': 20 };

/** The usual pace with bursts small enough to be counted in a test. */
export function smallBudget(method: string): Budget {
  const usual = budgetOf(method);
  return { ...usual, burst: bursts[method] ?? Math.min(usual.burst, 10) };
}
