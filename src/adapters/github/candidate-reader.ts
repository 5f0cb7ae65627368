import { type Live, type Push } from '../../domain/lane/lane.ts';
import { type LanePolicy } from '../../domain/policy/lane-policy.ts';
import {
  type Candidate,
  type CommitLine,
  type Identity,
  type VersionSeen,
  type WorkflowLack,
  type WorkflowSeen,
} from '../../domain/release/candidate.ts';
import { type ReleaseRequest } from '../../domain/release/release.ts';
import { inputName } from '../../domain/release/subject.ts';
import { type Problem } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { readLastPusher } from './last-pusher.ts';
import { readPulls } from './pulls.ts';
import { readRange } from './range.ts';
import { readWithin } from './reachable.ts';
import { type ResolvedRef, resolveRef } from './resolve-ref.ts';
import { type GitCommit } from './shapes.ts';
import { isVersionLike, readVersionTag } from './version-tag.ts';
import { readWorkflow } from './workflow-reader.ts';

export type CandidateReader = {
  readonly read: (
    asked: CandidateAsked,
  ) => Promise<{ readonly kind: 'found'; readonly candidate: Candidate } | Problem>;
};

export type CandidateAsked = {
  readonly policy: LanePolicy;
  readonly ref: ReleaseRequest['ref'];
  readonly live: Live;
  readonly pushes: readonly Push[];
};

/** What is read by others: production's version, and the meaning of what GitHub holds. */
export type CandidateReaderNeeds = {
  readonly reads: GithubReads;
  readonly probe: { readonly version: (watch: LanePolicy['watch']) => Promise<VersionSeen> };
  readonly peopleOf: (commits: readonly NamedCommit[]) => {
    readonly authors: readonly Identity[];
    readonly coAuthors: readonly Identity[];
  };
  readonly lacksOf: (
    workflow: unknown,
    wanted: { readonly inputs: readonly string[]; readonly idInput: string },
  ) => readonly WorkflowLack[];
};

type NamedCommit = { readonly message: string; readonly author: Identity; readonly committer: Identity };

/** Lines that a card or a modal can show. */
const mostLines = 20;

/**
 * Reads all that GitHub and production say of one commit. Nothing is kept between two readings. What only
 * informs (tags, activity, pull requests) may be missing; what a vote stands on makes a problem instead.
 */
export function createCandidateReader(needs: CandidateReaderNeeds): CandidateReader {
  const { reads, probe } = needs;
  return {
    async read({ policy, ref, live, pushes }) {
      const { repo, deploy } = policy;
      const [resolved, seen, workflow] = await Promise.all([
        resolveRef(reads, repo, ref),
        probe.version(policy.watch),
        readWorkflow(reads, repo, deploy.workflow, deploy.ref),
      ]);
      if (resolved.kind === 'problem') return resolved;
      if (workflow.kind === 'problem') return workflow;
      const [range, version] = await Promise.all([
        readRange(reads, repo, resolved.head, seen, live),
        versionOf(reads, policy, resolved),
      ]);
      if (range.kind === 'problem') return range;

      const { head, named } = resolved;
      const names = [...(named.as === 'sha' ? [] : [named.name]), ...(version === null ? [] : [version])];
      const [pullsRead, within] = await Promise.all([
        readPulls(reads, repo, range.commits),
        readWithin(reads, policy, head.sha, names),
      ]);
      if (within.kind === 'problem') return within;
      const lastPusher = await readLastPusher(reads, repo, resolved, pushes, pullsRead);
      if (lastPusher.kind === 'problem') return lastPusher;
      const { base, ahead, behind, compareUrl } = range;
      const candidate: Candidate = {
        sha: head.sha,
        version,
        title: titleOf(head),
        url: head.url,
        within: within.ref,
        base,
        ahead,
        behind,
        compareUrl,
        commits: range.commits.slice(0, mostLines).map(lineOf),
        pulls: pullsRead.pulls.slice(0, mostLines).map((pull) => pull.line),
        // Of every commit in the range, also of those that touch nothing below the lane's `paths`: GitHub's
        // comparison does not say which commit touched which file, and an author too many costs a click,
        // while one too few could approve their own work.
        ...needs.peopleOf(range.commits),
        lastPusher,
        workflow: workflow.kind === 'missing' ? workflow : found(workflow, policy, needs),
        live: seen,
      };
      return { kind: 'found', candidate };
    },
  };
}

async function versionOf(reads: GithubReads, policy: LanePolicy, { head, named }: ResolvedRef): Promise<string | null> {
  if (named.as === 'tag' && isVersionLike(named.name)) return named.name;
  return await readVersionTag(reads, policy.repo, head.sha);
}

function found(
  workflow: Extract<Awaited<ReturnType<typeof readWorkflow>>, { kind: 'found' }>,
  policy: LanePolicy,
  { lacksOf }: CandidateReaderNeeds,
): WorkflowSeen {
  const idInput = inputName(policy, 'gonogo_request_id');
  const lacks = lacksOf(workflow.workflow, { inputs: [inputName(policy, 'release_sha'), idInput], idInput });
  return { kind: 'found', path: workflow.path, blobSha: workflow.blobSha, lacks };
}

function lineOf(commit: GitCommit): CommitLine {
  return { sha: commit.sha, title: titleOf(commit), author: commit.author };
}

/** The first line of a message, at most 200 characters. */
function titleOf(commit: GitCommit): string {
  return (commit.message.split('\n', 1)[0] ?? '').trim().slice(0, 200);
}
