import { type BundleEntry, isWhole, type SignedBundle } from '../../src/domain/bundle/format.ts';
import { bundleText, signBundle } from '../../src/evidence/bundle.ts';
import { type SigningKey } from '../../src/evidence/bundle-keys.ts';
import { below, pick, type Random } from './chance.ts';
import { changedValue, otherValue } from './json-mutations.ts';

/** A bundle that is not what it was, with the name of what was done to it. */
export type Mutation = { readonly name: string; readonly bytes: Uint8Array };

export type Keys = { readonly ours: SigningKey; readonly another: SigningKey };

type Mutate = (random: Random, bundle: SignedBundle, text: string, keys: Keys) => Uint8Array;

/**
 * Everything that may happen to a bundle. Some is done to its bytes, some to its content; what is done to its content is
 * left with the old signature, signed by another key, or (where the rest of the bundle speaks against it) by our own.
 */
const mutations: Readonly<Record<string, Mutate>> = {
  'a byte flipped': (random, _bundle, text) =>
    onBytes(text, (bytes) => flip(bytes, below(random, bytes.length), random)),
  'bytes dropped': (random, _bundle, text) => spliced(random, text, 1 + below(random, 40), ''),
  'bytes inserted': (random, _bundle, text) => spliced(random, text, 0, pick(random, inserts)),
  'bytes repeated': (random, _bundle, text) => spliced(random, text, 0, text.slice(0, 1 + below(random, 200))),
  'cut off': (random, _bundle, text) => Buffer.from(text.slice(0, below(random, text.length))),
  'other white space': (random, bundle, text) => Buffer.from(pick(random, respaced)(bundle, text)),
  'a key twice': (random, _bundle, text) => Buffer.from(withKeyTwice(random, text)),
  'keys in another order': (_random, bundle) => Buffer.from(`${JSON.stringify(reversed(bundle))}\n`),
  'a character escaped': (random, _bundle, text) => Buffer.from(escapedAt(random, text)),
  'a field changed': (random, bundle) => written(changedValue(random, bundle)),
  'a field changed, signed by another': (random, bundle, _text, { another }) =>
    signedBy(another, changedValue(random, bundle)),
  'signed by another': (_random, bundle, _text, { another }) => signedBy(another, bundle),
  'the record changed, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(ours, { ...bundle, record: changedValue(random, bundle.record) }),
  'an entry changed, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(
      ours,
      withEntries(bundle, (entries) => changedValue(random, entries)),
    ),
  'an entry dropped, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(
      ours,
      withEntries(bundle, (entries) => entries.toSpliced(below(random, entries.length), 1)),
    ),
  'an entry inserted, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(
      ours,
      withEntries(bundle, (entries) => entries.toSpliced(below(random, entries.length), 0, pick(random, entries))),
    ),
  'entries exchanged, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(
      ours,
      withEntries(bundle, (entries) => exchanged(random, entries)),
    ),
  'an entry withheld, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(
      ours,
      withEntries(bundle, (entries) => withheldOne(random, entries)),
    ),
  'a file changed, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(ours, { ...bundle, files: changedFiles(random, bundle.files) }),
  'the rules changed, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(ours, {
      ...bundle,
      policy: bundle.policy === null ? otherValue(random, null) : changedValue(random, bundle.policy),
    }),
  'the release changed, signed by us': (random, bundle, _text, { ours }) =>
    signedBy(ours, { ...bundle, release: `checkout.production.other${below(random, 9)}ab` }),
};

const names = Object.keys(mutations);

export function mutate(random: Random, bundle: SignedBundle, text: string, keys: Keys): Mutation {
  const name = pick(random, names);
  const bytes = mutations[name]?.(random, bundle, text, keys) ?? new Uint8Array();
  return { name, bytes };
}

const inserts = [' ', '\n', '\0', '{}', ',', '"', '\uFEFF', '"extra":1,', 'null', '\u200B'];

const respaced: readonly ((bundle: SignedBundle, text: string) => string)[] = [
  (bundle) => JSON.stringify(bundle, null, 2),
  (_bundle, text) => text.trimEnd(),
  (_bundle, text) => `${text}\n`,
  (_bundle, text) => ` ${text}`,
  (_bundle, text) => text.replace('\n', '\r\n'),
  (_bundle, text) => `\uFEFF${text}`,
  (_bundle, text) => text.replaceAll('":', '": '),
];

function onBytes(text: string, change: (bytes: Buffer) => void): Uint8Array {
  const bytes = Buffer.from(text);
  change(bytes);
  return bytes;
}

function flip(bytes: Buffer, at: number, random: Random): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << below(random, 8)), at);
}

function spliced(random: Random, text: string, drop: number, insert: string): Uint8Array {
  const bytes = Buffer.from(text);
  const at = below(random, bytes.length - drop);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(insert), bytes.subarray(at + drop)]);
}

/** A field of some object written twice, the second time as it was or with another value. */
function withKeyTwice(random: Random, text: string): string {
  const keys = [...text.matchAll(/[{,]("[A-Za-z]+":)/g)];
  const { index, 1: key = '' } = pick(random, keys);
  const at = index + 1;
  return `${text.slice(0, at)}${key}${pick(random, ['null', '0', '""', '{}'])},${text.slice(at)}`;
}

function reversed(bundle: SignedBundle): unknown {
  return Object.fromEntries(Object.entries(bundle).toSorted(([one], [other]) => (one < other ? 1 : -1)));
}

function escapedAt(random: Random, text: string): string {
  const letters = [...text.matchAll(/[a-z]/g)];
  const { index } = pick(random, letters);
  const code = text.charCodeAt(index).toString(16).padStart(4, '0');
  return `${text.slice(0, index)}\\u${code}${text.slice(index + 1)}`;
}

function written(bundle: unknown): Uint8Array {
  return Buffer.from(bundleText(bundle as SignedBundle));
}

function signedBy(key: SigningKey, bundle: unknown): Uint8Array {
  const { signature: _signature, key: _key, ...rest } = bundle as SignedBundle;
  return written(signBundle(rest, key));
}

function withEntries(bundle: SignedBundle, change: (entries: readonly BundleEntry[]) => unknown): unknown {
  return { ...bundle, ledger: { ...bundle.ledger, entries: change(bundle.ledger.entries) } };
}

function exchanged(random: Random, entries: readonly BundleEntry[]): readonly BundleEntry[] {
  const one = below(random, entries.length);
  const other = (one + 1 + below(random, entries.length - 1)) % entries.length;
  return entries.map((entry, at) => (at === one ? entries[other] : at === other ? entries[one] : entry) ?? entry);
}

function withheldOne(random: Random, entries: readonly BundleEntry[]): readonly BundleEntry[] {
  const chosen = pick(random, entries.filter(isWhole));
  const { seq, prev, hash } = chosen;
  return entries.map((entry) => (entry === chosen ? { seq, prev, hash } : entry));
}

function changedFiles(random: Random, files: SignedBundle['files']): unknown {
  if (files.length === 0) return [{ digest: `sha256:${'0'.repeat(64)}`, text: '' }];
  const at = below(random, files.length);
  switch (below(random, 4)) {
    case 0:
      return files.toSpliced(at, 1);
    case 1:
      return files.toSpliced(at, 0, pick(random, files));
    case 2:
      return files.map((file, index) => (index === at ? { ...file, text: ` ${file.text}` } : file));
    default:
      return changedValue(random, files);
  }
}
