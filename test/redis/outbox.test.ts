import { describe, expect, test } from 'vitest';
import { type Ledger } from '../../src/adapters/ledger/ledger.ts';
import { type OutboxEntry } from '../../src/domain/ledger/commit.ts';
import { chain, commitAt, effect, event, freshLedger, later, noon } from './ledger-support.ts';

const lease = 10_000;

describe('claiming an effect', () => {
  test('gives it to one worker at a time', async () => {
    const { ledger } = await withEffects(effect('call'));

    const claims = await Promise.all([ledger.claim('call', lease, noon), ledger.claim('call', lease, noon)]);

    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(claims[0]).toEqual({ token: 1, entry: effect('call'), attempts: 1 });
  });

  test('is refused before its time, for an unknown effect, and for one that is settled', async () => {
    const { ledger } = await withEffects(effect('reminder', { notBefore: later(60_000) }));

    expect(await ledger.claim('reminder', lease, later(59_999))).toBeNull();
    expect(await ledger.claim('never-heard-of', lease, noon)).toBeNull();
    const claimed = await ledger.claim('reminder', lease, later(60_000));
    expect(await ledger.settle('reminder', claimed?.token ?? 0)).toBe('settled');
    expect(await ledger.claim('reminder', lease, later(60_000))).toBeNull();
  });

  test('goes to the next worker when the lease has run out, and counts the attempts', async () => {
    const { ledger } = await withEffects(effect('call'));
    await ledger.claim('call', lease, noon);

    expect(await ledger.claim('call', lease, later(lease - 1))).toBeNull();
    expect(await ledger.claim('call', lease, later(lease))).toMatchObject({ token: 2, attempts: 2 });
  });
});

test('an effect is owed until it is settled, also while somebody performs it', async () => {
  const { ledger } = await withEffects(effect('call'), effect('reminder', { notBefore: later(60_000) }));
  const asked = ['reminder', 'never-heard-of', 'call'];
  await ledger.claim('call', lease, noon);

  expect(await ledger.owed(asked)).toEqual(['reminder', 'call']);
  await ledger.settle('call', 1);
  expect(await ledger.owed(asked)).toEqual(['reminder']);
  expect(await ledger.owed([])).toEqual([]);
});

describe('a worker that was paused', () => {
  test('may finish late as long as nobody has begun anew', async () => {
    const { ledger } = await withEffects(effect('call'));
    await ledger.claim('call', lease, noon);

    expect(await ledger.settle('call', 1)).toBe('settled');
  });

  test('is fenced when somebody else has claimed in the meantime', async () => {
    const { ledger } = await withEffects(effect('call'));
    await ledger.claim('call', lease, noon);
    await ledger.claim('call', lease, later(lease));

    expect(await ledger.settle('call', 1)).toBe('fenced');
    expect(await ledger.postpone('call', 1, later(1))).toBe('fenced');
    const late = commitAt(await ledger.load(chain), [event('result')], {
      claims: [{ effect: 'call', token: 1, settle: true }],
    });
    expect(await ledger.commit(late)).toEqual({ kind: 'fenced', effects: ['call'] });
    expect(await ledger.load(chain)).toMatchObject({ version: 1 });
    expect(await ledger.settle('call', 2)).toBe('settled');
  });

  test('is fenced when its effect is settled', async () => {
    const { ledger } = await withEffects(effect('call'));
    await ledger.claim('call', lease, noon);
    await ledger.claim('call', lease, later(lease));
    await ledger.settle('call', 2);

    expect(await ledger.settle('call', 1)).toBe('fenced');
  });
});

describe('a commit that depends on a claim', () => {
  test('settles the effect with the events that record its result', async () => {
    const { ledger } = await withEffects(effect('call'));
    const claimed = await ledger.claim('call', lease, noon);
    const claims = [{ effect: 'call', token: claimed?.token ?? 0, settle: true }];

    expect(await ledger.commit(commitAt(await ledger.load(chain), [event('done')], { claims }))).toEqual({
      kind: 'committed',
    });
    expect(await ledger.overdue(later(lease), 10)).toEqual([]);
    expect(await ledger.outboxAge(later(lease))).toBe(0);
  });

  test('may keep the claim, to write the intent before the call', async () => {
    const { ledger } = await withEffects(effect('call'));
    const claimed = await ledger.claim('call', lease, noon);
    const claims = [{ effect: 'call', token: claimed?.token ?? 0, settle: false }];

    await ledger.commit(commitAt(await ledger.load(chain), [event('intent')], { claims }));

    expect(await ledger.claim('call', lease, noon)).toBeNull();
    expect(await ledger.settle('call', claimed?.token ?? 0)).toBe('settled');
  });

  test('may settle an effect and write it again: the new one stays', async () => {
    const { ledger } = await withEffects(effect('card'));
    const claimed = await ledger.claim('card', lease, noon);
    const next = effect('card', { effect: { text: 'newer' }, notBefore: later(5) });
    const claims = [{ effect: 'card', token: claimed?.token ?? 0, settle: true }];

    await ledger.commit(commitAt(await ledger.load(chain), [event('shown')], { claims, effects: [next] }));

    expect(await ledger.claim('card', lease, later(5))).toMatchObject({ entry: next, attempts: 1 });
  });
});

describe('the newest writing of an effect', () => {
  test('replaces one that still waits', async () => {
    const { ledger } = await withEffects(effect('card', { effect: 'old' }));
    await write(ledger, effect('card', { effect: 'new' }));

    expect(await ledger.overdue(noon, 10)).toEqual([effect('card', { effect: 'new' })]);
  });

  test('stays when the older one is settled, and can be claimed at once', async () => {
    const { ledger } = await withEffects(effect('card'));
    const old = await ledger.claim('card', lease, noon);
    await write(ledger, effect('card'));

    expect(await ledger.claim('card', lease, noon)).toBeNull();
    expect(await ledger.settle('card', old?.token ?? 0)).toBe('rewritten');
    expect(await ledger.claim('card', lease, noon)).toMatchObject({ token: 2, attempts: 1 });
  });

  test('stays when the older one is settled by a commit', async () => {
    const { ledger } = await withEffects(effect('card'));
    const old = await ledger.claim('card', lease, noon);
    await write(ledger, effect('card', { effect: 'newer' }));
    const claims = [{ effect: 'card', token: old?.token ?? 0, settle: true }];

    await ledger.commit(commitAt(await ledger.load(chain), [event('shown')], { claims }));

    expect(await ledger.claim('card', lease, noon)).toMatchObject({ entry: { effect: 'newer' } });
  });

  test('is due when it asks to be, also when the older one is postponed', async () => {
    const { ledger } = await withEffects(effect('card'));
    const old = await ledger.claim('card', lease, noon);
    await write(ledger, effect('card', { notBefore: later(2000) }));

    expect(await ledger.postpone('card', old?.token ?? 0, later(60_000))).toBe('rewritten');
    expect(await ledger.claim('card', lease, later(1999))).toBeNull();
    expect(await ledger.claim('card', lease, later(2000))).not.toBeNull();
  });
});

describe('an effect that failed', () => {
  test("is nobody's after it was postponed", async () => {
    const { ledger } = await withEffects(effect('call'));
    const first = await ledger.claim('call', lease, noon);

    expect(await ledger.postpone('call', first?.token ?? 0, later(30_000))).toBe('postponed');
    expect(await ledger.settle('call', first?.token ?? 0)).toBe('fenced');
    expect(await ledger.settle('call', 0)).toBe('fenced');
  });

  test('is tried again at the time it was postponed to, and keeps its count and its age', async () => {
    const { ledger } = await withEffects(effect('call'));
    const first = await ledger.claim('call', lease, noon);
    await ledger.postpone('call', first?.token ?? 0, later(30_000));

    expect(await ledger.claim('call', lease, later(29_999))).toBeNull();
    expect(await ledger.overdue(later(29_999), 10)).toEqual([]);
    expect(await ledger.outboxAge(later(29_999))).toBe(29_999);
    expect(await ledger.claim('call', lease, later(30_000))).toMatchObject({ attempts: 2 });
  });
});

test('what waits is listed by priority, and what is held or not due is left out', async () => {
  const { ledger } = await withEffects(
    effect('card', { priority: 5 }),
    effect('incident', { priority: 0 }),
    effect('held', { priority: 1 }),
    effect('tomorrow', { notBefore: later(86_400_000) }),
  );
  await ledger.claim('held', lease, noon);

  expect((await ledger.overdue(noon, 10)).map(({ id }) => id)).toEqual(['incident', 'card']);
  expect(await ledger.overdue(noon, 1)).toHaveLength(1);
  expect(await ledger.status(later(1000))).toEqual({
    openReleases: 0,
    effectsWaiting: 4,
    effectsOverdue: 2,
    outboxAgeMs: 1000,
    chainsOverdue: 0,
  });
});

async function withEffects(...effects: readonly OutboxEntry[]): Promise<{ ledger: Ledger }> {
  const { ledger } = await freshLedger();
  await write(ledger, ...effects);
  return { ledger };
}

async function write(ledger: Ledger, ...effects: readonly OutboxEntry[]): Promise<void> {
  await ledger.commit(commitAt(await ledger.load(chain), [event('decided')], { effects }));
}
