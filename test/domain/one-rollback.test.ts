import { expect, test } from 'vitest';
import { evolve } from '../../src/domain/lane/evolve.ts';
import { emptyLane, type Lane } from '../../src/domain/lane/lane.ts';
import { failing, oldSha } from '../support/facts.ts';
import { first, type Scene } from '../support/lane.ts';
import { production, service } from '../support/policy.ts';
import { lookWith, measured, minutesPass, read, watched } from './measured.ts';
import { createTwoHands, eventsOfType, type TwoHands } from './two-hands.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One look more, and errors and health breach together. */
function onTheBrink(): Scene {
  const scene = watched(measured);
  minutesPass(scene, ['well', 'well'], { reading: failing });
  minutesPass(scene, ['errors'], { reading: failing });
  return scene;
}

/** What is wrong with how it ended; empty when nothing is. */
function faultsOf(hands: TwoHands): readonly string[] {
  const faults: string[] = [];
  const { events, alerts, runs } = hands;
  if (runs.length !== 1) faults.push(`${runs.length} rollbacks were started`);
  if (runs.some(({ inputs, workflow }) => inputs['release_sha'] !== oldSha || workflow !== 'replay.yml'))
    faults.push('something else than the approved target was started');
  const begun = eventsOfType(events, 'ReleaseRequested').filter(({ kind }) => kind === 'rollback');
  const byMandate = begun.filter(({ cause }) => cause !== null && cause.mandate !== null);
  if (byMandate.length > 1) faults.push(`${byMandate.length} rollbacks began by themselves`);
  if (alerts.filter((effect) => effect.type === 'Alert' && effect.alert.kind === 'breached').length > 1)
    faults.push('the breach was told twice');
  const ends = eventsOfType(events, 'ReleaseEnded');
  if (ends.filter(({ release }) => release === first).length !== 1) faults.push('the release did not end once');
  const succeeded = ends.filter(({ outcome }) => outcome.kind === 'succeeded');
  if (succeeded.length !== 1) faults.push(`${succeeded.length} rollbacks succeeded`);
  const { live, hold } = hands.lane();
  if (live.kind !== 'known' || live.sha !== oldSha) faults.push('the old version is not on record as live');
  if (hold === null) faults.push('the lane is not held');
  return faults;
}

test('two triggers at once, and people who press Roll back meanwhile, end in one rollback: 1,000 interleavings', () => {
  const brink = onTheBrink();
  const ways = { byMandate: 0, byPerson: 0 };
  for (let seed = 1; seed <= 1000; seed += 1) {
    const random = randomFrom(seed);
    const hands = createTwoHands(brink);
    for (let steps = 0; steps < 50; steps += 1) hands.step(random);
    hands.settle();
    expect({ seed, faults: faultsOf(hands) }).toEqual({ seed, faults: [] });
    const [run] = hands.runs;
    const started = eventsOfType(hands.events, 'ReleaseRequested').find(({ release }) => release === run?.release);
    ways[started?.cause?.mandate === null ? 'byPerson' : 'byMandate'] += 1;
  }
  // Both hands are the quicker one often enough for the rule to mean something.
  expect(Math.min(ways.byMandate, ways.byPerson)).toBeGreaterThan(100);
}, 60_000);

test('the events alone give the lane as it was, also in the middle of a rollback by mandate', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = randomFrom(seed);
    const hands = createTwoHands(onTheBrink());
    for (let steps = 0; steps < 30; steps += 1) hands.step(random);
    const empty: Lane = { ...emptyLane(service, production), policyVersion: hands.lane().policyVersion };
    const replayed = hands.events.reduce((lane, { event, at }) => evolve(lane, event, at), empty);
    expect(JSON.stringify(replayed)).toBe(JSON.stringify(hands.lane()));
  }
});

test('a breach of two triggers names the one that was judged first, and begins one rollback', () => {
  const scene = onTheBrink();
  lookWith(scene, read([]), { reading: failing });
  const begun = scene.events.filter(({ event }) => event.type === 'ReleaseRequested' && event.kind === 'rollback');
  expect(begun).toHaveLength(1);
});
