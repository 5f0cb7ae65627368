import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChainId } from '../../../src/domain/ids.ts';
import { firstFault, genesis, type LedgerEntry, link, type Unchained } from '../../../src/domain/ledger/entry.ts';
import { type Instant } from '../../../src/domain/time.ts';

const chain = 'lane.checkout.production' as ChainId;

const anyEvent: fc.Arbitrary<Unchained> = fc.record({
  type: fc.constantFrom('VoteCast', 'RequestPosted'),
  v: fc.integer({ min: 1, max: 3 }),
  at: fc.constant('2026-11-20T12:00:00.000Z' as Instant),
  actor: fc.constantFrom('U0ANA', 'U0BEN', 'system'),
  data: fc.jsonValue({ maxDepth: 3 }),
});

/** A chain and a place in it. */
const anyPlace = fc.array(anyEvent, { minLength: 2, maxLength: 12 }).chain((events) =>
  fc.record({
    entries: fc.constant(link(chain, 0, genesis, events)),
    at: fc.integer({ min: 0, max: events.length - 2 }),
  }),
);

describe('a chain', () => {
  test('that was linked has no fault, and none after it went through storage', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const entries = link(chain, 0, genesis, events);
        expect(firstFault(chain, entries)).toBeNull();
        expect(firstFault(chain, JSON.parse(JSON.stringify(entries)) as LedgerEntry[])).toBeNull();
      }),
    );
  });

  test('is the same whether its events came in one commit or in many', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1 }), (events) => {
        const oneByOne: LedgerEntry[] = [];
        for (const each of events) {
          oneByOne.push(...link(chain, oneByOne.length, oneByOne.at(-1)?.hash ?? genesis, [each]));
        }
        expect(oneByOne).toEqual(link(chain, 0, genesis, events));
      }),
    );
  });

  test('can be checked in pages', () => {
    fc.assert(
      fc.property(anyPlace, ({ entries, at }) => {
        const before = entries[at];
        const rest = entries.slice(at + 1);
        expect(firstFault(chain, rest, { seq: at + 1, hash: before?.hash ?? '' })).toBeNull();
      }),
    );
  });

  test.each(['type', 'v', 'at', 'actor', 'data', 'hash', 'prev', 'chain', 'seq'])(
    'names the event whose %s was changed',
    (field) => {
      fc.assert(
        fc.property(anyPlace, ({ entries, at }) => {
          const changed = entries.map((entry, index) => (index === at ? { ...entry, [field]: 'changed' } : entry));
          expect(firstFault(chain, changed as LedgerEntry[])).toMatchObject({ chain, seq: at + 1 });
        }),
      );
    },
  );

  test('names the place from which an event is missing', () => {
    fc.assert(
      fc.property(anyPlace, ({ entries, at }) => {
        expect(firstFault(chain, entries.toSpliced(at, 1))).toMatchObject({ seq: at + 1, problem: 'wrong_seq' });
      }),
    );
  });

  test('names the first of two events that were swapped', () => {
    fc.assert(
      fc.property(anyPlace, ({ entries, at }) => {
        const swapped = [...entries.slice(0, at), ...entries.slice(at, at + 2).toReversed(), ...entries.slice(at + 2)];
        expect(firstFault(chain, swapped)).toMatchObject({ seq: at + 1 });
      }),
    );
  });

  test('names an event that was put in, also one whose own hash is right', () => {
    fc.assert(
      fc.property(anyPlace, anyEvent, ({ entries, at }, event) => {
        const [forged] = link(chain, at, 'e'.repeat(64), [event]);
        const longer = forged === undefined ? entries : entries.toSpliced(at, 0, forged);
        expect(firstFault(chain, longer)).toMatchObject({ seq: at + 1, problem: 'wrong_prev' });
      }),
    );
  });

  test('copied from another lane is not a history of this one', () => {
    const entries = link('lane.search.production' as ChainId, 0, genesis, [event()]);

    expect(firstFault(chain, entries)).toEqual({ chain, seq: 1, problem: 'wrong_chain' });
  });
});

test('text that was cut through a character is kept, and its chain holds after it went through storage', () => {
  const entries = link(chain, 0, genesis, [{ ...event(), data: '👍'.slice(0, 1) }, event()]);

  expect(firstFault(chain, JSON.parse(JSON.stringify(entries)) as LedgerEntry[])).toBeNull();
});

function event(): Unchained {
  return { type: 'VoteCast', v: 1, at: '2026-11-20T12:00:00.000Z' as Instant, actor: 'U0ANA', data: {} };
}
