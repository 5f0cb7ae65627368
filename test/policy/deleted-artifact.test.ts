import { describe, test } from 'vitest';
import { type CommitSha, type RunId } from '../../src/domain/ids.ts';
import { manifest } from './documents.ts';
import { type EvidenceCase, expectCase, manifestGate } from './judging.ts';
import { artifact, copyOf, otherSha, run, sha, silent } from './shelf.ts';

const red = { conclusion: 'failure' };

describe('an artifact that GitHub has deleted', () => {
  const kept = artifact('release-candidate', manifest, { expired: 'yes' });
  const runs = [run('100')];
  const gate = manifestGate;
  const copy = copyOf('release-candidate', manifest, kept);

  const cases: readonly EvidenceCase[] = [
    {
      rule: 'counts by the copy that was kept of it',
      gate,
      world: { runs, artifacts: [kept], copies: [copy] },
      says: 'pass',
      because: 'manifest-found',
    },
    { rule: 'is missing without a copy', gate, world: { runs, artifacts: [kept] }, says: 'fail', because: 'expired' },
    {
      rule: 'is missing without a copy, when only the download tells',
      gate,
      world: { runs, artifacts: [artifact('release-candidate', manifest, { download: 'expired' })] },
      says: 'fail',
      because: 'expired',
    },
    {
      rule: 'counts by its copy when it is not even listed any more',
      gate,
      world: { runs, copies: [copy] },
      says: 'pass',
      because: 'manifest-found',
    },
    {
      rule: 'does not count by its copy when its run does not count',
      gate,
      world: { runs: [run('100', { event: 'pull_request' })], copies: [copy] },
      says: 'fail',
      because: 'no-artifact',
    },
    {
      rule: 'does not count by its copy when a newer run left none',
      gate,
      world: { runs: [run('101', red), ...runs], copies: [copy] },
      says: 'fail',
      because: 'no-artifact',
    },
    {
      rule: 'does not count by its copy while GitHub cannot say whether there is a newer run',
      gate,
      world: { copies: [copy], reads: { runsFor: async () => silent } },
      says: 'unknown',
      because: 'not-answered',
    },
    {
      rule: 'does not count by the copy of another artifact',
      gate,
      world: {
        runs,
        artifacts: [kept],
        copies: [copyOf('release-candidate', manifest, artifact('release-candidate', manifest, { of: '55' }))],
      },
      says: 'fail',
      because: 'expired',
    },
    {
      rule: 'does not count by a copy that was changed',
      gate,
      world: { runs, artifacts: [kept], copies: [{ ...copy, text: copy.text.replace('v2.14.0', 'v2.14.1') }] },
      says: 'fail',
      because: 'digest-differs',
    },
    {
      rule: 'does not count by a copy about another commit',
      gate,
      world: { runs, artifacts: [kept], copies: [{ ...copy, sha: otherSha as CommitSha }] },
      says: 'fail',
      because: 'expired',
    },
    {
      rule: 'does not count by a copy of another run',
      gate,
      world: { runs, copies: [{ ...copy, run: '55' as RunId }] },
      says: 'fail',
      because: 'no-artifact',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase(one));

  test('is read anew while GitHub has it, when the copy was damaged', async () => {
    const fresh = artifact('release-candidate', manifest);
    const copies = [{ ...copyOf('release-candidate', manifest, fresh), text: `{"sha":"${sha}"}` }];

    await expectCase({
      rule: '',
      gate,
      world: { runs, artifacts: [fresh], copies },
      says: 'pass',
      because: 'manifest-found',
    });
  });
});
