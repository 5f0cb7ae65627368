import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { root } from '../architecture/project-files.ts';

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

export type How = {
  /** All that it is told by its environment, besides where Node finds programs and compiled code. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where it is started; the repository's root when not given. */
  readonly folder?: string;
  /** `launcher`: by the script that npx finds. */
  readonly by?: 'node' | 'launcher';
};

/** Runs the terminal program as people do, as a process of its own, to its end. */
export async function runCli(
  args: readonly string[],
  { variables = {}, folder = root, by = 'node' }: How = {},
): Promise<Ran> {
  const [program, first] =
    by === 'node' ? [process.execPath, [join(root, 'src/cli.ts')]] : [join(root, 'bin/gonogo'), []];
  const child = spawn(program, [...first, ...args], {
    cwd: folder,
    env: { PATH: env['PATH'], NODE_COMPILE_CACHE: env['NODE_COMPILE_CACHE'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** A folder of the test's own with these files, gone when it has ended. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gonogo-cli-'));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
