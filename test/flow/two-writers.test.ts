import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { firstFault } from '../../src/domain/ledger/entry.ts';
import { dispatchId, runOf } from '../support/facts.ts';
import { first } from '../support/lane.ts';
import { ana, ben, cara, dana, type Person, system } from '../support/people.ts';
import { oneGo, type PolicyChange } from '../support/policy.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { chain, createOffice, type Office, proposed, rechecked } from './support.ts';

/** Two processes that write to one ledger. */
async function twoOffices(change: PolicyChange): Promise<readonly [Office, Office, string]> {
  const ledger = createMemoryLedger();
  const here = createOffice(change, ledger);
  const there = createOffice(change, ledger);
  const button = await proposed(here);
  await there.flow.read(chain);
  return [here, there, button];
}

describe('two processes', () => {
  test('that decide on the same state do not both append: one decides again', async () => {
    const [here, there, shown] = await twoOffices(oneGo);
    const go: LaneCommand = { type: 'Approve', release: first, shown };
    const answers = await Promise.all([here.submit(ana, go), there.submit(ben, go)]);
    const types = here.ledger.entries(chain).map(({ type }) => type);

    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'refused']);
    expect(types.filter((type) => type === 'RecheckBegun')).toHaveLength(1);
  });

  test('count a click that reaches both once', async () => {
    const [here, there, shown] = await twoOffices({});
    const go: LaneCommand = { type: 'Approve', release: first, shown };
    const click = { input: 'click-1' };
    const answers = await Promise.all([here.submit(ana, go, click), there.submit(ana, go, click)]);

    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'replayed']);
    expect(here.ledger.entries(chain).filter(({ type }) => type === 'VoteCast')).toHaveLength(1);
  });

  test('that intend a dispatch at once intend one', async () => {
    const [here, there, shown] = await twoOffices(oneGo);
    await here.submit(ana, { type: 'Approve', release: first, shown });
    await Promise.all([here.fact(rechecked(1)), there.fact(rechecked(2))]);

    expect(here.ledger.entries(chain).filter(({ type }) => type === 'DispatchIntended')).toHaveLength(1);
  });

  test('that claim one dispatch at once leave one of them to call', async () => {
    const [here, there, shown] = await twoOffices(oneGo);
    await here.submit(ana, { type: 'Approve', release: first, shown });
    await here.fact(rechecked(1));
    const claim: LaneCommand = { type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) };
    const answers = await Promise.all([here.fact(claim), there.fact(claim)]);

    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'nothing']);
  });

  test('agree on a no-go and a claim that come together: whichever was appended first counts', async () => {
    const [here, there, shown] = await twoOffices(oneGo);
    await here.submit(ana, { type: 'Approve', release: first, shown });
    await here.fact(rechecked(1));
    const [noGo, claim] = await Promise.all([
      here.submit(ben, { type: 'Reject', release: first, reason: 'not today' }),
      there.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) }),
    ]);
    const types = here.ledger.entries(chain).map(({ type }) => type);

    expect(noGo.kind).toBe('accepted');
    expect(types.includes('DispatchClaimed')).toBe(claim.kind === 'accepted');
    expect(types.includes('StopRequested')).toBe(claim.kind === 'accepted');
    expect(types.includes('ReleaseEnded')).toBe(claim.kind !== 'accepted');
  });
});

describe('a worker', () => {
  test('whose claim has passed to another one writes nothing any more', async () => {
    const office = createOffice(oneGo);
    await office.submit(ana, { type: 'Approve', release: first, shown: await proposed(office) });
    await office.fact(rechecked(1));
    const effect = `start-${dispatchId(1)}`;
    office.ledger.claim(effect, 7);
    office.ledger.claim(effect, 8);
    const before = office.ledger.entries(chain).length;
    const late = office.fact(
      { type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) },
      { claim: { effect, token: 7, settle: false } },
    );

    expect(await late).toEqual({ kind: 'fenced' });
    expect(office.ledger.entries(chain)).toHaveLength(before);
  });

  test('that is fenced does not hold up a person who clicked at the same time', async () => {
    const office = createOffice();
    const shown = await proposed(office);
    const [late, vote] = await Promise.all([
      office.fact({ type: 'Advance', release: first }, { claim: { effect: 'gone', token: 1, settle: true } }),
      office.submit(ana, { type: 'Approve', release: first, shown }),
    ]);

    expect(late).toEqual({ kind: 'fenced' });
    expect(vote).toMatchObject({ kind: 'accepted' });
  });

  test('that found nothing to record still ends its effect', async () => {
    const office = createOffice();
    await proposed(office);
    office.ledger.claim('card', 3);
    const claim = { effect: 'card', token: 3, settle: true };

    expect(await office.fact({ type: 'Advance', release: first }, { claim })).toMatchObject({ kind: 'nothing' });
    expect(office.ledger.commits.at(-1)?.commit).toMatchObject({ entries: [], claims: [claim] });
  });
});

type Deed = readonly [Person | typeof system, LaneCommand];

function deeds(release: ReleaseId, shown: string): readonly Deed[] {
  const dispatch = dispatchId(1);
  return [
    [ana, { type: 'Approve', release, shown }],
    [ben, { type: 'Approve', release, shown }],
    [ben, { type: 'Reject', release, reason: 'not today' }],
    [dana, { type: 'Withdraw', release }],
    [cara, { type: 'Stop', release, reason: 'wrong build' }],
    [system, rechecked(1)],
    [system, rechecked(2)],
    [system, { type: 'ClaimDispatch', release, dispatch }],
    [system, { type: 'RecordDispatchAnswer', release, dispatch, answer: { kind: 'started', run: runOf(1) } }],
    [system, { type: 'Advance', release }],
  ];
}

describe('whatever two processes do in whatever order', () => {
  test('the chain is whole, both read the same lane, and at most one run is claimed', async () => {
    const plans = fc.array(fc.record({ who: fc.nat({ max: 1 }), what: fc.nat({ max: 9 }), together: fc.boolean() }), {
      minLength: 1,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const [here, there, shown] = await twoOffices(oneGo);
        let under: Promise<unknown>[] = [];
        for (const { who, what, together } of plan) {
          const deed = deeds(first, shown)[what];
          if (deed === undefined) continue;
          under.push((who === 0 ? here : there).submit(...deed));
          if (!together) {
            await Promise.all(under);
            under = [];
          }
        }
        await Promise.all(under);
        const entries = here.ledger.entries(chain);

        expect(firstFault(chain, entries)).toBeNull();
        expect(await here.flow.read(chain)).toEqual(await there.flow.read(chain));
        expect(entries.filter(({ type }) => type === 'DispatchIntended').length).toBeLessThanOrEqual(1);
        expect(entries.filter(({ type }) => type === 'DispatchClaimed').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 150 },
    );
  });
});
