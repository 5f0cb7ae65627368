import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Run } from '../../sandbox/github/types.ts';
import { type Health } from '../../sandbox/service/demo-service.ts';
import { type Message } from '../../sandbox/slack/types.ts';

/**
 * What the bot of commit 7f7b51e left behind when it was killed in the middle of everything, recorded in the sandbox:
 * all of Redis but the queue's own history, the runs and messages that it had begun, and bundles that it had exported.
 */
export type Older = {
  readonly stoppedAt: string;
  /** The releases by the lanes of world-older.ts, with a number where a lane has several. */
  readonly releases: Readonly<Record<string, string>>;
  /** By their names without the prefix. */
  readonly keys: Readonly<Record<string, StoredKey>>;
  readonly runs: Readonly<Record<string, readonly Run[]>>;
  readonly messages: Readonly<Record<string, readonly Message[]>>;
  readonly live: Readonly<Record<string, { readonly sha: string; readonly version: string; readonly health: Health }>>;
  readonly bundles: Readonly<Record<string, string>>;
};

export type StoredKey =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'hash'; readonly value: Readonly<Record<string, string>> }
  /** Of a sorted set members and scores in turns. */
  | { readonly type: 'list' | 'set' | 'zset'; readonly value: readonly string[] }
  | { readonly type: 'stream'; readonly value: readonly (readonly [string, readonly string[]])[] };

export function readOlder(): Older {
  const file = new URL('../fixtures/older-world.json.gz', import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Older;
}
