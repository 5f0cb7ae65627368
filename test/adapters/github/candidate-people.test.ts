import { expect, test } from 'vitest';
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
