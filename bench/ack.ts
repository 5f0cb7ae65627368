import { type Arena, openArena } from './parts/arena.ts';
import { type Ballot } from './parts/ballots.ts';
import { type Cleaning, withCleaning } from './parts/cleaning.ts';
import {
  finish,
  judge,
  median,
  percentile,
  randomFrom,
  readArguments,
  rounded,
  say,
  sum,
  table,
} from './parts/figures.ts';
import { type Line, openLine, sendAll, sendAtRate } from './parts/load.ts';

/**
 * How long it takes to acknowledge a vote that is on disk, against bare Bolt with one durable write before its ack.
 *
 * Both servers are alive all the time, on one Redis, and take turns with the same requests in blocks of some 50
 * milliseconds: what else the machine does then meets both alike. A round is some blocks of each; of three rounds the
 * median counts, of latencies at a fixed rate as well. Every vote is one that counts: another person, or another release, each time.
 */
const { seed, seconds } = readArguments({ seed: 1, seconds: 8 });

/** As many clicks are under way at once. */
const connections = 16;
const rounds = 3;
const blocksInRound = 12;
const blockSize = 175;
const rate = 300;
const slicesInRound = 2;
const warmUps = 16;

type Contest = { readonly ours: Contender; readonly bare: Contender };
type Contender = { readonly name: string; readonly lines: readonly Line[] };
type Spent = { readonly ours: number; readonly bare: number; readonly votes: number };
type Tally = { readonly acknowledged: Ballot[]; failures: number };

await withCleaning(async (cleaning) => {
  const arena = await openArena(cleaning, {
    crowded: rounds * blocksInRound * blockSize + warmUps * blockSize,
    spread: rounds * blocksInRound * blockSize + seconds * rate,
  });
  const contest = await enter(arena, cleaning);
  const tally: Tally = { acknowledged: [], failures: 0 };
  const random = randomFrom(seed);

  for (let block = 0; block < warmUps; block += 1) await turn(contest, arena.crowded(blockSize), tally, random);
  const before = await arena.stateBytes();
  const spread = await inRounds(contest, tally, random, () => arena.spread(blockSize));
  const stateBytes = Math.round((before + (await arena.stateBytes())) / 2);
  const crowded = await inRounds(contest, tally, random, () => arena.crowded(blockSize));
  const paced = await atPace(contest, tally, arena);
  const lost = await arena.lost(tally.acknowledged);
  const busy = tally.failures + arena.told();

  report(spread, crowded, paced);
  const ratio = median(spread.map(ratioOf));
  const oneReleaseRatio = median(crowded.map(ratioOf));
  const p99Ms = medianOf(paced, 'ours', 99);
  const votes = tally.acknowledged.length;
  say(`  ${votes} votes acknowledged; ${busy} busy, ${lost} lost; a state has about ${stateBytes} bytes`);
  judge([
    { name: 'ratio', value: rounded(ratio), at: 'least', limit: 1 },
    { name: 'oneReleaseRatio', value: rounded(oneReleaseRatio), at: 'least', limit: 0.9 },
    { name: 'busy', value: busy, at: 'most', limit: 0 },
    { name: 'lost', value: lost, at: 'most', limit: 0 },
    { name: 'p99Ms', value: rounded(p99Ms), at: 'most', limit: 10 },
  ]);
  finish({
    bench: 'ack',
    ratio: rounded(ratio),
    oneReleaseRatio: rounded(oneReleaseRatio),
    busy,
    lost,
    p99Ms: rounded(p99Ms),
    p50Ms: rounded(medianOf(paced, 'ours', 50)),
    baselineP99Ms: rounded(medianOf(paced, 'bare', 99)),
    baselineP50Ms: rounded(medianOf(paced, 'bare', 50)),
    p99sMs: paced.map(({ ours }) => rounded(percentile(ours, 99))),
    ratios: spread.map((spent) => rounded(ratioOf(spent))),
    oneReleaseRatios: crowded.map((spent) => rounded(ratioOf(spent))),
    votesPerSecond: Math.round(perSecond(spread, 'ours')),
    baselinePerSecond: Math.round(perSecond(spread, 'bare')),
    oneReleaseVotesPerSecond: Math.round(perSecond(crowded, 'ours')),
    votes,
    stateBytes,
    requestBytes: arena.requestBytes,
    connections,
    seed,
  });
});

async function enter(arena: Arena, cleaning: Cleaning): Promise<Contest> {
  async function linesTo(port: number): Promise<readonly Line[]> {
    return await Promise.all(Array.from({ length: connections }, () => openLine(port, cleaning)));
  }
  return {
    ours: { name: 'Gonogo', lines: await linesTo(arena.ports.ours) },
    bare: { name: 'bare Bolt', lines: await linesTo(arena.ports.bare) },
  };
}

async function inRounds(
  contest: Contest,
  tally: Tally,
  random: () => number,
  nextBlock: () => readonly Ballot[],
): Promise<readonly Spent[]> {
  const results: Spent[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turns: Spent[] = [];
    for (let block = 0; block < blocksInRound; block += 1) turns.push(await turn(contest, nextBlock(), tally, random));
    results.push({
      ours: sum(turns.map(({ ours }) => ours)),
      bare: sum(turns.map(({ bare }) => bare)),
      votes: sum(turns.map(({ votes }) => votes)),
    });
  }
  return results;
}

/** The same requests to both, one after the other; who is first is drawn. Milliseconds. */
async function turn(contest: Contest, ballots: readonly Ballot[], tally: Tally, random: () => number): Promise<Spent> {
  const requests = ballots.map(({ request }) => request);
  let bare = random() < 0.5 ? (await sendAll(contest.bare.lines, requests)).ms : null;
  const { ms: ours, statuses } = await sendAll(contest.ours.lines, requests);
  note(tally, ballots, statuses);
  bare ??= (await sendAll(contest.bare.lines, requests)).ms;
  return { ours, bare, votes: ballots.length };
}

type Paced = { readonly ours: readonly number[]; readonly bare: readonly number[] };

async function atPace(contest: Contest, tally: Tally, arena: Arena): Promise<readonly Paced[]> {
  const results: Paced[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ours: number[] = [];
    const bare: number[] = [];
    for (let slice = 0; slice < slicesInRound; slice += 1) {
      const ballots = arena.spread(Math.floor((seconds * rate) / (rounds * slicesInRound)));
      const requests = ballots.map(({ request }) => request);
      bare.push(...(await sendAtRate(contest.bare.lines, requests, rate)).latencies);
      const sent = await sendAtRate(contest.ours.lines, requests, rate);
      note(tally, ballots, sent.statuses);
      ours.push(...sent.latencies);
    }
    results.push({ ours, bare });
  }
  return results;
}

function note(tally: Tally, ballots: readonly Ballot[], statuses: readonly number[]): void {
  for (const [index, ballot] of ballots.entries()) {
    if (statuses[index] === 200) tally.acknowledged.push(ballot);
    else tally.failures += 1;
  }
}

function ratioOf({ ours, bare }: Spent): number {
  return bare / ours;
}

function perSecond(results: readonly Spent[], who: 'ours' | 'bare'): number {
  return median(results.map((spent) => (spent.votes * 1000) / spent[who]));
}

/** Milliseconds: of each round the percentile, and of those the median. */
function medianOf(paced: readonly Paced[], who: 'ours' | 'bare', percent: number): number {
  return median(paced.map((round) => percentile(round[who], percent)));
}

function report(spread: readonly Spent[], crowded: readonly Spent[], paced: readonly Paced[]): void {
  function row(name: string, who: 'ours' | 'bare'): readonly string[] {
    const throughput = [spread, crowded].map((results) => `${Math.round(perSecond(results, who))}/s`);
    const latency = [50, 99].map((percent) => `${medianOf(paced, who, percent).toFixed(1)} ms`);
    return [name, ...throughput, ...latency];
  }
  say(`\nVotes acknowledged after they are on disk (${connections} at a time; p50 and p99 at ${rate} a second)\n`);
  table([['', 'over 200 lanes', 'on one release', 'p50', 'p99'], row('Gonogo', 'ours'), row('bare Bolt', 'bare')]);
  say('');
}
