import { describe, expect, test } from 'vitest';
import { type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { type RunId } from '../../src/domain/ids.ts';
import { collectPostDeploy } from '../../src/evidence/collect-post-deploy.ts';
import { decision, infra, ofAnotherCommit, smoke } from '../policy/documents.ts';
import { artifact, emptyWorld, now, open, repo, sha, silent, type World } from '../policy/shelf.ts';
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

  test('is refused, and not waited for, when GitHub will not show it however often it is asked', async () => {
    const final = { kind: 'problem', passing: 'final', sentence: 'GitHub answered 404.' } as const;
    const {
      infra: seen,
      smoke: checked,
      decision: decided,
    } = await after({ reads: { artifactsOfRun: async () => final } });

    expect([seen, checked, decided]).toEqual(
      Array.from({ length: 3 }, () => ({
        state: 'unreadable',
        code: 'refused',
        detail: 'GitHub answered 404.',
        source: null,
      })),
    );
  });
});
