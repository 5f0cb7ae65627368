import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentFor, type RedisProgram } from './find-redis.ts';

/** A server of our own on 127.0.0.1, with a data folder of its own that goes away with `stop`. */
export type PrivateRedis = {
  readonly url: string;
  readonly port: number;
  /** Where the append-only files lie. */
  readonly folder: string;
  /** The process id; null while the server is down. */
  pid(): number | null;
  /** Ends the server in an orderly way and removes its data. May be called twice. */
  stop(): Promise<void>;
  /** SIGKILL, as when the machine is lost; the data stays. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
};

/** What Gonogo ships with: every acknowledged write is on disk, nothing is evicted, and timers are 10 ms fine. */
export const shippedSettings: Readonly<Record<string, string>> = {
  appendonly: 'yes',
  appendfsync: 'always',
  'maxmemory-policy': 'noeviction',
  hz: '100',
  save: '',
};

const portAttempts = 5;

/** Starts a server and resolves when it takes connections. `settings` override or add to what Gonogo ships with. */
export async function startPrivateRedis(
  program: RedisProgram,
  settings: Readonly<Record<string, string>> = {},
): Promise<PrivateRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'gonogo-redis-'));
  const all = { ...shippedSettings, ...settings };
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      const child = await launch(program, all, folder, port);
      return supervise(child, folder, port, () => launch(program, all, folder, port));
    } catch (error) {
      // Between finding a free port and binding it, somebody else may take it.
      if (attempt === portAttempts) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    }
  }
}

type Launched = { readonly server: ChildProcess; readonly janitor: ChildProcess };

function supervise(first: Launched, folder: string, port: number, again: () => Promise<Launched>): PrivateRedis {
  let current = first;
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    pid() {
      return running(current.server) ? (current.server.pid ?? null) : null;
    },
    async stop() {
      await end(current, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
    async kill() {
      await end(current, 'SIGKILL');
    },
    async restart() {
      await end(current, 'SIGTERM');
      current = await again();
    },
  };
}

/** Resolves when the server says that it takes connections: after the append-only file was read. */
async function launch(
  program: RedisProgram,
  settings: Readonly<Record<string, string>>,
  folder: string,
  port: number,
): Promise<Launched> {
  const options = Object.entries({ bind: '127.0.0.1', port: String(port), dir: folder, ...settings });
  const child = spawn(
    program.path,
    options.flatMap(([key, value]) => [`--${key}`, value]),
    { cwd: folder, env: environmentFor(program), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stderr.resume();
  const launched = { server: child, janitor: watchOver(child, folder) };
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      launched.janitor.kill('SIGKILL');
      reject(new Error(`The Redis server ended at its start: ${said.slice(-5).join(' | ')}`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (said.length < 1000) said.push(line);
      if (line.includes('Ready to accept connections')) resolve(launched);
    });
  });
}

/**
 * Should this process die without saying goodbye, its end of the pipe closes, and the janitor ends the server and
 * removes its data. It has a process group of its own, so that Ctrl-C does not reach it.
 */
function watchOver(server: ChildProcess, folder: string): ChildProcess {
  const script = 'cat >/dev/null; kill -9 "$1" && sleep 0.1; rm -rf "$2"';
  const janitor = spawn('sh', ['-c', script, 'gonogo-redis-janitor', String(server.pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  return janitor;
}

function running(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function end({ server, janitor }: Launched, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (running(server)) {
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }
  // Only now: until the server is gone, the janitor is what ends it should this process die meanwhile.
  janitor.kill('SIGKILL');
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port was given.');
  return address.port;
}
