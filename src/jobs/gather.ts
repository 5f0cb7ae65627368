import { type SlackUserId } from '../domain/ids.ts';
import { findRelease } from '../domain/lane/evolve.ts';
import { type At, type JobParts, type WorkOf } from './parts.ts';
import { submitFact } from './submit-fact.ts';

/** Reads what is known of the commit that a release asks for; again and again while it is open for votes. */
export async function gather(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release: id }: WorkOf<'gather'>,
): Promise<void> {
  const release = findRelease(lane, id);
  if (release === null || release.phase === 'ended') return;
  const { live, pushes } = lane;
  const [read, standings] = await Promise.all([
    parts.candidates.read({ policy, ref: release.request.ref, live, pushes }),
    parts.people.standings(policy.people.map((person) => person.slack)),
  ]);
  if (read.kind === 'problem') {
    await submitFact(parts, chain, {
      type: 'RecordGatherFailure',
      release: id,
      reason: read.sentence,
      final: read.passing,
    });
    return;
  }
  await submitFact(parts, chain, { type: 'RecordCandidate', release: id, candidate: read.candidate, standings });
}

/** Reads everything afresh, right before the dispatch. Whoever voted is asked for in Slack now, not from memory. */
export async function recheck(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release: id }: WorkOf<'recheck'>,
): Promise<void> {
  const release = findRelease(lane, id);
  if (release?.phase !== 'dispatching' || release.step.at !== 'rechecking') return;
  const voters: readonly SlackUserId[] = release.proposal.votes.map((vote) => vote.by);
  const { live, pushes } = lane;
  const [read, known, fresh] = await Promise.all([
    parts.candidates.read({ policy, ref: release.request.ref, live, pushes }),
    parts.people.standings(policy.people.map((person) => person.slack)),
    parts.people.freshStandings(voters),
  ]);
  if (read.kind === 'problem') {
    await submitFact(parts, chain, {
      type: 'RecordGatherFailure',
      release: id,
      reason: read.sentence,
      final: read.passing,
    });
    return;
  }
  await submitFact(parts, chain, {
    type: 'RecordRecheck',
    release: id,
    candidate: read.candidate,
    standings: { ...known, ...fresh },
    dispatch: parts.newDispatchId(),
  });
}
