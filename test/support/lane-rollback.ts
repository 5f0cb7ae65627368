import { type Decision } from '../../src/domain/decision.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { type Candidate, type Undone } from '../../src/domain/release/candidate.ts';
import { type RollbackWarning } from '../../src/domain/release/terms.ts';
import { withManifest } from './evidence.ts';
import { candidate, dispatchId, newSha, oldSha, seen, standings, workflowBlob } from './facts.ts';
import { type Scene, third } from './lane.ts';
import { cara, type Person } from './people.ts';

export type Back = {
  readonly id?: ReleaseId;
  readonly by?: Person;
  readonly of?: ReleaseId | null;
  readonly reason?: string;
  readonly warned?: readonly RollbackWarning[];
  readonly candidate?: Partial<Candidate>;
};

export const replayPath = '.github/workflows/replay.yml';

/** A replay workflow that takes our copy of the manifest. */
export const replayWorkflow: Candidate['workflow'] = {
  kind: 'found',
  path: replayPath,
  blobSha: workflowBlob,
  lacks: [],
  declares: ['release_sha', 'gonogo_request_id', 'release_manifest'],
};

export const undoesOne: Undone = {
  count: 1,
  commits: [],
  migrations: { kind: 'known', value: { files: [], count: 0, reversible: 'all' } },
  liveConfig: null,
};

/** The version before, as it is read to be put back: with its digests, and without anything to be warned about but that no watch of ours saw it. */
export function putBack(change: Partial<Candidate> = {}): Candidate {
  return candidate({
    sha: oldSha,
    version: 'v2.13.0',
    ahead: 0,
    behind: 1,
    commits: [],
    workflow: replayWorkflow,
    live: seen(newSha),
    undoes: undoesOne,
    ...withManifest({ version: 'v2.13.0' }),
    ...change,
  });
}

export function askBack(scene: Scene, back: Back = {}): Decision {
  const { id = third, by = cara, of = null, reason = 'checkout fails', warned = ['never-verified'] } = back;
  return scene.when(by, { type: 'RollBack', release: id, target: oldSha, of, reason, warned });
}

/** What is to be put back has been read. */
export function readBack(scene: Scene, back: Back = {}): Decision {
  const { id = third, candidate: change } = back;
  return scene.fact({ type: 'RecordCandidate', release: id, candidate: putBack(change), standings: standings() });
}

/** A deployer asks for a rollback and has been warned of all there is; what is to be put back has been read. */
export function rollBack(scene: Scene, back: Back = {}): Decision {
  askBack(scene, back);
  return readBack(scene, back);
}

/** The last look before the rollback's call. */
export function recheckBack(scene: Scene, change: Partial<Candidate> = {}, id = third, number = 7): Decision {
  return scene.fact({
    type: 'RecordRecheck',
    release: id,
    candidate: putBack(change),
    standings: standings(),
    baseline: null,
    dispatch: dispatchId(number),
  });
}
