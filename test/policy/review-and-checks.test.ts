import { describe, test } from 'vitest';
import { type CommitSha } from '../../src/domain/ids.ts';
import { type EvidenceReads, type RangePull, type ReviewFact } from '../../src/evidence/reads.ts';
import { checksGate, type EvidenceCase, expectCase, reviewGate } from './judging.ts';
import { emptyRange, login, otherSha, read, silent } from './shelf.ts';

type Case = Omit<EvidenceCase, 'gate'>;

const head = '7'.repeat(40) as CommitSha;
const pull: RangePull = {
  number: 7,
  url: 'https://github.com/acme/checkout/pull/7',
  author: login('eli'),
  head,
  labels: [],
};
const range = { ...emptyRange, pulls: [pull] };

function review(by: string | null, state: ReviewFact['state'], commit: CommitSha | null = head): ReviewFact {
  return { by: by === null ? null : login(by), state, commit };
}

function reviews(...list: readonly ReviewFact[]): { readonly reads: Partial<EvidenceReads> } {
  return { reads: { reviewsOf: async () => read(list) } };
}

describe('a pull request', () => {
  const cases: readonly Case[] = [
    {
      rule: 'passes when somebody else approved what was merged',
      world: reviews(review('ana', 'approved')),
      says: 'pass',
      because: 'reviewed',
    },
    { rule: 'fails without an approval', world: reviews(), says: 'fail', because: 'not-reviewed' },
    {
      rule: 'fails when an earlier commit was approved',
      world: reviews(review('ana', 'approved', otherSha)),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'fails when its author alone approved it',
      world: reviews(review('eli', 'approved')),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'fails when a bot alone approved it',
      world: reviews(review('helper[bot]', 'approved')),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'fails when the approval was dismissed',
      world: reviews(review('ana', 'approved'), review('ana', 'dismissed')),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'fails when the last word is a wish for changes',
      world: reviews(review('ana', 'approved'), review('ana', 'changes-requested')),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'fails when one approved and another still wants changes',
      world: reviews(review('ben', 'changes-requested'), review('ana', 'approved')),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'passes when a wish for changes was followed by an approval',
      world: reviews(review('ana', 'changes-requested'), review('ana', 'approved')),
      says: 'pass',
      because: 'reviewed',
    },
    {
      rule: 'passes when the approval was followed by a comment',
      world: reviews(review('ana', 'approved'), review('ana', 'commented')),
      says: 'pass',
      because: 'reviewed',
    },
    {
      rule: 'fails when nobody knows who approved it',
      world: reviews(review(null, 'approved')),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'is unknown when the reviews cannot be read',
      world: { reads: { reviewsOf: async () => silent } },
      says: 'unknown',
      because: 'could-not-read',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase({ ...one, gate: reviewGate, range }));

  test('cannot vouch for a commit that came without one', async () => {
    const loose = { ...range, loose: [otherSha] };
    const world = reviews(review('ana', 'approved'));

    await expectCase({ rule: '', gate: reviewGate, range: loose, world, says: 'fail', because: 'not-reviewed' });
  });

  test('is unknown when the range was not read whole', async () => {
    const part = { ...range, complete: 'no' as const };
    const world = reviews(review('ana', 'approved'));

    await expectCase({ rule: '', gate: reviewGate, range: part, world, says: 'unknown', because: 'could-not-read' });
  });
});

describe('checks', () => {
  function checks(...outcomes: readonly ('passed' | 'failed' | 'pending')[]): {
    readonly reads: Partial<EvidenceReads>;
  } {
    const list = outcomes.map((outcome, index) => ({ name: `check ${index}`, outcome, url: 'https://x' }));
    return { reads: { checksFor: async () => read(list) } };
  }
  const cases: readonly Case[] = [
    { rule: 'pass when all did', world: checks('passed', 'passed'), says: 'pass', because: 'checks-passed' },
    { rule: 'fail when one did', world: checks('passed', 'failed', 'pending'), says: 'fail', because: 'checks-failed' },
    {
      rule: 'are unknown while one goes on',
      world: checks('passed', 'pending'),
      says: 'unknown',
      because: 'checks-pending',
    },
    { rule: 'are unknown when there are none', world: checks(), says: 'unknown', because: 'no-checks' },
    {
      rule: 'are unknown when GitHub does not answer',
      world: { reads: { checksFor: async () => silent } },
      says: 'unknown',
      because: 'could-not-read',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase({ ...one, gate: checksGate }));
});
