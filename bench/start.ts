import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { planBot } from './parts/bot-process.ts';
import { type Cleaning, withCleaning } from './parts/cleaning.ts';
import { finish, judge, median, readArguments, rounded, say, table } from './parts/figures.ts';
import { ownRedis } from './parts/private-redis.ts';
import { serviceNames, settingsFor } from './parts/settings.ts';
import { startSlackStub } from './parts/slack-stub.ts';

/**
 * From the start of the bot's process until `/readyz` says that it is ready, and the memory that it then has, over a
 * script that only imports the same packages. The two take turns; of several runs the median counts.
 */
const { seconds } = readArguments({ seed: 1, seconds: 40 });

const fewestRuns = 5;
const askEveryMs = 4;
const patienceMs = 20_000;
const execute = promisify(execFile);
const project = fileURLToPath(new URL('..', import.meta.url));

type Measured = { readonly readyMs: number; readonly memoryMb: number };
type Program = { readonly script: string; readonly variables: Readonly<Record<string, string>>; readonly port: number };

await withCleaning(async (cleaning) => {
  const { url: redisUrl } = await ownRedis(cleaning);
  const slack = await startSlackStub(cleaning);
  const settings = settingsFor({
    prefix: '{bench}',
    people: ['U0ANA', 'U0BEN', 'U0CARA'],
    goes: 2,
    services: serviceNames(3).map((name) => ({ name })),
  });
  const bot = await planBot({ settings, redisUrl, slackUrl: slack.url, githubUrl: slack.url }, cleaning);
  const ours: Program = {
    script: 'src/main.ts',
    variables: { ...bot.variables, PORT: String(bot.port) },
    port: bot.port,
  };
  const bare: Program = { script: 'bench/bare-imports.ts', variables: { PORT: String(bot.port) }, port: bot.port };

  // The first start of each reads its files from the disk, and so is left out.
  for (const program of [bare, ours]) await measured(program, cleaning);
  const runs: { readonly ours: Measured; readonly bare: Measured }[] = [];
  const end = performance.now() + seconds * 1000;
  while (runs.length < fewestRuns || performance.now() < end) {
    runs.push({ bare: await measured(bare, cleaning), ours: await measured(ours, cleaning) });
  }
  report(runs);
});

async function measured({ script, variables, port }: Program, cleaning: Cleaning): Promise<Measured> {
  const begun = performance.now();
  const child = spawn(process.execPath, [script], {
    cwd: project,
    env: variables,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = once(child, 'exit');
  let isGone = false;
  void gone.then(() => {
    isGone = true;
  });
  cleaning.add(async () => void child.kill('SIGKILL'));
  while (!(await isReady(port))) {
    if (isGone) throw new Error(`${script} ended before it was ready.`);
    if (performance.now() - begun > patienceMs) throw new Error(`${script} was not ready in time.`);
    await new Promise<void>((resolve) => setTimeout(resolve, askEveryMs));
  }
  const readyMs = performance.now() - begun;
  const memoryMb = await residentMb(child.pid ?? 0);
  child.kill('SIGTERM');
  await gone;
  return { readyMs, memoryMb };
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: 'close' } });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function residentMb(pid: number): Promise<number> {
  const { stdout } = await execute('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}

function report(runs: readonly { readonly ours: Measured; readonly bare: Measured }[]): void {
  function of(who: 'ours' | 'bare', what: keyof Measured): number {
    return median(runs.map((run) => run[who][what]));
  }
  const rows = (['ours', 'bare'] as const).map((who) => [
    who === 'ours' ? 'Gonogo' : 'the same imports',
    `${of(who, 'readyMs').toFixed(0)} ms`,
    `${of(who, 'memoryMb').toFixed(0)} MB`,
  ]);
  say(`\nFrom the start of the process until it is ready (${runs.length} runs each)\n`);
  table([['', 'ready after', 'resident memory'], ...rows]);
  const readyRatio = rounded(of('ours', 'readyMs') / of('bare', 'readyMs'));
  const memoryRatio = rounded(of('ours', 'memoryMb') / of('bare', 'memoryMb'));
  judge([
    { name: 'readyRatio', value: readyRatio, at: 'most', limit: 1.8 },
    { name: 'memoryRatio', value: memoryRatio, at: 'most', limit: 1.8 },
  ]);
  finish({
    bench: 'start',
    readyRatio,
    memoryRatio,
    readyMs: Math.round(of('ours', 'readyMs')),
    baselineReadyMs: Math.round(of('bare', 'readyMs')),
    memoryMb: Math.round(of('ours', 'memoryMb')),
    baselineMemoryMb: Math.round(of('bare', 'memoryMb')),
    runs: runs.length,
  });
}
