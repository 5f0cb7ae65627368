import { argv, env } from 'node:process';
import { parseArgs } from 'node:util';
import { isTaken, openPage } from './demo-page.ts';
import { redisFor } from './demo-redis.ts';
import { tellStory } from './demo-story.ts';
import { say } from './demo-words.ts';
import { startWorld } from './world.ts';

/**
 * `npm run demo`: the real bot in a world of its own, and one address to click through it. Ctrl-C ends all of it.
 * `npm run demo -- --story` tells the same in the terminal, and exits with 1 when the bot does otherwise.
 */

const usage = `npm run demo                    a page to click in, on port 4700 or the next free one
npm run demo -- --port 4800     the same on this port (or set GONOGO_DEMO_PORT)
npm run demo -- --story         the whole story in the terminal, without a browser`;

type Asked =
  | { readonly kind: 'page'; readonly port: number | null }
  | { readonly kind: 'story' }
  | { readonly kind: 'help' };

function askedFor(): Asked {
  const options = { port: { type: 'string' }, story: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: argv.slice(2), options });
  if (values.help === true) return { kind: 'help' };
  if (values.story === true) return { kind: 'story' };
  const text = values.port ?? env['GONOGO_DEMO_PORT'] ?? '';
  if (text === '') return { kind: 'page', port: null };
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new Error(`${text} is no port. Give a number from 1 to 65535.`);
  return { kind: 'page', port };
}

/** What has to be ended, newest last; a signal may come at any time, also while a part is still starting. */
const running: (() => Promise<void>)[] = [];
let leaving: Promise<never> | null = null;

async function leave(code: number): Promise<never> {
  for (let stop = running.pop(); stop !== undefined; stop = running.pop()) {
    await stop().catch((error: unknown) => say(`Something could not be stopped: ${sentenceOf(error)}`));
  }
  process.exit(code);
}

function leaveOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Somebody who asks twice does not want to wait; what still runs ends by itself when this process is gone.
      if (leaving !== null) process.exit(130);
      say('');
      say('Stopping the bot and everything around it …');
      leaving = leave(0);
    });
  }
}

async function showPage(port: number | null): Promise<void> {
  const redis = await redisFor(say);
  running.push(async () => await redis.stop());
  say('Starting the bot, with a pretend Slack, a pretend GitHub and two services to deploy …');
  const world = await startWorld({ redis, pace: 'demo', clock: 'moved', log: say });
  running.push(async () => await world.stop());
  const page = await openPage(world, port).catch((error: unknown) => {
    throw isTaken(error) ? new Error(`Port ${port ?? ''} is taken. Give another one with --port.`) : error;
  });
  running.push(page.stop);
  // A signal that came while this was starting has already stopped what ran by then.
  if (leaving !== null) return void (await leave(0));
  say('');
  say(`Open this address:  ${page.url}`);
  say('Ctrl-C stops everything. Nothing of it stays behind.');
}

async function showStory(): Promise<void> {
  const redis = await redisFor(say);
  running.push(async () => await redis.stop());
  await tellStory(redis);
  await leave(0);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

leaveOnSignals();
try {
  const asked = askedFor();
  if (asked.kind === 'help') say(usage);
  else if (asked.kind === 'story') await showStory();
  else await showPage(asked.port);
} catch (error) {
  say('');
  say(`The demo cannot go on. ${sentenceOf(error)}`);
  await leave(1);
}
