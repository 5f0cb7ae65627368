import { fromFile } from './evidence-file.ts';
import { type GateFact } from './fact.ts';
import { type GateOf, type Judgement, pass, unfit } from './judgement.ts';

/**
 * Fails closed: the manifest of this commit has to be there and readable. What is in it, images by their digests, was
 * proven when it was read; the digests themselves stand in the subject.
 */
export function judgeManifest(gate: GateOf<'manifest'>, fact: GateFact): Judgement {
  if (fact.of !== 'manifest') return unfit(fact);
  const file = fromFile('release-candidate', fact.evidence, gate);
  if (file.kind === 'judged') return file.judgement;
  const { version, images } = file.facts;
  return pass({ code: 'manifest-found', version, images: images.length }, file.grounds);
}
