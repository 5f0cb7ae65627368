import { describe, expect, test } from 'vitest';
import { type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { type RunId } from '../../src/domain/ids.ts';
import { collectPostDeploy } from '../../src/evidence/collect-post-deploy.ts';
import {
  type FindingForReplay,
  findManifestForReplay,
  type ReplayManifest,
} from '../../src/evidence/replay-manifest.ts';
import { decision, infra, manifest, ofAnotherCommit, smoke } from '../policy/documents.ts';
import {
  artifact,
  copyOf,
  digestOf,
  emptyWorld,
  now,
  open,
  repo,
  run,
  sha,
  silent,
  type World,
} from '../policy/shelf.ts';
import { policyWith } from '../support/policy.ts';

const policy = policyWith({ repo });

describe('what a run left behind', () => {
  async function after(world: Partial<World>): Promise<PostDeploy> {
    const { reads, copies } = open({ ...emptyWorld, ...world });
    return await collectPostDeploy({ policy, run: '100' as RunId, sha, reads, copies, now });
  }
  const artifacts = [
    artifact('infra', infra, { id: '1' }),
    artifact('smoke', smoke, { id: '2' }),
    artifact('decision', decision, { id: '3' }),
  ];

  test('is read whoever started the run', async () => {
    const { infra: seen, smoke: checked, decision: decided } = await after({ artifacts });

    expect(seen).toMatchObject({ state: 'present', facts: { environment: 'production', images: infra.images } });
    expect(checked).toMatchObject({ state: 'present', facts: { status: 'passed', total: 1, failed: [] } });
    expect(decided).toMatchObject({ state: 'present', facts: { decision: 'release', reasons: [] } });
  });

  test('is missing when it is of another run', async () => {
    const { infra: seen } = await after({ artifacts: [artifact('infra', infra, { of: '99' })] });

    expect(seen).toMatchObject({ state: 'missing', code: 'no-artifact' });
  });

  test('is refused when it is about another commit', async () => {
    const { infra: seen } = await after({ artifacts: [artifact('infra', { ...infra, ...ofAnotherCommit })] });

    expect(seen).toMatchObject({ state: 'unreadable', code: 'wrong-sha' });
  });

  test('is ambiguous when it is there twice', async () => {
    const twice = [artifact('smoke', smoke, { id: '1' }), artifact('smoke', smoke, { id: '2' })];

    expect((await after({ artifacts: twice })).smoke).toMatchObject({ state: 'unreadable', code: 'ambiguous' });
  });

  test('is unreadable, and not missing, when GitHub does not answer', async () => {
    const { infra: seen, decision: decided } = await after({ reads: { artifactsOfRun: async () => silent } });

    expect([seen, decided]).toEqual([
      { state: 'unreadable', code: 'not-answered', detail: silent.sentence, source: null },
      { state: 'unreadable', code: 'not-answered', detail: silent.sentence, source: null },
    ]);
  });
});

describe('the manifest of a replay', () => {
  const stored = artifact('release-candidate', manifest);
  const copy = copyOf('release-candidate', manifest, stored);
  const newer = { ...manifest, version: 'v2.14.0-rebuilt' };
  const newerCopy = copyOf('release-candidate', newer, stored, { artifactId: '7999' });

  async function find(
    world: Partial<World>,
    change: Partial<FindingForReplay> = {},
  ): Promise<ReplayManifest & { readonly asked: readonly string[] }> {
    const { reads, copies, asked } = open({ ...emptyWorld, ...world });
    return { ...(await findManifestForReplay({ policy, sha, reads, copies, now, ...change })), asked };
  }

  test('comes from our copy, without asking GitHub, when the artifact has expired', async () => {
    const found = await find({ copies: [copy] });

    expect(found.evidence).toMatchObject({ state: 'present', digest: copy.digest, source: { from: 'ours' } });
    expect(found.text).toContain('"images":[{"name":"api"');
    expect(found.asked).toEqual([]);
  });

  test('is the one that ran before, when its digest is known, however many came after', async () => {
    const { evidence } = await find({ copies: [copy, newerCopy] }, { digest: copy.digest });

    expect(evidence).toMatchObject({ state: 'present', digest: copy.digest });
  });

  test('comes from the artifact when no copy was kept', async () => {
    const { evidence } = await find({ runs: [run('100')], artifacts: [stored] });

    expect(evidence).toMatchObject({ state: 'present', source: { from: 'github' }, facts: { version: 'v2.14.0' } });
  });

  test('is refused when the artifact holds another one than ran before', async () => {
    const world = { runs: [run('100')], artifacts: [stored] };
    const { evidence, text } = await find(world, { digest: digestOf(Buffer.from('what ran')) });

    expect([evidence, text]).toMatchObject([{ state: 'unreadable', code: 'digest-differs' }, null]);
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
