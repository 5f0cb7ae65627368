import { expect, test } from 'vitest';
import { readPulls } from '../../../src/adapters/github/pulls.ts';
import { GitCommit } from '../../../src/adapters/github/shapes.ts';
import { ask, bySha, named, seen } from './candidate-support.ts';
import { answering, checkout, clientsFor, json, lanePolicy, type Stage, stage } from './support.ts';

/** A pull request of one commit, merged to main. */
function merged({ world }: Stage, title: string, method: 'merge' | 'squash', labels: readonly string[] = []): number {
  const head = `feature/${title.toLowerCase().replaceAll(/\W+/g, '-')}`;
  world.push(checkout, head, world.commit(checkout, { on: 'main', author: 'finn', message: title }), 'finn');
  const number = world.openPull(checkout, { author: 'finn', title, head });
  world.mergePull(checkout, { number, by: 'ben', method });
  world.labelPull(checkout, number, labels, 'ben');
  return number;
}

async function found(github: Stage, asking: Parameters<typeof ask>[1] = {}) {
  const answer = await ask(github, asking);
  if (answer.kind === 'problem') throw new Error(answer.sentence);
  return answer;
}

test('finds many pull requests with one list, however they were merged, and never one by one', async () => {
  const github = await stage();
  const live = github.acme.checkout.candidate.sha;
  const numbers = Array.from({ length: 12 }, (_, index) =>
    merged(github, `Part ${index}`, index % 2 === 0 ? 'merge' : 'squash'),
  );
  const { candidate, range } = await found(github, { version: seen(live) });

  expect(candidate.pulls.map(({ number }) => number)).toEqual(numbers.toReversed());
  expect(range).toMatchObject({ complete: 'yes', loose: [] });
  expect(github.counted.filter((call) => call.includes('pulls'))).toEqual(['200 GET /repos/{owner}/{repo}/pulls']);
});

test('says with which head and labels a pull request was merged', async () => {
  const github = await stage();
  const live = github.acme.checkout.candidate.sha;
  const number = merged(github, 'Wallets', 'squash', ['ui', 'semver-major']);
  const head = github.world.repo(checkout).pulls.find((pull) => pull.number === number)?.headSha;

  const { candidate, range } = await found(github, { version: seen(live) });

  expect(range.pulls).toMatchObject([{ number, author: 'finn', head, labels: ['ui', 'semver-major'] }]);
  expect(candidate.labels).toEqual(['ui', 'semver-major']);
  expect(candidate.changes.breaking).toMatchObject([{ title: 'Wallets' }]);
});

test('names the commits that no pull request brought', async () => {
  const github = await stage();
  const live = github.acme.checkout.candidate.sha;
  merged(github, 'Wallets', 'squash');
  const loose = github.world.setFile(checkout, 'main', 'a.txt', 'pushed past everybody', 'eli');

  const { range } = await found(github, { version: seen(live) });

  expect(range).toMatchObject({ loose: [loose], complete: 'yes' });
  expect(range.files).toContain('a.txt');
});

test('does not claim to know every pull request of a range with more loose commits than it asks about', async () => {
  const github = await stage();
  const live = github.acme.checkout.candidate.sha;
  for (let index = 0; index < 25; index += 1) github.world.setFile(checkout, 'main', 'a.txt', String(index), 'eli');

  const { range } = await found(github, { version: seen(live) });

  expect(range.complete).toBe('no');
  expect(range.loose).toHaveLength(20);
  expect(github.counted.filter((call) => call.endsWith('/commits/{ref}/pulls'))).toHaveLength(20);
});

test('does not claim to know every pull request while GitHub shows none', async () => {
  const github = await stage();
  github.world.faults.failing.push({ path: '/pulls', status: 404, times: 99 });

  expect((await found(github)).range).toMatchObject({ pulls: [], loose: [], complete: 'no' });
});

function person(): object {
  return { name: 'Dana', email: 'dana@acme.example' };
}

function commitOf(digit: string, parent: string): GitCommit {
  const commit = { message: `Part ${digit}`, author: person(), committer: person() };
  return GitCommit.parse({ sha: digit.repeat(40), commit, parents: [{ sha: parent.repeat(40) }] });
}

test('asks GitHub to which pull request the commits of a rebase belong', async () => {
  const pull = {
    number: 7,
    title: 'Rebased',
    user: { login: 'dana' },
    merged_at: '2026-11-20T12:00:00Z',
    merge_commit_sha: '3'.repeat(40),
  };
  const server = await answering((asked, response) => {
    const isListed = asked.url.startsWith('/repos/acme/checkout/pulls');
    json(response, 200, isListed || !asked.url.includes('0'.repeat(40)) ? [pull] : []);
  });
  const commits = [commitOf('3', '2'), commitOf('2', '1'), commitOf('1', '0'), commitOf('0', 'f')];

  const read = await readPulls(clientsFor(server.url).reads, checkout, 'main', commits);

  expect(read).toMatchObject({ pulls: [{ line: { number: 7 } }], loose: ['0'.repeat(40)], complete: 'yes' });
  expect(read.pulls).toHaveLength(1);
});

test('does not take a pull request that was closed without a merge for the one that brought a commit', async () => {
  const closed = { number: 7, title: 'Rejected', user: null, merged_at: null, merge_commit_sha: '3'.repeat(40) };
  const server = await answering((_asked, response) => json(response, 200, [closed]));

  const read = await readPulls(clientsFor(server.url).reads, checkout, 'main', [commitOf('3', '2')]);

  expect(read).toMatchObject({ pulls: [], loose: ['3'.repeat(40)], complete: 'yes' });
});

test('says what a rollback takes away: commits and migrations', async () => {
  const github = await stage();
  const older = github.acme.checkout.live.sha;
  const path = 'db/migrations/1_wallets.sql';
  const live = github.world.setFile(checkout, 'main', path, 'create table wallets;', 'eli');
  const migrations = { globs: ['db/migrations/**'], reversible: [] };
  const policy = { ...lanePolicy(), migrations };

  const asking = { policy, ref: bySha(older), version: seen(live) };
  const rollback = await found(github, { ...asking, kind: 'rollback' });
  const replay = await found(github, { ...asking, kind: 'replay' });

  expect(rollback.candidate).toMatchObject({
    behind: 7,
    undoes: { count: 7, migrations: { kind: 'known', value: { files: [path], reversible: 'none' } } },
  });
  expect(rollback.candidate.undoes?.commits[0]).toMatchObject({ sha: live, title: `Update ${path}` });
  expect(rollback.candidate.undoes?.commits).toHaveLength(7);
  expect(replay.candidate.undoes).toBeNull();
});

test('shows the newest of many commits that a rollback takes away', async () => {
  const github = await stage();
  let live = '';
  for (let index = 0; index < 205; index += 1) {
    live = github.world.commit(checkout, { on: 'main', author: 'eli', message: `Change ${index}` });
    github.world.push(checkout, 'main', live, 'eli');
  }
  const older = bySha(github.acme.checkout.candidate.sha);

  const { candidate } = await found(github, { kind: 'rollback', ref: older, version: seen(live) });

  expect(candidate.undoes).toMatchObject({ count: 205, commits: { length: 20, 0: { title: 'Change 204' } } });
});

test('goes on with a rollback when nothing around it can be read', async () => {
  const github = await stage();
  const older = github.acme.checkout.live.sha;
  const live = github.acme.checkout.candidate.sha;
  for (const path of ['/compare/', '/pulls', '/activity', '/matching-refs/', '/tags', '/dependency-graph/'])
    github.world.faults.failing.push({ path, status: 500, times: 99 });

  const { candidate } = await found(github, { kind: 'rollback', ref: bySha(older), version: seen(live) });

  expect(candidate).toMatchObject({ sha: older, base: { kind: 'unknown' }, workflow: { kind: 'found' } });
  expect(candidate.undoes).toEqual({
    count: null,
    commits: [],
    migrations: { kind: 'unknown', why: 'not-configured' },
  });
});

test('reads the replay workflow for what is not built again, and which inputs it takes', async () => {
  const github = await stage();
  const replay = { workflow: 'cloud-deployment-pipeline-replay.yml', ref: 'main' };
  const policy = lanePolicy({ replay });

  const { candidate } = await found(github, { policy, kind: 'replay', ref: named('v2.14.0') });

  expect(candidate.workflow).toMatchObject({
    kind: 'found',
    path: `.github/workflows/${replay.workflow}`,
    lacks: [],
    declares: expect.arrayContaining(['release_sha', 'gonogo_request_id', 'release_manifest']),
  });
});
