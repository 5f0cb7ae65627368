import { type IncomingMessage } from 'node:http';

/** A press in the page is a few hundred characters; a long form's text stays far below this. */
const bodyLimit = 256 * 1024;

export type Refused = { readonly status: number; readonly sentence: string };

/**
 * Why a request is not served; null when it is. The page listens on the loopback address only, but any web page that
 * this machine's browser has open can send requests there: a foreign Host header is DNS rebinding, a foreign Origin is
 * another page's script. Both are refused, and so is a body that a plain form could send.
 */
export function refusal(request: IncomingMessage): Refused | null {
  const host = request.headers.host ?? '';
  if (!isLoopback(`http://${host}`))
    return { status: 403, sentence: 'This page answers on the loopback address only.' };
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, sentence: 'This request came from another page.' };
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation(request)) {
    return { status: 403, sentence: 'This request came from another page.' };
  }
  if (request.method === 'POST' && request.headers['content-type'] !== 'application/json') {
    return { status: 415, sentence: 'Actions are sent as application/json.' };
  }
  return null;
}

/** Somebody followed a link from another page to this one, which shows it and changes nothing. */
function isNavigation(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
}

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** The body as text; null when it is longer than the page ever sends. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = part as Buffer;
    length += bytes.length;
    if (length > bodyLimit) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
