/** Dispatch answers 204, or 200 with details where they are asked for, only under this version. */
const apiVersion = '2022-11-28';

/** Milliseconds for one call. A redirected POST would be sent again to the new address, so writes do not follow. */
export function fetchWithin(ms: number, redirect: 'follow' | 'manual'): typeof fetch {
  return async function fetchOnce(input, init): Promise<Response> {
    const headers = new Headers(init?.headers);
    headers.set('x-github-api-version', apiVersion);
    const given = init?.signal ?? null;
    const limit = AbortSignal.timeout(ms);
    const signal = given === null ? limit : AbortSignal.any([given, limit]);
    return await fetch(input, { ...init, headers, redirect: init?.redirect ?? redirect, signal });
  };
}

/** Characters of one answer and of all answers that are kept: a comparison of 100 commits has about 450,000. */
const mostOfOne = 1_000_000;
const mostOfAll = 16_000_000;

type Kept = { readonly etag: string; readonly headers: Headers; readonly text: string };

/**
 * Asks GitHub whether what it said last still holds. Its `304` does not count against the rate limit, so an open
 * request can be looked at every minute. Every answer is GitHub's own of this moment: nothing is served unasked.
 */
export function fetchUnlessUnchanged(fetchAnew: typeof fetch): typeof fetch {
  const kept = new Map<string, Kept>();
  let held = 0;

  function forget(address: string): void {
    held -= kept.get(address)?.text.length ?? 0;
    kept.delete(address);
  }

  /** What was used longest ago goes first. */
  function keep(address: string, answer: Kept): void {
    forget(address);
    if (answer.text.length > mostOfOne) return;
    kept.set(address, answer);
    held += answer.text.length;
    for (const oldest of kept.keys()) {
      if (held <= mostOfAll) return;
      forget(oldest);
    }
  }

  return async function fetchOnce(input, init): Promise<Response> {
    if (typeof input !== 'string' || (init?.method ?? 'GET') !== 'GET') return await fetchAnew(input, init);
    const known = kept.get(input);
    const asking = new Headers(init?.headers);
    if (known !== undefined) asking.set('if-none-match', known.etag);
    const response = await fetchAnew(input, { ...init, headers: asking });
    if (response.status === 304 && known !== undefined) {
      keep(input, known);
      const headers = new Headers(known.headers);
      for (const [name, value] of response.headers) headers.set(name, value);
      return new Response(known.text, { status: 200, headers });
    }
    const etag = response.headers.get('etag');
    if (response.status !== 200 || etag === null) return response;
    const text = await response.text();
    keep(input, { etag, headers: response.headers, text });
    return new Response(text, { status: 200, headers: response.headers });
  };
}
