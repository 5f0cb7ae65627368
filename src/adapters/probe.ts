import { CommitSha } from '../domain/ids.ts';
import { type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type VersionSeen } from '../domain/release/candidate.ts';
import { type HealthReading } from '../domain/watch/watch.ts';
import { getOnce, type Resolve, systemResolve } from './probe-request.ts';

/** Asks production how it is and what it runs. `watch` is null for a lane that is not watched. */
export type Probe = {
  readonly health: (watch: Pick<WatchPolicy, 'health' | 'allowHosts'> | null) => Promise<HealthReading>;
  readonly version: (watch: Pick<WatchPolicy, 'version' | 'allowHosts'> | null) => Promise<VersionSeen>;
};

export type ProbeNeeds = {
  /** Milliseconds of any steady clock; used for how long an answer took. */
  readonly now: () => number;
  readonly resolve?: Resolve;
};

/** Milliseconds that the version endpoint has. */
const versionMs = 5_000;

export function createProbe({ now, resolve = systemResolve }: ProbeNeeds): Probe {
  return {
    async health(watch) {
      if (watch === null || watch.health === null)
        return { kind: 'unknown', reason: 'no health address is configured' };
      const { url, timeoutMs, html } = watch.health;
      const start = now();
      const got = await getOnce({ url, timeoutMs, allowHosts: watch.allowHosts }, resolve);
      if (got.kind !== 'answer') return got;
      if (got.status < 200 || got.status > 299) return { kind: 'failed', reason: answered(got.status) };
      // A proxy or a login page answers 200 for a service that is gone.
      if (!html && isHtml(got.contentType, got.body))
        return {
          kind: 'unknown',
          reason: 'it answered with an HTML page; set watch.health.html to true if that is its health page',
        };
      return { kind: 'ok', ms: Math.max(0, Math.round(now() - start)) };
    },

    async version(watch) {
      if (watch === null || watch.version === null)
        return { kind: 'unknown', reason: 'no version address is configured' };
      const { url, field } = watch.version;
      const got = await getOnce({ url, timeoutMs: versionMs, allowHosts: watch.allowHosts }, resolve);
      if (got.kind !== 'answer') return { kind: 'unknown', reason: `the version address: ${got.reason}` };
      if (got.status < 200 || got.status > 299)
        return { kind: 'unknown', reason: `the version address ${answered(got.status)}` };
      if (isHtml(got.contentType, got.body))
        return { kind: 'unknown', reason: 'the version address answered with an HTML page' };
      return versionIn(got.body, field);
    },
  };
}

function answered(status: number): string {
  return status >= 300 && status < 400 ? `answered ${status}, and redirects are not followed` : `answered ${status}`;
}

function isHtml(contentType: string, body: string): boolean {
  if (/^\s*(text\/html|application\/xhtml\+xml)\b/i.test(contentType)) return true;
  return /^<(?:!doctype\s+html|html[\s>])/i.test(afterComments(body));
}

/** Proxies like to begin their pages with a comment. */
function afterComments(body: string): string {
  let rest = body.replace(/^\uFEFF/, '').trimStart();
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->');
    if (end === -1) return '';
    rest = rest.slice(end + 3).trimStart();
  }
  return rest;
}

/** Reads the SHA from a field of a JSON object, or from an answer that is nothing but the SHA. */
function versionIn(body: string, field: string): VersionSeen {
  const answer = jsonOf(body);
  const value = isRecord(answer) ? fieldOf(answer, field) : typeof answer === 'string' ? answer : body.trim();
  if (value === undefined) return { kind: 'unknown', reason: `the version address has no field "${field}"` };
  if (typeof value !== 'string')
    return { kind: 'unknown', reason: `the field "${field}" of the version address is not text` };
  const sha = CommitSha.safeParse(value.trim().toLowerCase());
  if (!sha.success)
    return {
      kind: 'unknown',
      reason: `the version address does not give a commit SHA of 40 digits, but "${excerpt(value)}"`,
    };
  return { kind: 'seen', sha: sha.data, version: isRecord(answer) ? nameIn(answer) : null };
}

/** What the service calls its version, where it says so; at most 64 characters of one word. */
function nameIn(answer: Record<string, unknown>): string | null {
  const name = Object.hasOwn(answer, 'version') ? answer['version'] : undefined;
  return typeof name === 'string' && /^[\w.+@/-]{1,64}$/.test(name) && !CommitSha.safeParse(name).success ? name : null;
}

/** `build.commit` is the field `commit` of the field `build`; a field whose own name has the dots goes first. */
function fieldOf(answer: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(answer, path)) return answer[path];
  let value: unknown = answer;
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function excerpt(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .trim()
    .slice(0, 40);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
