import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type DispatchFault } from '../../../sandbox/github/faults.ts';
import { createDispatcher, type Dispatcher, type StartRun } from '../../../src/adapters/github/dispatcher.ts';
import { RunId } from '../../../src/domain/ids.ts';
import {
  answering,
  checkout,
  clientsFor,
  closedUrl,
  deployFile,
  json,
  type Stage,
  shortLimits,
  stage,
} from './support.ts';

const dispatchId = 'gng-0123456789abcdef';

function start(sha = 'a'.repeat(40), changes: Partial<StartRun> = {}): StartRun {
  const inputs = { release_sha: sha, gonogo_request_id: dispatchId };
  return { repo: checkout, workflow: deployFile, ref: 'main', inputs, ...changes };
}

function postsOf({ world }: Stage): number {
  return world.calls.filter((call) => call.method === 'POST').length;
}

function startedRuns({ world }: Stage): readonly string[] {
  return world.runsOf(checkout).flatMap((run) => (run.displayTitle.includes(dispatchId) ? [run.id] : []));
}

test('says which run was started, with one call in the version that tells it', async () => {
  const github = await stage();
  const answer = await createDispatcher(github.writes, github.reads).startRun(
    start(github.acme.checkout.candidate.sha),
  );

  const [run] = startedRuns(github);
  expect(answer).toEqual({
    kind: 'started',
    run: { id: run, url: `https://github.com/acme/checkout/actions/runs/${run}` },
  });
  const [call] = github.world.calls.filter((one) => one.method === 'POST');
  expect(call).toMatchObject({ apiVersion: '2022-11-28', body: { ref: 'main', return_run_details: true } });
  expect(postsOf(github)).toBe(1);
  expect(github.counted).toEqual(['200 POST /repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches']);
});

test('keeps every digit of a run id above 2^53', async () => {
  const github = await stage({ runIds: 'above-2^53' });
  const answer = await createDispatcher(github.writes, github.reads).startRun(start());

  expect(answer).toMatchObject({ kind: 'started', run: { id: startedRuns(github)[0] } });
  expect(BigInt(startedRuns(github)[0] ?? 0)).toBeGreaterThan(2n ** 53n);
});

test('takes an answer without details for accepted: the run has to be looked for', async () => {
  const github = await stage();
  github.world.nextDispatch('no-run-details');

  expect(await createDispatcher(github.writes, github.reads).startRun(start())).toEqual({ kind: 'accepted' });
  expect(postsOf(github)).toBe(1);
});

test('asks an older server once more without the parameter that it rejected, and starts one run', async () => {
  const github = await stage();
  github.world.nextDispatch('refuses-run-details', 'no-run-details');

  expect(await createDispatcher(github.writes, github.reads).startRun(start())).toEqual({ kind: 'accepted' });
  expect(postsOf(github)).toBe(2);
  expect(startedRuns(github)).toHaveLength(1);
});

test('asks again without the parameter when a server rejects it with 400', async () => {
  const server = await answering(({ body }, response) => {
    if (body.includes('return_run_details')) json(response, 400, { message: 'Invalid key: return_run_details' });
    else response.writeHead(204).end();
  });

  expect(await dispatcherFor(server.url).startRun(start())).toEqual({ kind: 'accepted' });
  expect(server.asked).toHaveLength(2);
});

test.each<readonly [DispatchFault, number]>([
  ['500-started', 1],
  ['500-not-started', 0],
  ['502-started', 1],
  ['502-not-started', 0],
  ['503-not-started', 0],
  ['timeout-started', 1],
  ['timeout-not-started', 0],
  ['reset-started', 1],
  ['reset-not-started', 0],
])('calls once and does not know what came of it: %s', async (fault, runs) => {
  const github = await stage();
  github.world.nextDispatch(fault);

  const answer = await createDispatcher(github.writes, github.reads).startRun(start());

  expect(answer).toMatchObject({ kind: 'ambiguous', reason: expect.stringMatching(/\w/) });
  expect(postsOf(github)).toBe(1);
  expect(startedRuns(github)).toHaveLength(runs);
});

test.each<DispatchFault>(['500-started', '502-started'])(
  'does not call again where there is time to: %s',
  async (fault) => {
    const github = await stage();
    const { writes, reads } = clientsFor(github.url, undefined, { ...shortLimits, writeMs: 8_000 });
    github.world.nextDispatch(fault);

    expect(await createDispatcher(writes, reads).startRun(start())).toMatchObject({ kind: 'ambiguous' });
    expect(postsOf(github)).toBe(1);
    expect(startedRuns(github)).toHaveLength(1);
  },
);

test.each<readonly [DispatchFault, RegExp]>([
  ['403-forbidden', /403: Resource not accessible by integration.*write access to actions/],
  ['403-rate-limited', /rate limit.*lifts in 60 seconds/],
  ['429-rate-limited', /rate limit.*lifts in 60 seconds/],
  ['404', /404: Not Found.*default branch/],
  ['422', /422: Workflow does not have 'workflow_dispatch' trigger/],
])('knows that nothing was started, and says what to do: %s', async (fault, sentence) => {
  const github = await stage();
  github.world.nextDispatch(fault);

  const answer = await createDispatcher(github.writes, github.reads).startRun(start());

  expect(answer).toMatchObject({ kind: 'refused', message: expect.stringMatching(sentence) });
  expect(postsOf(github)).toBe(1);
  expect(startedRuns(github)).toHaveLength(0);
});

test('passes on GitHub’s words about a ref that is not there', async () => {
  const github = await stage();
  const answer = await createDispatcher(github.writes, github.reads).startRun(start(undefined, { ref: 'gone' }));

  expect(answer).toMatchObject({ kind: 'refused', message: expect.stringContaining('No ref found for: gone') });
});

test('says that the token is not valid, after one call', async () => {
  const github = await stage();
  github.world.faults.refuseToken = true;

  const answer = await createDispatcher(github.writes, github.reads).startRun(start());

  expect(answer).toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/401: Bad credentials.*GITHUB_TOKEN/),
  });
  expect(postsOf(github)).toBe(1);
});

test.each([
  ['a page that is elsewhere now', 303, ''],
  ['200 with a page of a proxy', 200, '<html>please log in</html>'],
  ['200 with another object', 200, '{"ok":true}'],
  ['200 cut in the middle', 200, '{"workflow_run_id": 17'],
  ['a success that is not documented', 202, '{}'],
  ['a time-out that somebody in between answered', 408, '{}'],
])('does not know what came of %s', async (_name, status, body) => {
  const server = await answering((_asked, response) => {
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' }).end(body);
  });

  expect(await dispatcherFor(server.url).startRun(start())).toMatchObject({ kind: 'ambiguous' });
  expect(server.asked).toHaveLength(1);
});

test.each([301, 302, 307, 308])('knows that nothing was started where the repository has moved: %i', async (status) => {
  const server = await answering((_asked, response) => {
    json(response, status, { message: 'Moved Permanently' }, { location: '/repositories/17/dispatches' });
  });
  const dispatcher = dispatcherFor(server.url);

  expect(await dispatcher.startRun(start())).toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/The repository acme\/checkout has moved\. Put.*gonogo\.yaml/),
  });
  expect(await dispatcher.cancelRun(checkout, RunId.parse('17'))).toMatchObject({
    sentence: expect.stringContaining('The repository acme/checkout has moved'),
  });
  expect(server.asked).toHaveLength(2);
});

test('does not know what came of a call whose answer broke off', async () => {
  const server = await answering((_asked, response, request) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"workflow_run_id": 17', () => request.socket.resetAndDestroy());
  });

  expect(await dispatcherFor(server.url).startRun(start())).toMatchObject({ kind: 'ambiguous' });
  expect(server.asked).toHaveLength(1);
});

test('knows that nothing was sent when nobody listens', async () => {
  const answer = await dispatcherFor(await closedUrl()).startRun(start());

  expect(answer).toMatchObject({ kind: 'refused', message: expect.stringMatching(/Nothing was sent.*ECONNREFUSED/) });
});

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const app = {
  id: '77',
  installationId: '4242',
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
};
const appAuth = {
  kind: 'app',
  appId: app.id,
  installationId: app.installationId,
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
} as const;

test('starts a run as a GitHub App', async () => {
  const github = await stage({ app });
  const answer = await dispatcherFor(github.url, appAuth).startRun(start());

  expect(answer).toMatchObject({ kind: 'started' });
  expect(postsOf(github)).toBe(2);
});

test('knows that nothing was sent when the App got no token', async () => {
  const github = await stage({ app });
  const answer = await dispatcherFor(github.url, { ...appAuth, installationId: '1' }).startRun(start());

  expect(answer).toMatchObject({ kind: 'refused' });
  expect(github.world.calls.filter((call) => call.path.endsWith('/dispatches'))).toEqual([]);
});

test('sends nothing when its time is up once the App has its token', async () => {
  const github = await stage({ app });
  const dispatcher = dispatcherFor(github.url, appAuth);

  expect(await dispatcher.startRun(start(), () => false)).toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/^Nothing was sent/),
  });
  expect(github.world.calls.filter((call) => call.path.endsWith('/dispatches'))).toEqual([]);
});

test('asks an older server again only while there is time', async () => {
  const github = await stage();
  github.world.nextDispatch('refuses-run-details');
  const times = [true, false];

  const answer = await createDispatcher(github.writes, github.reads).startRun(start(), () => times.shift() ?? false);

  expect(answer).toMatchObject({ kind: 'refused' });
  expect(postsOf(github)).toBe(1);
  expect(startedRuns(github)).toEqual([]);
});

test('fetches the token of an App once, beforehand', async () => {
  const github = await stage({ app });
  const dispatcher = dispatcherFor(github.url, appAuth);
  await dispatcher.prepare();
  const tokens = postsOf(github);

  await dispatcher.startRun(start());

  expect(tokens).toBe(1);
  expect(postsOf(github)).toBe(2);
});

test('cancels a run, and says when it is over already', async () => {
  const github = await stage();
  const dispatcher = createDispatcher(github.writes, github.reads);
  await dispatcher.startRun(start());
  const run = RunId.parse(startedRuns(github)[0]);

  expect(await dispatcher.cancelRun(checkout, run)).toEqual({ kind: 'asked' });
  github.world.finishRun(run, 'cancelled');
  expect(await dispatcher.cancelRun(checkout, run)).toEqual({ kind: 'over' });
});

test('says in a sentence why a run could not be cancelled', async () => {
  const github = await stage();
  github.world.faults.down = '503';

  expect(await createDispatcher(github.writes, github.reads).cancelRun(checkout, RunId.parse('17'))).toMatchObject({
    kind: 'problem',
    passing: 'passing',
    sentence: expect.stringContaining('GitHub has a fault of its own (503'),
  });
});

function dispatcherFor(...where: Parameters<typeof clientsFor>): Dispatcher {
  const { writes, reads } = clientsFor(...where);
  return createDispatcher(writes, reads);
}
