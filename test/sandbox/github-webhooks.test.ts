import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { inputsFor, type Stage, stage, workflowId } from './github-support.ts';

const secret = 'hook-secret';

type Received = { readonly headers: IncomingHttpHeaders; readonly text: string };

/** A receiver that answers 200, and a GitHub that sends to it. */
async function hooked(): Promise<Stage & { readonly received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, text });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const github = await stage({
    webhook: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret },
  });
  return { ...github, received };
}

function start({ world, acme }: Stage): string {
  const inputs = inputsFor(acme.checkout.candidate.sha);
  return world.dispatchByHand('acme/checkout', { workflow: workflowId, ref: 'main', inputs, actor: 'ana' }).id;
}

const Body = z.looseObject({ action: z.string().optional(), ref: z.string().optional() });

function namesOf(received: readonly Received[]): readonly string[] {
  return received.map(({ headers, text }) =>
    [headers['x-github-event'], Body.parse(JSON.parse(text)).action ?? ''].join(' ').trim(),
  );
}

test('tells nothing of the history that the demo begins with', async () => {
  const github = await hooked();
  await github.webhooks.settled();

  expect(github.received).toEqual([]);
});

test('signs each delivery over its exact bytes, and gives it an id', async () => {
  const github = await hooked();
  start(github);
  await github.webhooks.settled();
  const [first] = github.received;

  expect(first?.headers['x-hub-signature-256']).toBe(
    `sha256=${createHmac('sha256', secret)
      .update(first?.text ?? '')
      .digest('hex')}`,
  );
  expect(first?.headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/);
  expect(first?.headers['content-type']).toBe('application/json');
});

test('tells a run from request to end, in order', async () => {
  const github = await hooked();
  github.world.finishRun(start(github), 'success');
  await github.webhooks.settled();
  const last = JSON.parse(github.received.at(-2)?.text ?? '{}') as unknown;

  expect(namesOf(github.received)).toEqual([
    'workflow_run requested',
    'workflow_run in_progress',
    'workflow_run completed',
    'check_suite completed',
  ]);
  expect(last).toMatchObject({
    workflow_run: { conclusion: 'success', display_title: `Deploy ${github.acme.checkout.candidate.sha} (d-1)` },
    repository: { full_name: 'acme/checkout' },
    sender: { login: 'ana' },
  });
});

test('tells a push with its commits and its pusher, and what it does to an open pull request', async () => {
  const github = await hooked();
  const before = github.world.repo('acme/checkout').branches.get('feature/wallet-payments');
  const after = github.world.setFile(
    'acme/checkout',
    'feature/wallet-payments',
    'src/wallet.ts',
    'export {};\n',
    'dana',
  );
  await github.webhooks.settled();

  expect(namesOf(github.received)).toEqual(['push', 'pull_request synchronize']);
  expect(JSON.parse(github.received[0]?.text ?? '')).toMatchObject({
    ref: 'refs/heads/feature/wallet-payments',
    before,
    after,
    forced: false,
    pusher: { name: 'dana' },
    commits: [{ id: after, author: { username: 'dana' } }],
  });
});

test('writes ids above 2^53 as plain numbers', async () => {
  const github = await stage({ runIds: 'above-2^53' });
  github.webhooks.aim({ url: 'http://127.0.0.1:9/', secret });
  const id = start(github);
  await github.webhooks.settled();

  expect(github.world.deliveries[0]?.body).toContain(`"workflow_run":{"id":${id},`);
  expect(github.world.deliveries[0]?.outcome).toBe('failed');
});

test('loses, doubles and delays deliveries when it is told to', async () => {
  const github = await hooked();
  const { faults, deliveries } = github.world;
  faults.loseWebhooks = true;
  const run = start(github);
  faults.loseWebhooks = false;
  faults.duplicateWebhooks = true;
  faults.delayWebhooksMs = 20;
  github.world.advanceRun(run);
  const sentAtOnce = github.received.length;
  await github.webhooks.settled();

  expect(deliveries.map((one) => one.outcome)).toEqual(['lost', 200]);
  expect(sentAtOnce).toBe(0);
  expect(namesOf(github.received)).toEqual(['workflow_run in_progress', 'workflow_run in_progress']);
  expect(new Set(github.received.map((one) => one.headers['x-github-delivery'])).size).toBe(1);
});

test('sends an old delivery again under its old id', async () => {
  const github = await hooked();
  const run = start(github);
  github.world.cancelRun(run);
  const [first] = github.world.deliveries;
  github.webhooks.redeliver(first?.id ?? '');
  await github.webhooks.settled();

  expect(namesOf(github.received)).toEqual([
    'workflow_run requested',
    'workflow_run completed',
    'check_suite completed',
    'workflow_run requested',
  ]);
  expect(github.received[3]?.headers['x-github-delivery']).toBe(first?.id);
});
