import { findRelease } from '../domain/lane/evolve.ts';
import { type At, type JobParts, type WorkOf } from './parts.ts';
import { submitFact } from './submit-fact.ts';

/** Reads what a run that has succeeded left behind about what it did. */
export async function readEvidence(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release: id, run }: WorkOf<'read-evidence'>,
): Promise<void> {
  const release = findRelease(lane, id);
  if (release?.phase !== 'deploying' || release.run.id !== run || release.postDeploy !== null) return;
  const { sha, workflow } = release.proposal.subject;
  const evidence = await parts.evidence.afterRun({ policy, run, sha, workflow: workflow.path });
  await submitFact(parts, chain, { type: 'RecordPostDeploy', release: id, evidence });
}
