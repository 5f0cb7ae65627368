import { describe, expect, test } from 'vitest';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { genesis, link } from '../../src/domain/ledger/entry.ts';
import { stored } from '../../src/domain/ledger/events-of.ts';
import { after, msBetween } from '../../src/domain/time.ts';
import { type Watch } from '../../src/domain/watch/watch.ts';
import { looksOf, minuteOf, read, watched } from '../domain/measured.ts';
import { healthy, newSha, seen } from '../support/facts.ts';
import { first, inPhase, minute, noonish } from '../support/lane.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { chain, createOffice, type Office } from './support.ts';

/** A process whose lane is watched by telemetry; the first look is due now. */
async function watching(): Promise<Office> {
  const scene = watched();
  const ledger = createMemoryLedger();
  const told = scene.events.map(({ event, at }) => ({ ...stored(event), at, actor: 'system:jobs' }));
  const start = { inputs: [], claims: [], effects: [], projections: [], due: null };
  const state = { schema: laneAggregate.schema, lane: scene.lane };
  const entries = link(chain, 0, genesis, told);
  await ledger.commit({ chain, expected: { version: 0, head: genesis }, entries, state, ...start }, 'within-limit');
  const office = createOffice(scene.policy, ledger);
  office.wait(msBetween(noonish, looksOf(scene).lookAt));
  return office;
}

async function watchIn({ flow }: Office): Promise<Extract<Watch, { stage: 'looking' }>> {
  const release = (await flow.read(chain))?.open[first];
  if (release === undefined) throw new Error('The release is over.');
  const { watch } = inPhase(release, 'watching');
  if (watch.stage !== 'looking') throw new Error('No looks are taken.');
  return watch;
}

/** The look that is due, with what telemetry shows of the minute before it where it was asked; then a minute passes. */
async function look(office: Office, telemetry: 'asked' | 'not-asked' = 'asked'): Promise<void> {
  const { next, lookAt } = await watchIn(office);
  const brought = telemetry === 'asked' ? read([minuteOf(after(lookAt, -minute))]) : null;
  const taken = { look: next, reading: healthy, seen: seen(newSha), telemetry: brought };
  await office.fact({ type: 'RecordLook', release: first, ...taken });
  office.wait(minute);
}

describe('a look', () => {
  test('between two saved states is found again after a crash', async () => {
    const office = await watching();
    for (let number = 0; number < 3; number += 1) await look(office);
    const after = createOffice(office.policy, office.ledger);

    expect(office.ledger.commits.slice(1).map(({ commit }) => commit.state)).toContain(null);
    expect(await watchIn(after)).toEqual(await watchIn(office));
    expect(await watchIn(after)).toMatchObject({ next: 4, known: 3, trail: 'ooo' });
    expect((await watchIn(after)).minutes).toHaveLength(3);
  });

  test('whose write was torn off between two saved states is found in its event', async () => {
    const office = await watching();
    for (let number = 0; number < 3; number += 1) await look(office);
    const whole = await watchIn(office);
    office.ledger.tear(chain);
    const after = createOffice(office.policy, office.ledger);

    expect(await watchIn(after)).toEqual(whole);
  });

  test('names the minutes that it brought, and not those of the looks before it', async () => {
    const office = await watching();
    await look(office);
    await look(office, 'not-asked');
    await look(office);
    const looks = office.ledger.entries(chain).filter(({ type }) => type === 'LookTaken');

    expect(looks.map(({ data }) => (data as { readonly minutes: readonly unknown[] }).minutes.length)).toEqual([
      1, 0, 1,
    ]);
    expect((await watchIn(office)).minutes).toHaveLength(2);
  });

  test('writes no row of the status anew, for no row says anything of looks', async () => {
    const office = await watching();
    await look(office);
    await look(office);

    expect(office.ledger.commits.slice(1).flatMap(({ commit }) => commit.projections)).toEqual([]);
  });

  test('that another process took is seen by this one before it says how the lane stands', async () => {
    const office = await watching();
    const other = createOffice(office.policy, office.ledger);
    other.wait(msBetween(noonish, (await watchIn(office)).lookAt));
    await look(other);

    expect(office.flow.lastSeen(chain)?.version).toBeLessThan(other.flow.lastSeen(chain)?.version ?? 0);
    expect(await watchIn(office)).toMatchObject({ next: 2 });
  });
});
