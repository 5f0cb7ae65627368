import type { LogsQueryResult, LogsTable } from '@azure/monitor-query-logs';
import { type CommitSha } from '../../domain/ids.ts';
import { type WatchPolicy } from '../../domain/policy/lane-policy.ts';
import { minute } from '../../domain/time.ts';
import { type FieldSources, type SignalField } from '../../domain/watch/telemetry.ts';
import { askAzure } from './azure-call.ts';
import { type AzureClients } from './azure-clients.ts';
import { type Column, type ColumnOf, columnFrom, failedColumn, type Span, type Trouble, valueOf } from './columns.ts';
import { type Deadline } from './deadline.ts';
import { requestsQuery } from './kql.ts';

type Logs = NonNullable<NonNullable<WatchPolicy['azure']>['logs']>;

/** Logs come within this time; a minute that is older is whole, although no younger request has come. */
const wholeAfterMs = 10 * minute;

const columnNames = { requests: 'Requests', errors: 'Errors', p50Ms: 'P50', p95Ms: 'P95' } as const;
type LogField = keyof typeof columnNames;
const logFields: readonly LogField[] = ['requests', 'errors', 'p50Ms', 'p95Ms'];

/** What the workspace's logs say about the lane's role: one query, or none where they speak for none of its signals. */
export async function logColumns(
  clients: AzureClients,
  logs: Logs,
  sha: CommitSha | null,
  sources: FieldSources,
  span: Span,
  deadline: Deadline,
): Promise<readonly Column[]> {
  const fields = logFields.filter((field) => sources[field] === 'azure-logs');
  if (fields.length === 0) return [];
  const asked = await askAzure(
    'the workspace',
    async ({ timeoutMs }) => {
      const client = await clients.logs();
      // What is younger than the span is not read, but tells which minutes of it are whole, and the lag.
      const seen = { fromMs: span.fromMs, toMs: span.toMs + wholeAfterMs };
      const timespan = { startTime: new Date(seen.fromMs), endTime: new Date(seen.toMs) };
      const result = await client.queryWorkspace(logs.workspaceId, requestsQuery(logs.role, sha, seen), timespan, {
        serverTimeoutInSeconds: Math.max(1, Math.ceil(timeoutMs / 1000)),
        requestOptions: { timeout: timeoutMs },
      });
      return readResult(result, span);
    },
    deadline,
  );
  if (asked.kind === 'failed') return fields.map((field) => failedColumn(columnOf(field), asked.trouble));
  const { answer } = asked;
  return fields.map((field) =>
    'code' in answer
      ? failedColumn(columnOf(field), answer)
      : columnFrom(columnOf(field), { ...answer[field], newestMs: answer.newestMs }, noRows(logs.role)),
  );
}

function columnOf(field: SignalField): ColumnOf {
  return { source: 'azure-logs', query: 'AppRequests', field };
}

function noRows(role: string): string {
  const shown = role.replaceAll(/[^\w .:/-]/g, '?').slice(0, 60);
  return `the workspace holds no AppRequests of the role ${shown} in these minutes`;
}

type Points = { readonly points: ReadonlyMap<number, number>; readonly bad: number };
type Read = Readonly<Record<LogField, Points>> & { readonly newestMs: number | null };

/** Throws when the answer is none of the query's. */
function readResult(result: LogsQueryResult, { fromMs, toMs }: Span): Read | Trouble {
  if ('partialTables' in result) return { code: 'not-answered', reason: 'the workspace answered in part only' };
  const [table] = result.tables;
  if (table === undefined) throw new Error('an answer without a table');
  const rows = rowsOf(table);
  const newestMs = rows.length === 0 ? null : Math.max(...rows.map((row) => row.newestMs));
  const asked = rows.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  // Logs of one minute come over several. Until younger ones are there, what has come of it is a sample of nobody
  // knows what.
  const whole = asked.filter(
    ({ atMs }) => newestMs !== null && (atMs + minute <= newestMs || atMs + wholeAfterMs <= toMs),
  );
  // The first requests of the new version end what the old one has to say.
  const ours = whole.filter((row) => row.ours);
  const counted = ours.length > 0 ? ours : whole;
  return {
    requests: pointsOf(counted, 'requests'),
    errors: pointsOf(counted, 'errors'),
    p50Ms: pointsOf(counted, 'p50Ms'),
    p95Ms: pointsOf(counted, 'p95Ms'),
    newestMs,
  };
}

type Row = Readonly<Record<LogField, unknown>> & {
  readonly atMs: number;
  readonly newestMs: number;
  readonly ours: boolean;
};

function rowsOf({ columnDescriptors, rows }: LogsTable): readonly Row[] {
  const places = new Map(columnDescriptors.map(({ name }, index) => [name, index]));
  for (const name of ['Minute', 'Newest', ...Object.values(columnNames)]) {
    if (!places.has(name)) throw new Error(`an answer without the column ${name}`);
  }
  return rows.map((row) => {
    function cell(name: string): unknown {
      const place = places.get(name);
      return place === undefined ? undefined : row[place];
    }
    return {
      atMs: timeOf(cell('Minute')),
      newestMs: timeOf(cell('Newest')),
      ours: cell('Ours') === true,
      requests: cell(columnNames.requests),
      errors: cell(columnNames.errors),
      p50Ms: cell(columnNames.p50Ms),
      p95Ms: cell(columnNames.p95Ms),
    };
  });
}

function timeOf(cell: unknown): number {
  const ms = cell instanceof Date ? cell.getTime() : Number.NaN;
  if (Number.isNaN(ms)) throw new Error('a time that is none');
  return ms;
}

function pointsOf(rows: readonly Row[], field: LogField): Points {
  const points = new Map<number, number>();
  let bad = 0;
  for (const row of rows) {
    const value = valueOf(row[field]);
    if (value.kind === 'number') points.set(row.atMs, value.value);
    if (value.kind === 'bad') bad += 1;
  }
  return { points, bad };
}
