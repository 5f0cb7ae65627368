import { type Gate, type GateKind } from '../policy/gates.ts';
import { type GateFact } from './fact.ts';
import { type GateReason } from './reason.ts';
import { type GateResult } from './result.ts';

/** What the rule of one kind says; the gate's own name and mode are added by whoever asked. */
export type Judgement = Pick<GateResult, 'outcome' | 'reason' | 'evidence' | 'url'>;

/** What it was judged on. */
export type Grounds = Pick<Judgement, 'evidence' | 'url'>;

export type GateOf<Kind extends GateKind> = Extract<Gate, { readonly kind: Kind }>;

export const noGrounds: Grounds = { evidence: null, url: null };

export function pass(reason: GateReason, grounds: Grounds): Judgement {
  return { outcome: 'pass', reason, ...grounds };
}

export function fail(reason: GateReason, grounds: Grounds): Judgement {
  return { outcome: 'fail', reason, ...grounds };
}

export function unknown(reason: GateReason, grounds: Grounds): Judgement {
  return { outcome: 'unknown', reason, ...grounds };
}

/**
 * For a fact that the gate cannot be judged on: GitHub did not answer, or the config has changed since and the gate
 * asks another question now. Fails closed: it is asked again, and until then it is unknown.
 */
export function unfit(fact: GateFact): Judgement {
  return fact.of === 'unread'
    ? unknown({ code: 'could-not-read', why: fact.reason }, noGrounds)
    : unknown({ code: 'not-read' }, noGrounds);
}
