import { expect, onTestFinished, test } from 'vitest';
import { createProduction, type Production, type Signals } from '../../../sandbox/azure/production.ts';
import {
  type PrometheusDouble,
  type PrometheusFault,
  queriesFor,
  startPrometheus,
} from '../../../sandbox/prometheus/server.ts';
import { type Resolve } from '../../../src/adapters/probe-request.ts';
import { createTelemetry, type TelemetryNeeds } from '../../../src/adapters/telemetry/telemetry.ts';
import { type WatchPolicy } from '../../../src/domain/policy/lane-policy.ts';
import { type Telemetry, type TelemetryRead } from '../../../src/domain/watch/telemetry.ts';
import { noAzure, noonMs, readingsBeforeNoon, valuesOf, watchOf } from './support.ts';

const noonSeconds = noonMs() / 1000;

function telemetryWith(needs: Partial<TelemetryNeeds> = {}): Telemetry {
  return createTelemetry({ azure: noAzure, now: () => performance.now(), timeoutMs: 2_000, ...needs });
}

function prometheusWatch(
  url: string,
  queries: Readonly<Record<string, string>> = queriesFor('checkout'),
  allowHosts: readonly string[] = ['127.0.0.1'],
): WatchPolicy {
  return watchOf({ allowHosts, prometheus: { url, queries } });
}

async function stage(
  signals: Partial<Signals> = {},
): Promise<{ prometheus: PrometheusDouble; production: Production }> {
  const production = createProduction({ services: { checkout: signals }, now: noonMs });
  const prometheus = await startPrometheus({ production, now: noonMs });
  onTestFinished(async () => prometheus.stop());
  return { prometheus, production };
}

/** What is read of `cpuPercent` when Prometheus answers like this. */
async function readAnswer(fault: PrometheusFault, timeoutMs = 2_000): Promise<TelemetryRead> {
  const { prometheus } = await stage();
  prometheus.fail(fault);
  return await readingsBeforeNoon(telemetryWith({ timeoutMs }), prometheusWatch(prometheus.url, { cpuPercent: 'cpu' }));
}

function resolvingTo(addresses: readonly string[]): Resolve {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

function matrix(values: readonly (readonly [number, unknown])[]): PrometheusFault {
  const result = [{ metric: {}, values }];
  return {
    kind: 'reply',
    status: 200,
    body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }),
  };
}

/** The instant at which the minute that began so many minutes before noon is over, in seconds. */
function endOfMinute(minutesBefore: number): number {
  return noonSeconds - minutesBefore * 60 + 60;
}

test('reads each configured signal by a range query of its own', async () => {
  const { prometheus } = await stage({ errorPercent: 10, restartsPerMinute: 0 });

  const read = await readingsBeforeNoon(telemetryWith(), prometheusWatch(prometheus.url));

  expect(read.problems).toEqual([]);
  expect(read.readings).toHaveLength(5);
  for (const reading of read.readings) {
    expect(reading).toMatchObject({ restarts: 0, health: 'unknown' });
    for (const field of ['requests', 'errors', 'p50Ms', 'p95Ms', 'cpuPercent', 'memoryPercent'] as const) {
      expect(reading[field]).toBeGreaterThan(0);
    }
  }
  expect(Object.values(read.newest)).toEqual(Array.from({ length: 7 }, () => '2026-11-20T11:55:00.000Z'));
});

test('asks for one value a minute, each at the end of the minute that it is about', async () => {
  const { prometheus } = await stage();

  await readingsBeforeNoon(
    telemetryWith(),
    prometheusWatch(`${prometheus.url}/`, { cpuPercent: 'max(cpu{app="a b&c"})' }),
  );

  const [asked, ...more] = prometheus.asked;
  expect(more).toEqual([]);
  expect(asked?.pathname).toBe('/api/v1/query_range');
  expect(Object.fromEntries(asked?.searchParams ?? [])).toEqual({
    query: 'max(cpu{app="a b&c"})',
    start: String(endOfMinute(10)),
    end: String(endOfMinute(6)),
    step: '60',
  });
});

test('keeps the path that Prometheus is served under', async () => {
  const { prometheus } = await stage();

  await readingsBeforeNoon(telemetryWith(), prometheusWatch(`${prometheus.url}/metrics/eu/`, { cpuPercent: 'cpu' }));

  expect(prometheus.asked[0]?.pathname).toBe('/metrics/eu/api/v1/query_range');
});

test('brings counts that were extrapolated back to whole ones, and text to numbers', async () => {
  const { prometheus } = await stage();
  prometheus.fail(
    matrix([
      [endOfMinute(10), '59.99'],
      [endOfMinute(9), '61.02'],
      [endOfMinute(8), '6.1e1'],
    ]),
  );
  const queries = { requests: 'r', errors: 'e', cpuPercent: 'c' };

  const read = await readingsBeforeNoon(telemetryWith(), prometheusWatch(prometheus.url, queries));

  expect(valuesOf(read, 'requests')).toEqual([60, 61, 61, null, null]);
  expect(valuesOf(read, 'cpuPercent')).toEqual([59.99, 61.02, 61, null, null]);
});

test.each(['NaN', '+Inf', '-Inf', '-1', '', 'many', null, 30, ['30']])(
  'takes the value %j for unknown',
  async (value) => {
    const read = await readAnswer(
      matrix([
        [endOfMinute(10), '30'],
        [endOfMinute(9), value],
        [endOfMinute(8), '31'],
      ]),
    );

    expect(valuesOf(read, 'cpuPercent')).toEqual([30, null, 31, null, null]);
    expect(read.problems).toMatchObject([{ code: 'wrong-shape', fields: ['cpuPercent'] }]);
  },
);

test.each([
  [
    'no series',
    { kind: 'reply', status: 200, body: '{"status":"success","data":{"resultType":"matrix","result":[]}}' },
    'empty',
  ],
  ['a series without values', matrix([]), 'empty'],
  [
    'a vector',
    { kind: 'reply', status: 200, body: '{"status":"success","data":{"resultType":"vector","result":[]}}' },
    'wrong-shape',
  ],
  [
    'an HTML page with 200',
    { kind: 'reply', status: 200, type: 'text/html', body: '<html>Sign in</html>' },
    'wrong-shape',
  ],
  ['JSON that is cut short', { kind: 'reply', status: 200, body: '{"status":"succ' }, 'wrong-shape'],
  ['nothing', { kind: 'reply', status: 200, body: '' }, 'wrong-shape'],
  [
    'an error of the query',
    { kind: 'reply', status: 400, body: '{"status":"error","errorType":"bad_data","error":"parse error"}' },
    'refused',
  ],
  [
    'an error of the execution',
    { kind: 'reply', status: 422, body: '{"status":"error","errorType":"execution","error":"many-to-many"}' },
    'refused',
  ],
  [
    'a time-out of its own',
    { kind: 'reply', status: 503, body: '{"status":"error","errorType":"timeout","error":"query timed out"}' },
    'timed-out',
  ],
  ['trouble', { kind: 'reply', status: 502, type: 'text/html', body: '<html>' }, 'not-answered'],
  ['too many questions', { kind: 'reply', status: 429, body: '' }, 'throttled'],
  ['no permission', { kind: 'reply', status: 401, body: '' }, 'refused'],
  ['a redirect, which is not followed', { kind: 'reply', status: 302, body: '' }, 'not-answered'],
  ['no answer in time', { kind: 'hang' }, 'timed-out'],
] as readonly (readonly [string, PrometheusFault, string])[])('takes %s for unknown', async (_name, fault, code) => {
  const read = await readAnswer(fault, fault.kind === 'hang' ? 300 : 2_000);

  expect(valuesOf(read, 'cpuPercent')).toEqual([null, null, null, null, null]);
  expect(read.problems).toMatchObject([{ source: 'prometheus', code, fields: ['cpuPercent'] }]);
});

test('tells what Prometheus said about the query, without what a card would take for a mention or a link', async () => {
  const body = JSON.stringify({
    status: 'error',
    errorType: 'bad_data',
    error: 'parse <!channel> error: *unexpected* "x"',
  });

  const read = await readAnswer({ kind: 'reply', status: 400, body });

  expect(read.problems[0]?.reason).toBe(
    'Prometheus refused the query (400 bad_data: parse channel error: unexpected "x")',
  );
});

test('asks for one series where a query gives several', async () => {
  const one = { metric: {}, values: [[endOfMinute(10), '1']] };
  const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [one, one] } });

  const read = await readAnswer({ kind: 'reply', status: 200, body });

  expect(read.problems[0]).toMatchObject({
    code: 'wrong-shape',
    reason: 'the query gives 2 series; make one of them with sum() or max()',
  });
});

test('never takes errors that do not exist yet for 0, and says how the query can', async () => {
  const { prometheus } = await stage();
  const queries = { ...queriesFor('checkout'), errors: 'gonogo_nothing' };

  const read = await readingsBeforeNoon(telemetryWith(), prometheusWatch(prometheus.url, queries));

  expect(valuesOf(read, 'errors')).toEqual([null, null, null, null, null]);
  expect(read.problems).toEqual([
    {
      source: 'prometheus',
      code: 'empty',
      fields: ['errors'],
      reason: 'the query gives no value for these minutes; end it with "or vector(0)" if none is meant by that',
    },
  ]);
});

test.each([
  ['loopback', 'https://127.0.0.1:9090', []],
  ['metadata', 'https://169.254.169.254', []],
  ['a private host', 'https://10.0.3.7', []],
  ['a name that resolves to a private host', 'https://prometheus.example.com', ['10.0.3.7']],
  ['a name that resolves to a private host among public ones', 'https://prometheus.example.com', ['8.8.8.8', '::1']],
])('refuses to ask %s', async (_name, url, addresses) => {
  const read = await readingsBeforeNoon(
    telemetryWith({ resolve: resolvingTo(addresses) }),
    prometheusWatch(url, { cpuPercent: 'cpu' }, []),
  );

  expect(read.problems).toMatchObject([{ code: 'refused', reason: expect.stringContaining('watch.allowHosts') }]);
});

test('a host that does not exist is our trouble and unknown', async () => {
  const read = await readingsBeforeNoon(
    telemetryWith({ resolve: resolvingTo([]) }),
    prometheusWatch('https://prometheus.example.com', { cpuPercent: 'cpu' }, []),
  );

  expect(read.problems).toMatchObject([{ code: 'not-answered' }]);
});

test('looks up a host once for many looks, and judges what it found for each lane', async () => {
  const { prometheus } = await stage();
  let lookedUp = 0;
  const telemetry = telemetryWith({
    resolve: async () => {
      lookedUp += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    },
  });
  const url = prometheus.url.replace('127.0.0.1', 'prometheus.internal');

  const allowed = await readingsBeforeNoon(
    telemetry,
    prometheusWatch(url, queriesFor('checkout'), ['prometheus.internal']),
  );
  const again = await readingsBeforeNoon(
    telemetry,
    prometheusWatch(url, { cpuPercent: 'cpu' }, ['prometheus.internal']),
  );
  const other = { ...prometheusWatch(url, { cpuPercent: 'cpu' }, ['prometheus.internal']), allowHosts: [] };
  const refused = await readingsBeforeNoon(telemetry, other);

  expect(allowed.problems).toEqual([]);
  expect(again.problems).toMatchObject([{ code: 'empty' }]);
  expect(refused.problems).toMatchObject([{ code: 'refused' }]);
  expect(lookedUp).toBe(1);
});

test('does not read on when an answer is larger than any could be', async () => {
  const read = await readAnswer({ kind: 'reply', status: 200, body: `{"status":"${'x'.repeat(1_100_000)}"}` });

  expect(read.problems).toMatchObject([
    { code: 'wrong-shape', reason: 'Prometheus answered with more than a megabyte' },
  ]);
});
