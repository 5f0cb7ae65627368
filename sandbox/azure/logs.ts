import { z } from 'zod';
import { type AzureAnswer, type AzureAsked, type AzureOptions } from './types.ts';

const QueryBody = z.object({ query: z.string(), timespan: z.string().optional() });

const minuteMs = 60_000;

/** What is understood of KQL: Gonogo's own query, of which all parts that decide over the answer are read. */
type Understood = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly role: string;
  readonly versions: readonly string[] | null;
};

/** Requests that were made after `arrivedMs` have not arrived yet; of the minute that it falls in, some have. */
export function answerLogs({ url, body }: AzureAsked, options: AzureOptions, arrivedMs: number): AzureAnswer {
  const workspace = url.pathname.split('/')[3] ?? '';
  const { query } = QueryBody.parse(JSON.parse(body));
  const understood = understand(query);
  if (understood === null) {
    const innererror = { code: 'SemanticError', message: 'The query could not be understood.' };
    return { status: 400, body: { error: { code: 'BadArgumentError', message: 'The request is wrong.', innererror } } };
  }
  const service = Object.entries(options.services).find(
    ([, { workspaceId, role }]) => workspaceId === workspace && role === understood.role,
  );
  const rows = service === undefined ? [] : rowsOf(service[0], understood, options, arrivedMs);
  const columns = [
    { name: 'Minute', type: 'datetime' },
    ...(understood.versions === null ? [] : [{ name: 'Ours', type: 'bool' }]),
    { name: 'Requests', type: 'long' },
    { name: 'Errors', type: 'long' },
    { name: 'P50', type: 'real' },
    { name: 'P95', type: 'real' },
    { name: 'Newest', type: 'datetime' },
  ];
  return { status: 200, body: { tables: [{ name: 'PrimaryResult', columns, rows }] } };
}

function rowsOf(
  service: string,
  { fromMs, toMs, versions }: Understood,
  { production, versionOf }: AzureOptions,
  arrivedMs: number,
): readonly (readonly unknown[])[] {
  const rows: (readonly unknown[])[] = [];
  for (let atMs = fromMs; atMs < toMs && atMs < arrivedMs; atMs += minuteMs) {
    const minute = production.minuteOf(service, atMs);
    if (minute === null || minute.requests === 0) continue;
    const arrived = Math.min(1, (arrivedMs - atMs) / minuteMs);
    const version = versionOf?.(service, atMs) ?? '';
    rows.push([
      new Date(atMs).toISOString(),
      ...(versions === null ? [] : [version.split(/[^A-Za-z0-9]+/).some((term) => versions.includes(term))]),
      Math.ceil(minute.requests * arrived),
      Math.floor(minute.errors * arrived),
      minute.p50Ms,
      minute.p95Ms,
      new Date(Math.min(arrivedMs, atMs + minuteMs - 1)).toISOString(),
    ]);
  }
  return rows;
}

function understand(query: string): Understood | null {
  const time = /where TimeGenerated >= datetime\((\S+?)\) and TimeGenerated < datetime\((\S+?)\)/.exec(query);
  const role = /where AppRoleName == ("(?:[^"\\\n]|\\["\\nrt])*")\n/.exec(query)?.[1];
  const versions = /Ours = AppVersion has_any \(("[0-9a-f]+"(?:, "[0-9a-f]+")*)\)/.exec(query)?.[1];
  if (!query.startsWith('AppRequests\n') || time === null || role === undefined) return null;
  return {
    fromMs: Date.parse(time[1] ?? ''),
    toMs: Date.parse(time[2] ?? ''),
    role: JSON.parse(role) as string,
    versions: versions === undefined ? null : (JSON.parse(`[${versions}]`) as readonly string[]),
  };
}
