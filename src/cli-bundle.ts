import { writeFileSync } from 'node:fs';
import { type Redis } from 'ioredis';
import { systemClock } from './adapters/clock.ts';
import { createEvidenceCopies } from './adapters/evidence-copies.ts';
import { ledgerKeys } from './adapters/ledger/keys.ts';
import { createLedger } from './adapters/ledger/ledger.ts';
import { type Command, type Outcome, readArguments, type Surroundings, withConfig, wrongUse } from './cli-arguments.ts';
import { ticketKey, withoutKey } from './cli-key.ts';
import { ledgerPlace, withLedger } from './cli-verify-ledger.ts';
import { faultSentence } from './cli-verify-words.ts';
import { configPath } from './config.ts';
import { loadPolicy } from './config-policy.ts';
import { chainOfRelease, laneChain, ReleaseId } from './domain/ids.ts';
import { UnknownEvent } from './domain/ledger/events-of.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { bundleOf, bundleText, signBundle } from './evidence/bundle.ts';
import { type SigningKey } from './evidence/bundle-keys.ts';
import { readForBundle } from './evidence/bundle-read.ts';
import { verifyBundle } from './evidence/bundle-verify.ts';

/** Reads the ledger and writes nothing into it, so it may run beside the bot, and against a copy. */
export const bundle: Command = {
  usage: 'gonogo bundle <release> [--out <file>] [--config <file>] [--prefix <prefix>]',
  does: 'Exports what was approved and what then ran as one signed file, for gonogo verify: 0 when it is written, 1 when it cannot be vouched for.',
  async run(args, surroundings) {
    const given = readArguments('bundle', args, { flags: [], texts: ['out', 'config', 'prefix'], words: 1 });
    if (given.kind === 'wrong') return given.outcome;
    const [word] = given.words;
    const release = ReleaseId.safeParse(word);
    if (word === undefined || !release.success)
      return wrongUse(
        'gonogo bundle needs the id of a release, as its card and /release history show it: checkout.production.k3j9x2mq.',
      );
    const signing = ticketKey(surroundings);
    if (signing.kind !== 'key') return withoutKey(signing);
    const place = ledgerPlace(surroundings, given.texts);
    if ('code' in place) return place;
    const out = given.texts.get('out') ?? null;
    const policy = policyOf(release.data, surroundings, given.texts);
    return await withLedger(place, async (redis) => {
      return await exported(release.data, { redis, prefix: place.prefix, key: signing.key, policy, out });
    });
  },
};

type Export = {
  readonly redis: Redis;
  readonly prefix: string;
  readonly key: SigningKey;
  readonly policy: LanePolicy | null;
  /** Null for stdout. */
  readonly out: string | null;
};

async function exported(release: ReleaseId, { redis, prefix, key, policy, out }: Export): Promise<Outcome> {
  const damaged: string[] = [];
  const copies = createEvidenceCopies(redis, ledgerKeys(prefix), (sentence) => damaged.push(sentence));
  const reads = { ledger: createLedger({ redis, prefix }), copies };
  try {
    const read = await readForBundle(reads, release);
    if (read === null) return no(`There is no release ${release} in ${chainOfRelease(release)} under ${prefix}.`);
    const signed = signBundle(bundleOf({ release, ...read, policy, now: systemClock().now() }), key);
    const text = bundleText(signed);
    // A bundle that does not verify must not leave the house with a signature on it that was meant to say the opposite.
    const verdict = verifyBundle(Buffer.from(text), key.publicKey);
    if (verdict.kind === 'sound') return written(text, verdict.bundle, { damaged, out });
    const said = verdict.kind === 'wrong' ? faultSentence(verdict.fault) : `This Gonogo does not know ${verdict.what}.`;
    return no(
      `The bundle was not written, because it would not verify. ${said} Run gonogo verify to look at the whole ledger.`,
    );
  } catch (error) {
    if (error instanceof UnknownEvent) return no(error.message);
    throw error;
  }
}

type Signed = ReturnType<typeof signBundle>;

function written(
  text: string,
  { ledger, record, policy, key, files }: Signed,
  { damaged, out }: Pick<Export, 'out'> & { readonly damaged: readonly string[] },
): Outcome {
  const missing = record.evidence.filter(({ state, copy }) => state === 'present' && copy === 'not-enclosed');
  const names = [...new Set(missing.map(({ name }) => name))].join(', ');
  const notes = [
    policy === null && record.subject !== null
      ? 'The rules of the lane are not enclosed: gonogo.yaml has changed since the vote, or is not at hand. With --config, an earlier one can be named.'
      : '',
    ...damaged,
    missing.length > 0 ? `Of ${names} there is no copy to enclose; the bundle has its digest alone.` : '',
  ].flatMap((note) => (note === '' ? [] : [`${note}\n`]));
  if (out === null) return { code: 0, out: text, err: notes.join('') };
  try {
    writeFileSync(out, text, { flag: 'wx' });
  } catch (error) {
    return cannotWrite(out, error);
  }
  const contents = `${ledger.entries.length} events of the ledger, ${files.length} evidence files`;
  return { code: 0, out: `${out} is written: ${contents}, signed by ${key.id}.\n${notes.join('')}`, err: '' };
}

function cannotWrite(out: string, error: unknown): Outcome {
  const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
  if (isThere) return wrongUse(`${out} is there already, and nothing is overwritten. Give another name with --out.`);
  return wrongUse(`${out} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
}

function no(sentence: string): Outcome {
  return { code: 1, out: '', err: `${sentence}\n` };
}

/** The lane's rules as gonogo.yaml has them now; null when it has none, for a bundle is also made where no config is. */
function policyOf(
  release: ReleaseId,
  { env, readFile }: Surroundings,
  texts: ReadonlyMap<string, string>,
): LanePolicy | null {
  const loaded = loadPolicy(configPath(withConfig(env, texts)), readFile);
  if (loaded.kind === 'bad') return null;
  const chain = chainOfRelease(release);
  return loaded.lanes.find(({ service, environment }) => laneChain(service, environment) === chain) ?? null;
}
