import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { finish, judge, median, randomFrom, rounded, say } from '../bench/parts/figures.ts';
import { bundleText } from '../src/evidence/bundle.ts';
import { verifyBundle } from '../src/evidence/bundle-verify.ts';
import { mutate } from './parts/bundle-mutations.ts';
import { longBundle, madeKey, samples } from './parts/bundle-sample.ts';
import { pick } from './parts/chance.ts';

/**
 * Changes bundles in every way that somebody might, and asks of each whether it is found. What comes out as it was, byte
 * for byte, was not changed and is tried again. With one seed the
 * changes are the same in every run.
 */
const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' } } });
const cases = positive('cases', values.cases, 10_000);
const seed = positive('seed', values.seed, 1);
const longest = 10_000;
const mostShown = 20;

const random = randomFrom(seed);
const keys = { ours: madeKey(`ours ${seed}`), another: madeKey(`another ${seed}`) };
const trusted = keys.ours.publicKey;
const bundles = (await samples(keys.ours)).map((bundle) => ({ bundle, text: bundleText(bundle) }));
const untouched = bundles.filter(({ text }) => verifyBundle(Buffer.from(text), trusted).kind === 'sound').length;

const found = new Map<string, number>();
let missed = 0;
let crashes = 0;
let slowestMs = 0;
for (let index = 0; index < cases; index += 1) take();

const figures = await timesOfLongOne();
for (const [code, count] of [...found].toSorted(([, one], [, other]) => other - one)) say(`  ${count} by ${code}`);
slowestMs = rounded(slowestMs, 1);
judge([
  { name: 'changes missed', value: missed, at: 'most', limit: 0 },
  { name: 'crashes', value: crashes, at: 'most', limit: 0 },
  { name: 'bundles that are sound before anything is changed', value: untouched, at: 'least', limit: bundles.length },
  { name: `ms to verify ${longest} events`, value: figures.verify10000Ms, at: 'most', limit: 2000 },
]);
finish({ fuzz: 'bundle', cases, missed, seed, crashes, slowestMs, ...figures });

function take(): void {
  const { bundle, text } = pick(random, bundles);
  const unchanged = Buffer.from(text);
  let mutation = mutate(random, bundle, text, keys);
  while (unchanged.equals(mutation.bytes)) mutation = mutate(random, bundle, text, keys);
  const code = judged(mutation.bytes, mutation.name);
  if (code === 'sound') {
    missed += 1;
    if (missed <= mostShown) say(`  missed: ${mutation.name}: ${Buffer.from(mutation.bytes).toString().slice(0, 200)}`);
    return;
  }
  found.set(code, (found.get(code) ?? 0) + 1);
}

function judged(bytes: Uint8Array, name: string): string {
  const began = performance.now();
  try {
    const verdict = verifyBundle(bytes, trusted);
    return verdict.kind === 'wrong' ? verdict.fault.code : verdict.kind;
  } catch (error) {
    crashes += 1;
    say(`  crash: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 'crash';
  } finally {
    slowestMs = Math.max(slowestMs, performance.now() - began);
  }
}

/** The median of five, each from bytes to verdict. */
async function timesOfLongOne(): Promise<{ readonly verify10000Ms: number; readonly megabytes: number }> {
  const bytes = Buffer.from(bundleText(await longBundle(longest, keys.ours)));
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const verdict = verifyBundle(bytes, trusted);
    times.push(verdict.kind === 'sound' ? performance.now() - began : Number.NaN);
  }
  return { verify10000Ms: rounded(median(times), 0), megabytes: rounded(bytes.byteLength / 1024 / 1024, 1) };
}

function positive(name: string, text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a whole number above 0.`);
}
