import { hashOf } from '../hash.ts';
import { type GateFact } from './fact.ts';
import { fail, type GateOf, type Judgement, noGrounds, pass, unfit, unknown } from './judgement.ts';

/**
 * Fails closed: this very commit has to have been seen to work in the environment that the gate names. A run that may
 * have done no more than build it leaves that `unknown`. That people
 * tried it, and that the design was looked at, are items of the checklist.
 */
export function judgeStaging(gate: GateOf<'staging'>, fact: GateFact): Judgement {
  if (fact.of !== 'staging') return unfit(fact);
  const { environment, verified, unproven } = fact.staging;
  if (environment !== gate.environment) return unfit(fact);
  if (verified === null && unproven !== undefined) {
    const { workflow, url } = unproven;
    return unknown({ code: 'staging-not-told', environment, workflow }, { evidence: null, url });
  }
  if (verified === null) return fail({ code: 'staging-not-verified', environment }, noGrounds);

  const release = verified.by === 'gonogo' ? verified.release : null;
  const url = verified.by === 'run' ? verified.url : null;
  const reason = { code: 'staging-verified', environment, release, at: verified.at } as const;
  return pass(reason, { evidence: hashOf({ environment, release, url }), url });
}
