import { expect, test } from 'vitest';
import { releaseCard } from '../../src/cards/release-card.ts';
import { ana, backwards, now, sha } from './fixtures.ts';
import { textOf } from './reading.ts';
import { awaiting, rollingBack, view } from './releases.ts';

test('the card of a rollback names the migrations that the workflow is asked to undo', () => {
  const { workflow } = backwards;
  if (workflow.kind !== 'found' || backwards.undoes === null) throw new Error('The fixture has both.');
  const proven = { kind: 'known', value: { files: ['migrations/7.sql'], count: 1, reversible: 'all' } } as const;
  const undoes = { ...backwards.undoes, migrations: proven };
  const taking = { ...workflow, declares: [...workflow.declares, 'rollback_migration'] };
  const back = rollingBack(awaiting);
  const candidate = { ...backwards, undoes, workflow: taking };
  const text = textOf(releaseCard(view({ ...back, proposal: { ...back.proposal, candidate } })));
  expect(text).toContain('it is proven reversible. The workflow is asked to undo it: `migrations/7.sql`.');
});

test('the card of a rollback says what it left also where no version is read, and when it has put back another', () => {
  const release = rollingBack(awaiting);
  const { proposal } = release;
  const unread = { kind: 'unknown', reason: 'the lane names no address' } as const;
  const base = { kind: 'known', sha, from: 'ledger' } as const;
  const seen = { ...release, proposal: { ...proposal, candidate: { ...proposal.candidate, base, live: unread } } };
  const back = proposal.candidate;
  const live = {
    kind: 'known',
    sha: back.sha,
    version: 'v9',
    since: now,
    how: { kind: 'adopted', by: ana },
  } as const;
  const text = textOf(releaseCard(view(seen, { live })));
  expect(text).not.toContain('*From* `v9`');
  expect(text).toContain('*From* `4f2a91c` *back to* `v2.13.0`');
});
