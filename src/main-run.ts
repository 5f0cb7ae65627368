import { readFileSync } from 'node:fs';
import { createLog } from './adapters/log.ts';
import { environment, loadConfig, sentenceOf } from './config.ts';
import { boundMemory, giveBackMemory } from './main-memory.ts';
import { CannotStart, start } from './main-start.ts';

/** Gonogo's process: reads the config, starts, and drains when it is told to stop. */

const drainMs = 20_000;

function readFile(path: string): string {
  return readFileSync(path, 'utf8');
}

boundMemory();
const loaded = loadConfig(environment(), readFile);
if (loaded.kind === 'bad') {
  for (const error of loaded.errors) process.stderr.write(`${sentenceOf(error)}\n`);
  if (loaded.warnings.length > 0) process.stderr.write('Not in the way of a start, and worth a look:\n');
  for (const warning of loaded.warnings) process.stderr.write(`${sentenceOf(warning)}\n`);
  process.exit(1);
}

const { config, warnings } = loaded;
giveBackMemory();
const log = createLog(config.logLevel);
for (const warning of warnings) log.warn({ key: warning.key }, sentenceOf(warning));

let stopping: Promise<void> | null = null;

try {
  const running = await start(config, log);
  log.info({ port: running.port, lanes: config.lanes.length }, 'Gonogo is listening.');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stopping ??= stop(running, signal);
    });
  }
} catch (error) {
  const sentence = error instanceof CannotStart ? error.message : `Gonogo could not start: ${String(error)}`;
  log.fatal({ err: error instanceof CannotStart ? undefined : error }, sentence);
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** What is under way is finished, as far as it can be in time; the rest is in the ledger and goes on at the next start. */
async function stop(running: { stop(): Promise<void> }, signal: string): Promise<void> {
  log.info({ signal }, 'Stopping: finishing what is under way.');
  setTimeout(() => process.exit(0), drainMs).unref();
  await running.stop();
  log.info({}, 'Stopped.');
  process.exit(0);
}
