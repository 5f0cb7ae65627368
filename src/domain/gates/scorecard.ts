import { fromFile } from './evidence-file.ts';
import { type GateFact } from './fact.ts';
import { fail, type GateOf, type Judgement, pass, unfit } from './judgement.ts';
import { differenceOf, isSame } from './set-difference.ts';

/** INV-01 to INV-12, for a lane whose config names no others. */
export const twelveInvariants: readonly string[] = Array.from(
  { length: 12 },
  (_, index) => `INV-${String(index + 1).padStart(2, '0')}`,
);

/**
 * Fails closed: the decision has to be exactly one of those accepted, case and blanks included, and every invariant
 * has to be there by its id, once, and no other. An invariant that was skipped fails like one that is absent.
 *
 * A `green` scorecard with an invariant that failed contradicts itself and fails. Where the lane accepts another
 * decision than `green`, an invariant that failed under it is told and does not fail: that is what accepting it means.
 */
export function judgeScorecard(gate: GateOf<'scorecard'>, fact: GateFact): Judgement {
  if (fact.of !== 'scorecard') return unfit(fact);
  const file = fromFile('scorecard', fact.evidence, gate);
  if (file.kind === 'judged') return file.judgement;
  const { grounds } = file;
  const { decision, invariants } = file.facts;
  const failed = [...new Set(invariants.filter(({ passed }) => !passed).map(({ id }) => id))];

  const accept: readonly string[] = gate.accept;
  if (!accept.includes(decision)) return fail({ code: 'scorecard-decision', decision, accept, failed }, grounds);

  const difference = differenceOf(
    invariants.map(({ id }) => id),
    gate.invariants ?? twelveInvariants,
  );
  const allowedToFail = decision !== 'green';
  if (!isSame(difference) || (failed.length > 0 && !allowedToFail))
    return fail({ code: 'scorecard-invariants', failed, ...difference }, grounds);
  return pass({ code: 'scorecard-accepted', decision, invariants: difference.distinct, failed }, grounds);
}
