import { type ByHand } from '../effects.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type OpenRelease } from './release.ts';
import { inputName, workflowOf } from './subject.ts';

/** Workflows require the id of the dispatch. What a person starts has none of ours, and nobody searches for this one. */
export const requestByHand = 'by-hand';

/** What somebody types to do a rollback without Gonogo, as far as it is known. */
export function byHand(release: OpenRelease, policy: LanePolicy): ByHand {
  const { workflow, ref } = workflowOf(policy, 'rollback') ?? policy.deploy;
  const inputs = { ...inputsOf(release, policy), [inputName(policy, 'gonogo_request_id')]: requestByHand };
  return { repo: policy.repo, workflow, ref, inputs };
}

/** Before it has been read, only the commit is known. */
function inputsOf(release: OpenRelease, policy: LanePolicy): ByHand['inputs'] {
  if (release.phase !== 'preparing') return release.proposal.subject.inputs;
  const asked = release.request.ref;
  return { [inputName(policy, 'release_sha')]: asked.kind === 'sha' ? asked.sha : asked.name };
}
