import { parseArgs } from 'node:util';
import { finish, judge, randomFrom, rounded, say } from '../bench/parts/figures.ts';
import { type FuzzCase } from './parts/fuzz-case.ts';
import { makeHeavy } from './parts/heavy-zips.ts';
import { makeJsonCase } from './parts/json-cases.ts';
import { readCase } from './parts/read-case.ts';
import { makeZipCase } from './parts/zip-cases.ts';

/**
 * Reads zips and JSON that want to be believed, and such as should be. How each has to end is known from how it was
 * made. With one seed the cases are the same in every run.
 *
 * Making cases takes more memory than reading them. So that what rises is what reading needs, it is to be run with a
 * small young generation and with `--expose-gc`: what the making left is collected before it can add up.
 */
const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' } } });
const cases = positive('cases', values.cases, 10_000);
const seed = positive('seed', values.seed, 1);

const megabyte = 1024 * 1024;
/** Good files are read first, until the process has its code together; what it takes after that, the cases take. */
const warmUps = 2000;
const mostShown = 20;
/** Bytes of cases that may be made before what they left is collected. */
const madeBetween = 16 * megabyte;

type Tally = { acceptedWrongly: number; wronglyRefused: number; crashes: number; slowestMs: number; most: number };

const random = randomFrom(seed);
const heavy = await makeHeavy();
const tally: Tally = { acceptedWrongly: 0, wronglyRefused: 0, crashes: 0, slowestMs: 0, most: 0 };
const names = new Map<string, number>();
let shown = 0;
let made = 0;

for (let index = 0; index < warmUps; index += 1) {
  const one = makeCase(randomFrom(index));
  if (one.expected === 'accept') await take(one);
}
const baseline = process.memoryUsage.rss();
Object.assign(tally, { acceptedWrongly: 0, wronglyRefused: 0, crashes: 0, slowestMs: 0, most: baseline });
names.clear();
for (let index = 0; index < cases; index += 1) await take(makeCase(random));

const memoryRiseMb = rounded((tally.most - baseline) / megabyte, 1);
const slowestMs = rounded(tally.slowestMs, 1);
const { acceptedWrongly, wronglyRefused, crashes } = tally;
say(`${cases} cases of ${names.size} sorts`);
judge([
  { name: 'cases accepted wrongly', value: acceptedWrongly, at: 'most', limit: 0 },
  { name: 'cases refused wrongly', value: wronglyRefused, at: 'most', limit: 0 },
  { name: 'crashes', value: crashes, at: 'most', limit: 0 },
  { name: 'rise of memory in MB', value: memoryRiseMb, at: 'most', limit: 64 },
  { name: 'slowest case in ms', value: slowestMs, at: 'most', limit: 2000 },
]);
finish({ fuzz: 'evidence', cases, seed, acceptedWrongly, wronglyRefused, crashes, memoryRiseMb, slowestMs });

function makeCase(chance: () => number): FuzzCase {
  const one = makeAny(chance);
  made += one.bytes.length + (one.original?.length ?? 0);
  if (made > madeBetween) {
    globalThis.gc?.();
    made = 0;
  }
  return one;
}

function makeAny(chance: () => number): FuzzCase {
  if (chance() < 0.6) return makeZipCase(chance, heavy);
  const { name, made, bytes, good } = makeJsonCase(chance);
  const expected = good === 'good' ? 'accept' : 'refuse';
  return { name, kind: made.kind, sha: made.sha, holds: 'json', bytes, expected, original: bytes };
}

async function take(one: FuzzCase): Promise<void> {
  names.set(one.name, (names.get(one.name) ?? 0) + 1);
  const start = performance.now();
  const verdict = await readCase(one);
  tally.slowestMs = Math.max(tally.slowestMs, performance.now() - start);
  tally.most = Math.max(tally.most, process.memoryUsage.rss());
  const outcome = verdict.outcome;
  if (outcome === 'right') return;
  if (outcome === 'crashed') tally.crashes += 1;
  else if (outcome === 'accepted-wrongly') tally.acceptedWrongly += 1;
  else tally.wronglyRefused += 1;
  shown += 1;
  if (shown <= mostShown) say(`  ${outcome}: ${one.name} (${one.kind}): ${verdict.detail}`);
}

function positive(name: string, text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0.`);
}
