import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';

export type Asset = { readonly type: string; readonly body: string };

/** What the browser may ask for, as patterns: the page, its styles, its code, and the two modules that it shares with the pretend Slack. */
const code = /^\/code\/(page\/client\/[a-z-]+\.ts|slack\/(?:json|types)\.ts)$/;
const style = /^\/style\/([a-z-]+\.css)$/;

/**
 * The asset at this path; null when there is none. Code is TypeScript on disk and is served without its types, so there
 * is no build and what runs is what can be read. It is read again for each request: a demo is reloaded a few times.
 */
export async function assetAt(path: string): Promise<Asset | null> {
  if (path === '/') return { type: 'text/html; charset=utf-8', body: await read('index.html') };
  const styleFile = style.exec(path)?.[1];
  const codeFile = code.exec(path)?.[1];
  try {
    if (styleFile !== undefined) return { type: 'text/css; charset=utf-8', body: await read(`style/${styleFile}`) };
    if (codeFile === undefined) return null;
    return { type: 'text/javascript; charset=utf-8', body: stripTypeScriptTypes(await read(`../${codeFile}`)) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Only the page's own code and styles run, and it talks to nobody but this server. Pictures are drawn in place. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: http://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

async function read(path: string): Promise<string> {
  return await readFile(new URL(path, import.meta.url), 'utf8');
}
