import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProbe } from '../../../src/adapters/probe.ts';
import { createTelemetry } from '../../../src/adapters/telemetry/telemetry.ts';
import { type WatchPolicy } from '../../../src/domain/policy/lane-policy.ts';
import { numericFields } from '../../../src/domain/watch/readings.ts';
import { type Telemetry, type TelemetryRead } from '../../../src/domain/watch/telemetry.ts';
import { answering } from '../github/support.ts';
import {
  answeredBy,
  appServicePlan,
  azureWatch,
  batchAnswer,
  logs,
  noAzure,
  noonMs,
  pointsFrom,
  readingsBeforeNoon,
  valuesOf,
  watchOf,
  webApp,
} from './support.ts';

/** Whatever stands at the other end: what is read of it is a number that can be true, or unknown. */

type Answer = { readonly type: string; readonly body: string };
type Asking = {
  readonly telemetry: Telemetry;
  readonly watch: WatchPolicy;
  readonly answerWith: (answer: Answer) => void;
};

const runs = { numRuns: 100 };
/** What servers write where a number was to be. */
const anyValue = fc.oneof(
  fc.constantFrom(null, 'NaN', '+Inf', '-Inf', '', ' ', '1e999', '-0', -1, 60, '60', true, [], {}, [60], '<b>'),
  fc.double(),
  fc.string(),
);
const page = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', ' \n', '<!-- proxy -->', '<!-- a --><!-- b -->\n'),
    fc.constantFrom('<!doctype html>', '<!DOCTYPE HTML>', '<html>', '<HTML lang="en">'),
    fc.string(),
  )
  .map((parts) => parts.join(''));
const types = fc.constantFrom('application/json', 'text/plain', 'text/html');
const htmlPage = fc.record({ type: types, body: page });
const others = fc.constantFrom('', '{', '[]', 'null', '{"values":NaN}', '{"status":"success"}', '{"tables":[]}');
const nonsense = fc.record({ type: types, body: fc.oneof(fc.json(), fc.string(), page, others) });

/** A Prometheus and an Azure that answer everything with 200 and the same text. */
async function asking(): Promise<readonly Asking[]> {
  let given: Answer = { type: 'text/plain', body: '' };
  const { url } = await answering((_asked, response) => {
    response.writeHead(200, { 'content-type': given.type }).end(given.body);
  });
  const { telemetry: ofAzure } = await answeredBy((_asked, response) => {
    response.writeHead(200, { 'content-type': given.type }).end(given.body);
  });
  const ofPrometheus = createTelemetry({ azure: noAzure, now: () => performance.now(), timeoutMs: 2_000 });
  const queries = { requests: 'r', errors: 'e', p95Ms: 'p', cpuPercent: 'c' };
  function answerWith(answer: Answer): void {
    given = answer;
  }
  return [
    {
      telemetry: ofPrometheus,
      watch: watchOf({ allowHosts: ['127.0.0.1'], prometheus: { url, queries } }),
      answerWith,
    },
    { telemetry: ofAzure, watch: azureWatch(webApp, { appServicePlan, logs }), answerWith },
  ];
}

function untrueIn({ readings }: TelemetryRead): readonly unknown[] {
  const values = readings.flatMap((reading) => numericFields.map((field) => reading[field]));
  return values.filter((value) => value !== null && !(Number.isFinite(value) && value >= 0));
}

function knownIn({ readings }: TelemetryRead): readonly unknown[] {
  return readings.flatMap((reading) => numericFields.map((field) => reading[field]).filter((value) => value !== null));
}

test('an HTML page with 200 makes every signal of every source unknown, and says so', async () => {
  const all = await asking();
  await fc.assert(
    fc.asyncProperty(htmlPage, async (answer) => {
      for (const { telemetry, watch, answerWith } of all) {
        answerWith(answer);
        const read = await readingsBeforeNoon(telemetry, watch);
        expect(knownIn(read)).toEqual([]);
        expect(read.problems.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('no answer at all makes a number that cannot be true, and none is thrown at the watch', async () => {
  const all = await asking();
  await fc.assert(
    fc.asyncProperty(nonsense, async (answer) => {
      for (const { telemetry, watch, answerWith } of all) {
        answerWith(answer);
        const read = await readingsBeforeNoon(telemetry, watch);
        expect(read.readings).toHaveLength(5);
        expect(untrueIn(read)).toEqual([]);
      }
    }),
    { numRuns: 50 },
  );
}, 60_000);

test('values of Prometheus that are no number that can be true are unknown, each by itself', async () => {
  const [prometheus] = await asking();
  if (prometheus === undefined) throw new Error('There is one.');
  await fc.assert(
    fc.asyncProperty(fc.array(anyValue, { minLength: 5, maxLength: 5 }), async (values) => {
      const ends = values.map((value, index) => [noonMs() / 1000 - (10 - index) * 60 + 60, value]);
      const result = [{ metric: {}, values: ends }];
      const body = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
      prometheus.answerWith({ type: 'application/json', body });
      const read = await readingsBeforeNoon(prometheus.telemetry, prometheus.watch);
      expect(untrueIn(read)).toEqual([]);
      const known = valuesOf(read, 'cpuPercent');
      expect(known).toEqual(values.map((value, index) => (known[index] === null ? null : Number(value))));
    }),
    runs,
  );
}, 60_000);

/** JSON has one zero. */
function onTheWire(value: unknown): unknown {
  return Object.is(value, -0) ? 0 : value;
}

test('values of Azure that are no number that can be true are unknown, each by itself', async () => {
  const [, azure] = await asking();
  if (azure === undefined) throw new Error('There is one.');
  await fc.assert(
    fc.asyncProperty(fc.array(anyValue, { minLength: 5, maxLength: 5 }), async (values) => {
      const body = JSON.stringify(batchAnswer(webApp, { Requests: [{ data: pointsFrom(10, 'total', values) }] }));
      azure.answerWith({ type: 'application/json', body });
      const read = await readingsBeforeNoon(azure.telemetry, azureWatch(webApp));
      expect(untrueIn(read)).toEqual([]);
      const known = valuesOf(read, 'requests');
      expect(known).toEqual(values.map((value, index) => (known[index] === null ? null : onTheWire(value))));
    }),
    runs,
  );
}, 60_000);

test('an HTML page with 200 is neither health nor a version', async () => {
  let given: Answer = { type: 'text/plain', body: '' };
  const { url } = await answering((_asked, response) => {
    response.writeHead(200, { 'content-type': given.type }).end(given.body);
  });
  const probe = createProbe({ now: () => performance.now() });
  const allowHosts = ['127.0.0.1'];
  await fc.assert(
    fc.asyncProperty(htmlPage, async (answer) => {
      given = answer;
      const health = await probe.health({ health: { url, timeoutMs: 2_000, html: false }, allowHosts });
      const version = await probe.version({ version: { url, field: 'sha' }, allowHosts });
      expect([health.kind, version.kind]).toEqual(['unknown', 'unknown']);
    }),
    runs,
  );
}, 60_000);
