import { expect, test } from 'vitest';
import { type Answer } from '../../../src/adapters/github/answers.ts';
import { readLastPusher } from '../../../src/adapters/github/last-pusher.ts';
import { CommitSha, GithubLogin, SlackUserId } from '../../../src/domain/ids.ts';
import { type Live } from '../../../src/domain/lane/lane.ts';
import { instantAt } from '../../../src/domain/time.ts';
import { bySha, byText, candidateOf, named, notAsked, problemOf, seen } from './candidate-support.ts';
import { checkout, lanePolicy, stage } from './support.ts';

test('counts from the record when production does not say what it runs', async () => {
  const github = await stage();
  const { sha } = github.acme.checkout.live;
  const how = { kind: 'adopted', by: SlackUserId.parse('U0ANA') } as const;
  const live: Live = { kind: 'known', sha: CommitSha.parse(sha), version: 'v2.13.0', since: instantAt(0), how };

  const candidate = await candidateOf(github, { version: notAsked, live });

  expect(candidate).toMatchObject({ base: { kind: 'known', sha, from: 'ledger' }, behind: 0, live: notAsked });
  expect(await candidateOf(github, { version: seen('f'.repeat(40)), live })).toMatchObject({
    base: { sha, from: 'ledger' },
  });
});

test('knows only the head commit’s people when nobody says what is live', async () => {
  const github = await stage();

  const candidate = await candidateOf(github, { version: notAsked });

  expect(candidate).toMatchObject({
    ahead: null,
    behind: null,
    compareUrl: null,
    commits: [{}],
    authors: [{ login: 'dana' }],
    coAuthors: [],
  });
  expect(candidate.base).toEqual({
    kind: 'unknown',
    reason: 'no version address is configured',
  });
});

test('says that what is live is not of this repository', async () => {
  const github = await stage();
  const { base } = await candidateOf(github, { version: seen('f'.repeat(40)) });

  expect(base).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('no history in common') });
});

test('says how many commits production has that the candidate has not', async () => {
  const github = await stage();
  const { candidate, hotfix, live } = github.acme.checkout;
  const policy = lanePolicy({ refs: ['main', 'hotfix/*'] });

  const aside = await candidateOf(github, { policy, ref: named(hotfix.branch), version: seen(candidate.sha) });
  const older = await candidateOf(github, { policy, ref: bySha(live.sha), version: seen(candidate.sha) });

  expect(aside).toMatchObject({ ahead: 1, behind: 6, within: 'hotfix/vat-rounding', authors: [{ login: 'eli' }] });
  // Nothing is ahead, and still somebody wrote what would be deployed.
  expect(older).toMatchObject({ ahead: 0, behind: 6, authors: [{ login: 'dana' }] });
});

test('knows every author of a range of more than 250 commits, and keeps 20 lines', async () => {
  const github = await stage();
  for (let index = 0; index < 290; index += 1) {
    const author = index === 3 ? 'ana' : 'eli';
    const coAuthors = index === 7 ? ['finn'] : [];
    github.world.push(
      checkout,
      'main',
      github.world.commit(checkout, { author, coAuthors, message: `Change ${index}` }),
      author,
    );
  }

  const candidate = await candidateOf(github);

  expect(candidate.ahead).toBeGreaterThan(290);
  expect(candidate.commits).toHaveLength(20);
  expect(candidate.commits[0]).toMatchObject({ title: 'Change 289' });
  expect(candidate.authors.map((author) => author.login ?? '').toSorted(byText)).toEqual(['ana', 'dana', 'eli']);
  expect(candidate.coAuthors.map((coAuthor) => coAuthor.name).toSorted(byText)).toEqual(['Cara Chen', 'Finn Fischer']);
});

test('refuses to go on when a page of the range cannot be read', async () => {
  const github = await stage();
  github.world.faults.failing.push({ path: '/compare/', status: 500, times: 99 });

  expect(await problemOf(github)).toMatchObject({
    passing: 'passing',
    sentence: expect.stringContaining('fault of its own (500'),
  });
});

test('takes the last pusher from the push event when there was one', async () => {
  const github = await stage();
  const sha = CommitSha.parse(github.acme.checkout.candidate.sha);
  const pushes = [{ ref: 'refs/heads/main', sha, pusher: GithubLogin.parse('finn') }];

  expect((await candidateOf(github, { pushes })).lastPusher).toMatchObject({
    kind: 'known',
    who: { login: 'finn' },
    from: 'push',
  });
});

test('takes the last pusher from the repository’s activity, the newest that ended here', async () => {
  const github = await stage();
  const sha = github.world.commit(checkout, { author: 'eli', message: 'On a branch' });
  github.world.push(checkout, 'feature/x', sha, 'eli');
  github.world.push(checkout, 'main', sha, 'ben');

  const expected = { kind: 'known', who: { login: 'ben' }, from: 'activity' };
  expect((await candidateOf(github)).lastPusher).toMatchObject(expected);
  expect((await candidateOf(github, { ref: bySha(sha) })).lastPusher).toMatchObject(expected);
});

test('does not take whoever tagged the commit for its last pusher', async () => {
  const github = await stage();
  const sha = CommitSha.parse(github.acme.checkout.candidate.sha);
  const pushes = [
    { ref: 'refs/tags/v2.14.0', sha, pusher: GithubLogin.parse('gil') },
    { ref: 'refs/heads/main', sha, pusher: GithubLogin.parse('finn') },
  ];

  expect((await candidateOf(github, { pushes })).lastPusher).toMatchObject({ who: { login: 'finn' }, from: 'push' });
  expect((await candidateOf(github, { pushes, ref: bySha(sha) })).lastPusher).toMatchObject({ who: { login: 'finn' } });
  expect((await candidateOf(github, { pushes: pushes.slice(0, 1) })).lastPusher).toMatchObject({ from: 'activity' });
});

test.each([500, 502])('names nobody in place of the last pusher while GitHub answers %i', async (status) => {
  const github = await stage();
  github.world.faults.failing.push({ path: '/activity', status, times: 99 });

  expect(await problemOf(github)).toMatchObject({
    passing: 'passing',
    sentence: expect.stringContaining(`fault of its own (${status}`),
  });
});

test('names nobody in place of the last pusher while the rate limit is used up', async () => {
  const limited: Answer = {
    kind: 'answer',
    status: 403,
    headers: { 'x-ratelimit-remaining': '0' },
    data: { message: 'API rate limit exceeded' },
  };

  expect(await lastPusherWhere(limited)).toMatchObject({
    kind: 'problem',
    sentence: expect.stringContaining('rate limit is used up'),
  });
});

test.each([403, 404, 501])('takes the committer where the activity is not to be had: %i', async (status) => {
  const withheld: Answer = { kind: 'answer', status, headers: {}, data: { message: 'Resource not accessible' } };

  expect(await lastPusherWhere(withheld)).toMatchObject({ kind: 'known', who: { login: 'eli' }, from: 'committer' });
});

test('names nobody while the pull request that tells who merged cannot be read', async () => {
  const github = await stage();
  github.world.faults.hideActivity = true;
  const number = github.world.openPull(checkout, { author: 'finn', title: 'Wallets', head: 'feature/wallet-payments' });
  github.world.mergePull(checkout, { number, by: 'ben', method: 'squash' });
  github.world.faults.failing.push({ path: '/pulls', status: 500, times: 99 });

  expect(await problemOf(github)).toMatchObject({ passing: 'passing' });
});

/** The last pusher of a commit by eli, where the repository's activity is answered like this. */
async function lastPusherWhere(answer: Answer): ReturnType<typeof readLastPusher> {
  const login = GithubLogin.parse('eli');
  const person = { login, name: 'Eli', email: 'eli@example.com' };
  const sha = CommitSha.parse('1'.repeat(40));
  const head = { sha, url: '', message: '', author: person, committer: person, parents: [] };
  const resolved = { kind: 'resolved', head, named: { as: 'branch', name: 'main' } } as const;
  return await readLastPusher({ get: async () => answer }, checkout, resolved, [], { pulls: [], unread: null });
}

test('takes the committer for the last pusher where there is no activity to read', async () => {
  const github = await stage();
  github.world.faults.hideActivity = true;
  const sha = github.world.commit(checkout, { author: 'dana', committer: 'eli', message: 'Rebased' });
  github.world.push(checkout, 'main', sha, 'ben');

  expect((await candidateOf(github)).lastPusher).toMatchObject({
    kind: 'known',
    who: { login: 'eli' },
    from: 'committer',
  });
});

test('takes whoever merged for the last pusher when GitHub itself committed', async () => {
  const github = await stage();
  github.world.faults.hideActivity = true;
  const number = github.world.openPull(checkout, { author: 'finn', title: 'Wallets', head: 'feature/wallet-payments' });
  github.world.mergePull(checkout, { number, by: 'ben', method: 'squash' });

  expect((await candidateOf(github)).lastPusher).toMatchObject({
    kind: 'known',
    who: { login: 'ben' },
    from: 'committer',
  });
});

test('does not know the last pusher when GitHub committed and no merge tells for whom', async () => {
  const github = await stage();
  github.world.faults.hideActivity = true;
  const sha = github.world.commit(checkout, {
    author: 'dana',
    committer: 'web-flow',
    message: 'Edited in the browser (#101)',
  });
  github.world.push(checkout, 'main', sha, 'dana');

  const candidate = await candidateOf(github);

  expect(candidate.lastPusher).toEqual({ kind: 'unknown' });
  // The number in the title is of another commit's pull request, which is listed once, for its own.
  expect(candidate.pulls.map((pull) => pull.number)).toEqual([102, 101]);
});
