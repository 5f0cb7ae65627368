import { type CommitSha } from '../../domain/ids.ts';
import { instantAt } from '../../domain/time.ts';
import { type Span } from './columns.ts';

/**
 * Requests of one role, minute by minute. Rows stand for `ItemCount` requests each where the service samples, so
 * everything is weighted by it. A request failed when its code is 5xx; where the code is no number, when the service
 * says so. With a SHA, requests of the version that names it are told from the others in `Ours`.
 */
export function requestsQuery(role: string, sha: CommitSha | null, { fromMs, toMs }: Span): string {
  const ours = sha === null ? '' : `, Ours = AppVersion has_any (${namesOf(sha).map(literal).join(', ')})`;
  return [
    'AppRequests',
    `| where TimeGenerated >= datetime(${instantAt(fromMs)}) and TimeGenerated < datetime(${instantAt(toMs)})`,
    `| where AppRoleName == ${literal(role)}`,
    '| extend Failed = iff(isnull(toint(ResultCode)), Success == false, toint(ResultCode) >= 500)',
    '| summarize Requests = sum(ItemCount), Errors = sumif(ItemCount, Failed),',
    '    P50 = percentilew(DurationMs, ItemCount, 50), P95 = percentilew(DurationMs, ItemCount, 95),',
    '    Newest = max(TimeGenerated)',
    `    by Minute = bin(TimeGenerated, 1m)${ours}`,
    '| order by Minute asc',
  ].join('\n');
}

/** The ways in which versions name a commit: whole, or by its first twelve or seven digits. */
function namesOf(sha: CommitSha): readonly string[] {
  return [sha, sha.slice(0, 12), sha.slice(0, 7)];
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A string of KQL, by the escapes that its reference lists. Whatever else could end a line only makes the query one
 * that the workspace refuses: nothing of a name is ever read as a part of the query.
 */
export function literal(text: string): string {
  return `"${text.replaceAll(/[\\"\n\r\t]/g, (sign) => escapes[sign] ?? '')}"`;
}
