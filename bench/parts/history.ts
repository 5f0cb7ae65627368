import { type Ledger } from '../../src/adapters/ledger/ledger.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { type ReleaseId, type SlackUserId } from '../../src/domain/ids.ts';
import { type Lane } from '../../src/domain/lane/lane.ts';
import { type Projection } from '../../src/domain/ledger/commit.ts';
import { link, type Unchained } from '../../src/domain/ledger/entry.ts';
import { stored } from '../../src/domain/ledger/events-of.ts';
import { evolveRelease } from '../../src/domain/release/evolve.ts';
import { historyRow } from '../../src/domain/release/history.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';
import { chainOf, openIn } from './releases.ts';

/** So many releases end in one commit, by the same script as one does. */
const inOneCommit = 100;
const by = 'U0OTHER' as SlackUserId;

/** Adds `count` releases that ended in this lane, a minute apart, the last one just before `now`. */
export async function addHistory(ledger: Ledger, lane: Lane, count: number, now: Instant): Promise<void> {
  const chain = chainOf(lane);
  const { state } = await ledger.load(chain);
  for (let done = 0; done < count; done += inOneCommit) {
    const { version, head } = await ledger.load(chain);
    const endings = Array.from({ length: Math.min(inOneCommit, count - done) }, (_, index) => {
      const number = done + index;
      return endingOf(openIn(lane), number, after(now, (number - count) * minute));
    });
    const answer = await ledger.commit({
      chain,
      expected: { version, head },
      entries: link(
        chain,
        version,
        head,
        endings.map(({ event }) => event),
      ),
      state,
      effects: [],
      projections: endings.map(({ projection }) => projection),
      due: null,
      inputs: [],
      claims: [],
    });
    if (answer.kind !== 'committed') throw new Error(`The history of ${chain} was not written: ${answer.kind}.`);
  }
}

function endingOf(
  open: Release,
  number: number,
  at: Instant,
): { readonly event: Unchained; readonly projection: Projection } {
  const release = `${open.service}.${open.environment}.past${String(number).padStart(6, '0')}` as ReleaseId;
  const outcome = { kind: 'rejected', by, reason: 'Not before the holidays.' } as const;
  const event: Extract<LaneEvent, { type: 'ReleaseEnded' }> = { type: 'ReleaseEnded', release, outcome };
  const ended = evolveRelease({ ...open, id: release }, event, at);
  if (ended.phase !== 'ended') throw new Error('An end did not end the release.');
  // Its record is kept short, so that a whole history fits into the memory of a small machine; no status reads it.
  const record = { ...ended, proposal: null };
  return {
    event: { ...stored(event), at, actor: by },
    projection: { kind: 'ended', release, at, summary: historyRow(ended), record },
  };
}
