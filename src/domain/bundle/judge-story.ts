import { type LaneEvent } from '../events.ts';
import { type PostDeploy } from '../evidence/evidence.ts';
import { hashOf } from '../hash.ts';
import { type DispatchId, type ReleaseId, type SubjectHash } from '../ids.ts';
import { ineligibility } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Candidate } from '../release/candidate.ts';
import { type ReleaseEvent } from '../release/carried.ts';
import { decisionSays, infraSays, smokeSays } from '../release/post-deploy.ts';
import { type Vote } from '../release/release.ts';
import { type Subject } from '../release/subject.ts';
import { type ReleaseKind } from '../release/terms.ts';
import { type StoryFault } from './fault.ts';
import { type Told, writtenSubject } from './story.ts';

/** What is approved at this point of the story, and what has run. */
type Standing = {
  readonly requested: ReleaseEvent<'ReleaseRequested'> | null;
  readonly proposal: {
    readonly subject: Subject;
    readonly hash: SubjectHash;
    readonly candidate: Candidate;
    readonly votes: readonly Vote[];
  } | null;
  readonly dispatch: DispatchId | null;
  /** Version 1 wrote the end of a run only where it had failed. */
  readonly ends: 'on-record' | 'failures-only';
  readonly run: 'none' | 'adopted' | 'succeeded' | 'ended' | 'condemned' | 'contradicted';
};

type Step = Standing | StoryFault;

/**
 * Whether what the events tell is what the rules allow: every vote by the one who cast it, once, for the subject that
 * stood; nothing started without the goes that it needed; no success without a run that succeeded. The rules about who
 * and how many are only known where `policy` is the one that the subject names; without it one go has to be there.
 */
export function firstWrongStep(
  release: ReleaseId,
  told: readonly Told[],
  policy: LanePolicy | null,
): StoryFault | null {
  let standing: Standing = { requested: null, proposal: null, dispatch: null, ends: 'on-record', run: 'none' };
  for (const one of told) {
    const step = stepOf(standing, one, release, policy);
    if ('code' in step) return step;
    standing = step;
  }
  return null;
}

function stepOf(standing: Standing, told: Told, release: ReleaseId, policy: LanePolicy | null): Step {
  const { entry, event } = told;
  const { seq } = entry;
  if ((standing.requested === null) !== (event.type === 'ReleaseRequested'))
    return { code: 'out-of-place', seq, type: event.type };
  switch (event.type) {
    case 'ReleaseRequested':
      return { ...standing, requested: event };
    case 'ProposalMade':
    case 'ProposalRefreshed':
    case 'ItemVerified':
      return proposed(standing, told, event, release);
    case 'VoteCast':
      return voted(standing, told, event, policy);
    case 'ReleaseScheduled':
    case 'RecheckBegun':
      return approvedAt(standing, seq, event.type, policy) ?? standing;
    case 'DispatchIntended':
    case 'DispatchClaimed':
    case 'RunAdopted':
      return dispatched(standing, entry, event, policy);
    case 'RunCondemned':
    case 'RunEnded':
    case 'PostDeployRead':
    case 'ReleaseEnded':
      return concluded(standing, seq, event);
    default:
      return standing;
  }
}

type Proposing = ReleaseEvent<'ProposalMade' | 'ProposalRefreshed' | 'ItemVerified'>;

function proposed(standing: Standing, told: Told, event: Proposing, release: ReleaseId): Step {
  const { seq } = told.entry;
  if (event.type === 'ProposalRefreshed') {
    const { proposal } = standing;
    if (proposal === null) return { code: 'out-of-place', seq, type: event.type };
    return { ...standing, proposal: { ...proposal, candidate: event.candidate } };
  }
  const { subject, hash } = event.type === 'ProposalMade' ? event.proposal : event;
  if (hashOf(writtenSubject(told.entry)) !== hash) return { code: 'wrong-subject-hash', seq };
  if (!release.startsWith(`${subject.service}.${subject.environment}.`) || subject.kind !== standing.requested?.kind)
    return { code: 'subject-of-another', seq };
  return event.type === 'ProposalMade' ? made(standing, told, event) : verified(standing, told, event);
}

function made(standing: Standing, { entry }: Told, { proposal }: ReleaseEvent<'ProposalMade'>): Step {
  const { seq, v } = entry;
  const { subject, hash, candidate, votes } = proposal;
  if (candidate.sha !== subject.sha || !hasManifestOf(subject, candidate, v))
    return { code: 'subject-of-another', seq };
  // Only the confirm of a rollback is a go that was given before there was a subject.
  const isStranger = votes.some(({ by }) => by !== standing.requested?.cause?.by);
  if (isStranger || votes.length > 1) return { code: 'out-of-place', seq, type: 'VoteCast' };
  return { ...standing, proposal: { subject, hash, candidate, votes } };
}

function verified(standing: Standing, { entry }: Told, event: ReleaseEvent<'ItemVerified'>): Step {
  const { seq, actor } = entry;
  const { tick, subject, hash } = event;
  const { proposal } = standing;
  if (proposal === null) return { code: 'out-of-place', seq, type: event.type };
  if (tick.by !== actor) return { code: 'by-another', seq, says: tick.by, actor };
  // What is said of the lane for all its releases stands in no subject, and takes nobody's vote.
  const votes = hash === proposal.hash ? proposal.votes : [];
  return { ...standing, proposal: { ...proposal, subject, hash, votes } };
}

/** Version 1 knew no manifest. */
function hasManifestOf(subject: Subject, { evidence: { manifest } }: Candidate, v: number): boolean {
  if (v === 1) return true;
  if (manifest.state !== 'present') return subject.manifest === null && subject.images.length === 0;
  return subject.manifest === manifest.digest && hashOf(subject.images) === hashOf(manifest.facts.images);
}

function voted(
  standing: Standing,
  { entry }: Told,
  { vote }: ReleaseEvent<'VoteCast'>,
  policy: LanePolicy | null,
): Step {
  const { seq, actor } = entry;
  const { proposal, requested } = standing;
  if (proposal === null || requested === null) return { code: 'out-of-place', seq, type: 'VoteCast' };
  if (vote.by !== actor) return { code: 'by-another', seq, says: vote.by, actor };
  const again = proposal.votes.some(({ by, github }) => by === vote.by || (github !== null && github === vote.github));
  if (again) return { code: 'voted-twice', seq, who: vote.by };
  const rules = rulesFor(proposal.subject, policy);
  if (rules !== null && requested.kind !== 'rollback') {
    const voter = { kind: 'person', slack: vote.by, standing: { kind: 'member' }, github: vote.github } as const;
    const why = ineligibility({ ...voter, roles: vote.roles }, requested.requestedBy, proposal.candidate, rules);
    if (why !== null) return { code: 'not-eligible', seq, who: vote.by, because: why.code };
  }
  return { ...standing, proposal: { ...proposal, votes: [...proposal.votes, vote] } };
}

/** Null when it may go on. `lacks` is the role whose goes are too few; null when there is none at all. */
function approvedAt(
  { requested, proposal }: Standing,
  seq: number,
  type: LaneEvent['type'],
  policy: LanePolicy | null,
): StoryFault | null {
  if (proposal === null || proposal.votes.length === 0) return { code: 'not-approved', seq, type, lacks: null };
  const kind: ReleaseKind | undefined = requested?.kind;
  const rules = kind === 'rollback' ? [] : (rulesFor(proposal.subject, policy)?.approval.rules ?? []);
  const lacking = rules.find(
    ({ role, min }) => proposal.votes.filter(({ roles }) => roles.includes(role)).length < min,
  );
  return lacking === undefined ? null : { code: 'not-approved', seq, type, lacks: lacking.role };
}

function rulesFor(subject: Subject, policy: LanePolicy | null): LanePolicy | null {
  return policy?.version === subject.policyVersion ? policy : null;
}

function dispatched(
  standing: Standing,
  { seq, v }: Told['entry'],
  event: ReleaseEvent<'DispatchIntended' | 'DispatchClaimed' | 'RunAdopted'>,
  policy: LanePolicy | null,
): Step {
  if (event.type === 'DispatchIntended') {
    const fault = approvedAt(standing, seq, event.type, policy);
    if (fault !== null) return fault;
    if (event.ref !== standing.proposal?.subject.workflow.ref) return { code: 'dispatched-otherwise', seq };
    return { ...standing, dispatch: event.dispatch, ends: v === 1 ? 'failures-only' : 'on-record', run: 'none' };
  }
  if (standing.dispatch === null) return { code: 'out-of-place', seq, type: event.type };
  if (event.type === 'DispatchClaimed')
    return event.dispatch === standing.dispatch ? standing : { code: 'dispatched-otherwise', seq };
  return { ...standing, run: 'adopted' };
}

function concluded(
  standing: Standing,
  seq: number,
  event: ReleaseEvent<'RunCondemned' | 'RunEnded' | 'PostDeployRead' | 'ReleaseEnded'>,
): Step {
  const { run, proposal } = standing;
  if (event.type === 'ReleaseEnded') return endedWith(standing, seq, event);
  if (run === 'none' || proposal === null) return { code: 'out-of-place', seq, type: event.type };
  switch (event.type) {
    case 'RunCondemned':
      return { ...standing, run: 'condemned' };
    case 'RunEnded':
      if (run !== 'adopted') return standing;
      return { ...standing, run: event.conclusion === 'success' ? 'succeeded' : 'ended' };
    case 'PostDeployRead':
      if (run !== 'succeeded' || !isContradicted(proposal.subject, event.evidence)) return standing;
      return { ...standing, run: 'contradicted' };
  }
}

function endedWith(standing: Standing, seq: number, { outcome }: ReleaseEvent<'ReleaseEnded'>): Step {
  const { run, ends } = standing;
  if (outcome.kind !== 'succeeded' || run === 'succeeded') return standing;
  if (run === 'adopted' && ends === 'failures-only') return standing;
  return { code: 'success-without-ground', seq, because: lackOf(run) };
}

function isContradicted(subject: Subject, { infra, smoke, decision }: PostDeploy): boolean {
  const said = [infraSays(subject, subject.environment, infra), smokeSays(smoke), decisionSays(decision)];
  return said.some((cause) => cause !== null);
}

function lackOf(
  run: Exclude<Standing['run'], 'succeeded'>,
): Extract<StoryFault, { code: 'success-without-ground' }>['because'] {
  switch (run) {
    case 'none':
      return 'no-run';
    case 'adopted':
    case 'ended':
      return 'run-without-success';
    case 'condemned':
      return 'run-condemned';
    case 'contradicted':
      return 'evidence-contradicts';
  }
}
