import { createEffectsWorker } from '../../src/adapters/effects-worker.ts';
import { type Claim, type Performed } from '../../src/adapters/perform.ts';
import { type SlackAnswer } from '../../src/adapters/slack/client.ts';
import { type Effect, effectId, priorityOf } from '../../src/domain/effects.ts';
import { incidentChain } from '../../src/domain/ids.ts';
import { type OutboxEntry } from '../../src/domain/ledger/commit.ts';
import { epochMs, type Instant, instantAt } from '../../src/domain/time.ts';
import { incident } from '../domain/incident/scene.ts';
import { type MadeCall } from './slack/support.ts';

type Waiting = {
  entry: OutboxEntry;
  writing: number;
  dueMs: number;
  attempts: number;
  readonly order: number;
  inHand: boolean;
};

/** An outbox in memory with the real worker before it: what is due is performed, the most urgent first. */
export type Rig = {
  add(effects: readonly Effect[]): void;
  /** Begins everything that is due; it goes on by itself. */
  begin(): void;
  /** The names of the effects that are not done. */
  waiting(): readonly string[];
};

export function createRig(
  now: () => number,
  perform: (effect: Effect, how: Claim & { readonly attemptsBefore: number }) => Promise<Performed>,
): Rig {
  const entries = new Map<string, Waiting>();
  let order = 0;

  const work = createEffectsWorker({
    outbox: {
      async claim(id) {
        const found = entries.get(id);
        if (found === undefined || found.dueMs > now()) return null;
        found.attempts += 1;
        return { token: found.writing, entry: found.entry, attempts: found.attempts };
      },
      async settle(id, token) {
        if (entries.get(id)?.writing !== token) return 'rewritten';
        entries.delete(id);
        return 'settled';
      },
      async postpone(id, _token, until) {
        const found = entries.get(id);
        if (found !== undefined) found.dueMs = epochMs(until);
      },
    },
    perform,
    now: () => instantAt(now()),
    log: { info() {}, error() {} },
  });

  return {
    add(effects) {
      for (const effect of effects) {
        const id = effectId(effect);
        order += 1;
        const notBefore = instantAt(now());
        const entry = { id, chain: incidentChain(incident), priority: priorityOf(effect), notBefore, effect };
        const known = entries.get(id);
        const attempts = known?.attempts ?? 0;
        entries.set(id, { entry, writing: order, dueMs: now(), attempts, order, inHand: known?.inHand ?? false });
      }
    },
    begin() {
      const due = [...entries.values()].filter(({ dueMs, inHand }) => dueMs <= now() && !inHand);
      for (const one of due.toSorted(before)) {
        one.inHand = true;
        void work(one.entry.id).finally(() => {
          const found = entries.get(one.entry.id);
          if (found !== undefined) found.inHand = false;
        });
      }
    },
    waiting: () => [...entries.keys()],
  };
}

export type Posted = {
  readonly at: Instant;
  readonly channel: string;
  readonly thread: string | null;
  readonly key: string;
};

/** A Slack that keeps what is posted, and answers what `mood` says instead while it says something. */
export function moodySlack(
  now: () => number,
  mood: () => SlackAnswer<never> | null,
): { readonly posted: readonly Posted[]; answer(call: MadeCall): SlackAnswer<unknown> } {
  const posted: (Posted & { readonly message: object })[] = [];
  return {
    posted,
    answer({ method, args }) {
      const instead = mood();
      if (instead !== null) return instead;
      switch (method) {
        case 'conversations.open':
          return { kind: 'ok', value: { channel: { id: `D${String(args['users'])}` } } };
        case 'chat.postMessage': {
          const ts = `${posted.length + 1}.1`;
          const { channel, metadata, thread_ts: thread } = args as Readonly<Record<string, never>>;
          const { event_payload: payload } = metadata as unknown as { event_payload: Record<string, string> };
          const key = payload['key'] ?? payload['incident'] ?? '';
          const message = { ts, user: 'U0GONOGO', metadata, channel, thread };
          posted.push({ at: instantAt(now()), channel: String(channel), thread: thread ?? null, key, message });
          return { kind: 'ok', value: { channel, ts } };
        }
        case 'conversations.history':
        case 'conversations.replies': {
          const thread = method === 'conversations.replies' ? args['ts'] : null;
          const seen = posted.filter((one) => one.channel === args['channel'] && one.thread === thread);
          return { kind: 'ok', value: { messages: seen.map(({ message }) => message) } };
        }
        default:
          return { kind: 'ok', value: {} };
      }
    },
  };
}

/** The most urgent first, and of those the oldest. */
function before(one: Waiting, other: Waiting): number {
  const urgency = one.entry.priority - other.entry.priority;
  return urgency === 0 ? one.order - other.order : urgency;
}
