import { expect, test } from 'vitest';
import { bySha, candidateOf, named, problemOf } from './candidate-support.ts';
import { checkout, lanePolicy, stage } from './support.ts';

test.each([
  ['a branch', 'main'],
  ['a tag', 'v2.14.0'],
])('resolves %s to its commit', async (_name, ref) => {
  const github = await stage();

  expect(await candidateOf(github, { ref: named(ref) })).toMatchObject({ sha: github.acme.checkout.candidate.sha });
});

test('resolves a full SHA, and a short one of seven digits', async () => {
  const github = await stage();
  const { sha } = github.acme.checkout.candidate;

  expect(await candidateOf(github, { ref: bySha(sha) })).toMatchObject({ sha, within: 'main' });
  expect(await candidateOf(github, { ref: named(sha.slice(0, 7)) })).toMatchObject({ sha });
  expect(await candidateOf(github, { ref: named(sha.toUpperCase()) })).toMatchObject({ sha });
});

test.each(['nowhere', 'deadbeef', 'main~1', 'main..v2', 'HEAD', 'refs/pull/101/head', 'pull/101/head', '../x', ''])(
  'says that there is no commit or ref %j',
  async (ref) => {
    const github = await stage();

    expect(await problemOf(github, { ref: named(ref) })).toMatchObject({
      passing: 'final',
      sentence: expect.stringContaining(`There is no commit or ref “${ref}” in acme/checkout.`),
    });
  },
);

test('says that a SHA of another repository is not here', async () => {
  const github = await stage();

  expect(await problemOf(github, { ref: bySha('f'.repeat(40)) })).toMatchObject({ passing: 'final' });
  expect(await problemOf(github, { ref: bySha(github.acme.ledger.candidate.sha) })).toMatchObject({ passing: 'final' });
});

test('refuses to guess between a branch and a tag of the same name', async () => {
  const github = await stage();
  github.world.tag(checkout, { name: 'main', sha: github.acme.checkout.live.sha, by: 'eli' });

  expect(await problemOf(github)).toMatchObject({
    passing: 'final',
    sentence: "“main” is both a branch and a tag in acme/checkout. Ask for the commit's SHA instead.",
  });
});

test('takes only tags that look like versions for one, and the highest of them', async () => {
  const github = await stage();
  const { sha } = github.acme.checkout.candidate;
  for (const name of ['reviewed-by-ana', 'nightly', 'v2.14.0-rc.1', 'v2.9.0', 'z-latest'])
    github.world.tag(checkout, { name, sha, by: 'eli' });
  const untagged = github.world.setFile(checkout, 'main', 'README.md', 'x', 'eli');

  expect(await candidateOf(github, { ref: bySha(sha) })).toMatchObject({ version: 'v2.14.0' });
  expect(await candidateOf(github, { ref: bySha(untagged) })).toMatchObject({ version: null });
});

test('has no version where tags cannot be listed', async () => {
  const github = await stage();
  github.world.faults.failing.push({ path: '/tags', status: 404, times: 99 });

  expect(await candidateOf(github)).toMatchObject({ version: null });
});

test('finds a commit on none of the requestable refs, though GitHub shows it', async () => {
  const github = await stage();
  const sha = github.world.commit(checkout, { author: 'finn', message: 'From a fork' });
  const policy = lanePolicy({ refs: ['main', 'hotfix/*', 'v*'] });

  expect(await candidateOf(github, { ref: bySha(sha), policy })).toMatchObject({ sha, within: null });
  expect(await candidateOf(github, { ref: named('feature/wallet-payments'), policy })).toMatchObject({ within: null });
});

test('finds a commit on a branch or below a tag that a pattern allows', async () => {
  const github = await stage();
  const { hotfix, live } = github.acme.checkout;
  const onHotfix = await candidateOf(github, { ref: bySha(hotfix.sha), policy: lanePolicy({ refs: ['hotfix/*'] }) });
  const belowTag = await candidateOf(github, { ref: bySha(live.sha), policy: lanePolicy({ refs: ['v2.14.*'] }) });

  expect(onHotfix).toMatchObject({ within: hotfix.branch });
  expect(belowTag).toMatchObject({ within: 'v2.14.0' });
});

test('does not call a commit outside when the refs could not be read', async () => {
  const github = await stage();
  github.world.faults.failing.push({ path: '/git/matching-refs', status: 500, times: 99 });

  expect(
    await problemOf(github, {
      ref: bySha(github.acme.checkout.candidate.sha),
      policy: lanePolicy({ refs: ['release/*'] }),
    }),
  ).toMatchObject({
    passing: 'passing',
  });
});
