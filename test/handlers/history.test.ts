import { describe, expect, test } from 'vitest';
import { actionIds } from '../../src/cards/ids-of-fields.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { historyRow } from '../../src/domain/release/history.ts';
import { after, minute } from '../../src/domain/time.ts';
import { type HistoryRow } from '../../src/domain/views.ts';
import { type HandlerParts, type HistoryAsked, type HistoryRead } from '../../src/handlers/parts.ts';
import { ana, at, dana, otherRelease, production, releaseId } from '../cards/fixtures.ts';
import { ended, outcomes } from '../cards/releases.ts';
import { clickBody, commandBody, createWorld, stagingName, textOf, type World } from './support.ts';

const failed = historyRow(ended(outcomes.failed));
const succeeded = historyRow(ended(outcomes.succeeded));

/** `count` rows, a minute apart, newest first. */
function rowsOf(count: number, row: HistoryRow = succeeded): readonly HistoryRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...row,
    release: `checkout.production.past${String(index).padStart(6, '0')}` as ReleaseId,
    endedAt: after(at('12:00'), -index * minute),
  }));
}

type Shelf = World & { readonly asked: readonly HistoryAsked[] };

/** A world whose ledger has these rows, as the real one pages them. */
function worldWith(rows: readonly HistoryRow[], changes: Partial<HandlerParts> = {}): Shelf {
  const asked: HistoryAsked[] = [];
  async function history(query: HistoryAsked): Promise<HistoryRead> {
    asked.push(query);
    const { chain, from, before, limit } = query;
    const own = rows.filter((row) => chain === null || chain === `lane.${row.service}.${row.environment}`);
    const newer = from === null ? 0 : own.filter((row) => row.endedAt > from.notAfter).length - from.newer;
    const begin = before === null ? Math.max(0, newer) : own.findIndex((row) => row.release === before) + 1;
    const page = own.slice(begin, begin + limit);
    return { rows: page, next: begin + limit < own.length ? (page.at(-1)?.release ?? null) : null };
  }
  const world = createWorld({ readings: { ...createWorld().parts.readings, history }, ...changes });
  return { ...world, asked };
}

async function ask(world: World, text: string): Promise<string> {
  const { acks, answer } = await world.deliver(commandBody(`history ${text}`, dana));
  expect(acks).toHaveLength(1);
  return textOf(answer);
}

describe('/release history', () => {
  test('reads no more than it shows, and one to know whether there are more', async () => {
    const world = worldWith(rowsOf(60));

    expect(await ask(world, '')).toContain('The newest 20 of more');
    expect(world.asked).toEqual([{ chain: null, from: null, before: null, limit: 21 }]);
  });

  test('of a service puts its lanes together, newest first', async () => {
    const older = { ...failed, environment: stagingName, endedAt: at('08:00') };
    const world = worldWith([succeeded, older]);

    const shown = await ask(world, 'checkout');

    expect(world.asked.map(({ chain }) => chain)).toEqual(['lane.checkout.production', 'lane.checkout.staging']);
    expect(shown.indexOf('Success')).toBeLessThan(shown.indexOf('Failed'));
  });

  test('reads on until it has found what the filters want', async () => {
    const [last = failed] = rowsOf(1, { ...failed, notes: 'the needle' });
    const needle = { ...last, release: otherRelease, endedAt: at('01:00'), failure: null };
    const world = worldWith([...rowsOf(450), needle]);

    expect(await ask(world, 'checkout env:production status:failed')).toContain('the needle');
    expect(world.asked.map(({ limit }) => limit)).toEqual([200, 200, 200]);
  });

  test('stops after 2,000 releases and says so', async () => {
    const world = worldWith(rowsOf(2_500));

    expect(await ask(world, 'status:failed')).toContain('Only the newest 2000 releases were searched.');
    expect(world.asked).toHaveLength(10);
  });

  test('stops where the time that was asked for begins', async () => {
    const world = worldWith(rowsOf(2_500));

    const shown = await ask(world, 'since:today');

    expect(shown).toContain('The newest 20 of more');
    expect(await ask(world, 'since:today status:failed')).not.toContain('were searched');
    expect(world.asked.length).toBeLessThan(8);
  });

  test('goes to an earlier time without reading what came after, and still knows what was rolled back since', async () => {
    const undone = { ...succeeded, release: releaseId, endedAt: at('01:00'), version: 'v2.14.0' };
    const rollback: HistoryRow = {
      ...succeeded,
      release: otherRelease,
      type: 'Rollback',
      version: 'v2.13.0',
      undoes: releaseId,
      endedAt: '2026-11-21T08:00:00.000Z' as typeof undone.endedAt,
    };
    const world = worldWith([rollback, undone]);

    const shown = await ask(world, 'checkout env:production until:2026-11-20');

    expect(world.asked).toMatchObject([{ from: { notAfter: '2026-11-20T23:59:59.999Z', newer: 50 } }]);
    expect(shown).toContain('back to v2.13.0');
    expect(shown).not.toContain('undid v2.14.0');
  });

  test('reads nothing for a filter that it does not know', async () => {
    const world = worldWith(rowsOf(3));

    expect(await ask(world, 'statsu:failed')).toContain('Did you mean `status:`?');
    expect(world.asked).toEqual([]);
  });
});

describe('the history as a file', () => {
  test('comes by export:csv into the direct messages, with all that is found', async () => {
    const world = worldWith(rowsOf(300));

    expect(await ask(world, 'checkout env:production export:csv')).toContain('sent to you as a direct message');

    const [file] = world.sent;
    expect(file).toMatchObject({ user: dana, name: 'deployment-history-checkout-2026-11-20.csv' });
    expect(
      Buffer.from(file?.bytes ?? [])
        .toString()
        .split('\r\n'),
    ).toHaveLength(302);
    expect(textOf(world.told[0]?.message)).toContain('in your direct messages');
  });

  test.each([
    [actionIds.historyCsv, 'deployment-history-2026-11-20.csv', 'Date,Version,Type'],
    [actionIds.historyMarkdown, 'deployment-history-2026-11-20.md', '| Date | Version | Type |'],
  ])('comes by the button %s, for what its message showed', async (action, name, head) => {
    const world = worldWith([...rowsOf(30), failed]);

    await world.deliver(clickBody(action, '{"h":"status:failed"}', ana));

    expect(world.sent).toMatchObject([{ user: ana, name }]);
    const text = Buffer.from(world.sent[0]?.bytes ?? []).toString();
    expect(text).toContain(head);
    expect(text).toContain('the run failed');
    expect(text).not.toContain('Success');
  });

  test('is not made for a guest, nor by a button that nobody here has drawn', async () => {
    const guest = worldWith(rowsOf(3), { standing: async () => ({ kind: 'guest' }) });
    await guest.deliver(clickBody(actionIds.historyCsv, '{"h":""}', ana));
    const strange = worldWith(rowsOf(3));
    for (const value of ['', '{"h":1}', '{"r":"checkout.production.a1b2c3d4"}', '{"h":"status:great"}'])
      await strange.deliver(clickBody(actionIds.historyCsv, value, ana));

    expect([...guest.sent, ...strange.sent]).toEqual([]);
    expect(textOf(guest.told[0]?.message)).toContain('Only full members');
    expect(textOf(strange.told[3]?.message)).toContain('There is `success`');
  });

  test.each([
    ['lost', 'Slack says cannot_dm_bot'],
    ['later', 'has not confirmed the file'],
  ] as const)('that is %s is told, and nothing else happens', async (kind, sentence) => {
    const { slack } = createWorld().parts;
    const told: unknown[] = [];
    const world = worldWith(rowsOf(3), {
      slack: {
        ...slack,
        tell: async ({ message }) => void told.push(message),
        sendFile: async () => ({ kind, reason: 'cannot_dm_bot' }),
      },
    });

    await ask(world, 'export:markdown');

    expect(textOf(told)).toContain(sentence);
  });

  test('that cannot be read is told, for the command was answered before', async () => {
    const readings = { ...createWorld().parts.readings, history: () => Promise.reject(new Error('Redis is away')) };
    const world = createWorld({ readings });

    await ask(world, 'export:csv');

    expect(textOf(world.told[0]?.message)).toContain('cannot read its store');
    expect(world.logged).toHaveLength(1);
  });
});

test('no question about a service reads its lanes beyond 2,000 rows together', async () => {
  const rows = [...rowsOf(2_500), ...rowsOf(2_500).map((row) => ({ ...row, environment: stagingName }))];
  const world = worldWith(rows);

  await ask(world, 'checkout status:failed');

  const read = world.asked.reduce((sum, { limit }) => sum + limit, 0);
  expect(read).toBe(2_000);
  expect(new Set(world.asked.map(({ chain }) => chain))).toEqual(
    new Set([`lane.checkout.${production}`, `lane.checkout.${stagingName}`]),
  );
});
