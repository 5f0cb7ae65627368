import { expect, test } from 'vitest';
import { type Instant } from '../../../src/domain/time.ts';
import { type TelemetryRead } from '../../../src/domain/watch/telemetry.ts';
import { json } from '../github/support.ts';
import {
  answeredBy,
  azureWatch,
  batchAnswer,
  containerApp,
  insights,
  pointsFrom,
  readingsBeforeNoon,
  valuesOf,
  type WrittenSeries,
  webApp,
} from './support.ts';

/** What is read of a web app whose `Requests` come like this. */
async function readRequests(
  series: readonly WrittenSeries[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<TelemetryRead> {
  const { telemetry } = await answeredBy((_asked, response) =>
    json(response, 200, batchAnswer(webApp, { Requests: series }, more)),
  );
  return await readingsBeforeNoon(telemetry, azureWatch(webApp));
}

async function readApp(metric: string, series: readonly WrittenSeries[]): Promise<TelemetryRead> {
  const app = containerApp('checkout');
  const { telemetry } = await answeredBy((_asked, response) =>
    json(response, 200, batchAnswer(app, { [metric]: series })),
  );
  return await readingsBeforeNoon(telemetry, azureWatch());
}

function problemOf(read: TelemetryRead, field: 'requests' | 'restarts'): unknown {
  return read.problems.find(({ fields }) => fields.includes(field)) ?? null;
}

test.each([
  ['a point without a value', undefined],
  ['null', null],
])('takes %s for unknown', async (_name, value) => {
  const read = await readRequests([{ data: pointsFrom(10, 'total', [60, value, 0, 61, 62]) }]);

  expect(valuesOf(read, 'requests')).toEqual([60, null, 0, 61, 62]);
  expect(problemOf(read, 'requests')).toBeNull();
});

test.each([
  ['text', '60'],
  ['the word NaN', 'NaN'],
  ['the word Infinity', 'Infinity'],
  ['a negative number', -1],
  ['a list', [60]],
  ['true', true],
])('takes %s for unknown and says so', async (_name, value) => {
  const read = await readRequests([{ data: pointsFrom(10, 'total', [60, value, 61, 62, 63]) }]);

  expect(valuesOf(read, 'requests')).toEqual([60, null, 61, 62, 63]);
  expect(problemOf(read, 'requests')).toMatchObject({
    code: 'wrong-shape',
    reason: 'answered some minutes with no true number',
  });
});

test.each([
  ['an empty list of series', [], 'empty'],
  ['a series without data', [{ data: [] }], 'empty'],
  ['several series where one was asked for', [{ data: [] }, { data: [] }], 'wrong-shape'],
  ['a time that is none', [{ data: [{ timeStamp: 'soon', total: 60 }] }], 'wrong-shape'],
  ['points that are no objects', [{ data: ['60'] as unknown as [] }], 'wrong-shape'],
])('takes %s for unknown', async (_name, series, code) => {
  const read = await readRequests(series);

  expect(valuesOf(read, 'requests')).toEqual([null, null, null, null, null]);
  expect(problemOf(read, 'requests')).toMatchObject({ code });
});

test('names a metric that Azure refused within an answer that it gave', async () => {
  const read = await readRequests([], { errorCode: 'MetricNotSupported', errorMessage: 'no' });

  expect(problemOf(read, 'requests')).toMatchObject({
    code: 'refused',
    reason: 'Azure Monitor refused Requests (MetricNotSupported)',
  });
});

test.each([
  ['an HTML page with 200', 'text/html', '<!doctype html><title>Sign in</title>'],
  ['an HTML page that claims to be JSON', 'application/json', '<html>'],
  ['JSON that is cut short', 'application/json', '{"values":[{"resourceid"'],
  ['a bare NaN', 'application/json', '{"values":NaN}'],
  ['a list', 'application/json', '[]'],
  ['values that are text', 'application/json', '{"values":"none"}'],
  ['values without metrics', 'application/json', '{"values":[{"resourceid":"x"}]}'],
  ['nothing at all', 'application/json', ''],
])('takes %s for unknown', async (_name, type, body) => {
  const { telemetry } = await answeredBy((_asked, response) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  });

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp));

  expect(valuesOf(read, 'requests')).toEqual([null, null, null, null, null]);
  expect(problemOf(read, 'requests')).toMatchObject({ code: 'wrong-shape', source: 'azure-metrics' });
});

test('says when the answer leaves the resource out', async () => {
  const { telemetry } = await answeredBy((_asked, response) => json(response, 200, { values: [] }));

  const read = await readingsBeforeNoon(telemetry, azureWatch(insights));

  expect(read.problems).toContainEqual({
    source: 'azure-metrics',
    code: 'empty',
    fields: ['requests', 'errors', 'p50Ms'],
    reason: 'Azure Monitor’s answer leaves the resource out',
  });
});

test('adds up the kinds of status, of which 5xx are the errors', async () => {
  const read = await readApp('Requests', [
    { label: '2xx', data: pointsFrom(10, 'total', [50, 51, undefined, undefined, 54]) },
    { label: '4xx', data: pointsFrom(10, 'total', [5, undefined, undefined, 3, 4]) },
    { label: '5xx', data: pointsFrom(10, 'total', [2, undefined, undefined, 3, -1]) },
  ]);

  expect(valuesOf(read, 'requests')).toEqual([57, 51, null, 6, null]);
  expect(valuesOf(read, 'errors')).toEqual([2, 0, null, 3, null]);
});

test('does not guess of what kind a series without a label is', async () => {
  const read = await readApp('Requests', [{ data: pointsFrom(10, 'total', [50]) }]);

  expect(problemOf(read, 'requests')).toMatchObject({ code: 'wrong-shape' });
});

test('counts restarts of the interval, not the running totals of replicas', async () => {
  const read = await readApp('RestartCount', [
    { label: 'old', data: pointsFrom(12, 'maximum', [7, 7, 7, 9, 9, 9, 9]) },
    { label: 'began anew', data: pointsFrom(12, 'maximum', [4, 4, 4, 4, 1, 1, 1]) },
    { label: 'appears', data: pointsFrom(9, 'maximum', [3, 3, 4, 5]) },
  ]);

  expect(valuesOf(read, 'restarts')).toEqual([0, 2, 1, 1, 1]);
});

test('asks for the minutes before, so that the first restart is seen too', async () => {
  const { telemetry, asked } = await answeredBy((_asked, response) => json(response, 200, { values: [] }));

  await readingsBeforeNoon(telemetry, azureWatch());

  const starts = asked.map(({ url }) => {
    const query = new URL(url, 'http://localhost').searchParams;
    return [query.get('metricnames'), query.get('starttime')];
  });
  expect(starts).toContainEqual(['RestartCount', '2026-11-20T11:45:00.000Z']);
  expect(starts).toContainEqual(['Requests', '2026-11-20T11:50:00.000Z']);
});

test('makes errors unknown that are more than the requests', async () => {
  const { telemetry } = await answeredBy((_asked, response) =>
    json(
      response,
      200,
      batchAnswer(webApp, {
        Requests: [{ data: pointsFrom(10, 'total', [60, 10]) }],
        Http5xx: [{ data: pointsFrom(10, 'total', [6, 11]) }],
      }),
    ),
  );

  const read = await readingsBeforeNoon(telemetry, azureWatch(webApp));

  expect(valuesOf(read, 'errors')).toEqual([6, null, null, null, null]);
});

test('cuts both ends to whole minutes, and reads nothing where none is between them', async () => {
  const { telemetry, asked } = await answeredBy((_asked, response) => json(response, 200, { values: [] }));
  const from = '2026-11-20T11:50:40.000Z' as Instant;

  const none = await telemetry.readings({
    watch: azureWatch(),
    sha: null,
    from,
    to: '2026-11-20T11:50:59.000Z' as Instant,
  });
  const one = await telemetry.readings({
    watch: azureWatch(),
    sha: null,
    from,
    to: '2026-11-20T11:51:59.000Z' as Instant,
  });

  expect(none.readings).toEqual([]);
  expect(valuesOf(one, 'at')).toEqual(['2026-11-20T11:50:00.000Z']);
  expect(asked).toHaveLength(3);
});
