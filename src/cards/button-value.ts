import { CommitSha, EnvironmentName, IncidentId, ReleaseId, ServiceId, type SubjectHash } from '../domain/ids.ts';
import { hashPrefix } from '../domain/release/subject.ts';

/**
 * What a button says when it is pressed: names to look up, never authority. `r` is a release, `s` the start of
 * the hash of the subject that its card showed, `l` a lane; `i` an item of the checklist, `c` the commit that it was
 * shown for; `n` is an incident, `d` something of it: an action after a rollback, or an issue; `h` is what was asked of
 * the history, in the words of the command.
 */
export type ButtonValue =
  | { readonly kind: 'release'; readonly release: ReleaseId; readonly shown: string | null }
  | { readonly kind: 'item'; readonly release: ReleaseId; readonly item: string; readonly sha: CommitSha }
  | { readonly kind: 'incident'; readonly incident: IncidentId; readonly detail: string | null }
  | { readonly kind: 'history'; readonly query: string }
  | { readonly kind: 'lane'; readonly service: ServiceId; readonly environment: EnvironmentName };

export function buttonValue(release: ReleaseId, hash: SubjectHash | null = null): string {
  return JSON.stringify(hash === null ? { r: release } : { r: release, s: hashPrefix(hash) });
}

export function laneButtonValue(service: ServiceId, environment: EnvironmentName): string {
  return JSON.stringify({ l: `${service}.${environment}` });
}

export function itemButtonValue(release: ReleaseId, item: string, sha: CommitSha): string {
  return JSON.stringify({ r: release, i: item, c: sha });
}

export function incidentButtonValue(incident: IncidentId, detail: string | null = null): string {
  return JSON.stringify(detail === null ? { n: incident } : { n: incident, d: detail });
}

export function historyButtonValue(query: string): string {
  return JSON.stringify({ h: query });
}

/**
 * The block in which a chart can be asked for names the release: an option of a select holds no more than 75 characters,
 * so its value is the signal alone.
 */
export function chartBlockId(release: ReleaseId): string {
  return `${chartBlock}${release}`;
}

/** Null for any other block. */
export function releaseOfChartBlock(blockId: string): ReleaseId | null {
  const release = blockId.startsWith(chartBlock) ? ReleaseId.safeParse(blockId.slice(chartBlock.length)) : null;
  return release?.success === true ? release.data : null;
}

const chartBlock = 'chart.';

/** Longer than any value that we write. */
const longestValue = 300;

/** Null for whatever we have not written ourselves: another app's value, an unknown key, a malformed name. */
export function parseButtonValue(text: string): ButtonValue | null {
  const fields = text.length > longestValue ? null : objectOf(text);
  if (fields === null) return null;
  const keys = Object.keys(fields).sort().join(',');
  switch (keys) {
    case 'r':
      return releaseOf(fields['r'], null);
    case 'r,s': {
      const shown = fields['s'];
      return typeof shown === 'string' && /^[0-9a-f]{16}$/.test(shown) ? releaseOf(fields['r'], shown) : null;
    }
    case 'c,i,r':
      return itemOf(fields['r'], fields['i'], fields['c']);
    case 'n':
      return incidentOf(fields['n'], null);
    case 'd,n': {
      const detail = fields['d'];
      return typeof detail === 'string' && /^[a-z][a-z-]{0,29}$/.test(detail) ? incidentOf(fields['n'], detail) : null;
    }
    case 'h':
      return typeof fields['h'] === 'string' ? { kind: 'history', query: fields['h'] } : null;
    case 'l':
      return laneOf(fields['l']);
    default:
      return null;
  }
}

function releaseOf(value: unknown, shown: string | null): ButtonValue | null {
  const release = ReleaseId.safeParse(value);
  return release.success ? { kind: 'release', release: release.data, shown } : null;
}

function incidentOf(value: unknown, detail: string | null): ButtonValue | null {
  const incident = IncidentId.safeParse(value);
  return incident.success ? { kind: 'incident', incident: incident.data, detail } : null;
}

/** An item's id as the checklist makes them. */
const itemId = /^[a-z][a-z-]*(?:\.[A-Za-z0-9@/._+:~-]{1,130})?$/;

function itemOf(release: unknown, item: unknown, sha: unknown): ButtonValue | null {
  const parsedRelease = ReleaseId.safeParse(release);
  const parsedSha = CommitSha.safeParse(sha);
  if (!parsedRelease.success || !parsedSha.success) return null;
  if (typeof item !== 'string' || !itemId.test(item)) return null;
  return { kind: 'item', release: parsedRelease.data, item, sha: parsedSha.data };
}

function laneOf(value: unknown): ButtonValue | null {
  if (typeof value !== 'string') return null;
  const [service, environment, ...more] = value.split('.');
  const parsedService = ServiceId.safeParse(service);
  const parsedEnvironment = EnvironmentName.safeParse(environment);
  if (more.length > 0 || !parsedService.success || !parsedEnvironment.success) return null;
  return { kind: 'lane', service: parsedService.data, environment: parsedEnvironment.data };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}
