import { expect, test, vi } from 'vitest';
import { type AzureDouble } from '../../../sandbox/azure/server.ts';
import { type AzureApi, type AzureFault } from '../../../sandbox/azure/types.ts';
import { createTelemetry } from '../../../src/adapters/telemetry/telemetry.ts';
import { type Telemetry, type TelemetryRead } from '../../../src/domain/watch/telemetry.ts';
import { closedUrl } from '../github/support.ts';
import {
  answeredBy,
  askedOf,
  azureWatch,
  logs,
  noAzure,
  readingsBeforeNoon,
  stage,
  telemetryFor,
  valuesOf,
  webApp,
} from './support.ts';

const apis = [
  ['metrics', azureWatch(webApp), 'requests'],
  ['logs', azureWatch('/subscriptions/s/resourceGroups/rg/providers/Acme/unknown/checkout', { logs }), 'p95Ms'],
] as const;

function reply(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = '{"error":{"code":"Busy","message":"no"}}',
): AzureFault {
  return { kind: 'reply', status, headers, body };
}

/** What comes of a fault that is met so many times, and how often Azure was asked. */
async function metBy(
  api: (typeof apis)[number][0],
  fault: AzureFault,
  times: number,
  timeoutMs = 5_000,
): Promise<{
  readonly read: TelemetryRead;
  readonly calls: number;
  readonly known: boolean;
  readonly azure: AzureDouble;
}> {
  const { azure, telemetry } = await stage({ resourceId: webApp, needs: { timeoutMs } });
  azure.fail(api, fault, times);
  const [, watch, field] = apis.find(([name]) => name === api) ?? apis[0];
  const read = await readingsBeforeNoon(telemetry, watch);
  return { read, calls: askedOf(azure, api).length, known: !valuesOf(read, field).includes(null), azure };
}

function codeOf(read: TelemetryRead, api: AzureApi): unknown {
  return read.problems.find(({ source, reason }) => source === `azure-${api}` && !reason.includes('no such metric'))
    ?.code;
}

test.each(apis.flatMap(([api]) => [503, 529, 500, 408].map((status) => [api, status] as const)))(
  'asks %s again after a %i, and takes the answer',
  async (api, status) => {
    expect(await metBy(api, reply(status), 1)).toMatchObject({ calls: 2, known: true });
  },
);

test.each(apis)('asks %s three times at most, and then says that it is in trouble', async (api) => {
  const { read, calls, known } = await metBy(api, reply(503), 9);

  expect({ calls, known }).toEqual({ calls: 3, known: false });
  expect(codeOf(read, api)).toBe('not-answered');
});

test.each(apis)('waits as long as a 429 of %s says', async (api) => {
  const start = performance.now();

  expect(await metBy(api, reply(429, { 'retry-after': '1' }), 1)).toMatchObject({ calls: 2, known: true });
  expect(performance.now() - start).toBeGreaterThan(950);
});

test.each(apis)('does not ask %s again after a 429 that does not say when', async (api) => {
  const { read, calls } = await metBy(api, reply(429), 1);

  expect(calls).toBe(1);
  expect(codeOf(read, api)).toBe('throttled');
});

test.each(apis)('does not wait for %s when the time it asks for is more than a look has', async (api) => {
  const start = performance.now();

  const { read, calls } = await metBy(api, reply(429, { 'retry-after': '60' }), 1);

  expect(calls).toBe(1);
  expect(codeOf(read, api)).toBe('throttled');
  expect(performance.now() - start).toBeLessThan(3_000);
});

test.each(apis)('understands a Retry-After of %s in milliseconds, and as a date', async (api) => {
  expect(await metBy(api, reply(429, { 'retry-after-ms': '20' }), 1)).toMatchObject({ calls: 2 });
  const date = 'Fri, 20 Nov 2026 12:00:00 GMT';
  expect(await metBy(api, reply(429, { date, 'retry-after': date }), 1)).toMatchObject({ calls: 2 });
});

test.each(apis)('is back in time when %s never answers', async (api) => {
  const start = performance.now();

  const { read } = await metBy(api, { kind: 'hang' }, 9, 300);

  expect(codeOf(read, api)).toBe('timed-out');
  expect(performance.now() - start).toBeLessThan(2_000);
});

test.each(apis)('is back in time when the body of %s stops coming, and hangs up', async (_api, watch, field) => {
  let hungUp = 0;
  const { telemetry } = await answeredBy(
    (_asked, response) => {
      response.once('close', () => {
        hungUp += 1;
      });
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"values":');
    },
    { timeoutMs: 500 },
  );

  const read = await readingsBeforeNoon(telemetry, watch);

  expect(read.problems.find(({ fields }) => fields.includes(field))).toMatchObject({ code: 'timed-out' });
  await expect.poll(() => hungUp, { timeout: 3_000 }).toBe(1);
});

test('a look is over before its interval is, however much time a call may have', async () => {
  const { azure, telemetry } = await stage({ resourceId: webApp });
  azure.fail('metrics', { kind: 'hang' });
  const start = performance.now();

  const read = await readingsBeforeNoon(telemetry, { ...azureWatch(webApp), everyMs: 1_000 });

  expect(codeOf(read, 'metrics')).toBe('timed-out');
  // The call alone would have had five seconds; the rest is for a busy machine.
  expect(performance.now() - start).toBeLessThan(3_000);
});

test('a lane with a short interval does not wait for the lanes that share its call', async () => {
  const { azure, telemetry } = await stage({ resourceId: webApp, needs: { timeoutMs: 1_500 } });
  azure.fail('metrics', { kind: 'hang' });
  const order: string[] = [];

  await Promise.all([
    readingsBeforeNoon(telemetry, azureWatch(`${webApp}-slow`)).then(() => order.push('slow')),
    readingsBeforeNoon(telemetry, { ...azureWatch(webApp), everyMs: 500 }).then(() => order.push('fast')),
  ]);

  expect(order).toEqual(['fast', 'slow']);
  expect(askedOf(azure, 'metrics')).toHaveLength(1);
});

test.each([
  [401, 'refused'],
  [403, 'refused'],
  [400, 'refused'],
  [404, 'refused'],
  [302, 'not-answered'],
])('tells a %i from an answer and does not repeat it', async (status, code) => {
  for (const [api] of apis) {
    const { read, calls } = await metBy(api, reply(status, { location: 'http://127.0.0.1:1/' }), 9);
    expect({ calls, code: codeOf(read, api) }).toEqual({ calls: 1, code });
  }
});

test.each(apis)('names the innermost code of an error of %s, and none of its words', async (api) => {
  const body = JSON.stringify({
    error: { code: 'BadArgumentError', message: 'secret', innererror: { code: 'SemanticError' } },
  });

  const { read } = await metBy(api, reply(400, {}, body), 1);

  expect(JSON.stringify(read.problems)).toContain('(400 SemanticError)');
  expect(JSON.stringify(read.problems)).not.toContain('secret');
});

test.each(apis)('takes an HTML page of %s for what its status says', async (api) => {
  const html = { 'content-type': 'text/html' };

  expect(codeOf((await metBy(api, reply(502, html, '<html>'), 9, 1_000)).read, api)).toBe('not-answered');
  expect(codeOf((await metBy(api, reply(403, html, '<html>'), 9)).read, api)).toBe('refused');
  expect(codeOf((await metBy(api, reply(200, html, '<html>'), 9)).read, api)).toBe('wrong-shape');
});

test('says when Azure cannot be reached', async () => {
  const { azure } = await stage();
  const url = await closedUrl();
  const telemetry = telemetryFor(azure, { azure: { ...noAzure, metricsEndpoint: url, logsEndpoint: url } });

  const read = await readingsBeforeNoon(telemetry, azureWatch(undefined, { logs }));

  expect(read.problems.map(({ source, code }) => [source, code])).toEqual([
    ['azure-metrics', 'not-answered'],
    ['azure-logs', 'not-answered'],
  ]);
});

test('sends no token over plain http to another machine', async () => {
  const { azure } = await stage();
  const telemetry = telemetryFor(azure, { azure: { ...noAzure, metricsEndpoint: 'http://azure.example.com' } });

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp));

  expect(read.problems[0]).toMatchObject({
    code: 'refused',
    reason:
      'Azure Monitor is not asked: its endpoint is plain http on another machine, and a token would be sent along',
  });
});

test('fetches another token when Azure calls the one it has revoked', async () => {
  const { azure, telemetry } = await stage({ resourceId: webApp });
  const claims = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
  const challenge = `Bearer realm="", error="insufficient_claims", claims="${claims}"`;
  azure.fail('metrics', reply(401, { 'www-authenticate': challenge }), 1);

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp));

  expect(valuesOf(read, 'requests')).not.toContain(null);
  expect(askedOf(azure, 'metrics').map(({ headers }) => headers.authorization)).toEqual([
    'Bearer sandbox-token-1',
    'Bearer sandbox-token-2',
  ]);
});

test('runs under the managed identity of the machine unless told otherwise', async () => {
  const { azure } = await stage({ resourceId: webApp });
  vi.stubEnv('IDENTITY_ENDPOINT', azure.environment['IDENTITY_ENDPOINT']);
  vi.stubEnv('IDENTITY_HEADER', azure.environment['IDENTITY_HEADER']);
  const telemetry = telemetryWithoutCredential(azure, { clientId: 'the-client' });

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp)).finally(() => vi.unstubAllEnvs());

  expect(valuesOf(read, 'requests')).not.toContain(null);
  const token = azure.asked.find(({ api }) => api === 'token');
  expect(token?.url.searchParams.get('client_id')).toBe('the-client');
  expect(askedOf(azure, 'metrics')[0]?.headers.authorization).toBe('Bearer sandbox-token-1');
});

test('says that there is no token where a token file stands without its client', async () => {
  const { azure } = await stage();
  const telemetry = telemetryWithoutCredential(azure, { federatedTokenFile: '/nowhere/token' });

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp));

  expect(read.problems[0]).toMatchObject({
    code: 'refused',
    reason: 'Azure gave no token for Azure Monitor; check the identity that Gonogo runs under',
  });
  expect(azure.asked).toEqual([]);
});

/** Our telemetry with the identity that the environment names. */
function telemetryWithoutCredential(azure: AzureDouble, identity: Partial<typeof noAzure>): Telemetry {
  return createTelemetry({
    azure: { ...noAzure, metricsEndpoint: azure.url, logsEndpoint: azure.url, ...identity },
    now: () => performance.now(),
    collectMs: 1,
  });
}
