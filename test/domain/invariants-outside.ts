import { type DispatchAnswer } from '../../src/domain/commands.ts';
import { type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { type GateFact } from '../../src/domain/gates/fact.ts';
import { type BlobSha, type CommitSha, type DispatchId, type ReleaseId } from '../../src/domain/ids.ts';
import { type Candidate, type CandidateEvidence } from '../../src/domain/release/candidate.ts';
import { type ReleaseKind, type ReleaseRequest } from '../../src/domain/release/terms.ts';
import { type Instant } from '../../src/domain/time.ts';
import {
  allLeft,
  image,
  infra,
  integrationRun,
  manifestFacts,
  missing,
  nothingLeft,
  present,
  silent,
  smoke,
  unreadGate,
} from '../support/evidence.ts';
import {
  candidate,
  noEvidence,
  notSeen,
  oldSha,
  otherBlob,
  request,
  runOf,
  seen,
  shaOf,
  strangeSha,
  withWorkflowBlob,
  workflowBlob,
  workflowPath,
} from '../support/facts.ts';
import { emergencyRequest } from '../support/lane-emergency.ts';
import { putBack, replayPath, replayWorkflow } from '../support/lane-rollback.ts';
import { type Step } from './invariants-facts.ts';

/** What the outside world holds while a life goes on: where refs point, which workflow runs, which ids were given out. */
export type Outside = {
  readonly refs: Record<ReleaseId, There>;
  readonly dispatches: DispatchId[];
  readonly claimed: Record<DispatchId, DispatchAnswer>;
  readonly hashes: string[];
  /** How many releases each of the three requesters has asked for: ids are never used again. */
  readonly asked: Record<number, number>;
};

/** What GitHub would say of a release's ref: how often it moved, its workflow file, its manifest and its gate. */
type There = {
  readonly moves: number;
  readonly blob: BlobSha;
  readonly manifest: Manifest;
  readonly gate: (typeof gateStates)[number];
};
type Manifest = 'first' | 'second' | 'silent' | 'gone';
const manifests: readonly Manifest[] = ['first', 'second', 'second', 'silent', 'gone', 'first'];
const gateStates = ['green', 'red', 'again', 'running', 'silent', 'green'] as const;

export const asEver: There = { moves: 0, blob: workflowBlob, manifest: 'first', gate: 'green' };

export function createOutside(): Outside {
  return { refs: {}, dispatches: [], claimed: {}, hashes: [], asked: {} };
}

export function pick<T>(from: readonly T[], number: number, otherwise: T): T {
  return from[number % Math.max(1, from.length)] ?? otherwise;
}

/** Now and then a deployment is an emergency. */
export function isEmergency(about: number, variant: number): boolean {
  return kindOf(about) === 'deploy' && variant % 7 === 3;
}

export function asked(about: number, variant: number): ReleaseRequest {
  const ref = { kind: 'ref', name: `hotfix/${about}` } as const;
  if (isEmergency(about, variant)) {
    const skipStaging = variant % 2 === 0 ? 'yes' : 'no';
    return { ...emergencyRequest({ skipStaging }), ref };
  }
  return request({
    ref,
    urgency: variant % 3 === 0 ? 'Urgent' : 'Routine',
    risk: { level: variant % 5 === 0 ? 'High' : 'Low', impact: '', mitigation: '' },
  });
}

/** The first two kinds of release are deployments, the third is a replay, the fourth puts production back. */
export function kindOf(about: number): ReleaseKind {
  return about === 4 ? 'rollback' : about === 3 ? 'replay' : 'deploy';
}

export function readNow(outside: Outside, release: ReleaseId, about: number): ReturnType<typeof candidate> {
  const { moves, blob, manifest, gate } = outside.refs[release] ?? asEver;
  const sha = shaOf((3 * about + (moves % 3)).toString(16));
  const evidence = { ...noEvidence, manifest: manifestIn[manifest], gates: { 'integration-gate': gateIn(gate, sha) } };
  const kind = kindOf(about);
  if (kind === 'deploy') return candidate({ sha, evidence, ...withWorkflowBlob(blob) });
  const workflow = { ...replayWorkflow, blobSha: blob } as Candidate['workflow'];
  return kind === 'replay' ? candidate({ sha, evidence, workflow }) : putBack({ sha, evidence, workflow });
}

const manifestIn: Readonly<Record<Manifest, CandidateEvidence['manifest']>> = {
  first: present(manifestFacts),
  second: present({ ...manifestFacts, images: [image('api', 'f')] }, 'e'),
  silent,
  gone: missing,
};

function gateIn(state: There['gate'], sha: CommitSha): GateFact {
  switch (state) {
    case 'green':
      return integrationRun('success', { sha });
    case 'again':
      return integrationRun('success', { sha, attempt: 2 });
    case 'red':
      return integrationRun('failure', { sha });
    case 'running':
      return integrationRun(null, { sha });
    case 'silent':
      return unreadGate;
  }
}

export function wentOn(outside: Outside, release: ReleaseId, { what, variant }: Step): void {
  const before = outside.refs[release] ?? asEver;
  const change =
    what === 'gate' ? { gate: pick(gateStates, variant, 'green') } : { manifest: pick(manifests, variant, 'first') };
  outside.refs[release] = { ...before, ...change };
}

/** What a run left behind, seldom what was approved; most often nothing. */
export function leftBehind(now: Instant, variant: number): PostDeploy {
  const left: readonly Partial<PostDeploy>[] = [
    {},
    {},
    { infra: infra() },
    { infra: infra({ environment: 'staging' }) },
    { smoke: smoke(['GET /healthz']) },
    allLeft,
  ];
  return { ...nothingLeft, ...pick(left, variant, {}), readAt: now };
}

export function moved(outside: Outside, release: ReleaseId, { about, variant }: Step): ReturnType<typeof candidate> {
  const before = outside.refs[release] ?? asEver;
  const blob = variant % 3 === 0 ? otherBlob : before.blob;
  outside.refs[release] = { ...before, moves: before.moves + (variant % 3 === 0 ? 0 : 1), blob };
  return readNow(outside, release, about);
}

export function runsOf(outside: Outside, dispatch: DispatchId): readonly ReturnType<typeof runOf>[] {
  const number = 1 + outside.dispatches.indexOf(dispatch);
  return [runOf(number), runOf(100 + number)];
}

export function answerTo(outside: Outside, dispatch: DispatchId, variant: number): DispatchAnswer {
  const [run] = runsOf(outside, dispatch);
  const answers: readonly DispatchAnswer[] = [
    { kind: 'started', run: run ?? runOf(0) },
    { kind: 'started', run: run ?? runOf(0) },
    { kind: 'accepted' },
    { kind: 'ambiguous', reason: 'HTTP 502' },
    { kind: 'refused', message: 'Workflow is disabled' },
  ];
  return pick(answers, variant, { kind: 'accepted' });
}

export function pathOf(about: number): string {
  return kindOf(about) === 'deploy' ? workflowPath : replayPath;
}

export function versionsOf(outside: Outside, release: ReleaseId, about: number): readonly ReturnType<typeof seen>[] {
  const { sha } = readNow(outside, release, about);
  return [seen(sha), seen(sha), seen(oldSha), notSeen, seen(strangeSha)];
}
