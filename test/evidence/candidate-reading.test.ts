import { describe, expect, test } from 'vitest';
import { type Evidence, type ManifestFacts } from '../../src/domain/evidence/evidence.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { type Lane, type Verified } from '../../src/domain/lane/lane.ts';
import { type Candidate, type TargetSeen } from '../../src/domain/release/candidate.ts';
import { type ReleaseKind } from '../../src/domain/release/terms.ts';
import { type CandidateReadingNeeds, createCandidateReading } from '../../src/evidence/candidate-reading.ts';
import { image, manifest } from '../policy/documents.ts';
import { manifestGate } from '../policy/judging.ts';
import {
  artifact,
  copyOf,
  emptyRange,
  emptyWorld,
  now,
  open,
  otherSha,
  run,
  sha,
  type World,
} from '../policy/shelf.ts';
import { candidate as domainCandidate, newSha, oldSha, request, shaOf, standings } from '../support/facts.ts';
import { createScene, first, next, type Scene, third } from '../support/lane.ts';
import { finish, quick, threeDeep } from '../support/lane-queue.ts';
import { given } from '../support/lane-stages.ts';
import { dana } from '../support/people.ts';
import { policyWith } from '../support/policy.ts';

type Asked = {
  readonly kind?: ReleaseKind;
  readonly lane?: Lane;
  readonly release?: ReleaseId | null;
  readonly of?: Partial<Candidate>;
};

const empty: Lane = createScene().lane;

async function read(
  world: Partial<World>,
  asked: Asked = {},
): Promise<Candidate & { readonly asked: readonly string[] }> {
  const shelf = open({ ...emptyWorld, ...world });
  const { kind = 'deploy', lane = empty, release = null, of } = asked;
  const needs: CandidateReadingNeeds = {
    candidates: {
      read: async () => ({ kind: 'found', candidate: domainCandidate({ sha, ...of }), range: emptyRange }),
    },
    reads: shelf.reads,
    copies: shelf.copies,
    staging: async () => ({}),
    production: { rehearsal: async () => [], sight: async () => null },
    healthCheck: async () => [checked],
    now: () => now,
  };
  const gates = [{ ...manifestGate, kind: 'manifest', workflow: 'integration-gate.yml' } as const];
  const policy = policyWith({ gates });
  const found = await createCandidateReading(needs).read({
    policy,
    kind,
    ref: { kind: 'ref', name: 'main' },
    lane,
    release,
  });
  if (found.kind === 'problem') throw new Error(found.sentence);
  return { ...found.candidate, asked: shelf.asked };
}

const checked = {
  source: 'health-check',
  query: 'https://checkout.example.com/healthz',
  fields: [],
  triggers: ['health'],
  outcome: { kind: 'answered', newest: null },
} as const;

test('the health check is rehearsed for what is voted on, and a rollback never waits for it', async () => {
  const voted = await read({});
  const back = await read({}, { kind: 'rollback' });

  expect([voted.rehearsal, back.rehearsal]).toEqual([[checked], []]);
});

const stored = artifact('release-candidate', manifest);
const copy = copyOf('release-candidate', manifest, stored);
const others = { ...manifest, images: [{ ...image, ref: image.ref.replace(/a{64}$/, 'e'.repeat(64)) }] };
const rebuilt = artifact('release-candidate', others, { of: '101' });
const rebuiltCopy = copyOf('release-candidate', others, rebuilt);

function verified(change: Partial<Verified> = {}): Verified {
  return {
    sha,
    version: 'v2.14.0',
    release: first,
    at: now,
    manifest: copy.digest,
    configDigest: null,
    tookMs: 60_000,
    ...change,
  };
}

function imagesIn(evidence: Evidence<ManifestFacts>): readonly string[] {
  return evidence.state === 'present' ? evidence.facts.images.map(({ ref }) => ref) : [];
}

describe('what is run again', () => {
  test.each(['replay', 'rollback'] as const)(
    'as a %s has the digests that were verified here, whatever was built of the commit since',
    async (kind) => {
      const lane = { ...empty, verified: [verified()] };
      const world = { runs: [run('100'), run('101')], artifacts: [stored, rebuilt], copies: [copy, rebuiltCopy] };
      const { evidence } = await read(world, { kind, lane });

      expect(imagesIn(evidence.manifest)).toEqual(manifest.images.map(({ ref }) => ref));
    },
  );

  test.each(['replay', 'rollback'] as const)(
    'as a %s has the digests of the workflow that the gate names, where it never ran here',
    async (kind) => {
      const preview = run('102', { workflow: '.github/workflows/preview.yml' });
      const previewed = artifact('release-candidate', others, { of: '102' });
      const kept = copyOf('release-candidate', others, previewed, { workflow: 'preview.yml' });
      const world = { runs: [run('100'), preview], artifacts: [stored, previewed], copies: [copy, kept] };
      const { evidence } = await read(world, { kind });

      expect(imagesIn(evidence.manifest)).toEqual(manifest.images.map(({ ref }) => ref));
    },
  );

  test('as a replay has the very file that its manifest gate was judged on', async () => {
    const world = { runs: [run('100'), run('101')], artifacts: [stored, rebuilt], copies: [copy] };
    const { evidence } = await read(world, { kind: 'replay' });
    const judged = evidence.gates['release-candidate'];

    expect(judged).toMatchObject({ of: 'manifest', evidence: { digest: rebuiltCopy.digest } });
    expect(evidence.manifest).toMatchObject({ digest: rebuiltCopy.digest });
  });

  test('as a rollback asks GitHub for no gate and no tests', async () => {
    const lane = { ...empty, verified: [verified()] };
    const { evidence, asked } = await read({ copies: [copy] }, { kind: 'rollback', lane });

    expect(evidence.gates).toEqual({});
    expect(asked).toEqual([]);
  });
});

describe('where a rollback of it would lead', () => {
  async function target(
    lane: Lane,
    release: ReleaseId | null,
    world: Partial<World> = {},
    of = shaOf('9'),
  ): Promise<TargetSeen> {
    return (await read(world, { lane, release, of: { sha: of } })).target;
  }

  test('is nowhere while nobody knows what is live, and nothing is ahead', async () => {
    expect(await target(empty, null)).toEqual({ kind: 'none', why: 'live-unknown' });
  });

  test('is what is live', async () => {
    expect(await target(given('succeeded').lane, null)).toMatchObject({ kind: 'known', sha: newSha, verified: 'yes' });
  });

  test('is what is in the lane before it, for that will be live when its turn comes', async () => {
    const { lane } = given('watching/looking');

    expect(await target(lane, next)).toMatchObject({ kind: 'known', sha: newSha, version: 'v2.14.0', verified: 'no' });
  });

  test('is whoever is ahead in the queue, each for the one behind it', async () => {
    const { lane } = threeDeep();

    expect(await target(lane, next)).toMatchObject({ sha: newSha });
    expect(await target(lane, third)).toMatchObject({ sha: shaOf('4') });
    expect(await target(lane, null)).toMatchObject({ sha: shaOf('5') });
  });

  test('stays the same for one that waits, before and after the one ahead of it went well', async () => {
    const scene = threeDeep(quick);
    const ofNext = shaOf('4');
    const waiting = await target(scene.lane, next, {}, ofNext);
    finish(scene);
    const free = await target(scene.lane, next, {}, ofNext);

    expect(scene.lane.live).toMatchObject({ sha: newSha });
    expect([waiting, free]).toMatchObject([{ sha: newSha }, { sha: newSha }]);
    expect({ ...free, verified: 'no' }).toEqual(waiting);
  });

  test('is what is live again when the one ahead has failed', async () => {
    const scene = given('failed');
    scene.happens({ type: 'AdoptionAsked', by: dana.slack });
    scene.happens({
      type: 'LaneAdopted',
      live: {
        kind: 'known',
        sha: oldSha,
        version: 'v2.13.0',
        since: scene.now,
        how: { kind: 'adopted', by: dana.slack },
      },
    });

    expect(await target(scene.lane, next)).toMatchObject({ kind: 'known', sha: oldSha });
  });

  test('is no other release that is only asked for', async () => {
    const scene = createScene();
    scene.when(dana, { type: 'RequestRelease', release: first, kind: 'deploy', request: request(), again: null });
    expect(await target(scene.lane, next)).toEqual({ kind: 'none', why: 'live-unknown' });
    scene.fact({ type: 'RecordCandidate', release: first, candidate: domainCandidate(), standings: standings(dana) });

    expect(await target(scene.lane, next)).toEqual({ kind: 'none', why: 'live-unknown' });
  });

  test('is the version verified before, for one that is live already', async () => {
    const lane: Scene['lane'] = {
      ...given('succeeded').lane,
      verified: [verified({ sha: newSha }), verified({ sha: otherSha, version: 'v2.12.0' })],
    };

    expect(await target(lane, null, {}, newSha)).toMatchObject({ sha: otherSha, version: 'v2.12.0' });
  });

  test('comes with its digests, from our own copy where it was verified here', async () => {
    const lane = { ...given('succeeded').lane, verified: [verified({ sha: newSha, manifest: ofNew.digest })] };

    expect(await target(lane, null, { copies: [ofNew] })).toMatchObject({
      manifest: { state: 'present', digest: ofNew.digest, source: { from: 'ours' } },
    });
  });
});

const ofNew = copyOf('release-candidate', { ...manifest, sha: newSha }, stored, { sha: newSha });
