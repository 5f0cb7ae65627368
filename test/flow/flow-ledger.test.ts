import { describe, expect, test } from 'vitest';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { firstFault, link } from '../../src/domain/ledger/entry.ts';
import { isCurrentState } from '../../src/flow.ts';
import { dispatchId, request } from '../support/facts.ts';
import { first, minute, next, noonish } from '../support/lane.ts';
import { ana, ben, dana } from '../support/people.ts';
import { oneGo } from '../support/policy.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { chain, createOffice, proposed, rechecked } from './support.ts';

describe('a state', () => {
  test('of another shape is not taken for ours', () => {
    expect(
      [null, 7, {}, { schema: 0 }, { schema: '1' }].filter((state) => isCurrentState(laneAggregate, state)),
    ).toEqual([]);
  });

  test('as it is written is taken for ours', async () => {
    const office = createOffice();
    await proposed(office);

    expect(isCurrentState(laneAggregate, office.ledger.commits.at(-1)?.commit.state)).toBe(true);
  });
});

describe('the ledger', () => {
  test('holds one unbroken chain after everything', async () => {
    const office = createOffice(oneGo);
    await office.submit(ana, { type: 'Approve', release: first, shown: await proposed(office) });
    await office.fact(rechecked());

    expect(firstFault(chain, office.ledger.entries(chain))).toBeNull();
  });

  test('whose newest state was torn off is read from its events, and put right with the next command', async () => {
    const office = createOffice(oneGo);
    const button = await proposed(office);
    const whole = await office.flow.read(chain);
    office.ledger.tear(chain);
    const after = createOffice(oneGo, office.ledger);

    expect(await after.flow.read(chain)).toEqual(whole);
    expect(await after.submit(ana, { type: 'Approve', release: first, shown: button })).toMatchObject({
      kind: 'accepted',
    });
    expect(office.ledger.repairs).toHaveLength(1);
    expect(office.ledger.repairs[0]?.effects.map(({ effect }) => effect)).toEqual([
      { type: 'ShowCard', release: first },
    ]);
  });

  test('knows of the votes that came after the state was saved', async () => {
    const office = createOffice();
    const button = await proposed(office);
    await office.submit(ana, { type: 'Approve', release: first, shown: button });
    const after = createOffice({}, office.ledger);

    expect(office.ledger.commits.at(-1)?.commit.state).toBeNull();
    expect(await after.flow.read(chain)).toEqual(await office.flow.read(chain));
    expect(await after.submit(ana, { type: 'Approve', release: first, shown: button })).toMatchObject({
      refusal: { code: 'already_voted' },
    });
    expect(office.ledger.repairs).toEqual([]);
  });

  test('saves the state with whatever is more than a vote, and after sixteen events at the latest', async () => {
    const office = createOffice();
    const button = await proposed(office);
    const before = office.ledger.commits.map(({ commit }) => commit.state);
    const again: LaneCommand = { type: 'Approve', release: first, shown: button };
    for (let times = 0; times < 16; times += 1) await office.submit(ana, again);
    const states = office.ledger.commits.slice(before.length).map(({ commit }) => commit.state);

    expect(before).not.toContain(null);
    expect(states.filter((state) => state !== null)).toHaveLength(1);
  });

  test('that was torn in the midst of votes is put right from the state before them', async () => {
    const office = createOffice();
    const button = await proposed(office);
    await office.submit(ana, { type: 'Approve', release: first, shown: button });
    await office.submit(ben, { type: 'Approve', release: first, shown: button });
    const whole = await office.flow.read(chain);
    office.ledger.tear(chain);
    const after = createOffice({}, office.ledger);
    await after.submit(dana, { type: 'Withdraw', release: first });

    expect(office.ledger.repairs).toMatchObject([{ state: { lane: whole }, expected: { version: 3 } }]);
    expect(firstFault(chain, office.ledger.entries(chain))).toBeNull();
  });

  test('whose last write ended a release keeps its record, its place in the history and no row of it', async () => {
    const office = createOffice();
    await proposed(office);
    await office.submit(dana, { type: 'Withdraw', release: first });
    office.ledger.tear(chain);
    const after = createOffice({}, office.ledger);
    await after.submit(dana, {
      type: 'RequestRelease',
      kind: 'deploy',
      release: next,
      request: request(),
      again: null,
    });

    const [repair] = office.ledger.repairs;
    expect(repair?.projections).toContainEqual({ kind: 'no-open-row', release: first });
    expect(repair?.projections).toContainEqual(
      expect.objectContaining({
        kind: 'ended',
        release: first,
        record: expect.objectContaining({ outcome: expect.objectContaining({ kind: 'withdrawn' }) }),
      }),
    );
    expect(repair?.effects.map(({ effect }) => effect)).toEqual([{ type: 'ShowCard', release: first }]);
  });

  test('tells with each lane the version by which a later change is noticed', async () => {
    const office = createOffice(oneGo);
    const button = await proposed(office);
    const before = await office.flow.readAt(chain);
    await office.submit(ana, { type: 'Approve', release: first, shown: button });
    const now = await office.flow.readAt(chain);

    expect(before?.version).toBeLessThan(now?.version ?? 0);
    expect(now?.version).toBe(office.ledger.entries(chain).length);
    expect(now?.state).toEqual(await office.flow.read(chain));
  });

  test('that was torn while a dispatch was intended is checked afresh, and calls nobody by itself', async () => {
    const office = createOffice(oneGo);
    await office.submit(ana, { type: 'Approve', release: first, shown: await proposed(office) });
    await office.fact(rechecked());
    office.ledger.tear(chain);
    const after = createOffice(oneGo, office.ledger);
    after.wait(2 * minute);
    await after.fact({ type: 'Advance', release: first });

    expect((await after.flow.read(chain))?.open[first]).toMatchObject({ step: { at: 'rechecking' } });
    expect(await after.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) })).toMatchObject({
      kind: 'nothing',
    });
  });

  test('with an event that this version does not know stops everything, and says which version is needed', async () => {
    const office = createOffice();
    await proposed(office);
    const entries = office.ledger.entries(chain);
    const strange = { type: 'MoonLanded', v: 1, at: noonish, actor: 'system:later', data: {} };
    const [entry] = link(chain, entries.length, entries.at(-1)?.hash ?? '', [strange]);
    if (entry !== undefined) office.ledger.append(chain, entry);
    const after = createOffice({}, office.ledger);

    const click = after.submit(ana, { type: 'Approve', release: first, shown: '' });
    await expect(click).rejects.toThrow(/MoonLanded of version 1, which this Gonogo does not know/);
    await expect(after.flow.read(chain)).rejects.toThrow(/nothing is skipped/);
    expect(office.ledger.entries(chain)).toHaveLength(entries.length + 1);
  });

  test('that fails rejects what waits, and the next command works', async () => {
    const office = createOffice();
    const button = await proposed(office);
    office.ledger.breakDown(new Error('Redis is gone'));
    const click: LaneCommand = { type: 'Approve', release: first, shown: button };

    await expect(office.submit(ana, click, { input: 'click-1' })).rejects.toThrow('Redis is gone');
    office.ledger.recover();
    expect(await office.submit(ana, click, { input: 'click-1' })).toMatchObject({ kind: 'accepted' });
  });

  test('that fails after it has written counts the input once all the same', async () => {
    const office = createOffice();
    const click: LaneCommand = { type: 'Approve', release: first, shown: await proposed(office) };
    office.ledger.breakDown(new Error('no answer'), 'after');
    await expect(office.submit(ana, click, { input: 'click-1' })).rejects.toThrow('no answer');
    office.ledger.recover();

    expect(await office.submit(ana, click, { input: 'click-1' })).toEqual({ kind: 'replayed' });
    expect(office.ledger.entries(chain).filter(({ type }) => type === 'VoteCast')).toHaveLength(1);
  });

  test('that fails tells nobody of what was not written', async () => {
    const ledger = createMemoryLedger();
    const office = createOffice({}, ledger);
    ledger.breakDown(new Error('Redis is gone'));
    await expect(
      office.submit(dana, { type: 'RequestRelease', kind: 'deploy', release: next, request: request(), again: null }),
    ).rejects.toThrow('Redis is gone');

    expect(office.news).toEqual([]);
    ledger.recover();
    expect((await office.flow.read(chain))?.open).toEqual({});
  });

  test('is idle when everything that was asked has been answered', async () => {
    const office = createOffice();
    const asked = office.submit(dana, {
      type: 'RequestRelease',
      kind: 'deploy',
      release: first,
      request: request(),
      again: null,
    });
    await office.flow.idle();

    expect(office.ledger.commits).toHaveLength(1);
    expect(await asked).toMatchObject({ kind: 'accepted' });
  });
});
