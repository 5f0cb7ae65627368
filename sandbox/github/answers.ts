import { type WorldState } from './state.ts';
import { type Repo } from './types.ts';

/** What a handler gets, and what it gives back. A handler decides the answer; the server sends it. */

export type Request = {
  readonly state: WorldState;
  /** The request's address with its query, as the client wrote it. */
  readonly url: URL;
  readonly params: ReadonlyMap<string, string>;
  readonly body: unknown;
  readonly accept: string;
  readonly apiVersion: string;
};

export type RepoRequest = Request & { readonly repo: Repo };

export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown; readonly headers?: Headers }
  | { readonly kind: 'text'; readonly status: number; readonly type: string; readonly text: string }
  | { readonly kind: 'empty'; readonly status: 204 }
  | { readonly kind: 'redirect'; readonly location: string }
  /** GitHub's error shape; the server adds the address of the documentation. */
  | { readonly kind: 'problem'; readonly status: number; readonly message: string; readonly headers?: Headers }
  /** Never answered: the client's own time limit has to end it. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' };

type Headers = Readonly<Record<string, string>>;

export function json(body: unknown, status = 200): Answer {
  return { kind: 'json', status, body };
}

export function problem(status: number, message: string): Answer {
  return { kind: 'problem', status, message };
}

export function notFound(): Answer {
  return problem(404, 'Not Found');
}

export function unicorn(status: number): Answer {
  const text =
    '<html><head><title>Unicorn! &middot; GitHub</title></head><body>We had issues producing the response.</body></html>';
  return { kind: 'text', status, type: 'text/html; charset=utf-8', text };
}

export function rateLimited(state: WorldState, kind: 'primary' | 'secondary', status: 403 | 429): Answer {
  const seconds = state.faults.retryAfterSeconds;
  if (kind === 'secondary') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return { kind: 'problem', status, message, headers: { 'retry-after': String(seconds) } };
  }
  const reset = String(Math.ceil(state.nowMs() / 1000) + seconds);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-used': '5000', 'x-ratelimit-reset': reset };
  return { kind: 'problem', status, message: 'API rate limit exceeded for installation ID 1.', headers };
}

/** A part of the path. The route's pattern guarantees that it is there. */
export function param(request: Request, name: string): string {
  return request.params.get(name) ?? '';
}

export type PageLimits = { readonly fallback: number; readonly most: number };
const usual: PageLimits = { fallback: 30, most: 100 };

export type Page<Item> = { readonly items: readonly Item[]; readonly headers: Headers };

/** GitHub's paging: `per_page`, `page`, and a Link header that names the neighbours. */
export function pageOf<Item>(request: Request, all: readonly Item[], limits: PageLimits = usual): Page<Item> {
  const size = Math.min(numberIn(request, 'per_page', limits.fallback), limits.most);
  const page = numberIn(request, 'page', 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const links = [
    ...(page > 1 ? [link(request, page - 1, 'prev')] : []),
    ...(page < last ? [link(request, page + 1, 'next'), link(request, last, 'last')] : []),
    ...(page > 1 ? [link(request, 1, 'first')] : []),
  ];
  const items = all.slice((page - 1) * size, page * size);
  return { items, headers: links.length === 0 ? {} : { link: links.join(', ') } };
}

/** A page of a plain list. */
export function listAnswer<Item>(request: Request, all: readonly Item[], present: (item: Item) => unknown): Answer {
  const { items, headers } = pageOf(request, all);
  return { kind: 'json', status: 200, body: items.map(present), headers };
}

/** A page of a list that is wrapped with its count. */
export function countedAnswer<Item>(
  request: Request,
  all: readonly Item[],
  name: string,
  present: (item: Item) => unknown,
): Answer {
  const { items, headers } = pageOf(request, all);
  return { kind: 'json', status: 200, body: { total_count: all.length, [name]: items.map(present) }, headers };
}

function numberIn(request: Request, name: string, fallback: number): number {
  const value = Number.parseInt(request.url.searchParams.get(name) ?? '', 10);
  return Number.isFinite(value) && value > 0 ? value : fallback;
}

function link(request: Request, page: number, rel: string): string {
  const url = new URL(request.url);
  url.searchParams.set('page', String(page));
  return `<${url.href}>; rel="${rel}"`;
}
