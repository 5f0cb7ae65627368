import { type Evidence, type ManifestFacts } from '../domain/evidence/evidence.ts';
import { type ReleaseId } from '../domain/ids.ts';
import { expectedBefore, type Lane } from '../domain/lane/lane.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Candidate, type CandidateEvidence, type TargetSeen, type Undone } from '../domain/release/candidate.ts';
import { type ReleaseKind, type ReleaseRequest } from '../domain/release/terms.ts';
import { type Instant } from '../domain/time.ts';
import { collectEvidence, type StagingLane } from './collect-candidate.ts';
import { type HealthCheck } from './health-check.ts';
import { type Production } from './production.ts';
import { type Copies, type EvidenceReads, type RangeFacts, type ReadProblem } from './reads.ts';
import { findManifestForReplay } from './replay-manifest.ts';

export type CandidateAsked = {
  readonly policy: LanePolicy;
  readonly kind: ReleaseKind;
  readonly ref: ReleaseRequest['ref'];
  readonly lane: Pick<Lane, 'live' | 'pushes' | 'verified' | 'open'>;
  /** The release that it is read for; null for a draft. */
  readonly release: ReleaseId | null;
  /** Called as parts are done. */
  readonly progress?: (done: number, total: number) => void;
};

export type CandidateFound = { readonly kind: 'found'; readonly candidate: Candidate };

/** A candidate as the repository alone tells it. */
export type BareCandidate = Omit<Candidate, 'evidence' | 'target' | 'undoes' | 'rehearsal' | 'sight'> & {
  readonly undoes: Omit<Undone, 'liveConfig'> | null;
};

export type CandidateReadingNeeds = {
  readonly candidates: {
    read(
      asked: Pick<CandidateAsked, 'policy' | 'kind' | 'ref'> & Pick<Lane, 'live' | 'pushes'>,
    ): Promise<{ readonly kind: 'found'; readonly candidate: BareCandidate; readonly range: RangeFacts } | ReadProblem>;
  };
  readonly reads: EvidenceReads;
  readonly copies: Copies;
  readonly production: Pick<Production, 'rehearsal' | 'sight'>;
  readonly healthCheck: HealthCheck;
  /** What the lanes that staging gates name know of a commit, by environment. */
  readonly staging: (policy: LanePolicy, sha: Candidate['sha']) => Promise<Readonly<Record<string, StagingLane>>>;
  readonly now: () => Instant;
};

/**
 * All that is known of what is asked for: commits and people, evidence, and where a rollback of it would lead. For a
 * rollback only what is needed to put something back is read, and our own copy of its manifest comes first.
 */
export function createCandidateReading(needs: CandidateReadingNeeds): {
  read(asked: CandidateAsked): Promise<CandidateFound | ReadProblem>;
} {
  return {
    async read(asked) {
      const { policy, kind, ref, lane } = asked;
      const found = await needs.candidates.read({ policy, kind, ref, live: lane.live, pushes: lane.pushes });
      if (found.kind === 'problem') return found;
      const { candidate, range } = found;
      const { watch } = asked.policy;
      const [evidence, target, telemetry, health, sight] = await Promise.all([
        evidenceOf(needs, asked, candidate, range),
        targetOf(needs, asked, candidate),
        needs.production.rehearsal(watch),
        // What is to be put back does not wait for an answer of what is broken.
        kind === 'rollback' ? [] : needs.healthCheck(watch),
        needs.production.sight(watch),
      ]);
      const undoes =
        candidate.undoes === null ? null : { ...candidate.undoes, liveConfig: liveConfigOf(lane, candidate) };
      const rehearsal = [...health, ...telemetry];
      return { kind: 'found', candidate: { ...candidate, evidence, target, undoes, rehearsal, sight } };
    },
  };
}

async function evidenceOf(
  needs: CandidateReadingNeeds,
  asked: CandidateAsked,
  candidate: BareCandidate,
  range: RangeFacts,
): Promise<CandidateEvidence> {
  if (asked.kind === 'rollback') {
    const tests = { state: 'missing', code: 'no-artifact', detail: 'a rollback asks for none', source: null } as const;
    return { manifest: await manifestToRunAgain(needs, asked, candidate.sha), tests, gates: {} };
  }
  const { reads, copies } = needs;
  const { policy, progress } = asked;
  const staging = await needs.staging(policy, candidate.sha);
  const collecting = { policy, candidate, range, staging, reads, copies, now: needs.now() };
  const evidence = await collectEvidence(progress === undefined ? collecting : { ...collecting, progress });
  return asked.kind === 'deploy'
    ? evidence
    : { ...evidence, manifest: await manifestToRunAgain(needs, asked, candidate.sha) };
}

/** What ran here before is run again as it was: by the digest of the manifest that was verified then, where there was one. */
async function manifestToRunAgain(
  { reads, copies, now }: CandidateReadingNeeds,
  { policy, lane }: Pick<CandidateAsked, 'policy' | 'lane'>,
  sha: Candidate['sha'],
): Promise<Evidence<ManifestFacts>> {
  const digest = lane.verified.find((known) => known.sha === sha)?.manifest ?? null;
  const { evidence } = await findManifestForReplay({ policy, sha, digest, reads, copies, now: now() });
  return evidence;
}

async function targetOf(
  needs: CandidateReadingNeeds,
  asked: CandidateAsked,
  { sha }: BareCandidate,
): Promise<TargetSeen> {
  const { policy, lane, kind } = asked;
  if (kind === 'rollback' || policy.replay === null) return { kind: 'none', why: 'no-replay-workflow' };
  const before = versionBefore(asked, sha);
  if (before.kind === 'none') return before;
  const manifest = await manifestToRunAgain(needs, asked, before.sha);
  const isVerified = lane.verified.some((known) => known.sha === before.sha);
  return { ...before, verified: isVerified ? 'yes' : 'no', manifest };
}

type Before =
  | Pick<Extract<TargetSeen, { kind: 'known' }>, 'kind' | 'sha' | 'version'>
  | Extract<TargetSeen, { kind: 'none' }>;

/**
 * What will be live before this one: whoever is ahead of it in the lane, else what is live now. So a release that waits
 * its turn does not lose its votes because the one before it went well.
 */
function versionBefore({ lane, release }: CandidateAsked, sha: Candidate['sha']): Before {
  const ahead = expectedBefore(lane, release);
  if (ahead !== null && ahead.phase !== 'preparing' && ahead.proposal.candidate.sha !== sha) {
    const { sha: next, version } = ahead.proposal.candidate;
    return { kind: 'known', sha: next, version };
  }
  const { live, verified } = lane;
  if (live.kind === 'unknown') return { kind: 'none', why: 'live-unknown' };
  const before = live.sha === sha ? verified.find((known) => known.sha !== sha) : live;
  return before === undefined
    ? { kind: 'none', why: 'same-commit' }
    : { kind: 'known', sha: before.sha, version: before.version };
}

/** The configuration that goes with what is live, as its manifest said. */
function liveConfigOf({ live, verified }: CandidateAsked['lane'], { live: seen }: BareCandidate): string | null {
  const sha = seen.kind === 'seen' ? seen.sha : live.kind === 'known' ? live.sha : null;
  return verified.find((known) => known.sha === sha)?.configDigest ?? null;
}
