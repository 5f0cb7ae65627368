import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A script of this folder as a process of its own, which says on a line of its output that it is ready. */
export type Script = {
  readonly pid: number;
  /** Its first line. */
  readonly said: string;
  stop(): Promise<void>;
};

/** Rejects with a sentence when the script ends before it has said anything. */
export async function startScript(name: string, args: readonly string[] = []): Promise<Script> {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await gone;
  }

  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), gone.then(() => null)]);
  const said: unknown = first?.[0];
  if (typeof said !== 'string' || child.pid === undefined) throw new Error(`${name} ended before it was ready.`);
  return { pid: child.pid, said, stop };
}
