import { type IncomingHttpHeaders } from 'node:http';
import { type Answer, problem, type Request, rateLimited, unicorn } from './answers.ts';
import { type Gate } from './auth.ts';
import { type RateLimit } from './rate-limit.ts';
import { answerRateLimit, answerRoute, docsRoot, type Routed } from './routes.ts';
import { type WorldState } from './state.ts';

/** What stands before every route, in GitHub's order: is it up, who asks, in which version, how often. */

export const apiVersions: readonly string[] = ['2022-11-28', '2026-03-10'];
const oldestVersion = '2022-11-28';

/** What GitHub says with an error that a fault asks for. */
const failingWords: ReadonlyMap<number, string> = new Map([
  [403, 'Resource not accessible by integration'],
  [404, 'Not Found'],
  [410, 'Artifact has expired'],
]);

export type Incoming = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Null when there was none; `malformed` when it was not JSON. */
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'json'; readonly value: unknown }
    | { readonly kind: 'malformed' };
};

export function versionOf(headers: IncomingHttpHeaders): string {
  const version = headers['x-github-api-version'];
  return typeof version === 'string' ? version : oldestVersion;
}

export function answer(state: WorldState, gate: Gate, rate: RateLimit, incoming: Incoming): Routed {
  const refusal = refuse(state, gate, rate, incoming);
  if (refusal !== null) return { answer: refusal, docs: docsRoot };
  const installation = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(incoming.url.pathname)?.[1];
  if (installation !== undefined && incoming.method === 'POST') {
    const issued = gate.issueToken(incoming.headers.authorization, installation);
    return { answer: issued, docs: `${docsRoot}/apps/apps#create-an-installation-access-token-for-an-app` };
  }
  if (incoming.url.pathname === '/rate_limit') return { answer: answerRateLimit(rate.read()), docs: docsRoot };
  rate.count();
  const request: Request = {
    state,
    url: incoming.url,
    params: new Map(),
    body: incoming.body.kind === 'json' ? incoming.body.value : {},
    accept: incoming.headers.accept ?? '',
    apiVersion: versionOf(incoming.headers),
  };
  return answerRoute(incoming.method, request);
}

function refuse(state: WorldState, gate: Gate, rate: RateLimit, incoming: Incoming): Answer | null {
  const { faults } = state;
  if (faults.down === 'reset') return { kind: 'reset' };
  if (faults.down === '503') return unicorn(503);
  const failing = faults.failing.find((one) => one.times > 0 && incoming.url.pathname.includes(one.path));
  if (failing !== undefined) {
    failing.times -= 1;
    return problem(failing.status, failingWords.get(failing.status) ?? 'Server Error');
  }
  if (incoming.headers['user-agent'] === undefined) {
    const text = 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.\n';
    return { kind: 'text', status: 403, type: 'text/plain', text };
  }
  const version = versionOf(incoming.headers);
  if (!apiVersions.includes(version)) return problem(400, unsupported(version));
  const isExchange = incoming.url.pathname.startsWith('/app/');
  const stranger = isExchange ? null : gate.refuse(incoming.headers.authorization);
  if (stranger !== null) return stranger;
  if (faults.rateLimit !== 'none' && incoming.url.pathname !== '/rate_limit')
    return rateLimited(state, faults.rateLimit, 403);
  if (rate.isSpent() && incoming.url.pathname !== '/rate_limit') return rateLimited(state, 'primary', 403);
  return incoming.body.kind === 'malformed' ? problem(400, 'Problems parsing JSON') : null;
}

function unsupported(version: string): string {
  const known = apiVersions.toReversed().map((one, index) => (index === 0 ? `"${one}" (most recent)` : `"${one}"`));
  return `The version you specified in the "X-GitHub-API-Version" request header, "${version}", is not a supported version. The following versions are currently supported: ${known.join(', ')}.`;
}
