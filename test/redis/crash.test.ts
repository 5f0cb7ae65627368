import { expect, test } from 'vitest';
import { createLedger, type Ledger } from '../../src/adapters/ledger/ledger.ts';
import { verifyLedger } from '../../src/adapters/ledger/verify.ts';
import { type ChainId } from '../../src/domain/ids.ts';
import { type ChainHead } from '../../src/domain/ledger/commit.ts';
import { commitAt, connectionTo, effect, empty, event, noon, ownServer } from './ledger-support.ts';

const kills = 30;
const writers = 4;

/** Each kill comes after this many more acknowledged commits, so it falls into the middle of the load. */
const commitsBetweenKills = 15;

test(`Redis killed ${kills} times under load loses no acknowledged commit and writes none twice`, {
  timeout: 60_000,
}, async () => {
  const server = await ownServer();
  const ledger = createLedger({ redis: await connectionTo(server.url), prefix: '{gonogo}' });
  const run = { stopped: false, acknowledged: 0 };
  const chains = Array.from({ length: writers }, (_, index) => `lane.s${index}.production` as ChainId);
  const working = chains.map(async (name) => write(ledger, name, run));

  for (let kill = 1; kill <= kills; kill += 1) {
    const enough = run.acknowledged + commitsBetweenKills;
    await expect.poll(() => run.acknowledged, { interval: 1, timeout: 20_000 }).toBeGreaterThanOrEqual(enough);
    await server.kill();
    await server.restart();
  }
  run.stopped = true;
  const counts = await Promise.all(working);

  for (const [index, name] of chains.entries()) {
    expect(await ledger.load(name)).toMatchObject({ version: counts[index], newest: counts[index] });
    const written = await ledger.entriesAfter(name, 0, 100_000);
    expect(written.map((entry) => entry.data)).toEqual(written.map((_, number) => ({ number })));
  }
  const entries = counts.reduce((sum, count) => sum + count, 0);
  expect(await verifyLedger(ledger)).toEqual({ kind: 'whole', chains: writers, entries });
  expect((await ledger.overdue(noon, entries + 1)).length).toBe(entries);
});

/** Commits one event after the other until stopped; answers how many were acknowledged. Nobody else writes here. */
async function write(ledger: Ledger, chain: ChainId, run: { stopped: boolean; acknowledged: number }): Promise<number> {
  let head: ChainHead = { ...empty, chain };
  while (!run.stopped) {
    const effects = [effect(`${chain}-${head.version}`, { chain })];
    const commit = commitAt(head, [event({ number: head.version })], { effects });
    const answer = await ledger.commit(commit);
    if (answer.kind !== 'committed') throw new Error(`The only writer was answered ${answer.kind}.`);
    run.acknowledged += 1;
    head = { ...head, version: head.version + 1, head: commit.entries[0]?.hash ?? '' };
  }
  return head.version;
}
