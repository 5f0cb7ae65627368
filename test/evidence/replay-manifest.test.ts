import { describe, expect, test } from 'vitest';
import { type Gate } from '../../src/domain/policy/gates.ts';
import {
  type FindingForReplay,
  findManifestForReplay,
  type ReplayManifest,
} from '../../src/evidence/replay-manifest.ts';
import { image, manifest } from '../policy/documents.ts';
import { manifestGate } from '../policy/judging.ts';
import {
  artifact,
  copyOf,
  digestOf,
  emptyWorld,
  now,
  open,
  otherSha,
  repo,
  run,
  sha,
  silent,
  type World,
} from '../policy/shelf.ts';
import { policyWith } from '../support/policy.ts';

const stored = artifact('release-candidate', manifest);
const copy = copyOf('release-candidate', manifest, stored);

/** Another pipeline builds the same commit into other images, under the same artifact name. */
const others = { ...manifest, images: [{ ...image, ref: image.ref.replace(/a{64}$/, 'e'.repeat(64)) }] };
const preview = run('101', { workflow: '.github/workflows/preview.yml' });
const previewed = artifact('release-candidate', others, { of: '101' });
const previewCopy = copyOf('release-candidate', others, previewed, { workflow: 'preview.yml' });

const narrowed: Gate = { ...manifestGate, kind: 'manifest', workflow: 'integration-gate.yml' };
const notListed: Partial<World['reads']> = { runsFor: async () => silent };

type Found = ReplayManifest & { readonly asked: readonly string[] };

async function find(
  world: Partial<World>,
  change: Partial<FindingForReplay> = {},
  gates: readonly Gate[] = [narrowed],
): Promise<Found> {
  const { reads, copies, asked } = open({ ...emptyWorld, ...world });
  const policy = policyWith({ repo, gates, refs: ['main', 'hotfix/*'] });
  return { ...(await findManifestForReplay({ policy, sha, reads, copies, now, ...change })), asked };
}

describe('the manifest of what was seen to work here', () => {
  test('comes from our copy by its digest, without asking GitHub, when the artifact has expired', async () => {
    const found = await find({ copies: [copy] }, { digest: copy.digest });

    expect(found.evidence).toMatchObject({ state: 'present', digest: copy.digest, source: { from: 'ours' } });
    expect(found.text).toContain('"images":[{"name":"api"');
    expect(found.asked).toEqual([]);
  });

  test('is the one that ran, however many were kept after it, whoever made them', async () => {
    const { evidence } = await find({ copies: [copy, previewCopy] }, { digest: copy.digest });

    expect(evidence).toMatchObject({ state: 'present', digest: copy.digest });
  });

  test('is the one that ran although its run was run again and has left another since', async () => {
    const world = {
      copies: [copy],
      runs: [run('100', { attempt: 2 })],
      artifacts: [artifact('release-candidate', others)],
    };
    const { evidence } = await find(world, { digest: copy.digest });

    expect(evidence).toMatchObject({ state: 'present', digest: copy.digest });
  });

  test('is read at GitHub when our copy is damaged or lost', async () => {
    const damaged = { ...copy, text: copy.text.replace('api', 'evil') };
    const world = { runs: [run('100')], artifacts: [stored] };
    const digest = copy.digest;
    const found = [await find({ ...world, copies: [damaged] }, { digest }), await find(world, { digest })];

    for (const { evidence } of found)
      expect(evidence).toMatchObject({ state: 'present', digest, facts: { images: manifest.images } });
  });

  test('is refused when the artifact holds another one than ran before, and no copy is left', async () => {
    const world = { runs: [run('100')], artifacts: [stored] };
    const { evidence, text } = await find(world, { digest: digestOf(Buffer.from('what ran')) });

    expect([evidence, text]).toMatchObject([{ state: 'unreadable', code: 'digest-differs' }, null]);
  });

  test('is not known while GitHub is silent and the copy is gone: no other copy takes its place', async () => {
    const { evidence, text } = await find(
      { copies: [copy], reads: notListed },
      { digest: digestOf(Buffer.from('what ran')) },
    );

    expect([evidence, text]).toMatchObject([{ state: 'unreadable', code: 'not-answered' }, null]);
  });
});

describe('the manifest of any other commit', () => {
  test('comes from the artifact that counts for the lane', async () => {
    const { evidence } = await find({ runs: [run('100')], artifacts: [stored] });

    expect(evidence).toMatchObject({ state: 'present', source: { from: 'github' }, facts: { version: 'v2.14.0' } });
  });

  test('is that of the workflow which the gate names, whatever was kept last under the same name', async () => {
    const { evidence, text } = await find({
      runs: [run('100'), preview],
      artifacts: [stored, previewed],
      copies: [copy, previewCopy],
    });

    expect(evidence).toMatchObject({ state: 'present', digest: copy.digest });
    expect(text).not.toContain('e'.repeat(64));
  });

  test('is missing when only another workflow has left one, for all our copy of that', async () => {
    const { evidence, text } = await find({ runs: [preview], artifacts: [previewed], copies: [previewCopy] });

    expect([evidence, text]).toMatchObject([{ state: 'missing', code: 'no-authority' }, null]);
  });

  test('is missing when only another branch has left one that we kept, as for a lane that takes any', async () => {
    const elsewhere = run('100', { branch: 'feature/x' });
    const { evidence } = await find({ runs: [elsewhere], artifacts: [stored], copies: [copy] });

    expect(evidence).toMatchObject({ state: 'missing', code: 'no-authority' });
  });

  test('is that of the newest run, not an older one of which we have a copy', async () => {
    const again = artifact('release-candidate', others, { of: '101' });
    const { evidence } = await find({ runs: [run('100'), run('101')], artifacts: [stored, again], copies: [copy] });

    expect(evidence).toMatchObject({ state: 'present', facts: { images: others.images } });
  });

  test('is not known while a newer run goes on, for all our copy', async () => {
    const going = run('101', { status: 'in_progress', conclusion: null });
    const { evidence } = await find({ runs: [run('100'), going], artifacts: [stored], copies: [copy] });

    expect(evidence).toMatchObject({ state: 'missing', code: 'run-in-progress' });
  });

  test('comes from our copy where GitHub has deleted the artifact, or lists it no more, and its run still counts', async () => {
    const expired = artifact('release-candidate', manifest, { expired: 'yes' });
    const found = [
      await find({ runs: [run('100')], artifacts: [expired], copies: [copy] }),
      await find({ runs: [run('100')], copies: [copy] }),
    ];

    for (const { evidence } of found)
      expect(evidence).toMatchObject({ state: 'present', digest: copy.digest, source: { from: 'ours' } });
  });

  test('does not come from a copy of an artifact whose run no longer counts', async () => {
    const red = run('101', { conclusion: 'failure' });
    const { evidence } = await find({ runs: [run('100'), red], copies: [copy] });

    expect(evidence).toMatchObject({ state: 'missing' });
  });

  test('does not come from a copy that was changed', async () => {
    const { evidence } = await find({ copies: [{ ...copy, text: copy.text.replace('api', 'evil') }] });

    expect(evidence).toMatchObject({ state: 'missing', code: 'no-artifact' });
  });

  test('is missing, and said to be, before anybody is asked', async () => {
    const { evidence, text } = await find({
      runs: [run('100')],
      artifacts: [artifact('release-candidate', manifest, { expired: 'yes' })],
    });

    expect([evidence, text]).toMatchObject([{ state: 'missing', code: 'expired' }, null]);
  });
});

describe('while GitHub does not answer, the manifest of a commit that was never verified here', () => {
  test('is our copy, when the workflow made it that the gate names', async () => {
    const { evidence } = await find({ copies: [copy], reads: notListed });

    expect(evidence).toMatchObject({ state: 'present', digest: copy.digest, source: { from: 'ours' } });
  });

  test('is our copy, where the lane does not say which workflow makes it', async () => {
    const { evidence } = await find({ copies: [previewCopy], reads: notListed }, {}, [manifestGate]);

    expect(evidence).toMatchObject({ state: 'present' });
  });

  test.each([
    ['another workflow made it', previewCopy],
    ['nobody knows which workflow made it', { ...copy, workflow: null }],
    ['it is of another repository', { ...copy, repo: 'acme/ledger' as typeof repo }],
    ['it is of another kind of evidence', { ...copy, kind: 'infra' as const }],
    ['it is of another commit', { ...copy, text: JSON.stringify({ ...manifest, sha: otherSha }) }],
    ['it was changed', { ...copy, text: copy.text.replace('api', 'evil') }],
  ])('is not known when %s', async (_why, kept) => {
    const { evidence, text } = await find({ copies: [kept], reads: notListed });

    expect([evidence, text]).toMatchObject([{ state: 'unreadable', code: 'not-answered' }, null]);
  });
});
