import { type Problem } from '../../../src/adapters/github/answers.ts';
import {
  type CandidateAsked,
  type CandidateFound,
  type CandidateRead,
  createCandidateReader,
} from '../../../src/adapters/github/candidate-reader.ts';
import { CommitSha } from '../../../src/domain/ids.ts';
import { type Live } from '../../../src/domain/lane/lane.ts';
import { type VersionSeen } from '../../../src/domain/release/candidate.ts';
import { type ReleaseRequest } from '../../../src/domain/release/terms.ts';
import { peopleOf } from '../../../src/evidence/people.ts';
import { inputsOf, lacksOf } from '../../../src/evidence/workflow-file.ts';
import { deployFile, lanePolicy, type Stage } from './support.ts';

export const notAsked: VersionSeen = { kind: 'unknown', reason: 'no version address is configured' };
export const unknownLive: Live = { kind: 'unknown' };
export const workflowPath = `.github/workflows/${deployFile}`;

export function seen(sha: string): VersionSeen {
  return { kind: 'seen', sha: CommitSha.parse(sha), version: null };
}

export function named(name: string): ReleaseRequest['ref'] {
  return { kind: 'ref', name };
}

export function bySha(sha: string): ReleaseRequest['ref'] {
  return { kind: 'sha', sha: CommitSha.parse(sha) };
}

export type Asking = Partial<CandidateAsked> & { readonly version?: VersionSeen };

export async function ask(github: Stage, asking: Asking = {}): Promise<CandidateFound | Problem> {
  const { version = seen(github.acme.checkout.live.sha), ...asked } = asking;
  const reader = createCandidateReader({
    reads: github.reads,
    probe: { version: async () => version },
    peopleOf,
    lacksOf,
    inputsOf,
  });
  return await reader.read({
    policy: lanePolicy(),
    kind: 'deploy',
    ref: named('main'),
    live: unknownLive,
    pushes: [],
    ...asked,
  });
}

export async function candidateOf(github: Stage, asking: Asking = {}): Promise<CandidateRead> {
  const answer = await ask(github, asking);
  if (answer.kind === 'problem') throw new Error(answer.sentence);
  return answer.candidate;
}

export async function problemOf(github: Stage, asking: Asking = {}): Promise<Problem> {
  const answer = await ask(github, asking);
  if (answer.kind === 'found') throw new Error('a candidate was found');
  return answer;
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
