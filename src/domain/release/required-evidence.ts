import { type PostDeploy } from '../evidence/evidence.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';

export type Lacking = LanePolicy['postDeploy']['required'][number];

/** What the lane requires of a run and this one did not leave behind, or nobody could read. */
export function lackingIn(policy: LanePolicy, evidence: PostDeploy | null): readonly Lacking[] {
  return policy.postDeploy.required.filter((kind) => evidence?.[kind].state !== 'present');
}
