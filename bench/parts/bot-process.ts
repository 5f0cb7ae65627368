import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Bot, createBot, freePort } from '../../sandbox/bot.ts';
import { type Config, loadConfig, sentenceOf } from '../../src/config.ts';
import { type Cleaning } from './cleaning.ts';

/** One bot to be: its config, as the bot will read it, and the process that is still to be started. */
export type BenchBot = {
  readonly config: Config;
  readonly bot: Bot;
  readonly port: number;
  /** All that the bot is told. */
  readonly variables: Readonly<Record<string, string>>;
};

export type BotPlan = {
  /** The content of gonogo.yaml. */
  readonly settings: object;
  readonly redisUrl: string;
  readonly slackUrl: string;
  readonly githubUrl: string;
  /** More variables, over the usual ones. */
  readonly variables?: Readonly<Record<string, string>>;
};

export const signingSecret = 'b'.repeat(32);

/** Writes the config where the bot finds it. Throws with the config's own sentences when it is not valid. */
export async function planBot(plan: BotPlan, cleaning: Cleaning): Promise<BenchBot> {
  const folder = await mkdtemp(join(tmpdir(), 'gonogo-bench-'));
  cleaning.add(async () => await rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'gonogo.yaml');
  const text = stringify(plan.settings);
  await writeFile(path, text);

  const variables = variablesFor(plan, path);
  const loaded = loadConfig(variables, () => text);
  if (loaded.kind === 'bad') throw new Error(loaded.errors.map(sentenceOf).join('\n'));
  const port = await freePort();
  const bot = createBot({ port, variables, folder, patienceMs: 60_000 });
  cleaning.add(async () => await bot.stop());
  return { config: loaded.config, bot, port, variables };
}

function variablesFor(plan: BotPlan, configPath: string): Readonly<Record<string, string>> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    SLACK_BOT_TOKEN: `xoxb-${'0'.repeat(20)}`,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: plan.slackUrl,
    GITHUB_API_URL: plan.githubUrl,
    GITHUB_TOKEN: `ghs_${'0'.repeat(20)}`,
    GONOGO_TICKET_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
    REDIS_URL: plan.redisUrl,
    GONOGO_CONFIG: configPath,
    LOG_LEVEL: 'info',
    ...plan.variables,
  };
}
