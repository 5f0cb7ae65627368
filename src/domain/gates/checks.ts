import { hashOf } from '../hash.ts';
import { type GateFact } from './fact.ts';
import { fail, type Grounds, type Judgement, noGrounds, pass, unfit, unknown } from './judgement.ts';

/**
 * Fails closed: there has to be a check, none may have failed and none may still go on. A gate that asks for checks
 * where none were reported is `unknown`, for they may come yet.
 */
export function judgeChecks(fact: GateFact): Judgement {
  if (fact.of !== 'checks') return unfit(fact);
  const { total, failed, pending, url } = fact;
  const found = total > 0 || failed.length > 0 || pending.length > 0;
  if (!found) return unknown({ code: 'no-checks' }, { ...noGrounds, url });

  const grounds: Grounds = {
    evidence: hashOf({ total, failed: [...failed].sort(), pending: [...pending].sort() }),
    url,
  };
  if (failed.length > 0) return fail({ code: 'checks-failed', failed, total }, grounds);
  if (pending.length > 0) return unknown({ code: 'checks-pending', pending, total }, grounds);
  return pass({ code: 'checks-passed', total }, grounds);
}
