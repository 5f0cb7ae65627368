import { type GateLine, type GateResult } from './result.ts';

/**
 * One gate that says something else than before, or says the same on other evidence; then `from` and `to` are equal.
 * `absent` is a gate that the lane's config had not yet, or has no more.
 */
export type GateChange = {
  readonly id: string;
  readonly from: GateResult['outcome'] | 'absent';
  readonly to: GateResult['outcome'] | 'absent';
};

/** What is different between two readings, in the order of the newer one; gates that are gone come last. */
export function changedGates(before: readonly GateLine[], now: readonly GateLine[]): readonly GateChange[] {
  const earlier = new Map(before.map((line) => [line.id, line]));
  const ids = new Set(now.map(({ id }) => id));
  const changed = now.flatMap(({ id, outcome, evidence }): readonly GateChange[] => {
    const was = earlier.get(id);
    if (was === undefined) return [{ id, from: 'absent', to: outcome }];
    return was.outcome === outcome && was.evidence === evidence ? [] : [{ id, from: was.outcome, to: outcome }];
  });
  const gone = before.filter(({ id }) => !ids.has(id));
  return [...changed, ...gone.map(({ id, outcome }): GateChange => ({ id, from: outcome, to: 'absent' }))];
}

/** What of each gate stands in the subject. */
export function gateLines(results: readonly GateResult[]): readonly GateLine[] {
  return results.map(({ id, outcome, evidence }) => ({ id, outcome, evidence }));
}
