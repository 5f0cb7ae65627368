import { type GateKind, type GateMode } from '../policy/gates.ts';
import { type GateReason } from './reason.ts';

/** What a gate says of a candidate. Only `pass` lets a blocking gate go; `unknown` is never taken for it. */
export type GateResult = {
  readonly id: string;
  readonly kind: GateKind;
  readonly mode: GateMode;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** Why, with what a sentence and its fix need. */
  readonly reason: GateReason;
  /** SHA-256 of what it was judged on, in hexadecimal; null when there was nothing. Stands in the subject. */
  readonly evidence: string | null;
  /** Where people see it for themselves. */
  readonly url: string | null;
};

/** What of a gate stands in the subject. The window and lane gates say only *when*, so they stand in none. */
export type GateLine = Pick<GateResult, 'id' | 'outcome' | 'evidence'>;
