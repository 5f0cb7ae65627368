import { fromFile } from './evidence-file.ts';
import { type GateFact } from './fact.ts';
import { fail, type GateOf, type Judgement, pass, unfit } from './judgement.ts';
import { differenceOf, isSame } from './set-difference.ts';

/** For a lane whose config does not name them: this many different names, whichever they are. */
export const artifactsWithoutNames = 12;

/**
 * Fails closed: the artifacts that the scorecard lists are compared as a set of names, so that eleven and one of them
 * twice are not twelve; and each has to bear a SHA-256.
 */
export function judgeArtifacts(gate: GateOf<'artifacts'>, fact: GateFact): Judgement {
  if (fact.of !== 'artifacts') return unfit(fact);
  const file = fromFile('scorecard', fact.evidence, gate);
  if (file.kind === 'judged') return file.judgement;
  const { artifacts } = file.facts;

  const difference = differenceOf(
    artifacts.map(({ name }) => name),
    gate.artifacts ?? artifactsWithoutNames,
  );
  const unhashed = artifacts.filter(({ sha256 }) => !/^[0-9a-f]{64}$/i.test(sha256)).map(({ name }) => name);
  if (!isSame(difference) || unhashed.length > 0)
    return fail({ code: 'artifacts-incomplete', unhashed, ...difference }, file.grounds);
  return pass({ code: 'artifacts-complete', total: difference.distinct }, file.grounds);
}
