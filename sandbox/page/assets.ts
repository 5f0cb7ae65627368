import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

export type Asset = { readonly type: string; readonly body: string };

/** What the page shares with the pretend Slack; nothing else outside its own folder is served. */
const sharedCode = ['slack/json.ts', 'slack/types.ts'] as const;

/**
 * Everything that the browser may ask for, by path: the page, its styles and its code. Code is TypeScript on disk and
 * is served without its types, so there is no build and what runs is what can be read.
 */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const [styles, ownCode] = await Promise.all([namesIn('style', '.css'), namesIn('client', '.ts')]);
  const code = await stripped([...ownCode.map((name) => `page/client/${name}`), ...sharedCode]);
  const pairs = await Promise.all(
    styles.map(async (name) => [`/style/${name}`, asset('text/css', await read(`style/${name}`))] as const),
  );
  return new Map([
    ['/', asset('text/html', await read('index.html'))],
    ...pairs,
    ...Object.entries(code).map(([path, text]) => [`/code/${path}`, asset('text/javascript', text)] as const),
  ]);
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

const Sources = z.record(z.string(), z.string());

/**
 * Node warns that stripping types is an experiment, which says nothing to a visitor. A thread of its own can be started
 * without that one warning, and every other warning of this process stays as it is.
 */
async function stripped(paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const entries = await Promise.all(paths.map(async (path) => [path, await read(`../${path}`)] as const));
  const thread = new Worker(new URL('strip-types.ts', import.meta.url), {
    workerData: Object.fromEntries(entries),
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [answer] = (await once(thread, 'message')) as readonly unknown[];
  await thread.terminate();
  return Sources.parse(answer);
}

function asset(type: string, body: string): Asset {
  return { type: `${type}; charset=utf-8`, body };
}

async function namesIn(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(new URL(folder, import.meta.url));
  return names.filter((name) => name.endsWith(ending));
}

async function read(path: string): Promise<string> {
  return await readFile(new URL(path, import.meta.url), 'utf8');
}
