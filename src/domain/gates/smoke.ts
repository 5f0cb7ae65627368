import { fromFile } from './evidence-file.ts';
import { type GateFact } from './fact.ts';
import { fail, type GateOf, type Judgement, pass, unfit } from './judgement.ts';

/**
 * Fails closed: the status has to be exactly `passed`, something has to have been checked, and none of it may have
 * failed. A file that says `passed` over a check that failed contradicts itself and fails.
 */
export function judgeSmoke(gate: GateOf<'smoke'>, fact: GateFact): Judgement {
  if (fact.of !== 'smoke') return unfit(fact);
  const file = fromFile('smoke', fact.evidence, gate);
  if (file.kind === 'judged') return file.judgement;
  const { grounds } = file;
  const { status, total, failed } = file.facts;
  if (status !== 'passed') return fail({ code: 'smoke-status', status, failed }, grounds);
  if (failed.length > 0) return fail({ code: 'smoke-failed', failed, total }, grounds);
  if (total < 1) return fail({ code: 'smoke-empty' }, grounds);
  return pass({ code: 'smoke-passed', total }, grounds);
}
