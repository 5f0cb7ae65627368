import { describe, expect, test } from 'vitest';
import { entryFor, isWhole, type SignedBundle } from '../../src/domain/bundle/format.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { type ReleaseId, type SlackUserId } from '../../src/domain/ids.ts';
import { type LedgerEntry } from '../../src/domain/ledger/entry.ts';
import { bundleText } from '../../src/evidence/bundle.ts';
import { readPublicKey, readSigningKey } from '../../src/evidence/bundle-keys.ts';
import { type BundleVerdict, verifyBundle } from '../../src/evidence/bundle-verify.ts';
import { policyWith } from '../support/policy.ts';
import {
  bundleOfScene,
  bytesOf,
  chain,
  deployed,
  digestOfText,
  freshPem,
  otherKey,
  ourKey,
  resigned,
} from './bundle-support.ts';

const sound = await bundleOfScene(deployed());
const text = bundleText(sound);

function codeOf(verdict: BundleVerdict): string {
  return verdict.kind === 'wrong' ? verdict.fault.code : verdict.kind;
}

function check(bytes: Uint8Array | string): string {
  return codeOf(verifyBundle(Buffer.from(bytes), ourKey.publicKey));
}

/** Changed and signed again by our own key, as a fault of ours would, or somebody who holds it. */
function changed(change: Partial<SignedBundle>): string {
  return check(bytesOf(resigned(sound, change)));
}

function changedEntry(index: number, change: Partial<LedgerEntry>): string {
  const entries = sound.ledger.entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry));
  return changed({ ledger: { ...sound.ledger, entries } });
}

describe('the form of a bundle', () => {
  test.each([
    ['spaces', text.replace('","', '", "')],
    ['no line end', text.trimEnd()],
    ['two line ends', `${text}\n`],
    ['line ends of Windows', text.replace('\n', '\r\n')],
    ['indentation', JSON.stringify(sound, null, 2)],
    ['its keys in another order', `${JSON.stringify(sound)}\n`],
    ['a character written as an escape', text.replace('Round', '\\u0052ound')],
    ['a number written otherwise', text.replace('"seq":2,', '"seq":2.0,')],
    ['a byte-order mark', `\uFEFF${text}`],
  ])('is one sequence of bytes: with %s it is another file', (_what, other) => {
    expect(check(other)).toBe('not-as-written');
  });

  test.each([
    ['a key twice', text.replace('"format":', '"format":"x","format":'), 'not-readable'],
    ['a piece cut off', text.slice(0, -100), 'not-readable'],
    ['nothing', '', 'not-readable'],
    ['another JSON file', '{"name":"gonogo"}', 'wrong-shape'],
    ['an unknown field', text.replace('"format":', '"extra":1,"format":'), 'wrong-shape'],
    ['an unknown field in an entry', text.replace('"actor":', '"_":1,"actor":'), 'wrong-shape'],
    ['a field less', text.replace(/"exportedAt":"[^"]*",/, ''), 'wrong-shape'],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'not-readable'],
  ])('is not that of a file with %s', (_what, other, code) => {
    expect(check(other)).toBe(code);
  });

  test('of a newer version is not judged by this one', () => {
    expect(check(text.replace('"version":1}', '"version":2}'))).toBe('too-new');
  });

  test('spoilt bytes are not taken for the sign that stands for spoilt bytes', () => {
    const bytes = Buffer.from(bytesOf(sound));
    const at = bytes.indexOf('決');

    expect(at).toBeGreaterThan(0);
    bytes[at] = 0xff;
    expect(check(bytes)).toBe('not-readable');
  });
});

describe('the signature', () => {
  test('of the trusted key is asked for, whatever the bundle says', () => {
    expect(check(bytesOf(resigned(sound, {}, otherKey)))).toBe('signed-by-another');
    expect(codeOf(verifyBundle(bytesOf(sound), otherKey.publicKey))).toBe('signed-by-another');
  });

  test('of anybody is enough only where nobody asks to be sure', () => {
    const verdict = verifyBundle(bytesOf(resigned(sound, {}, otherKey)), null);

    expect(verdict).toMatchObject({ kind: 'sound', by: { id: otherKey.publicKey.id } });
  });

  test('covers everything', () => {
    expect(check(text.replace('Round the total', 'Round the sum'))).toBe('wrong-signature');
    expect(check(text.replace(/"exportedAt":"2026/, '"exportedAt":"2027'))).toBe('wrong-signature');
  });

  test('is taken in the one form in which it is written', () => {
    const { signature } = sound;
    const others = [signature.replace('=', ''), `${signature}=`, ` ${signature}`, signature.replaceAll('+', '-'), ''];

    for (const other of others.filter((one) => one !== signature))
      expect(check(bytesOf({ ...sound, signature: other }))).toBe('wrong-signature');
  });

  test('with the name of our key and the key of another is refused', () => {
    const key = { id: ourKey.publicKey.id, publicKey: otherKey.publicKey.pem };

    expect(check(bytesOf({ ...sound, key }))).toBe('wrong-key-id');
    expect(check(bytesOf({ ...sound, key: { ...key, publicKey: 'no key' } }))).toBe('unusable-key');
  });

  test('is made by Ed25519 keys alone, and checked with public ones alone', () => {
    expect(readSigningKey('canary')).toEqual({ kind: 'wrong', why: 'not-pem' });
    expect(readSigningKey(ourKey.publicKey.pem)).toEqual({ kind: 'wrong', why: 'not-private' });
    expect(readPublicKey(freshPem())).toEqual({ kind: 'wrong', why: 'private' });
    expect(readPublicKey(ourKey.publicKey.pem)).toMatchObject({ kind: 'key', key: { id: ourKey.publicKey.id } });
  });
});

describe('a bundle that our own key has signed', () => {
  const { entries } = sound.ledger;

  test.each([
    ['a changed event', () => changedEntry(4, { actor: 'U0EVE' })],
    ['an event less', () => changed({ ledger: { chain, entries: entries.filter((_, at) => at !== 5) } })],
    ['an event twice', () => changed({ ledger: { chain, entries: [...entries.slice(0, 3), ...entries.slice(2)] } })],
    ['two events exchanged', () => changed({ ledger: { chain, entries: swapped(entries, 3, 4) } })],
  ])('with %s is found by its chain', (_what, verdict) => {
    expect(verdict()).toBe('broken-chain');
  });

  test('whose events end before the last one, or are of another release, is found', () => {
    const withheld = entries.map((entry, at) =>
      at === entries.length - 1 && isWhole(entry) ? entryFor('other.production.release9' as ReleaseId, entry) : entry,
    );

    expect(changed({ ledger: { chain, entries: withheld } })).toBe('wrong-ends');
    expect(changed({ ledger: { chain, entries: entries.slice(1) } })).toBe('wrong-ends');
    expect(changed({ release: 'checkout.production.release9' as ReleaseId })).toBe('foreign-entry');
    expect(changed({ release: 'checkout.staging.release9' as ReleaseId })).toBe('wrong-ends');
  });

  test('that withholds one of its own events is found by what it says', () => {
    const aLook = entries.findIndex((entry) => isWhole(entry) && entry.type === 'LookTaken');
    const withheld = entries.map((entry, at) => (at === aLook && isWhole(entry) ? withoutContent(entry) : entry));

    expect(changed({ ledger: { chain, entries: withheld } })).toBe('record-differs');
  });

  test.each([
    ['the outcome', { outcome: { kind: 'expired' } }],
    ['who voted', { rounds: [] }],
    ['the subject', { subject: null }],
    ['what ran', { dispatches: [] }],
    ['who asked', { requestedBy: 'U0EVE' as SlackUserId }],
    ['something more', { extra: 1 }],
  ])('that says otherwise about %s than its events is found', (_what, change) => {
    expect(changed({ record: { ...sound.record, ...change } as SignedBundle['record'] })).toBe('record-differs');
  });

  test('with other evidence than was read is found', () => {
    const [one, two, ...rest] = sound.files;
    if (one === undefined || two === undefined) throw new Error('The bundle has no files.');
    const forged = `${one.text} `;

    expect(changed({ files: [{ ...one, text: forged }, two, ...rest] })).toBe('wrong-file-digest');
    expect(changed({ files: [two, one, ...rest] })).toBe('files-disordered');
    expect(changed({ files: [one, one, two, ...rest] })).toBe('files-disordered');
    expect(changed({ files: [two, ...rest] })).toBe('record-differs');
    const stranger = { digest: digestOfText(forged), text: forged };
    const more = [...sound.files, stranger].toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
    expect(changed({ files: more })).toBe('file-not-asked-for');
  });

  test('with other rules than were voted under is found', () => {
    const loose = { ...policyWith(), approval: { ...policyWith().approval, rules: [{ role: 'approver', min: 1 }] } };

    expect(changed({ policy: loose })).toBe('wrong-policy-hash');
    expect(changed({ policy: policyWith({ refs: ['main'] }) })).toBe('policy-of-another');
    expect(changed({ policy: null })).toBe('record-differs');
  });
});

function withoutContent({ seq, prev, hash }: LedgerEntry): Pick<LedgerEntry, 'seq' | 'prev' | 'hash'> {
  return { seq, prev, hash };
}

function swapped<T>(list: readonly T[], one: number, other: number): readonly T[] {
  return list.map((each, at) => (at === one ? list[other] : at === other ? list[one] : each)) as readonly T[];
}

test('what is signed is all but the signature', () => {
  const { signature, ...rest } = sound;

  expect(ourKey.publicKey.isSignedBy(canonicalJson(rest), signature)).toBe(true);
});
