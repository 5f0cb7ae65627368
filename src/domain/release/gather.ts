import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { after, minute } from '../time.ts';
import { gatherAgainAfter } from './limits.ts';
import { type Release } from './release.ts';
import { workflowOf } from './subject.ts';

type RecordCandidate = Extract<FactCommand, { type: 'RecordCandidate' }>;
type RecordGatherFailure = Extract<FactCommand, { type: 'RecordGatherFailure' }>;

export function decideGatherFailure(release: Release, command: RecordGatherFailure, context: Context): Decision {
  if (release.phase !== 'preparing') return nothing('What is known already stands.');
  const wait =
    command.final === 'final' ? minute : Math.min(gatherAgainAfter * 2 ** Math.min(release.attempts, 4), minute);
  return accepted([
    { type: 'GatherFailed', release: release.id, reason: command.reason, gatherAt: after(context.now, wait) },
  ]);
}

/** For people, while they wait. Only what is further than what was shown is news. */
export function decideGatherProgress(
  release: Release,
  { done, total }: Extract<FactCommand, { type: 'RecordGatherProgress' }>,
): Decision {
  if (release.phase !== 'preparing') return nothing('It has been read.');
  if (release.progress !== null && release.progress.done >= done) return nothing('That is shown.');
  return accepted([{ type: 'GatherProgressed', release: release.id, done, total }]);
}

export function workflowMissing(
  release: Pick<Release, 'id' | 'kind'>,
  { candidate }: Pick<RecordCandidate, 'candidate'>,
  { policy }: Context,
): RecordGatherFailure {
  const key = release.kind === 'deploy' ? 'deploy.workflow' : 'replay.workflow';
  const ref = workflowOf(policy, release.kind)?.ref ?? policy.deploy.ref;
  const reason = `There is no ${candidate.workflow.path} at ${ref} of ${policy.repo}. Add the workflow there, or correct ${key} in gonogo.yaml.`;
  return { type: 'RecordGatherFailure', release: release.id, reason, final: 'final' };
}
