import { type ChainId, type ReleaseId, type SlackUserId } from '../domain/ids.ts';
import { findRelease } from '../domain/lane/evolve.ts';
import { usualBefore } from '../domain/release/usual-before.ts';
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
  const { kind, request, phase } = release;
  const asked = { policy, kind, ref: request.ref, lane, release: id };
  const [read, standings] = await Promise.all([
    parts.candidates.read(phase === 'preparing' ? { ...asked, progress: progressOf(parts, chain, id) } : asked),
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

/** As often as this is told how far the reading is: a card that changes with every answer could not be followed. */
const progressSteps = 4;

/** Tells people who wait how far it is. What is told is for them alone, so losing it changes nothing. */
function progressOf(parts: JobParts, chain: ChainId, release: ReleaseId): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const step = Math.floor((done * progressSteps) / Math.max(total, 1));
    if (step <= told || done >= total) return;
    told = step;
    submitFact(parts, chain, { type: 'RecordGatherProgress', release, done, total }).catch((error: unknown) =>
      parts.log.warn({ err: error, chain, release }, 'How far the reading is could not be shown.'),
    );
  };
}

/** Reads everything afresh, right before the dispatch. Whoever voted is asked for in Slack now, not from memory. */
export async function recheck(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release: id }: WorkOf<'recheck'>,
): Promise<void> {
  const release = findRelease(lane, id);
  if (release?.phase !== 'dispatching' || release.step.at !== 'rechecking') return;
  const usual = usualBefore(lane, release);
  const voters: readonly SlackUserId[] = release.proposal.votes.map((vote) => vote.by);
  const [read, known, fresh, baseline] = await Promise.all([
    parts.candidates.read({ policy, kind: release.kind, ref: release.request.ref, lane, release: id }),
    parts.people.standings(policy.people.map((person) => person.slack)),
    parts.people.freshStandings(voters),
    usual.kind === 'recorded' ? null : parts.production.baseline(policy.watch, usual),
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
    baseline,
    dispatch: parts.newDispatchId(),
  });
}
