import { eventBroken, eventsMissing } from './adapters/ledger/errors.ts';
import { type Ledger } from './adapters/ledger/ledger.ts';
import { createProjections, type Projections } from './adapters/ledger/projections.ts';
import { type ChainId, chainOfRelease, type ReleaseId } from './domain/ids.ts';
import { findRelease } from './domain/lane/evolve.ts';
import { type Lane } from './domain/lane/lane.ts';
import { type Commit, type CommitAnswer } from './domain/ledger/commit.ts';
import { firstFault, genesis, type LedgerEntry } from './domain/ledger/entry.ts';
import { endedOf } from './domain/ledger/older.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { storedHistoryRow } from './domain/release/history.ts';
import { type Ended, type Release } from './domain/release/release.ts';
import { undoneBy, viewOf } from './domain/release/view.ts';
import { type Instant } from './domain/time.ts';
import { type HistoryRow, type LaneRow, type OpenRow, type ReleaseView, type UndoneBy } from './domain/views.ts';
import { isCurrentState, type Loaded, type Repair } from './flow.ts';
import { type HistoryAsked, type HistoryRead } from './handlers/parts.ts';

/** How many entries are read at a time when a state has to be made anew. */
const page = 1000;

/** The ledger as the flow wants it: a state that this version wrote, and whatever entries it has not seen. */
export function flowLedger(
  ledger: Ledger,
  aggregate: { readonly schema: number; readonly name: string },
): {
  load(chain: ChainId): Promise<Loaded>;
  isAt: Ledger['isAt'];
  commit(commit: Commit, room: 'within-limit' | 'past-limit'): Promise<CommitAnswer>;
  repair(repair: Repair): Promise<CommitAnswer>;
} {
  return {
    async load(chain) {
      const loaded = await ledger.load(chain);
      const usable = loaded.state !== null && isCurrentState(aggregate, loaded.state);
      const unseen = await entriesOf(ledger, chain, usable ? loaded.stateVersion : 0, loaded.newest);
      refuseBroken(chain, unseen);
      const last = unseen.at(-1);
      const head = last !== undefined && last.seq > loaded.version ? last.hash : loaded.head;
      return {
        version: last?.seq ?? loaded.version,
        head,
        state: usable ? loaded.state : null,
        unseen,
        saved: { version: loaded.version, head: loaded.head },
      };
    },
    isAt: (chain, known) => ledger.isAt(chain, known),
    commit: (commit, room) => ledger.commit(commit, room),
    repair: (repair) => ledger.repair(repair),
  };
}

/** The entries after `from` up to `to`. Throws LedgerDamaged when they are not all there. */
async function entriesOf(ledger: Ledger, chain: ChainId, from: number, to: number): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (let seq = from; seq < to; seq = from + entries.length) {
    const found = await ledger.entriesAfter(chain, seq, Math.min(page, to - seq));
    const expected = found.findIndex((entry, index) => entry.seq !== seq + 1 + index);
    if (found.length === 0 || expected !== -1) throw eventsMissing(chain, to, seq + Math.max(0, expected));
    entries.push(...found);
  }
  return entries;
}

/**
 * Nothing is decided from events that were changed, exchanged or put in. The link of the first one to what is before it
 * is not looked at here: that is known only where the whole chain is read, as `gonogo verify` does.
 */
function refuseBroken(chain: ChainId, entries: readonly LedgerEntry[]): void {
  const [first] = entries;
  if (first === undefined) return;
  const before = { seq: first.seq - 1, hash: first.seq === 1 ? genesis : first.prev };
  const fault = firstFault(chain, entries, before);
  if (fault !== null) throw eventBroken(chain, fault.seq);
}

/** What people read, as the projections keep it. Rows are trusted: only commits write them. */
export type Readings = ReturnType<typeof createReadings>;

/** So many of a lane's newest ends are searched for a rollback of an older one. */
const lookedThrough = 20;

/** A rollback follows soon on what it undoes. */
async function undoneSince(projections: Projections, chain: ChainId, release: Release): Promise<UndoneBy | null> {
  const { rows } = await projections.historyPage({ chain, limit: lookedThrough });
  for (const { summary } of rows) {
    const undone = undoneBy(storedHistoryRow(summary), release);
    if (undone !== null) return undone;
  }
  return null;
}

export function createReadings(parts: {
  readonly redis: Parameters<typeof createProjections>[0]['redis'];
  readonly prefix: string;
  readonly readLane: (chain: ChainId) => Promise<Lane | null>;
  readonly policyOf: (chain: ChainId) => LanePolicy | null;
  readonly warnings: () => readonly string[];
  readonly now: () => Instant;
}) {
  const projections: Projections = createProjections({ redis: parts.redis, prefix: parts.prefix });

  async function record(release: ReleaseId): Promise<Ended | null> {
    return endedOf(await projections.record(release));
  }

  async function openRows(): Promise<readonly OpenRow[]> {
    return (await projections.openRows()).map(({ row }) => row as OpenRow);
  }

  return {
    openRows,
    async status(): Promise<{
      lanes: readonly LaneRow[];
      open: readonly OpenRow[];
      recent: readonly HistoryRow[];
      warnings: readonly string[];
    }> {
      const [lanes, open, recent] = await Promise.all([projections.laneRows(), openRows(), projections.recent()]);
      return {
        lanes: lanes.map(({ row }) => row as LaneRow),
        open,
        recent: recent.map(({ summary }) => storedHistoryRow(summary)),
        warnings: parts.warnings(),
      };
    },
    async history({ chain, from, before, limit }: HistoryAsked): Promise<HistoryRead> {
      const { rows, next } = await projections.historyPage({
        limit,
        ...(chain === null ? {} : { chain }),
        ...(from === null ? {} : { from }),
        ...(before === null ? {} : { before }),
      });
      return { rows: rows.map(({ summary }) => storedHistoryRow(summary)), next: next as ReleaseId | null };
    },
    record,
    /** The release as it stands: from its lane while it is open, else from its record. */
    async view(release: ReleaseId): Promise<ReleaseView | null> {
      const chain = chainOfRelease(release);
      const policy = parts.policyOf(chain);
      const lane = await parts.readLane(chain);
      if (policy === null || lane === null) return null;
      const found = findRelease(lane, release) ?? (await record(release));
      if (found === null) return null;
      const view = viewOf(lane, found, policy, parts.now());
      return found.phase === 'ended' && view.undone === null
        ? { ...view, undone: await undoneSince(projections, chain, found) }
        : view;
    },
  };
}
