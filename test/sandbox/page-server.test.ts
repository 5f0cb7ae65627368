import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Snapshot } from '../../sandbox/page/client/snapshot.ts';
import { type Sandbox, startSandbox } from './page-support.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
});

describe('what a visitor does', () => {
  test('reaches the bot as a signed slash command of the person who is acted as', async () => {
    const answer = await sandbox.post('/api/act', {
      as: 'U0ELI',
      type: 'slash',
      channel: 'C0RELEASES',
      command: '/release',
      text: 'status checkout',
    });
    expect(await answer.json()).toEqual({ trouble: null });
    const last = sandbox.received.at(-1);
    expect(last).toMatchObject({ path: '/slack/events', signed: 'yes' });
    expect(last?.body.get('user_id')).toBe('U0ELI');
    expect(last?.body.get('text')).toBe('status checkout');
  });

  test('reaches the bot as a signed click with the value of the button that stands there', async () => {
    const { ts } = await postCard();
    await sandbox.post('/api/act', {
      as: 'U0ANA',
      type: 'click',
      channel: 'C0RELEASES',
      ts,
      actionId: 'release.approve',
      blockId: 'decide',
      value: 'forged by the page',
      entries: {},
    });
    const last = sandbox.received.at(-1);
    const payload = JSON.parse(last?.body.get('payload') ?? '{}') as { user: object; actions: object[] };
    expect(last?.signed).toBe('yes');
    expect(payload).toMatchObject({ user: { id: 'U0ANA' }, actions: [{ action_id: 'release.approve', value: 'r1' }] });
  });

  test('is told in a sentence when the button is no longer there', async () => {
    const before = sandbox.received.length;
    const answer = await sandbox.post('/api/act', {
      as: 'U0ANA',
      type: 'click',
      channel: 'C0RELEASES',
      ts: '1.2',
      actionId: 'x',
    });
    expect(await answer.json()).toEqual({ trouble: 'U0ANA sees no message 1.2 in C0RELEASES.' });
    expect(sandbox.received.length).toBe(before);
  });

  test.each([
    ['somebody who does not exist', { as: 'U0NOBODY', type: 'home' }, 200],
    ['an action that does not exist', { as: 'U0ANA', type: 'approve-everything' }, 400],
    ['an action without its fields', { as: 'U0ANA', type: 'slash' }, 400],
    ['text that is not JSON', '{"as":', 400],
  ])('does nothing for %s', async (_what, body, status) => {
    const before = sandbox.received.length;
    const answer = await sandbox.post('/api/act', body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ trouble: expect.stringMatching(/.+/) as string });
    expect(sandbox.received.length).toBe(before);
  });
});

describe('who may talk to the page', () => {
  const home = { as: 'U0ANA', type: 'home' };

  test.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['a cross-site request without an origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a plain form', { 'content-type': 'text/plain' }, 415],
  ])('refuses %s', async (_who, headers, status) => {
    const before = sandbox.received.length;
    expect((await sandbox.post('/api/act', home, headers)).status).toBe(status);
    expect(sandbox.received.length).toBe(before);
  });

  test('refuses a foreign host name, which is what DNS rebinding sends', async () => {
    expect(await statusFor({ host: 'evil.example' })).toBe(403);
    expect(await statusFor({ host: '127.0.0.1.evil.example' })).toBe(403);
    expect(await statusFor({ host: new URL(sandbox.page.url).host })).toBe(200);
  });

  test('refuses a body that is longer than anything the page sends', async () => {
    const answer = await sandbox.post('/api/act', { ...home, text: 'x'.repeat(300_000) });
    expect(answer.status).toBe(413);
  });

  test('lets only its own code run, and serves that as JavaScript', async () => {
    const page = await fetch(sandbox.page.url);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const code = await fetch(`${sandbox.page.url}/code/page/client/main.ts`);
    expect(code.headers.get('content-type')).toContain('text/javascript');
    expect(await code.text()).not.toContain(': Promise<void>');
  });

  test.each([
    '/code/page/server.ts',
    '/code/page/client/../server.ts',
    '/code/page/client/..%2fserver.ts',
    '/code/slack/people.ts',
    '/style/../server.ts',
    '/style/none.css',
    '/nothing',
  ])('serves nothing at %s', async (path) => {
    expect(await statusFor({ path })).toBe(404);
  });
});

describe('what the page shows', () => {
  test('what is live is what the service itself answers', async () => {
    const { services, bot } = await sandbox.state();
    expect(bot.state).toBe('ready');
    expect(services).toMatchObject([
      { name: 'checkout', version: 'v2.13.0', health: 'healthy' },
      { name: 'ledger', version: 'v1.8.0', health: 'healthy' },
    ]);
  });

  test('tells guests, strangers, bots and the deactivated from members, with what each may do', async () => {
    const { people } = await sandbox.state();
    const kinds = Object.fromEntries(people.map(({ id, kind }) => [id, kind]));
    expect(kinds).toMatchObject({
      U0GWEN: 'guest',
      U0OLE: 'deleted',
      U0ROBO: 'bot',
      U0STRANGER: 'stranger',
      U0GONOGO: 'app',
      U0ANA: 'member',
    });
    expect(people.find(({ id }) => id === 'U0ANA')?.hint).toBe('approver');
  });

  test('a change in Slack, on GitHub or at the service arrives without asking', async () => {
    const stream = await listen();
    try {
      await postCard();
      await vi.waitFor(() => expect(stream.last()?.messages['C0RELEASES']?.at(-1)?.text).toBe('A card'));
      sandbox.github.world.dispatchByHand('acme/checkout', dispatch);
      await vi.waitFor(() => expect(stream.last()?.runs[0]).toMatchObject({ status: 'queued', repo: 'acme/checkout' }));
      await sandbox.post('/api/switch', { name: 'health-html', service: 'checkout' });
      await vi.waitFor(() => expect(stream.last()?.services[0]?.health).toBe('not-json'), { timeout: 5000 });
    } finally {
      stream.close();
      await sandbox.post('/api/switch', { name: 'reset', service: 'checkout' });
    }
  });
});

describe('the switches', () => {
  test('each toggle turns on, says so, and off again', async () => {
    const { switches } = await sandbox.state();
    for (const { name } of switches.filter(({ kind }) => kind === 'toggle')) {
      await sandbox.post('/api/switch', { name, service: 'ledger' });
      expect([name, await isOn(name)]).toEqual([name, true]);
      await sandbox.post('/api/switch', { name, service: 'ledger' });
      expect([name, await isOn(name)]).toEqual([name, false]);
    }
  });

  test('a push moves the branch that was asked for, and an edit changes the workflow file that was approved', async () => {
    const { world } = sandbox.github;
    const before = world.repo('acme/ledger').branches.get('main');
    await sandbox.post('/api/switch', { name: 'push-commit', service: 'ledger' });
    await sandbox.post('/api/switch', { name: 'change-workflow', service: 'ledger' });
    const head = world.repo('acme/ledger').branches.get('main') ?? '';
    expect(head).not.toBe(before);
    const file = world
      .repo('acme/ledger')
      .commits.get(head)
      ?.tree.get('.github/workflows/cloud-deployment-pipeline.yml');
    expect(file).toContain('workflow_dispatch');
    expect(file).toContain('# Reviewed by nobody.');
  });

  test('what cannot be done now is said in a sentence', async () => {
    const answer = await sandbox.post('/api/switch', { name: 'cancel-run', service: 'ledger' });
    expect(await answer.json()).toEqual({ trouble: 'No run of acme/ledger is open now.' });
  });

  test('one press puts everything right again', async () => {
    for (const name of ['health-failing', 'version-other', 'lose-webhooks', 'dispatch-502-started', 'slack-down']) {
      await sandbox.post('/api/switch', { name, service: 'checkout' });
    }
    await sandbox.post('/api/switch', { name: 'reset', service: 'checkout' });
    expect((await sandbox.state()).switches.filter(({ on }) => on.length > 0)).toEqual([]);
  });
});

const dispatch = {
  workflow: 'cloud-deployment-pipeline.yml',
  ref: 'main',
  inputs: { release_sha: 'a'.repeat(40), gonogo_request_id: 'gng-1' },
  actor: 'ana',
};

async function postCard(): Promise<{ readonly ts?: string }> {
  const button = {
    type: 'button',
    action_id: 'release.approve',
    value: 'r1',
    text: { type: 'plain_text', text: 'Approve' },
  };
  const blocks = [{ type: 'actions', block_id: 'decide', elements: [button] }];
  return await sandbox.call('chat.postMessage', { channel: 'C0RELEASES', text: 'A card', blocks });
}

async function isOn(name: string): Promise<boolean> {
  const { switches } = await sandbox.state();
  return switches.some((one) => one.name === name && one.on.includes('ledger'));
}

/** A bare request, for what `fetch` does not let a script send. */
async function statusFor({
  host,
  path = '/api/state',
}: {
  readonly host?: string;
  readonly path?: string;
}): Promise<number> {
  const { hostname, port } = new URL(sandbox.page.url);
  return await new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path, ...(host === undefined ? {} : { headers: { host } }) },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.on('error', reject).end();
  });
}

/** Reads the stream of changes as the browser does. */
async function listen(): Promise<{ readonly last: () => Snapshot | undefined; readonly close: () => void }> {
  const stop = new AbortController();
  const response = await fetch(`${sandbox.page.url}/api/changes`, { signal: stop.signal });
  let last: Snapshot | undefined;
  let text = '';
  async function read(): Promise<void> {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) last = snapshotIn(event) ?? last;
    }
  }
  read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return { last: () => last, close: () => stop.abort() };
}

function snapshotIn(event: string): Snapshot | undefined {
  const data = event.split('\n').find((line) => line.startsWith('data: '));
  return data === undefined ? undefined : (JSON.parse(data.slice('data: '.length)) as Snapshot);
}
