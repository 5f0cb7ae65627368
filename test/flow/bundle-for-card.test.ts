import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type LedgerEntry } from '../../src/domain/ledger/entry.ts';
import { verifyBundle } from '../../src/evidence/bundle-verify.ts';
import { type Bundled } from '../../src/handlers/parts.ts';
import { type BundleNeeds, createBundler } from '../../src/main-bundle.ts';
import { deployed, entriesOf, exportedAt, files, freshPem, keyOf } from '../evidence/bundle-support.ts';
import { first } from '../support/lane.ts';

const pem = freshPem();
const scene = deployed();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

function ledgerOf(entries: readonly LedgerEntry[]): BundleNeeds['ledger'] {
  return {
    load: async () => ({ newest: entries.length }),
    entriesAfter: async (_chain, seq, count) => entries.slice(seq, seq + count),
  };
}

/** The bundle of a release that went well, but for what a test changes. */
async function bundled(changes: Partial<BundleNeeds> = {}): Promise<Bundled> {
  const bundle = createBundler({
    ledger: ledgerOf(entriesOf(scene.events)),
    copies: { byDigest: async (digest) => files.find((copy) => copy.digest === digest) ?? null },
    policyOf: () => scene.policy,
    ticketKey: pem,
    now: () => exportedAt,
    ...changes,
  });
  return await bundle(first);
}

test('what a card offers for download is a bundle that verifies with our key, rules and evidence enclosed', async () => {
  const made = await bundled();

  if (made.kind !== 'bundle') throw new Error(`There is no bundle: ${made.kind}.`);
  expect(made.name).toBe(`${first}.gonogo.json`);
  expect(verifyBundle(made.bytes, keyOf(pem).publicKey)).toMatchObject({
    kind: 'sound',
    bundle: { release: first, exportedAt, policy: { version: scene.policy.version } },
  });
});

test.each([
  ['no key', null, 'not-set'],
  ['no PEM', 'canary', 'not-pem'],
  ['a key that cannot sign it', rsa.toString(), 'not-ed25519'],
])('with %s nothing is read, and it says what is wrong with the key', async (_what, ticketKey, problem) => {
  const ledger = { ...ledgerOf([]), load: () => Promise.reject(new Error('The ledger was read.')) };

  expect(await bundled({ ticketKey, ledger })).toEqual({ kind: 'no-key', problem });
});

test('a ledger that was changed is not signed as if it were right', async () => {
  const entries = entriesOf(scene.events).map((entry) =>
    entry.type === 'VoteCast' ? { ...entry, actor: 'U0EVE' } : entry,
  );

  const made = await bundled({ ledger: ledgerOf(entries) });

  expect(made).toMatchObject({ kind: 'problem', sentence: expect.stringContaining('It would not verify. Event') });
});

test('says that there is no such release, and that an event is of a newer version', async () => {
  expect(await bundled({ ledger: ledgerOf([]) })).toMatchObject({ sentence: `The ledger has no release ${first}.` });
  const newer = entriesOf(scene.events).map((entry) => (entry.type === 'VoteCast' ? { ...entry, v: 99 } : entry));
  expect(await bundled({ ledger: ledgerOf(newer) })).toMatchObject({ kind: 'problem' });
});

test('passes on that the ledger does not answer', async () => {
  const ledger = { ...ledgerOf([]), load: () => Promise.reject(new Error('Redis is away')) };

  await expect(bundled({ ledger })).rejects.toThrow('Redis is away');
});
