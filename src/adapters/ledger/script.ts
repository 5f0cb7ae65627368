import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Redis } from 'ioredis';

/** The slice of the client that runs scripts. */
export type ScriptRunner = Pick<Redis, 'eval' | 'evalsha'>;

export type Script = { readonly text: string; readonly sha: string };

/**
 * `plain`: Redis refuses the script as a whole when it is over its memory limit. `past-limit`: it runs all the same.
 * `reading`: it cannot write, and so runs at any time.
 */
export type ScriptMode = 'plain' | 'past-limit' | 'reading';

/**
 * The first line declares the script's flags. Without it Redis would let it touch undeclared keys, and write past
 * the memory limit when its first command frees memory.
 */
const firstLines: Readonly<Record<ScriptMode, string>> = {
  plain: '#!lua',
  'past-limit': '#!lua flags=allow-oom',
  reading: '#!lua flags=no-writes',
};

/** Joins files of this folder into one script. */
export function loadScript(mode: ScriptMode, ...files: readonly string[]): Script {
  const parts = files.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'));
  const text = [firstLines[mode], ...parts].join('\n');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script by its digest: one round trip, and a second one only when the server does not know it yet. */
export async function runScript(
  redis: ScriptRunner,
  script: Script,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> {
  const operands = [...keys, ...args];
  try {
    return await redis.evalsha(script.sha, keys.length, operands);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return redis.eval(script.text, keys.length, operands);
  }
}

/** A reply that must be a list of texts. */
export function textsOf(reply: unknown): readonly string[] {
  if (Array.isArray(reply) && reply.every((each) => typeof each === 'string')) return reply;
  throw new TypeError('The script answered in a form that it does not have.');
}
