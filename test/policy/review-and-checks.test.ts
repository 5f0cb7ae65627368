import { describe, test } from 'vitest';
import { type RunFact } from '../../src/domain/evidence/evidence.ts';
import { type CommitSha } from '../../src/domain/ids.ts';
import { type EvidenceReads, type RangePull, type ReviewFact } from '../../src/evidence/reads.ts';
import { checksGate, type EvidenceCase, expectCase, reviewGate } from './judging.ts';
import { emptyRange, login, otherSha, read, run, silent } from './shelf.ts';

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
  return { by: by === null ? null : login(by), state, commit, belongs: 'yes' };
}

function byStranger(by: string, state: ReviewFact['state']): ReviewFact {
  return { ...review(by, state), belongs: 'no' };
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
      rule: 'fails when a stranger alone approved it, as anybody may in a public repository',
      world: reviews(byStranger('mallory', 'approved')),
      says: 'fail',
      because: 'not-reviewed',
    },
    {
      rule: 'passes when somebody who belongs to the repository approved it beside a stranger',
      world: reviews(byStranger('mallory', 'approved'), review('ana', 'approved')),
      says: 'pass',
      because: 'reviewed',
    },
    {
      rule: 'passes when a member approved it whose membership is private: GitHub says that they may write',
      world: {
        reads: {
          reviewsOf: async () => read([byStranger('ana', 'approved')]),
          mayWrite: async (_repo, who) => read(who === 'ana' ? 'yes' : 'no'),
        },
      },
      says: 'pass',
      because: 'reviewed',
    },
    {
      rule: 'is unknown when GitHub does not say who of those who approved it may write',
      world: { reads: { reviewsOf: async () => read([byStranger('ana', 'approved')]), mayWrite: async () => silent } },
      says: 'unknown',
      because: 'could-not-read',
    },
    {
      rule: 'fails when a stranger still wants changes: a no is heard from everybody',
      world: reviews(review('ana', 'approved'), byStranger('mallory', 'changes-requested')),
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

  test('is unknown when nobody knows what is live: the head alone, well reviewed, vouches for nothing before it', async () => {
    const head = { ...range, complete: 'no' as const, noBase: 'no version address is configured' };
    const world = reviews(review('ana', 'approved'));

    await expectCase({ rule: '', gate: reviewGate, range: head, world, says: 'unknown', because: 'range-not-known' });
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

  const deployment = run('500', { workflow: '.github/workflows/deploy.yml', event: 'workflow_dispatch' });
  const replayed = { ...deployment, workflow: '.github/workflows/replay.yml' };
  const built = { ...deployment, event: 'push' };

  /** `lint` is green; one job of the run ended as said. */
  function beside(one: RunFact, outcome: 'failed' | 'pending'): Case['world'] {
    const url = `https://github.com/acme/checkout/actions/runs/${one.id}/job/1`;
    const list = [
      { name: 'lint', outcome: 'passed', url: 'https://x' },
      { name: 'of the run', outcome, url },
    ] as const;
    return { runs: [one], reads: { checksFor: async () => read(list) } };
  }

  const ofRuns: readonly Case[] = [
    {
      rule: 'say nothing of an earlier deployment of the commit: that it failed is no reason not to try again',
      world: beside(deployment, 'failed'),
      says: 'pass',
      because: 'checks-passed',
    },
    {
      rule: 'say nothing of an earlier replay of the commit',
      world: beside(replayed, 'failed'),
      says: 'pass',
      because: 'checks-passed',
    },
    {
      rule: 'fail when the push run of the very file that deploys is red: it has built and proven the commit',
      world: beside(built, 'failed'),
      says: 'fail',
      because: 'checks-failed',
    },
    {
      rule: 'are unknown while that push run goes on',
      world: beside(built, 'pending'),
      says: 'unknown',
      because: 'checks-pending',
    },
    {
      rule: 'fail when a run that somebody started by hand, of another workflow, is red',
      world: beside({ ...deployment, workflow: '.github/workflows/nightly.yml' }, 'failed'),
      says: 'fail',
      because: 'checks-failed',
    },
    {
      rule: 'of another run are not left out for an id that only begins alike',
      world: { ...beside({ ...deployment, id: '5001' as RunFact['id'] }, 'failed'), runs: [deployment] },
      says: 'fail',
      because: 'checks-failed',
    },
    {
      rule: 'are unknown when GitHub does not say which of them a deployment made',
      world: {
        ...beside(deployment, 'failed'),
        reads: { ...beside(deployment, 'failed').reads, runsFor: async () => silent },
      },
      says: 'unknown',
      because: 'could-not-read',
    },
  ];

  test.each(ofRuns)('$rule', async (one) => await expectCase({ ...one, gate: checksGate }));
});
