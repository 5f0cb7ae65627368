import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { pid, env as surroundings } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The real bot as a process of its own, started as in production and reached over HTTP alone. */
export type Bot = {
  /** No trailing slash. The port stays the same over restarts. */
  readonly url: string;
  /** Null while it does not run. */
  pid(): number | null;
  /** What it wrote, oldest first: its log and whatever else came out. The newest 20,000 lines. */
  readonly logs: readonly string[];
  /** How its last run ended; null while it runs. */
  ended(): Ended | null;
  /** Ends it without a goodbye, or asks it to stop; resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended>;
  /** Starts it, and resolves when it is ready. With other variables when they are given. */
  start(variables?: Readonly<Record<string, string>>): Promise<void>;
  /** Stops it in an orderly way if it runs, and starts it again. */
  restart(variables?: Readonly<Record<string, string>>): Promise<void>;
  /** Stops it for good. May be called twice. */
  stop(): Promise<void>;
};

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type BotOptions = {
  readonly port: number;
  /** All that it is told; of this process's own environment nothing but where Node finds programs and compiled code. */
  readonly variables: Readonly<Record<string, string>>;
  /** What belongs to the bot alone: removed when this process dies without saying goodbye. */
  readonly folder: string;
  /** How long it may take until it is ready, in milliseconds. */
  readonly patienceMs?: number;
};

const project = fileURLToPath(new URL('..', import.meta.url));
const usualPatienceMs = 20_000;
const askEveryMs = 50;
const keptLines = 20_000;
const toldLines = 12;
/** The bot gives itself 20 s to drain; whoever takes longer is ended. */
const stopWithinMs = 25_000;

/** Nothing runs until `start`. */
export function createBot(options: BotOptions): Bot {
  const url = `http://127.0.0.1:${options.port}`;
  const logs: string[] = [];
  let child: ChildProcess | null = null;
  let ended: Ended | null = null;

  function say(line: string): void {
    logs.push(line);
    if (logs.length > keptLines) logs.shift();
  }

  async function start(variables: Readonly<Record<string, string>> = {}): Promise<void> {
    if (child !== null) throw new Error('The bot runs already.');
    const begun = launch({ ...options.variables, ...variables, PORT: String(options.port) }, say);
    watchOver(begun, options.folder);
    child = begun;
    ended = null;
    begun.once('exit', (code, signal) => {
      ended = { code, signal };
      child = null;
    });
    await ready(url, options.patienceMs ?? usualPatienceMs, () => ended, logs);
  }

  async function kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended> {
    const running = child;
    if (running === null) return ended ?? { code: null, signal: null };
    const gone = once(running, 'exit');
    running.kill(signal);
    const late = setTimeout(() => running.kill('SIGKILL'), stopWithinMs);
    await gone;
    clearTimeout(late);
    return ended ?? { code: null, signal };
  }

  async function stop(): Promise<void> {
    await kill('SIGTERM');
  }

  async function restart(variables?: Readonly<Record<string, string>>): Promise<void> {
    await stop();
    await start(variables);
  }

  return { url, logs, pid: () => child?.pid ?? null, ended: () => ended, kill, start, restart, stop };
}

function launch(variables: Readonly<Record<string, string>>, say: (line: string) => void): ChildProcess {
  const child = spawn(process.execPath, ['--max-semi-space-size=8', '--v8-pool-size=1', 'src/main.ts'], {
    cwd: project,
    env: { ...forNode(), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C reaches the sandbox, which then stops the bot in an orderly way.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', say);
  return child;
}

/** Where Node keeps compiled code is no business of the bot's, and spares each start a second. */
function forNode(): NodeJS.ProcessEnv {
  const { PATH, NODE_COMPILE_CACHE } = surroundings;
  return NODE_COMPILE_CACHE === undefined ? { PATH } : { PATH, NODE_COMPILE_CACHE };
}

/** Should this process die without saying goodbye, its end of the pipe closes, and the janitor ends the bot. */
function watchOver(bot: ChildProcess, folder: string): void {
  const script = 'cat >/dev/null; kill -9 "$1" 2>/dev/null; rm -rf "$2"';
  const janitor = spawn('sh', ['-c', script, 'gonogo-bot-janitor', String(bot.pid), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  bot.once('exit', () => janitor.kill('SIGKILL'));
}

/** Throws a sentence with the bot's last words when it ends or is not ready in time. */
async function ready(
  url: string,
  patienceMs: number,
  ended: () => Ended | null,
  logs: readonly string[],
): Promise<void> {
  const until = performance.now() + patienceMs;
  let said = 'it did not answer';
  while (performance.now() < until) {
    const end = ended();
    if (end !== null) throw new Error(lastWords(`The bot ended at its start (${endText(end)}).`, logs));
    const answer = await askReadiness(url);
    if (answer.ready) return;
    said = answer.said;
    await wait(askEveryMs);
  }
  throw new Error(lastWords(`The bot was not ready within ${patienceMs / 1000} s: ${said}.`, logs));
}

async function askReadiness(url: string): Promise<{ readonly ready: boolean; readonly said: string }> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1000) });
    const said = await response.text();
    return { ready: response.status === 200, said: `${response.status} ${said}` };
  } catch {
    return { ready: false, said: 'it did not answer' };
  }
}

function endText({ code, signal }: Ended): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

function lastWords(what: string, logs: readonly string[]): string {
  return `${what} Its last words:\n${logs.slice(-toldLines).join('\n')}`;
}

/** Below the ports that systems give out by themselves, so that nobody's outgoing connection takes it meanwhile. */
const portRange = { from: 20_000, size: 12_000 } as const;
/** A port is taken a second after it was found free; processes that start bots at once look at different ones. */
const portsEach = 131;
const mostTries = 50;

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const port = portRange.from + ((pid * portsEach + randomInt(portsEach)) % portRange.size);
    const server = createServer();
    const listening = await new Promise<'yes' | 'no'>((resolve) => {
      server.once('error', () => resolve('no'));
      server.listen(port, () => resolve('yes'));
    });
    if (listening === 'no') continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('No free port was found.');
}
