import { expect, test } from 'vitest';
import { ask, byText, candidateOf, named, workflowPath } from './candidate-support.ts';
import { checkout, lanePolicy, stage } from './support.ts';

test('reads everything that a card shows of the candidate', async () => {
  const github = await stage();
  const { live, candidate: asked } = github.acme.checkout;

  const candidate = await candidateOf(github);

  expect(candidate).toMatchObject({
    sha: asked.sha,
    version: 'v2.14.0',
    title: 'Log the order id with each payment',
    url: `https://github.com/acme/checkout/commit/${asked.sha}`,
    within: 'main',
    base: { kind: 'known', sha: live.sha, from: 'version-endpoint' },
    ahead: candidate.commits.length,
    behind: 0,
    compareUrl: `https://github.com/acme/checkout/compare/${live.sha}...${asked.sha}`,
    workflow: { kind: 'found', path: workflowPath, lacks: [] },
    live: { kind: 'seen', sha: live.sha },
  });
  expect(candidate.commits[0]).toMatchObject({ sha: asked.sha, author: { login: 'dana', name: 'Dana Diallo' } });
  expect(candidate.authors.map((author) => author.login ?? '').toSorted(byText)).toEqual(['dana', 'eli']);
  expect(candidate.coAuthors).toMatchObject([{ login: null, name: 'Cara Chen' }]);
  expect(candidate.pulls).toEqual([
    {
      number: 102,
      title: 'Refuse to pay for an empty basket',
      url: 'https://github.com/acme/checkout/pull/102',
      author: 'eli',
    },
    { number: 101, title: 'Express checkout', url: 'https://github.com/acme/checkout/pull/101', author: 'dana' },
  ]);
});

test('lists no pull requests, and goes on, where they cannot be read', async () => {
  const github = await stage();
  github.world.faults.failing.push({ path: '/pulls', status: 404, times: 99 });

  expect(await candidateOf(github)).toMatchObject({ pulls: [] });
});

test('says that the workflow file is missing at the head of the deploy ref', async () => {
  const github = await stage();
  const policy = lanePolicy({ deploy: { workflow: 'other.yml', ref: 'main' } });

  expect((await candidateOf(github, { policy })).workflow).toEqual({
    kind: 'missing',
    path: '.github/workflows/other.yml',
    ref: 'main',
  });
});

test('reads the workflow at the deploy ref, whatever is asked for, and says what it lacks', async () => {
  const github = await stage();
  const before = await candidateOf(github, { ref: named('v2.14.0') });
  github.world.setFile(checkout, 'main', workflowPath, 'on: push\n', 'eli');
  const after = await candidateOf(github, { ref: named('v2.14.0') });

  expect(after.sha).toBe(before.sha);
  expect(after.workflow).toMatchObject({ kind: 'found', lacks: [{ what: 'trigger' }, { what: 'run-name' }] });
  expect(after.workflow).not.toMatchObject({
    blobSha: before.workflow.kind === 'found' ? before.workflow.blobSha : '',
  });
});

test('hands on the text of the very workflow that would run, of a deployment and of a replay', async () => {
  const github = await stage();
  const replaying = lanePolicy({ replay: { workflow: 'again.yml', ref: 'main' } });
  github.world.setFile(checkout, 'main', workflowPath, '# deploys\non: push\n', 'eli');
  github.world.setFile(checkout, 'main', '.github/workflows/again.yml', '# replays\non: push\n', 'eli');

  expect(await ask(github, { ref: named('v2.14.0') })).toMatchObject({
    range: { workflowText: '# deploys\non: push\n' },
  });
  expect(await ask(github, { policy: replaying, kind: 'replay', ref: named('v2.14.0') })).toMatchObject({
    range: { workflowText: '# replays\non: push\n' },
  });
});

test('uses the workflow’s own names of our inputs', async () => {
  const github = await stage();
  const { workflow } = await candidateOf(github, { policy: lanePolicy({ inputs: { release_sha: 'commit' } }) });

  expect(workflow).toMatchObject({
    lacks: [
      { what: 'input', name: 'commit' },
      { what: 'input', name: 'release_sha' },
    ],
  });
});

test.each([
  ['is no YAML', 'on: [push\n  x: }'],
  [
    'refers to itself without end',
    `a: &a [x, x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`}, `.repeat(9)}x]`).join('\n')}\n`,
  ],
])('does not fall over a workflow file that %s', async (_name, text) => {
  const github = await stage();
  github.world.setFile(checkout, 'main', workflowPath, text, 'eli');
  const answer = await ask(github);

  const told = answer.kind === 'problem' ? answer.sentence : JSON.stringify(answer.candidate.workflow);
  expect(told).toMatch(/is not valid YAML|"what":"trigger"/);
});
