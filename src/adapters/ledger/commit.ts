import { randomUUID } from 'node:crypto';
import { type Commit, type CommitAnswer } from '../../domain/ledger/commit.ts';
import { hour, minute } from '../../domain/time.ts';
import { commitCall, reachedBy, type Writing } from './commit-arguments.ts';
import { answerOf, eventsMissing, LedgerDamaged } from './errors.ts';
import { type LedgerKeys } from './keys.ts';
import { loadScript, runScript, type Script, type ScriptRunner, textsOf } from './script.ts';

/**
 * What to do when Redis is full: a commit within the limit is refused as a whole; one past the limit is written all
 * the same, for a no-go, a stop and a rollback must never fail for want of memory.
 */
export type MemoryRoom = 'within-limit' | 'past-limit';

/**
 * Mends a chain whose events are ahead of its saved head: everything of a commit but the events, which are there
 * already. `expected` is the saved head; `reached` is the newest event, up to which `state` was evolved.
 */
export type Repair = Omit<Commit, 'entries' | 'claims' | 'inputs'> & {
  readonly reached: { readonly version: number; readonly head: string };
};

export type Committer = {
  commit(commit: Commit, room?: MemoryRoom): Promise<CommitAnswer>;
  repair(repair: Repair): Promise<CommitAnswer>;
};

/** How long an input is remembered as taken. Slack and GitHub redeliver within minutes, people within the day. */
const markLifetimeMs = 24 * hour;
/** How long a commit without inputs is: the client sends it again within seconds of a lost answer, or gives up. */
const ownMarkLifetimeMs = 5 * minute;

const scripts: Readonly<Record<MemoryRoom, Script>> = {
  'within-limit': loadScript('plain', 'claims.lua', 'commit.lua'),
  'past-limit': loadScript('past-limit', 'claims.lua', 'commit.lua'),
};

/** Commits in one round trip each. Both functions throw LedgerUnavailable and LedgerDamaged. */
export function createCommitter(redis: ScriptRunner, keys: LedgerKeys): Committer {
  // A commit whose answer was lost on the way is the same commit when it is given again.
  const unanswered = new WeakMap<object, string>();
  const writer = randomUUID();
  let written = 0;

  function nextId(): string {
    written += 1;
    return `${writer}.${written}`;
  }

  async function write(given: object, writing: Writing, room: MemoryRoom): Promise<CommitAnswer> {
    const id = unanswered.get(given) ?? nextId();
    // A commit without inputs gets a mark of its own, by which it knows itself again.
    const marks =
      writing.inputs.length > 0
        ? { names: writing.inputs, lifetimeMs: markLifetimeMs }
        : { names: [`commit.${id}`], lifetimeMs: ownMarkLifetimeMs };
    const call = commitCall(keys, id, writing, marks);
    const running = runScript(redis, scripts[room], call.keys, call.args);
    try {
      return read(textsOf(await answerOf(`confirm a commit to ${writing.chain}`, running)), writing);
    } catch (error) {
      unanswered.set(given, id);
      throw error;
    }
  }

  return {
    async commit(commit, room = 'within-limit') {
      const writing = { ...commit, reached: reachedBy(commit), newest: commit.expected.version };
      return write(commit, writing, room);
    },
    async repair(repair) {
      const writing = { ...repair, entries: [], claims: [], inputs: [], newest: repair.reached.version };
      return write(repair, writing, 'past-limit');
    },
  };
}

function read([kind, ...rest]: readonly string[], { chain, inputs, newest }: Writing): CommitAnswer {
  switch (kind) {
    case 'committed':
    case 'conflict':
      return { kind };
    case 'fenced':
      return { kind, effects: rest };
    case 'replayed':
      return { kind, inputs: inputs.filter((_, index) => rest.includes(String(index))) };
    case 'behind':
      throw eventsMissing(chain, newest, Number(rest[0]));
    default:
      throw wrongType(rest);
  }
}

function wrongType([key, wanted, found]: readonly string[]): LedgerDamaged {
  return new LedgerDamaged(
    `The key ${key} in Redis is a ${found} where Gonogo keeps a ${wanted}, so nothing was written. ` +
      'Something else writes under the same prefix: remove that key, or set another ledger.prefix.',
    null,
  );
}
