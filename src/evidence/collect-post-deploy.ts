import { type Evidence, type EvidenceKind, type FactsOf, type PostDeploy } from '../domain/evidence/evidence.ts';
import { type CommitSha, type RunId } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Instant } from '../domain/time.ts';
import { notAnswered, readMade, type Search, sourceOf } from './find-evidence.ts';
import { artifactName } from './names.ts';
import { type Copies, type EvidenceReads } from './reads.ts';

export type CollectingAfter = {
  readonly policy: Pick<LanePolicy, 'repo' | 'artifactPrefix'>;
  /** The run that was dispatched; evidence of no other run counts. */
  readonly run: RunId;
  /** The approved commit. */
  readonly sha: CommitSha;
  /** The file that the run is of; null when that is not known. */
  readonly workflow?: string | null;
  readonly reads: Pick<EvidenceReads, 'artifactsOfRun' | 'download'>;
  readonly copies: Copies;
  readonly now: Instant;
};

/**
 * What a run left behind about what it did. It was dispatched and found by its id, so it needs no other authority;
 * whether what it says is what was approved is decided elsewhere.
 */
export async function collectPostDeploy(collecting: CollectingAfter): Promise<PostDeploy> {
  const { policy, run, sha, reads, copies, now } = collecting;
  const listed = await reads.artifactsOfRun(policy.repo, run);
  const search: Search = { reads, copies, now, repo: policy.repo, prefix: policy.artifactPrefix, sha };

  async function read<Kind extends EvidenceKind>(kind: Kind): Promise<Evidence<FactsOf[Kind]>> {
    if (listed.kind === 'problem') {
      if (listed.passing === 'passing') return { ...notAnswered(listed.sentence), source: null };
      return { state: 'unreadable', code: 'refused', detail: listed.sentence, source: null };
    }
    const name = artifactName(kind, policy.artifactPrefix, sha);
    const [artifact, ...others] = listed.value.filter((one) => one.name === name && one.run === run);
    if (artifact === undefined) {
      return { state: 'missing', code: 'no-artifact', detail: `the run left no ${name} behind`, source: null };
    }
    const made = { artifact, workflow: collecting.workflow ?? null };
    if (others.length > 0) {
      const detail = `the run holds ${others.length + 1} artifacts of this name`;
      return { state: 'unreadable', code: 'ambiguous', detail, source: sourceOf(made, 'github') };
    }
    return await readMade(kind, made, search);
  }

  const [infra, smoke, decision] = await Promise.all([read('infra'), read('smoke'), read('decision')]);
  return { infra, smoke, decision, readAt: now };
}
