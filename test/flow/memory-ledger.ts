import { type ChainId } from '../../src/domain/ids.ts';
import { type Commit, type CommitAnswer } from '../../src/domain/ledger/commit.ts';
import { genesis, type LedgerEntry } from '../../src/domain/ledger/entry.ts';
import { type Loaded, type Repair } from '../../src/flow.ts';

type Room = 'within-limit' | 'past-limit';
type Head = { readonly version: number; readonly head: string };
type Saved = Head & { readonly state: unknown; readonly stateVersion: number };

export type MemoryLedger = {
  load(chain: ChainId): Promise<Loaded>;
  isAt(chain: ChainId, known: Head): Promise<boolean>;
  commit(commit: Commit, room: Room): Promise<CommitAnswer>;
  repair(repair: Repair): Promise<CommitAnswer>;
  readonly commits: readonly { readonly commit: Commit; readonly room: Room }[];
  readonly repairs: readonly Repair[];
  entries(chain: ChainId): readonly LedgerEntry[];
  /** Gives a claim on an effect to somebody; whoever held it before is fenced from now on. */
  claim(effect: string, token: number): void;
  /** The next commits fail, before or after they were written. */
  breakDown(error: Error, when?: 'before' | 'after'): void;
  recover(): void;
  /** The newest state is lost, and its entries are not: a write that was torn. */
  tear(chain: ChainId): void;
  /** Puts an entry at the end of a chain, as another program would. */
  append(chain: ChainId, entry: LedgerEntry): void;
};

const nothingSaved: Saved = { version: 0, head: genesis, state: null, stateVersion: 0 };

/**
 * A ledger in memory that keeps the promises of the real one: all or nothing, at the expected version and head,
 * each input once, and only with the claims that are still held.
 */
export function createMemoryLedger(): MemoryLedger {
  const chains = new Map<ChainId, readonly LedgerEntry[]>();
  const saves = new Map<ChainId, readonly Saved[]>();
  const taken = new Set<string>();
  const claims = new Map<string, number>();
  const commits: { commit: Commit; room: Room }[] = [];
  const repairs: Repair[] = [];
  let broken: { readonly error: Error; readonly when: 'before' | 'after' } | null = null;

  function entriesOf(chain: ChainId): readonly LedgerEntry[] {
    return chains.get(chain) ?? [];
  }
  function headOf(chain: ChainId): Head {
    const entries = entriesOf(chain);
    return { version: entries.length, head: entries.at(-1)?.hash ?? genesis };
  }
  function savedOf(chain: ChainId): Saved {
    return saves.get(chain)?.at(-1) ?? nothingSaved;
  }
  function save(chain: ChainId, { version, head }: Head, state: unknown): void {
    const last = savedOf(chain);
    const kept = { state: last.state, stateVersion: last.stateVersion };
    const fresh = { state: structuredClone(state), stateVersion: version };
    saves.set(chain, [...(saves.get(chain) ?? []), { version, head, ...(state === null ? kept : fresh) }]);
  }
  function isAt(expected: Head, { version, head }: Head): boolean {
    return expected.version === version && expected.head === head;
  }
  function judge({ chain, expected, inputs, claims: needed }: Commit): CommitAnswer {
    const fenced = needed.filter(({ effect, token }) => claims.get(effect) !== token).map(({ effect }) => effect);
    if (fenced.length > 0) return { kind: 'fenced', effects: fenced };
    const replayed = inputs.filter((input) => taken.has(input));
    if (replayed.length > 0) return { kind: 'replayed', inputs: replayed };
    const isCurrent = isAt(expected, headOf(chain)) && isAt(expected, savedOf(chain));
    return { kind: isCurrent ? 'committed' : 'conflict' };
  }
  function write(commit: Commit): void {
    const { chain } = commit;
    chains.set(chain, [...entriesOf(chain), ...structuredClone(commit.entries)]);
    if (commit.entries.length > 0) save(chain, headOf(chain), commit.state);
    for (const input of commit.inputs) taken.add(input);
    for (const { effect, settle } of commit.claims) if (settle) claims.delete(effect);
  }

  return {
    async load(chain) {
      await Promise.resolve();
      const saved = savedOf(chain);
      const { version, head, state, stateVersion } = saved;
      const unseen = entriesOf(chain).slice(stateVersion);
      return structuredClone({ ...headOf(chain), state, unseen, saved: { version, head } });
    },
    async isAt(chain, known) {
      await Promise.resolve();
      return isAt(known, headOf(chain)) && isAt(known, savedOf(chain));
    },
    async commit(commit, room) {
      await Promise.resolve();
      if (broken?.when === 'before') throw broken.error;
      const answer = judge(commit);
      if (answer.kind === 'committed') {
        write(commit);
        commits.push({ commit, room });
      }
      if (broken !== null) throw broken.error;
      return answer;
    },
    async repair(repair) {
      await Promise.resolve();
      const { chain, expected, reached, state } = repair;
      if (!isAt(expected, savedOf(chain)) || !isAt(reached, headOf(chain))) return { kind: 'conflict' };
      save(chain, reached, state);
      repairs.push(repair);
      return { kind: 'committed' };
    },
    commits,
    repairs,
    entries: entriesOf,
    claim(effect, token) {
      claims.set(effect, token);
    },
    breakDown(error, when = 'before') {
      broken = { error, when };
    },
    recover() {
      broken = null;
    },
    tear(chain) {
      saves.set(chain, (saves.get(chain) ?? []).slice(0, -1));
    },
    append(chain, entry) {
      chains.set(chain, [...entriesOf(chain), entry]);
    },
  };
}
