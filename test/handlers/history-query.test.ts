import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterNames } from '../../src/cards/history-words.ts';
import { historyStatuses, historyTypes } from '../../src/domain/release/history.ts';
import { type HistoryQuery, historyQueryText, mostShown, readHistoryQuery } from '../../src/handlers/history-query.ts';
import { ana, checkout, dana, production } from '../cards/fixtures.ts';
import { textOf } from '../cards/reading.ts';
import { createWorld, stagingName } from './support.ts';

const asking = { ...createWorld().parts, asker: dana };

function read(text: string): ReturnType<typeof readHistoryQuery> {
  return readHistoryQuery(
    asking,
    text.split(' ').filter((word) => word !== ''),
  );
}

function queryOf(text: string): HistoryQuery {
  const answer = read(text);
  if (answer.kind === 'problem') throw new Error(textOf(answer.message));
  return answer.query;
}

function problemOf(text: string): string {
  const answer = read(text);
  return answer.kind === 'problem' ? textOf(answer.message) : 'no problem';
}

const all =
  'service:checkout env:production by:@ana status:failed type:hotfix since:2026-11-01 until:2026-11-20 limit:20 export:csv';

describe('what is asked of the history', () => {
  test('is everything, when nothing is said', () => {
    expect(Object.values(queryOf('')).every((value) => value === null)).toBe(true);
  });

  test('may say all at once', () => {
    expect(queryOf(all)).toEqual({
      service: checkout,
      environment: production,
      by: ana,
      status: 'failed',
      type: 'hotfix',
      since: '2026-11-01T00:00:00.000Z',
      before: '2026-11-21T00:00:00.000Z',
      limit: 20,
      file: 'csv',
    });
  });

  test('is the same in any order', () => {
    const words = all.split(' ');
    fc.assert(
      fc.property(fc.shuffledSubarray(words, { minLength: words.length }), (shuffled) => {
        expect(queryOf(shuffled.join(' '))).toEqual(queryOf(all));
      }),
    );
  });

  test('names the service by a bare word, wherever it stands', () => {
    expect(queryOf('status:failed checkout').service).toBe(checkout);
  });

  test.each(['by:@ana', 'by:ana', 'by:@Ana', 'by:<@U0ANA>', 'by:<@U0ANA|ana>', 'by:U0ANA', 'BY:ana'])(
    'finds the person in %s',
    (word) => {
      expect(queryOf(word).by).toBe(ana);
    },
  );

  test('knows me', () => {
    expect(queryOf('by:me').by).toBe(dana);
  });

  test.each([
    ['since:today', '2026-11-20T00:00:00.000Z'],
    ['since:yesterday', '2026-11-19T00:00:00.000Z'],
    ['since:30d', '2026-10-21T00:00:00.000Z'],
    ['since:2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('reads %s as the beginning of that day in UTC', (word, instant) => {
    expect(queryOf(word).since).toBe(instant);
  });

  test('takes the whole day that `until` names', () => {
    expect(queryOf('since:2026-11-20 until:2026-11-20')).toMatchObject({
      since: '2026-11-20T00:00:00.000Z',
      before: '2026-11-21T00:00:00.000Z',
    });
  });
});

describe('what is not understood is told with what was probably meant', () => {
  test.each([
    ['statsu:failed', 'Did you mean `status:`?'],
    ['environment:production', 'Did you mean `env:`?'],
    ['from:2026-11-01', 'Did you mean `since:`?'],
    ['colour:red', 'is no filter of the history. There is'],
    ['status:faild', 'Did you mean `status:failed`?'],
    ['status:', 'Nothing stands behind `status:`'],
    ['status:great', 'There is `success`, `accepted`'],
    ['type:hotfx', 'Did you mean `type:hotfix`?'],
    ['env:prodution', 'Did you mean `env:production`?'],
    ['by:@anna', 'Did you mean `by:@ana`?'],
    ['by:@nobody', 'There is `@me`, `@ana`'],
    ['export:pdf', 'There is `csv`, `markdown`'],
    ['since:2026-02-30', 'names no day'],
    ['since:01.11.2026', 'names no day'],
    ['since:2026-11-05 until:2026-11-01', 'Swap the two days'],
    ['limit:0', `no number from 1 to ${mostShown}`],
    ['limit:101', 'no number from 1'],
    ['limit:-1', 'no number from 1'],
    ['status:failed status:success', 'is there twice'],
    ['chekcout', 'Did you mean `checkout`?'],
    ['checkout failed', 'Did you mean `status:failed`?'],
    ['failed', 'Did you mean `status:failed`?'],
    ['checkout production', 'Did you mean `env:production`?'],
    ['checkout hotfix', 'Did you mean `type:hotfix`?'],
    ['checkout @ana', 'Did you mean `by:@ana`?'],
    ['checkout csv', 'Did you mean `export:csv`?'],
    ['checkout checkout', 'is no filter'],
    ['service:payments', 'There is no service `payments`'],
  ])('%s', (text, sentence) => {
    expect(problemOf(text)).toContain(sentence);
  });

  test('an environment that only another service has', () => {
    const other = { ...asking, lanes: () => [...asking.lanes(), elsewhere] };
    const answer = readHistoryQuery(other, ['checkout', 'env:nightly']);
    expect(answer.kind).toBe('problem');
    expect(readHistoryQuery(other, ['env:nightly']).kind).toBe('query');
  });

  test('whatever is typed is a query or a problem, and never an error', () => {
    const word = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom(...filterNames, 'x', ''), fc.string()).map(([name, value]) => `${name}:${value}`),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        expect(['query', 'problem']).toContain(readHistoryQuery(asking, words).kind);
      }),
    );
  });
});

test('a query in words is read as the same query again, and fits into a button', () => {
  const day = fc.integer({ min: 0, max: 2_000 }).map((ago) => `${ago}d`);
  const parts = fc.record(
    {
      service: fc.constant('checkout'),
      env: fc.constantFrom('production', stagingName),
      by: fc.constantFrom('@ana', 'me', '<@U0CARA>'),
      status: fc.constantFrom(...historyStatuses),
      type: fc.constantFrom(...historyTypes),
      since: day,
      until: day,
      limit: fc.integer({ min: 1, max: mostShown }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(parts, (given) => {
      const words = Object.entries(given).map(([name, value]) => `${name}:${value}`);
      const answer = readHistoryQuery(asking, words);
      fc.pre(answer.kind === 'query');
      const text = historyQueryText(answer.query);
      expect(queryOf(text)).toEqual(answer.query);
      expect(text.length).toBeLessThan(250);
    }),
  );
});

const [lane] = asking.lanes();
if (lane === undefined) throw new Error('The world has no lane.');
const elsewhere = {
  ...lane,
  service: 'basket' as typeof lane.service,
  environment: 'nightly' as typeof lane.environment,
};
