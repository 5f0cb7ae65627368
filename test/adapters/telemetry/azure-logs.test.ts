import { expect, test } from 'vitest';
import { literal, requestsQuery } from '../../../src/adapters/telemetry/kql.ts';
import { type CommitSha } from '../../../src/domain/ids.ts';
import { after, epochMs, minute } from '../../../src/domain/time.ts';
import { type TelemetryRead } from '../../../src/domain/watch/telemetry.ts';
import { json } from '../github/support.ts';
import {
  answeredBy,
  askedOf,
  azureWatch,
  logs,
  noon,
  readingsBeforeNoon,
  stage,
  valuesOf,
  workspaceId,
} from './support.ts';

const sha = 'abcdef0123456789abcdef0123456789abcdef01' as CommitSha;
const other = '1111111222222233333334444444555555566666';
const watch = azureWatch(undefined, { logs });

const columns = ['Minute', 'Ours', 'Requests', 'Errors', 'P50', 'P95', 'Newest'].map((name) => ({
  name,
  type: name === 'Minute' || name === 'Newest' ? 'datetime' : name === 'Ours' ? 'bool' : 'real',
}));

/** What is read of logs whose only table is this one; metrics answer with nothing. */
async function readTable(table: unknown, more: Readonly<Record<string, unknown>> = {}): Promise<TelemetryRead> {
  const { telemetry } = await answeredBy((asked, response) =>
    json(response, 200, asked.url.startsWith('/v1/') ? { tables: [table], ...more } : { values: [] }),
  );
  return await readingsBeforeNoon(telemetry, watch, { sha });
}

/** A row of the minute so many before noon, in the order of `columns`. */
function row(minutesBefore: number, ours: boolean, numbers: readonly unknown[], newestBefore = 0): readonly unknown[] {
  return [after(noon, -minutesBefore * minute), ours, ...numbers, after(noon, -newestBefore * minute)];
}

function logProblem(read: TelemetryRead): unknown {
  return read.problems.find(({ source }) => source === 'azure-logs') ?? null;
}

test('reads the quantiles from logs and the rest from metrics, which come earlier', async () => {
  const { telemetry } = await stage({ signals: { p50Ms: 40, p95Ms: 180 } });

  const read = await readingsBeforeNoon(telemetry, watch);

  expect(read.problems).toEqual([]);
  for (const { p50Ms, p95Ms, requests, cpuPercent } of read.readings) {
    expect(p50Ms).toBeGreaterThan(37);
    expect(p50Ms).toBeLessThan(43);
    expect(p95Ms).toBeGreaterThan(160);
    expect(requests).toBeGreaterThan(50);
    expect(cpuPercent).toBeGreaterThan(28);
  }
});

test('shows a bearer token for the audience of logs, and asks one query, weighted by ItemCount', async () => {
  const { azure, telemetry } = await stage();

  await readingsBeforeNoon(telemetry, watch);

  const [asked, ...more] = askedOf(azure, 'logs');
  expect(more).toEqual([]);
  expect(asked?.headers.authorization).toMatch(/^Bearer sandbox-token-\d+$/);
  expect(asked?.headers['prefer']).toBe('wait=5');
  expect(asked?.url.pathname).toBe(`/v1/workspaces/${workspaceId}/query`);
  expect(JSON.parse(asked?.body ?? '')).toEqual({
    query: [
      'AppRequests',
      '| where TimeGenerated >= datetime(2026-11-20T11:50:00.000Z) and TimeGenerated < datetime(2026-11-20T12:05:00.000Z)',
      '| where AppRoleName == "checkout"',
      '| extend Failed = iff(isnull(toint(ResultCode)), Success == false, toint(ResultCode) >= 500)',
      '| summarize Requests = sum(ItemCount), Errors = sumif(ItemCount, Failed),',
      '    P50 = percentilew(DurationMs, ItemCount, 50), P95 = percentilew(DurationMs, ItemCount, 95),',
      '    Newest = max(TimeGenerated)',
      '    by Minute = bin(TimeGenerated, 1m)',
      '| order by Minute asc',
    ].join('\n'),
    timespan: '2026-11-20T11:50:00.000Z/2026-11-20T12:05:00.000Z',
  });
});

test('tells the requests of one version from the others, by the whole SHA or its first digits', () => {
  const query = requestsQuery('checkout', sha, { fromMs: epochMs(noon), toMs: epochMs(noon) });

  expect(query).toContain(`Ours = AppVersion has_any ("${sha}", "abcdef012345", "abcdef0")`);
});

test.each([
  ['a quote', 'check"out', '"check\\"out"'],
  ['a backslash before the end', 'checkout\\', '"checkout\\\\"'],
  ['a quote that is escaped already', 'x\\" | union Secrets //', '"x\\\\\\" | union Secrets //"'],
  ['a line', 'x"\n| union Secrets', '"x\\"\\n| union Secrets"'],
  ['an apostrophe', "o'clock", '"o\'clock"'],
  ['umlauts', 'müller', '"müller"'],
])('keeps a name with %s inside its string', (_name, role, written) => {
  expect(literal(role)).toBe(written);
  expect(literal(role)).not.toContain('\n');
});

test('counts only the new version from its first requests on', async () => {
  const { telemetry } = await stage({
    azure: {
      logsLagMs: 0,
      versionOf: (_service, atMs) => (atMs < epochMs(noon) - 8 * minute ? `1.3.0+${other}` : `1.4.0+${sha}`),
    },
  });

  const { readings } = await readingsBeforeNoon(telemetry, watch, { sha });

  expect(readings.map(({ p95Ms }) => p95Ms === null)).toEqual([true, true, false, false, false]);
});

test('counts everything where no version names the commit', async () => {
  const { telemetry } = await stage({ azure: { versionOf: () => '1.4.0' } });

  const read = await readingsBeforeNoon(telemetry, watch, { sha });

  expect(valuesOf(read, 'p95Ms').every((value) => value !== null)).toBe(true);
});

test('measures the lag, and does not judge a minute of which logs are still coming', async () => {
  const { telemetry } = await stage({ azure: { logsLagMs: 7.5 * minute } });

  const read = await readingsBeforeNoon(telemetry, watch);

  expect(valuesOf(read, 'p95Ms').map((value) => value === null)).toEqual([false, false, true, true, true]);
  expect(read.newest.p95Ms).toBe(after(noon, -7.5 * minute));
  expect(valuesOf(read, 'requests')).not.toContain(null);
});

test('takes a minute that is long over for whole, although nobody came after it', async () => {
  const read = await readTable({ name: 'PrimaryResult', columns, rows: [row(9, false, [6, 0, 40, 180], 8.5)] });
  const { telemetry } = await answeredBy((asked, response) =>
    json(
      response,
      200,
      asked.url.startsWith('/v1/')
        ? { tables: [{ name: 'PrimaryResult', columns, rows: [row(20, false, [6, 0, 40, 180], 19.5)] }] }
        : { values: [] },
    ),
  );
  const later = await readingsBeforeNoon(telemetry, watch, { from: 20, to: 5 });

  expect(valuesOf(read, 'p95Ms')).not.toContain(180);
  expect(valuesOf(later, 'p95Ms')[0]).toBe(180);
});

test.each([
  ['null', null, null],
  ['text', '180', 'wrong-shape'],
  ['the word NaN', 'NaN', 'wrong-shape'],
  ['the word Infinity', 'Infinity', 'wrong-shape'],
  ['a negative number', -180, 'wrong-shape'],
])('takes %s for unknown', async (_name, value, code) => {
  const rows = [row(10, true, [60, 1, 40, value]), row(9, true, [60, 1, 40, 181])];

  const read = await readTable({ name: 'PrimaryResult', columns, rows });

  expect(valuesOf(read, 'p95Ms')).toEqual([null, 181, null, null, null]);
  expect(valuesOf(read, 'p50Ms')).toEqual([40, 40, null, null, null]);
  expect((logProblem(read) as { code: string } | null)?.code ?? null).toBe(code);
});

test.each([
  ['a table without rows', { name: 'PrimaryResult', columns, rows: [] }, 'empty'],
  [
    'a table without the columns that were asked for',
    { name: 'PrimaryResult', columns: columns.slice(1), rows: [] },
    'wrong-shape',
  ],
  ['a table without columns', { name: 'PrimaryResult' }, 'wrong-shape'],
  [
    'a row with a time that is none',
    { name: 'PrimaryResult', columns, rows: [['soon', true, 1, 1, 1, 1, 'later']] },
    'wrong-shape',
  ],
  ['no table', undefined, 'wrong-shape'],
])('takes %s for unknown', async (_name, table, code) => {
  const read = await readTable(table);

  expect(valuesOf(read, 'p95Ms')).toEqual([null, null, null, null, null]);
  expect(logProblem(read)).toMatchObject({ code, fields: ['p50Ms', 'p95Ms'] });
});

test('takes an answer in part for none: a part of the requests is a sample of nobody knows what', async () => {
  const error = { code: 'PartialError', message: 'There were some errors.' };

  const read = await readTable({ name: 'PrimaryResult', columns, rows: [row(10, true, [60, 1, 40, 180])] }, { error });

  expect(valuesOf(read, 'p95Ms')).not.toContain(180);
  expect(logProblem(read)).toMatchObject({ code: 'not-answered', reason: 'the workspace answered in part only' });
});
