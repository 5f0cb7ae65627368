import { type ChainId } from '../../domain/ids.ts';

/**
 * Redis did not do what was asked, or nobody knows whether it did. When the outcome is unknown, repeating the same
 * commit is safe: its marks answer for it if it landed after all.
 */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
  readonly outcome: 'nothing-written' | 'unknown';

  constructor(message: string, outcome: 'nothing-written' | 'unknown', cause?: unknown) {
    super(message, { cause });
    this.outcome = outcome;
  }
}

/** What lies in Redis is not what Gonogo wrote there. Repeating does not help; a person has to look. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';
  readonly chain: ChainId | null;
  /** The first event that is missing or unreadable; null when the damage is not in the events. */
  readonly seq: number | null;

  constructor(message: string, place: { readonly chain: ChainId; readonly seq: number } | null, cause?: unknown) {
    super(message, { cause });
    this.chain = place?.chain ?? null;
    this.seq = place?.seq ?? null;
  }
}

/** Refusals that Redis gives before it runs a command or a script; all of its other errors leave the outcome open. */
const refusedBeforehand: Readonly<Record<string, string>> = {
  OOM: 'its memory limit is reached; raise maxmemory, or give this Redis to Gonogo alone',
  MISCONF: 'it cannot write to its disk; free some space and look at its log',
  READONLY: 'it is a replica at the moment; this passes when the failover has ended',
  LOADING: 'it is still reading its data from disk',
  MASTERDOWN: 'it is a replica without its primary',
  NOREPLICAS: 'it has fewer replicas than it is set to need',
  CLUSTERDOWN: 'its cluster is down',
  NOAUTH: 'the password in REDIS_URL is missing',
  WRONGPASS: 'the user or password in REDIS_URL is wrong',
  BUSY: 'it is busy with a script that takes too long',
};

/** Turns what the client threw into one of the two errors above. `task` completes "Redis did not …". */
export function ledgerError(task: string, error: unknown): Error {
  if (error instanceof LedgerUnavailable || error instanceof LedgerDamaged) return error;
  const said = error instanceof Error ? error.message : String(error);
  const code = /^[A-Z]+/.exec(said)?.[0] ?? '';
  const reason = refusedBeforehand[code];
  if (reason !== undefined) {
    return new LedgerUnavailable(`Redis did not ${task}: ${reason}. Nothing was written.`, 'nothing-written', error);
  }
  if (code === 'WRONGTYPE' || said.includes('equal or smaller than the target stream')) {
    return new LedgerDamaged(`Redis did not ${task}: ${said}. Something else has written there.`, null, error);
  }
  const hint = 'Whether it was done is not known; trying again is safe.';
  return new LedgerUnavailable(`Redis did not ${task} (${said}). ${hint}`, 'unknown', error);
}

/** Awaits an answer of Redis, with its errors in our words. */
export async function answerOf<T>(task: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw ledgerError(task, error);
  }
}

/** The saved head names an event that the stream does not have. */
export function eventsMissing(chain: ChainId, head: number, newest: number): LedgerDamaged {
  return new LedgerDamaged(
    `The ledger of ${chain} ends at event ${newest}, but ${head} were written: events were lost or taken away. ` +
      'Nothing more is written to it. Run `gonogo verify`, then restore Redis from its last backup.',
    { chain, seq: newest + 1 },
  );
}

/** An event is not the one that was written, or does not follow from the one before it. */
export function eventBroken(chain: ChainId, seq: number): LedgerDamaged {
  return new LedgerDamaged(
    `Event ${seq} of ${chain} is not what was written there: it was changed, exchanged or put in. ` +
      'Nothing more is written to it. Run `gonogo verify`, then restore Redis from its last backup.',
    { chain, seq },
  );
}
