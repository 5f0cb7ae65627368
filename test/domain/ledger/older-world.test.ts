import { describe, expect, test } from 'vitest';
import { type ChainId } from '../../../src/domain/ids.ts';
import { laneAggregate } from '../../../src/domain/lane/aggregate.ts';
import { findRelease } from '../../../src/domain/lane/evolve.ts';
import { type Lane } from '../../../src/domain/lane/lane.ts';
import { type LedgerEntry } from '../../../src/domain/ledger/entry.ts';
import { endedOf } from '../../../src/domain/ledger/older.ts';
import { effectOf } from '../../../src/domain/ledger/older-effects.ts';
import { evolveRelease } from '../../../src/domain/release/evolve.ts';
import { historyRow, storedHistoryRow } from '../../../src/domain/release/history.ts';
import { type Ended } from '../../../src/domain/release/release.ts';
import { readOlder } from '../../support/older.ts';

/** The version before watched health alone: it knew no mandate, no telemetry, no emergency and no incident. */
const older = readOlder();

function hashAt(name: string): Readonly<Record<string, string>> {
  const key = older.keys[name];
  if (key?.type !== 'hash') throw new Error(`${name} is no hash.`);
  return key.value;
}

function entriesOf(chain: string): readonly LedgerEntry[] {
  const key = older.keys[`ledger:${chain}`];
  if (key?.type !== 'stream') throw new Error(`${chain} is no chain.`);
  return key.value.map(([, fields]) => JSON.parse(fields[1] ?? '') as LedgerEntry);
}

/** The lane as its events make it today, and its releases as they ended. */
function replayed(chain: string): { readonly lane: Lane; readonly ended: ReadonlyMap<string, Ended> } {
  const ended = new Map<string, Ended>();
  let lane = laneAggregate.empty(chain as ChainId);
  for (const entry of entriesOf(chain)) {
    const event = laneAggregate.eventOf(entry);
    if (event.type === 'ReleaseEnded') {
      const release = findRelease(lane, event.release);
      const after = release === null ? null : evolveRelease(release, event, entry.at);
      if (after?.phase === 'ended') ended.set(after.id, after);
    }
    lane = laneAggregate.evolve(lane, event, entry.at);
  }
  return { lane, ended };
}

const chains = Object.keys(older.keys).flatMap((name) => /^ledger:(.+)$/.exec(name)?.[1] ?? []);

describe('what the version before wrote', () => {
  test.each(chains)('%s holds no saved state that is taken for one of today', (chain) => {
    const { state = '{}' } = hashAt(`state:${chain}`);

    expect(JSON.parse(state)).not.toMatchObject({ schema: laneAggregate.schema });
  });

  test.each(chains)('%s asks for no rollback by itself, and no go of it authorised one', (chain) => {
    const releases = Object.values(replayed(chain).lane.open);
    const proposals = releases.flatMap((release) => ('proposal' in release ? [release.proposal] : []));

    for (const { subject, candidate } of proposals) {
      expect(subject.mandate).toBeNull();
      expect(candidate).toMatchObject({ rehearsal: [], sight: null });
    }
    expect(releases.every(({ request }) => request.mandate === 'no' && request.emergency === null)).toBe(true);
  });

  test.each(Object.entries(hashAt('records')))('the record of %s reads like what its events lead to', (id, record) => {
    const read = endedOf(JSON.parse(record));
    const chain = `lane.${id.split('.').slice(0, -1).join('.')}`;
    const now = replayed(chain).ended.get(id);
    if (read === null || now === undefined) throw new Error(`${id} has ended.`);

    // Looks were not kept one by one.
    const watch = now.watch?.stage === 'looking' ? { ...now.watch, trail: '' } : now.watch;
    expect(read).toEqual({ ...now, watch });
    const { undoes, wasLive, breached, ...told } = historyRow(read);
    expect(storedHistoryRow(JSON.parse(hashAt('summaries')[id] ?? ''))).toMatchObject(told);
    expect([undoes, wasLive, breached]).toEqual([
      read.cause?.of ?? null,
      historyRow(now).wasLive,
      historyRow(now).breached,
    ]);
  });

  test('the alert of a breach that nobody has said yet tells how many checks had failed, and waits for a person', () => {
    const [entry] = Object.entries(hashAt('outbox')).filter(([id]) => id.startsWith('alert-'));
    const [, , json] = /^(\S+) \S+ (.*)$/.exec(entry?.[1] ?? '') ?? [];
    const { effect } = JSON.parse(json ?? '') as { readonly effect: unknown };

    expect(effectOf(effect)).toMatchObject({
      type: 'Alert',
      alert: {
        kind: 'breached',
        trigger: 'health',
        finding: { state: 'breached', measure: 'failures in a row', value: 4, threshold: 4 },
        next: { kind: 'person', because: 'no-mandate' },
      },
    });
    expect(effectOf(effect)).not.toHaveProperty('alert.failures');
  });

  test('an effect of today is taken as it stands', () => {
    const effect = effectOf({ type: 'ShowCard', release: 'checkout.production.x7k2m9' });

    expect(effectOf(effect)).toBe(effect);
  });
});
