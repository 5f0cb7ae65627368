import { type RangeFacts } from '../../domain/evidence/reading.ts';
import { type Live, type Push } from '../../domain/lane/lane.ts';
import { type LanePolicy } from '../../domain/policy/lane-policy.ts';
import {
  type Candidate,
  type Changes,
  type Identity,
  type VersionSeen,
  type WorkflowLack,
  type WorkflowSeen,
} from '../../domain/release/candidate.ts';
import { inputName, workflowOf } from '../../domain/release/subject.ts';
import { type ReleaseKind, type ReleaseRequest } from '../../domain/release/terms.ts';
import { type Problem } from './answers.ts';
import { breakingIn } from './breaking.ts';
import { fileNames, lockfilesIn, migrationsIn } from './changed-files.ts';
import { type GithubReads } from './clients.ts';
import { lineOf, mostLines, titleOf } from './lines.ts';
import { resolveRef } from './resolve-ref.ts';
import { readForRollback, readForVote, type Surroundings } from './surroundings.ts';
import { type UndoneRead } from './undone.ts';
import { readWorkflow, type WorkflowRead } from './workflow-reader.ts';

export type CandidateReader = {
  readonly read: (asked: CandidateAsked) => Promise<CandidateFound | Problem>;
};

export type CandidateFound = {
  readonly kind: 'found';
  readonly candidate: CandidateRead;
  /** What only evidence needs: of the commits between base and candidate, and of the workflow file. */
  readonly range: RangeFacts;
};

/** A candidate without what is found in evidence files. */
export type CandidateRead = Omit<Candidate, 'evidence' | 'target' | 'undoes' | 'rehearsal' | 'sight'> & {
  /** Null for what is not a rollback. */
  readonly undoes: UndoneRead | null;
};

export type CandidateAsked = {
  readonly policy: LanePolicy;
  readonly kind: ReleaseKind;
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
  /** The inputs that a workflow file declares. */
  readonly inputsOf: (workflow: unknown) => readonly string[];
};

type NamedCommit = { readonly message: string; readonly author: Identity; readonly committer: Identity };

/**
 * Reads all that GitHub and production say of one commit. Nothing is kept between two readings. What only
 * informs (tags, activity, pull requests) may be missing; what a vote stands on makes a problem instead. A person's
 * rollback waits for none of it.
 */
export function createCandidateReader(needs: CandidateReaderNeeds): CandidateReader {
  const { reads, probe } = needs;
  return {
    async read({ policy, kind, ref, live, pushes }) {
      const { workflow: file, ref: workflowRef } = workflowOf(policy, kind) ?? policy.deploy;
      const [resolved, seen, workflow] = await Promise.all([
        resolveRef(reads, policy.repo, ref),
        probe.version(policy.watch),
        readWorkflow(reads, policy.repo, file, workflowRef),
      ]);
      if (resolved.kind === 'problem') return resolved;
      if (workflow.kind === 'problem') return workflow;
      const place = { policy, resolved, seen, live };
      const around =
        kind === 'rollback' ? await readForRollback(reads, place) : await readForVote(reads, place, pushes);
      if (around.kind === 'problem') return around;

      const { head } = resolved;
      const { version, within, range, pulls, lastPusher, undoes } = around;
      const { base, ahead, behind, compareUrl } = range;
      const candidate: CandidateRead = {
        sha: head.sha,
        version,
        title: titleOf(head),
        url: head.url,
        within,
        base,
        ahead,
        behind,
        compareUrl,
        commits: range.commits.slice(0, mostLines).map(lineOf),
        pulls: pulls.pulls.slice(0, mostLines).map((pull) => pull.line),
        ...labelsOf(pulls.pulls),
        // Of every commit in the range, also of those that touch nothing below the lane's `paths`: GitHub's
        // comparison does not say which commit touched which file, and an author too many costs a click,
        // while one too few could approve their own work.
        ...needs.peopleOf(range.commits),
        lastPusher,
        workflow: workflow.kind === 'missing' ? workflow : found(workflow, policy, kind, needs),
        live: seen,
        changes: changesOf(policy, around),
        undoes,
      };
      return { kind: 'found', candidate, range: rangeFacts(policy, around, workflow) };
    },
  };
}

function found(
  workflow: Extract<Awaited<ReturnType<typeof readWorkflow>>, { kind: 'found' }>,
  policy: LanePolicy,
  kind: ReleaseKind,
  { lacksOf, inputsOf }: CandidateReaderNeeds,
): WorkflowSeen {
  const declares = inputsOf(workflow.workflow);
  const idInput = inputName(policy, 'gonogo_request_id');
  const manifest = inputName(policy, 'release_manifest');
  // It is sent to a replay whose workflow takes it; one that does not take it lacks nothing.
  const optional = kind !== 'deploy' && declares.includes(manifest) ? [manifest] : [];
  const inputs = [inputName(policy, 'release_sha'), idInput, ...optional];
  const lacks = lacksOf(workflow.workflow, { inputs, idInput });
  return { kind: 'found', path: workflow.path, blobSha: workflow.blobSha, lacks, declares };
}

const mostLabels = 20;

function labelsOf(pulls: Surroundings['pulls']['pulls']): Pick<Candidate, 'labels'> {
  const labels = [...new Set(pulls.flatMap((pull) => pull.labels))].slice(0, mostLabels);
  return labels.length === 0 ? {} : { labels };
}

function changesOf(policy: LanePolicy, { range, pulls, dependencies }: Surroundings): Changes {
  return {
    migrations: migrationsIn(policy, range),
    dependencies,
    lockfiles: dependencies.kind === 'known' ? [] : lockfilesIn(policy, range.files),
    files: range.files?.extent ?? 'not-given',
    ...breakingIn(range.commits, pulls.pulls),
  };
}

/** Without a base only the head is known, and what came with it may have been reviewed by nobody. */
function rangeFacts(
  policy: LanePolicy,
  { range, pulls: { pulls, loose, complete } }: Surroundings,
  workflow: WorkflowRead,
): RangeFacts {
  return {
    pulls: pulls.map(({ line: { number, url, author }, head, labels }) => ({ number, url, author, head, labels })),
    loose,
    complete: range.base.kind === 'unknown' ? 'no' : complete,
    noBase: range.base.kind === 'unknown' ? range.base.reason : null,
    files: fileNames(policy, range.files),
    workflowText: workflow.kind === 'missing' ? null : workflow.text,
  };
}
