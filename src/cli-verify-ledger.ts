import { type Redis } from 'ioredis';
import { LedgerDamaged, LedgerUnavailable } from './adapters/ledger/errors.ts';
import { createLedger } from './adapters/ledger/ledger.ts';
import { type Verification, verifyLedger } from './adapters/ledger/verify.ts';
import { connectRedis, RedisUnreachable } from './adapters/redis.ts';
import { type Outcome, type Surroundings, withConfig } from './cli-arguments.ts';
import { configPath, sentenceOf } from './config.ts';
import { loadPolicy } from './config-policy.ts';
import { variablesOf } from './config-variables.ts';

/** Where a ledger lies. */
export type LedgerPlace = { readonly url: string; readonly prefix: string };

/** Reads every event of every chain and writes nothing, so it may run beside the bot, and against a copy. */
export async function verifyWholeLedger(
  surroundings: Surroundings,
  texts: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const place = ledgerPlace(surroundings, texts);
  if ('code' in place) return place;
  return await withLedger(place, async (redis) => {
    const found = await verifyLedger(createLedger({ redis, prefix: place.prefix }));
    return answerTo(found, place.prefix);
  });
}

/** What REDIS_URL, `--prefix` and gonogo.yaml say, or why that is not enough. */
export function ledgerPlace(
  { env, readFile }: Surroundings,
  texts: ReadonlyMap<string, string>,
): LedgerPlace | Outcome {
  const surroundings = { env: withConfig(env, texts), readFile };
  const prefix = texts.get('prefix') ?? prefixIn(surroundings);
  if (typeof prefix !== 'string') return prefix;
  const variables = variablesOf(surroundings.env, readFile);
  const url = variables.required('REDIS_URL', 'Give the address of the Redis, such as redis://127.0.0.1:6379.');
  const [error] = variables.errors();
  return error === undefined ? { url, prefix } : unreadable(sentenceOf(error));
}

/** Connects, reads, and leaves. What keeps the ledger from being read becomes the outcome. */
export async function withLedger({ url }: LedgerPlace, read: (redis: Redis) => Promise<Outcome>): Promise<Outcome> {
  try {
    const redis = await connectRedis(url, 'ack');
    try {
      return await read(redis);
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    if (error instanceof LedgerDamaged) return damaged(error.message);
    if (error instanceof RedisUnreachable || error instanceof LedgerUnavailable) return unreadable(error.message);
    throw error;
  }
}

/** The prefix of gonogo.yaml. Without such a file, and without one being named, the default one. */
function prefixIn({ env, readFile }: Surroundings): string | Outcome {
  const file = configPath(env);
  const loaded = loadPolicy(file, readFile);
  if (loaded.kind === 'ok') return loaded.policy.ledger.prefix;
  const isNamed = (env['GONOGO_CONFIG'] ?? '').trim() !== '';
  if (!isNamed && !isThere(file, readFile)) return '{gonogo}';
  return unreadable(
    `${file} is not valid, so it is not known under which prefix the ledger lies. Run gonogo check, or give --prefix.`,
  );
}

function isThere(file: string, readFile: Surroundings['readFile']): boolean {
  try {
    readFile(file);
    return true;
  } catch {
    return false;
  }
}

function answerTo(found: Verification, prefix: string): Outcome {
  if (found.kind === 'damaged')
    return damaged(`The first bad event is number ${found.seq} of ${found.chain}. ${found.problem}`);
  const { chains, entries } = found;
  if (chains === 0) {
    const out =
      `There is no ledger under ${prefix}, so there is nothing that could be damaged. If something was recorded, ` +
      'REDIS_URL or ledger.prefix names another place, or Redis has lost its data.\n';
    return { code: 0, out, err: '' };
  }
  return {
    code: 0,
    out: `The ledger is whole: ${counted(entries, 'event')} in ${counted(chains, 'chain')}.\n`,
    err: '',
  };
}

function damaged(what: string): Outcome {
  const help = 'Keep a copy of Redis as it is now; docs/runbook.md says how to go on.';
  return { code: 1, out: `The ledger is damaged. ${what}\n${help}\n`, err: '' };
}

function unreadable(sentence: string): Outcome {
  return { code: 2, out: '', err: `The ledger could not be read. ${sentence}\n` };
}

function counted(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
