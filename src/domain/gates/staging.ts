import { hashOf } from '../hash.ts';
import { type GateFact } from './fact.ts';
import { fail, type GateOf, type Judgement, noGrounds, pass, unfit } from './judgement.ts';

/**
 * Fails closed: this very commit has to have been seen to work in the environment that the gate names. That people
 * tried it, and that the design was looked at, are items of the checklist.
 */
export function judgeStaging(gate: GateOf<'staging'>, fact: GateFact): Judgement {
  if (fact.of !== 'staging') return unfit(fact);
  const { environment, verified } = fact.staging;
  if (environment !== gate.environment) return unfit(fact);
  if (verified === null) return fail({ code: 'staging-not-verified', environment }, noGrounds);

  const release = verified.by === 'gonogo' ? verified.release : null;
  const url = verified.by === 'run' ? verified.url : null;
  const reason = { code: 'staging-verified', environment, release, at: verified.at } as const;
  return pass(reason, { evidence: hashOf({ environment, release, url }), url });
}
