import { type Redis } from 'ioredis';
import { type OutboxEntry } from '../../domain/ledger/commit.ts';
import { after, epochMs, type Instant } from '../../domain/time.ts';
import { outboxEntryOf } from './commit-arguments.ts';
import { answerOf } from './errors.ts';
import { type LedgerKeys } from './keys.ts';
import { loadScript, runScript, textsOf } from './script.ts';

/**
 * Effects that the world still owes. Claiming one gives a token, higher than any before; what is written with an
 * older token is refused (`fenced`). A claim that ran out still counts until somebody else claims: a slow worker may
 * finish as long as nobody has begun anew.
 *
 * The newest writing wins: an effect that was written again while it was performed stays after `settle`, and is due.
 */
export type Outbox = {
  /** Null when the effect is gone, not due, or held by somebody else. `attempts` counts this one, from 1. */
  claim(effectId: string, leaseMs: number, now: Instant): Promise<Claimed | null>;
  /** `rewritten`: a newer writing waits and may be claimed. `fenced`: not ours (any more), or settled before. */
  settle(effectId: string, token: number): Promise<'settled' | 'rewritten' | 'fenced'>;
  /** Gives the claim back; the effect is due again at `until`, or when its newer writing asks to be. */
  postpone(effectId: string, token: number, until: Instant): Promise<'postponed' | 'rewritten' | 'settled' | 'fenced'>;
  /** The effects that have waited longest, at most `limit` of them, highest priority first. Held ones are left out. */
  overdue(now: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  /** Which of these effects are still there, in the order in which they are named. */
  owed(effectIds: readonly string[]): Promise<readonly string[]>;
  /** How long the oldest effect has been due, in ms; 0 when nothing is. Postponing does not make it younger. */
  outboxAge(now: Instant): Promise<number>;
};

export type Claimed = { readonly token: number; readonly entry: OutboxEntry; readonly attempts: number };

type OutboxRedis = Pick<Redis, 'eval' | 'evalsha' | 'zrangebyscore' | 'zrange' | 'hmget'>;

// Both must work when memory is full: what waits is what frees it.
const claimScript = loadScript('past-limit', 'claims.lua', 'claim.lua');
const settleScript = loadScript('past-limit', 'claims.lua', 'settle.lua');

/** All of its functions throw LedgerUnavailable when Redis does not answer; repeating any of them is safe. */
export function createOutbox(redis: OutboxRedis, keys: LedgerKeys): Outbox {
  const settleKeys = [keys.outbox, keys.outboxDue, keys.outboxSince, keys.claims];

  async function runSettle(args: readonly string[]): Promise<unknown> {
    return answerOf(`settle the effect ${args[0]}`, runScript(redis, settleScript, settleKeys, args));
  }

  return {
    async claim(effectId, leaseMs, now) {
      const claimKeys = [keys.outbox, keys.outboxDue, keys.claims, keys.claimTokens];
      const args = [effectId, String(epochMs(now)), String(epochMs(after(now, leaseMs)))];
      const task = `give out the effect ${effectId}`;
      const reply = await answerOf(task, runScript(redis, claimScript, claimKeys, args));
      if (reply === null) return null;
      const [token, attempts, stored = ''] = textsOf(reply);
      return { token: Number(token), attempts: Number(attempts), entry: outboxEntryOf(stored) };
    },

    async settle(effectId, token) {
      return oneOf(await runSettle([effectId, String(token)]), ['settled', 'rewritten', 'fenced']);
    },

    async postpone(effectId, token, until) {
      const reply = await runSettle([effectId, String(token), String(epochMs(until))]);
      return oneOf(reply, ['postponed', 'rewritten', 'settled', 'fenced']);
    },

    async overdue(now, limit) {
      const task = 'list the waiting effects';
      const due = redis.zrangebyscore(keys.outboxDue, '-inf', epochMs(now), 'LIMIT', 0, limit);
      const ids = await answerOf(task, due);
      if (ids.length === 0) return [];
      const stored = await answerOf(task, redis.hmget(keys.outbox, ...ids));
      const entries = stored.filter((each) => each !== null).map((each) => outboxEntryOf(each));
      return entries.toSorted((one, other) => one.priority - other.priority);
    },

    async owed(effectIds) {
      if (effectIds.length === 0) return [];
      const stored = await answerOf('look for effects', redis.hmget(keys.outbox, ...effectIds));
      return effectIds.filter((_, at) => typeof stored[at] === 'string');
    },

    async outboxAge(now) {
      const [, since] = await answerOf(
        'tell the age of the outbox',
        redis.zrange(keys.outboxSince, '0', '0', 'WITHSCORES'),
      );
      return since === undefined ? 0 : Math.max(0, epochMs(now) - Number(since));
    },
  };
}

function oneOf<const T extends string>(reply: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === reply);
  if (found === undefined) throw new TypeError('The script answered in a form that it does not have.');
  return found;
}
