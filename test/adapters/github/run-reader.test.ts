import { expect, test } from 'vitest';
import { blobSha } from '../../../sandbox/github/git-objects.ts';
import { rehearsedRuns } from '../../../src/adapters/github/rehearsal.ts';
import { carries, createRunReader } from '../../../src/adapters/github/run-reader.ts';
import { DispatchId, type RepoName, RunId } from '../../../src/domain/ids.ts';
import { type Instant, instantAt, minute } from '../../../src/domain/time.ts';
import { answering, checkout, clientsFor, deployFile, json, type Stage, stage } from './support.ts';

const dispatch = DispatchId.parse('gng-0123456789abcdef');
const path = `.github/workflows/${deployFile}`;

function startByHand({ world, acme }: Stage, id: string): string {
  const inputs = { release_sha: acme.checkout.candidate.sha, gonogo_request_id: id };
  return world.dispatchByHand(checkout, { workflow: deployFile, ref: 'main', inputs, actor: 'ana' }).id;
}

function blobOnMain({ world }: Stage): string {
  const repo = world.repo(checkout);
  return blobSha(repo.commits.get(repo.branches.get('main') ?? '')?.tree.get(path) ?? '');
}

async function readOnce(github: Stage, run: string): ReturnType<ReturnType<typeof createRunReader>['readRun']> {
  return await createRunReader(github.reads).readRun(checkout, RunId.parse(run), path);
}

test('follows a run from queued to its conclusion, with the workflow that ran', async () => {
  const github = await stage();
  const run = startByHand(github, dispatch);
  const made = { title: expect.stringContaining(dispatch), createdAt: expect.stringMatching(/\.000Z$/) };
  const workflow = { workflowPath: path, workflowBlob: blobOnMain(github), attempt: 1, ...made };
  const url = `https://github.com/acme/checkout/actions/runs/${run}`;

  const queued = { run: { id: run, url }, status: 'queued', conclusion: null, ...workflow };
  expect(await readOnce(github, run)).toEqual({ kind: 'read', reading: queued });
  github.world.advanceRun(run);
  expect(await readOnce(github, run)).toMatchObject({ reading: { status: 'in_progress', conclusion: null } });
  github.world.finishRun(run, 'success');
  expect(await readOnce(github, run)).toMatchObject({ reading: { status: 'completed', conclusion: 'success' } });
});

test('tells a run that somebody started again at GitHub', async () => {
  const github = await stage();
  const run = startByHand(github, dispatch);
  github.world.finishRun(run, 'failure');
  github.world.rerun(run, 'all', 'ben');

  expect(await readOnce(github, run)).toMatchObject({ reading: { attempt: 2 } });
});

test('reads the workflow file at the head of the run, not at the branch', async () => {
  const github = await stage();
  const before = blobOnMain(github);
  const run = startByHand(github, dispatch);
  github.world.setFile(checkout, 'main', path, 'name: Another\n', 'ben');

  expect(await readOnce(github, run)).toMatchObject({ reading: { workflowBlob: before } });
});

test('does not know the workflow when its file cannot be read, and asks again the next time', async () => {
  const github = await stage();
  const reader = createRunReader(github.reads);
  const run = RunId.parse(startByHand(github, dispatch));
  github.world.faults.failing.push({ path: '/contents/', status: 404, times: 1 });

  expect(await reader.readRun(checkout, run, path)).toMatchObject({ reading: { workflowBlob: null } });
  expect(await reader.readRun(checkout, run, path)).toMatchObject({ reading: { workflowBlob: blobOnMain(github) } });
});

test('reads the workflow file of one head once, however often the run is read', async () => {
  const github = await stage();
  const reader = createRunReader(github.reads);
  const run = RunId.parse(startByHand(github, dispatch));
  for (let look = 0; look < 3; look += 1) await reader.readRun(checkout, run, path);

  expect(github.world.calls.filter((call) => call.path.includes('/contents/'))).toHaveLength(1);
});

test.each(['queued', 'requested', 'waiting', 'pending', 'something-new'])(
  'takes a run that is %s for one that has not begun',
  async (status) => {
    const server = await answering((_asked, response) => {
      json(response, 200, {
        id: 17,
        html_url: 'https://github.com/r/17',
        head_sha: 'a'.repeat(40),
        status,
        path: `${path}@main`,
      });
    });
    const read = await createRunReader(clientsFor(server.url).reads).readRun(checkout, RunId.parse('17'), path);

    expect(read).toMatchObject({ reading: { status: 'queued', workflowPath: path, workflowBlob: null } });
  },
);

test('says that a run is not there', async () => {
  const github = await stage();

  expect(await readOnce(github, '99')).toMatchObject({
    passing: 'final',
    sentence: expect.stringContaining('no run 99 in acme/checkout'),
  });
});

async function search(github: Stage, since: Instant): ReturnType<ReturnType<typeof createRunReader>['findRuns']> {
  return await createRunReader(github.reads).findRuns(checkout, deployFile, dispatch, since);
}

test('finds the run that carries the dispatch id, and no other', async () => {
  const github = await stage();
  const run = startByHand(github, dispatch);
  startByHand(github, `${dispatch}0`);
  startByHand(github, 'gng-fedcba9876543210');

  const url = `https://github.com/acme/checkout/actions/runs/${run}`;
  expect(await search(github, instantAt(Date.now()))).toEqual({ kind: 'searched', runs: [{ id: run, url }] });
});

test('finds both runs when one call started two', async () => {
  const github = await stage({ runIds: 'above-2^53' });
  const runs = [startByHand(github, dispatch), startByHand(github, dispatch)];

  const found = await search(github, instantAt(Date.now()));

  expect(found.kind === 'searched' ? found.runs.map((run) => run.id).toSorted() : found).toEqual(runs.toSorted());
});

test('does not find a run that GitHub does not list yet, and finds it later', async () => {
  let now = Date.parse('2026-11-20T12:00:00Z');
  const github = await stage({ now: () => now });
  const since = instantAt(now);
  github.world.faults.hideRunsMs = minute;
  startByHand(github, dispatch);

  expect(await search(github, since)).toEqual({ kind: 'searched', runs: [] });
  now += 2 * minute;
  expect(await search(github, since)).toMatchObject({ runs: [{}] });
});

test('allows two minutes for clocks that differ, and looks no further back', async () => {
  const github = await stage();
  startByHand(github, dispatch);

  expect(await search(github, instantAt(Date.now() + minute))).toMatchObject({ runs: [{}] });
  expect(await search(github, instantAt(Date.now() + 4 * minute))).toMatchObject({ runs: [] });
});

test('looks through every page', async () => {
  const github = await stage();
  startByHand(github, dispatch);
  for (let index = 0; index < 130; index += 1) startByHand(github, `gng-00000000000${10_000 + index}`);

  expect(await search(github, instantAt(Date.now()))).toMatchObject({ runs: [{}] });
});

test('finds a run in a list that does not say how long it is', async () => {
  const runs = [{ id: 17, html_url: 'https://github.com/r/17', display_title: `Deploy (${dispatch})` }];
  const server = await answering((_asked, response) => json(response, 200, { workflow_runs: runs }));
  const reader = createRunReader(clientsFor(server.url).reads);

  expect(await reader.findRuns(checkout, deployFile, dispatch, instantAt(0))).toMatchObject({
    kind: 'searched',
    runs: [{ id: '17' }],
  });
});

test('in a rehearsal finds a run by whichever clock GitHub goes, and concludes nothing from when it was made', async () => {
  const github = await stage();
  const run = startByHand(github, dispatch);
  const wallMs = Date.now();
  for (const ahead of [4 * 60 * minute, -3 * 60 * minute]) {
    const clock = { wallMs: () => wallMs, nowMs: () => wallMs + ahead };
    const runs = rehearsedRuns(createRunReader(github.reads), clock);
    expect(await runs.findRuns(checkout, deployFile, dispatch, instantAt(clock.nowMs()))).toMatchObject({
      runs: [{ id: run }],
    });
    expect(await runs.readRun(checkout, RunId.parse(run), path)).toMatchObject({ reading: { createdAt: null } });
  }
});

test('says that the search is incomplete instead of guessing when GitHub lists no more', async () => {
  const full = Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    html_url: 'https://github.com/r',
    display_title: 'x',
  }));
  const server = await answering((_asked, response) => json(response, 200, { total_count: 5000, workflow_runs: full }));
  const reader = createRunReader(clientsFor(server.url).reads);

  expect(await reader.findRuns(checkout as RepoName, deployFile, dispatch, instantAt(0))).toMatchObject({
    kind: 'problem',
    passing: 'passing',
  });
  expect(server.asked).toHaveLength(10);
});

test.each([
  ['Deploy (gng-0123456789abcdef)', true],
  ['gng-0123456789abcdef', true],
  ['[gng-0123456789abcdef]: v2', true],
  ['Deploy gng-0123456789abcdef0', false],
  ['Deploy xgng-0123456789abcdef', false],
  ['Deploy gng-0123456789abcdef-2', false],
  ['', false],
])('knows whether a run’s name %j carries the id as a word of its own', (title, expected) => {
  expect(carries(title, dispatch)).toBe(expected);
});
