import { type GateResult } from './result.ts';

/** The gates that keep the Approve button away. Fails closed: what is not known blocks like what failed. */
export function blocking(results: readonly GateResult[]): readonly GateResult[] {
  return results.filter(({ mode, outcome }) => mode === 'blocking' && outcome !== 'pass');
}

/** The advisory gates that would have blocked. They are shown and recorded, and block nothing. */
export function advisoryFailures(results: readonly GateResult[]): readonly GateResult[] {
  return results.filter(({ mode, outcome }) => mode === 'advisory' && outcome !== 'pass');
}
