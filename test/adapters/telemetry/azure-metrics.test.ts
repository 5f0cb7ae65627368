import { expect, test } from 'vitest';
import { after, minute } from '../../../src/domain/time.ts';
import { lanePolicy } from '../github/support.ts';
import {
  appServicePlan,
  askedOf,
  azureWatch,
  containerApp,
  insights,
  noon,
  readingsBeforeNoon,
  stage,
  subscription,
  valuesOf,
  webApp,
} from './support.ts';

test('reads a container app minute by minute, each field in the unit of a reading', async () => {
  const { telemetry } = await stage({ signals: { errorPercent: 10 } });

  const read = await readingsBeforeNoon(telemetry, azureWatch());

  expect(read.problems).toEqual([]);
  expect(valuesOf(read, 'at')).toEqual([
    '2026-11-20T11:50:00.000Z',
    '2026-11-20T11:51:00.000Z',
    '2026-11-20T11:52:00.000Z',
    '2026-11-20T11:53:00.000Z',
    '2026-11-20T11:54:00.000Z',
  ]);
  for (const reading of read.readings) {
    expect(reading).toMatchObject({ p95Ms: null, restarts: 0, health: 'unknown', sha: null });
    expect(reading.requests).toBeGreaterThanOrEqual(54);
    expect(reading.errors).toBeGreaterThanOrEqual(5);
    expect(reading.p50Ms).toBeGreaterThan(50);
    expect(reading.p50Ms).toBeLessThan(90);
    expect(reading.cpuPercent).toBeGreaterThan(28);
    expect(reading.memoryPercent).toBeGreaterThan(53);
  }
});

test('shows a bearer token for the audience of metrics, and asks with one-minute grain and enough series', async () => {
  const { azure, telemetry } = await stage();

  await readingsBeforeNoon(telemetry, azureWatch());

  const calls = askedOf(azure, 'metrics');
  expect(calls).toHaveLength(3);
  const split = calls.find(({ url }) => url.searchParams.get('metricnames') === 'Requests');
  expect(split?.headers.authorization).toMatch(/^Bearer sandbox-token-\d+$/);
  expect(split?.url.pathname).toBe(`/subscriptions/${subscription}/metrics:getBatch`);
  expect(Object.fromEntries(split?.url.searchParams ?? [])).toEqual({
    'api-version': '2024-02-01',
    starttime: '2026-11-20T11:50:00.000Z',
    endtime: '2026-11-20T11:55:00.000Z',
    interval: 'PT1M',
    metricnamespace: 'Microsoft.App/containerapps',
    metricnames: 'Requests',
    aggregation: 'total',
    filter: "statusCodeCategory eq '*'",
    top: '1000',
  });
  expect(split?.body).toBe(JSON.stringify({ resourceids: [containerApp('checkout')] }));
});

test('joins looks of the same moment: 51 resources are two calls, of 50 and of 1', async () => {
  const { azure, telemetry } = await stage({ resourceId: webApp, needs: { collectMs: 30 } });
  const watches = Array.from({ length: 51 }, (_none, index) => azureWatch(`${webApp}-${index}`));

  await Promise.all(watches.map(async (watch) => readingsBeforeNoon(telemetry, watch)));

  const sizes = askedOf(azure, 'metrics').map(
    ({ body }) => (JSON.parse(body) as { resourceids: string[] }).resourceids.length,
  );
  expect(sizes.toSorted((one, other) => other - one)).toEqual([50, 1]);
});

test('asks once for a resource that two lanes name in different case', async () => {
  const { azure, telemetry } = await stage({ resourceId: webApp });

  const [first, second] = await Promise.all([
    readingsBeforeNoon(telemetry, azureWatch(webApp)),
    readingsBeforeNoon(telemetry, azureWatch(webApp.replace('sites/checkout', 'Sites/Checkout'))),
  ]);

  expect(askedOf(azure, 'metrics')).toHaveLength(1);
  expect(first).toEqual(second);
});

test('never joins resources of another region, subscription or type', async () => {
  const { azure, telemetry } = await stage({ resourceId: webApp, needs: { collectMs: 30 } });
  const elsewhere = lanePolicy({ watch: { azure: { region: 'northeurope', resourceId: `${webApp}-2` } } }).watch;
  const other = webApp.replace(subscription, '11111111-1111-4111-8111-111111111111');
  const watches = [azureWatch(webApp), elsewhere ?? azureWatch(), azureWatch(other), azureWatch(insights)];

  await Promise.all(watches.map(async (watch) => readingsBeforeNoon(telemetry, watch)));

  expect(askedOf(azure, 'metrics')).toHaveLength(4);
});

test('brings the seconds of App Service to milliseconds', async () => {
  const { telemetry } = await stage({ resourceId: webApp, signals: { p50Ms: 40, p95Ms: 180, errorPercent: 5 } });

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp));

  for (const { p50Ms, requests, errors } of read.readings) {
    expect(p50Ms).toBeGreaterThan(55);
    expect(p50Ms).toBeLessThan(85);
    expect(requests).toBeGreaterThan(50);
    expect(errors).toBeGreaterThan(1);
  }
});

test('reads processor and memory of an App Service from its plan, and the requests from itself', async () => {
  const { azure, telemetry } = await stage({ resourceId: webApp, appServicePlan });

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp, { appServicePlan }));

  expect(read.problems).toEqual([]);
  for (const { requests, cpuPercent, memoryPercent } of read.readings) {
    expect(requests).toBeGreaterThan(50);
    expect(cpuPercent).toBeGreaterThan(10);
    expect(memoryPercent).toBeGreaterThan(10);
  }
  expect(askedOf(azure, 'metrics').map(({ url }) => url.searchParams.get('metricnamespace'))).toEqual([
    'Microsoft.Web/sites',
    'Microsoft.Web/serverfarms',
  ]);
});

test('claims neither processor nor memory of an App Service whose plan is not named', async () => {
  const { telemetry } = await stage({ resourceId: webApp });
  const watch = azureWatch(webApp);

  const read = await readingsBeforeNoon(telemetry, watch);

  expect(watch.withoutSource).toEqual(expect.arrayContaining(['memory', 'cpu']));
  expect(read.problems).toEqual([]);
  expect(read.readings[0]).toMatchObject({ cpuPercent: null, memoryPercent: null });
});

test('reads Application Insights by counts and milliseconds', async () => {
  const { telemetry } = await stage({ resourceId: insights, signals: { errorPercent: 20 } });

  const read = await readingsBeforeNoon(telemetry, azureWatch(insights));

  expect(read.readings[0]).toMatchObject({
    requests: expect.any(Number),
    errors: expect.any(Number),
    cpuPercent: null,
  });
  expect(read.readings[0]?.p50Ms).toBeGreaterThan(50);
});

test('takes a minute with requests and no series of 5xx for one without errors', async () => {
  const { telemetry } = await stage({ signals: { errorPercent: 0 } });

  const read = await readingsBeforeNoon(telemetry, azureWatch());

  expect(valuesOf(read, 'errors')).toEqual([0, 0, 0, 0, 0]);
});

test('leaves minutes that have not arrived unknown, and says up to when data has', async () => {
  const { telemetry } = await stage({ azure: { metricsLagMs: 2.5 * minute } });

  const read = await readingsBeforeNoon(telemetry, azureWatch(), { from: 5, to: 0 });

  expect(valuesOf(read, 'requests').map((value) => value === null)).toEqual([false, false, true, true, true]);
  expect(valuesOf(read, 'errors').map((value) => value === null)).toEqual([false, false, true, true, true]);
  expect(read.newest).toMatchObject({
    requests: after(noon, -3 * minute),
    cpuPercent: after(noon, -3 * minute),
    p95Ms: null,
  });
});

test('never reads silence as nothing: no data is unknown, with its reason', async () => {
  const { telemetry } = await stage({ signals: { data: 'silent' } });

  const read = await readingsBeforeNoon(telemetry, azureWatch());

  for (const field of ['requests', 'errors', 'p50Ms', 'cpuPercent', 'memoryPercent', 'restarts'] as const) {
    expect(valuesOf(read, field)).toEqual([null, null, null, null, null]);
    expect(read.problems.filter(({ code }) => code === 'empty').flatMap(({ fields }) => fields)).toContain(field);
    expect(read.newest[field]).toBeNull();
  }
});
