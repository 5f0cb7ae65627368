import { expect, test } from 'vitest';
import { CopyRefused, createEvidenceCopies, type EvidenceCopies } from '../../src/adapters/evidence-copies.ts';
import { type LedgerKeys, ledgerKeys } from '../../src/adapters/ledger/keys.ts';
import { Digest } from '../../src/domain/evidence/documents.ts';
import { type Copy } from '../../src/domain/evidence/reading.ts';
import { sha256 } from '../../src/domain/hash.ts';
import { CommitSha, RepoName, RunId } from '../../src/domain/ids.ts';
import { type Copies } from '../../src/evidence/reads.ts';
import { type Bench, freshLedger, noon } from './ledger-support.ts';

const repo = RepoName.parse('acme/checkout');
const sha = CommitSha.parse('a'.repeat(40));

function digestOf(text: string): Digest {
  return Digest.parse(`sha256:${sha256(text)}`);
}

function copy(text: string, change: Partial<Copy> = {}): Copy {
  return {
    repo,
    kind: 'release-candidate',
    sha,
    artifact: `release-candidate-${sha}`,
    artifactId: '7001',
    digest: digestOf(text),
    text,
    run: RunId.parse('9001'),
    url: 'https://github.com/acme/checkout/actions/runs/9001/artifacts/7001',
    workflow: 'commit-stage.yml',
    keptAt: noon,
    ...change,
  };
}

type Fresh = {
  readonly copies: EvidenceCopies;
  readonly keys: LedgerKeys;
  readonly redis: Bench['redis'];
  /** What was said of damaged copies. */
  readonly told: readonly string[];
};

async function fresh(): Promise<Fresh> {
  const { redis, prefix } = await freshLedger();
  const keys = ledgerKeys(prefix);
  const told: string[] = [];
  const copies = createEvidenceCopies(redis, keys, (sentence) => void told.push(sentence)) satisfies Copies;
  return { copies, keys, redis, told };
}

test('gives a kept file back by its digest, its artifact and its name, byte for byte', async () => {
  const { copies } = await fresh();
  const kept = copy('\uFEFF{"sha":"Grüße, 你好, \u0000"}\r\n');
  await copies.keep(kept);

  expect(await copies.byDigest(kept.digest)).toEqual(kept);
  expect(await copies.byArtifact(repo, kept.artifactId)).toEqual(kept);
  expect(await copies.newest(repo, kept.artifact)).toEqual(kept);
});

test('has no copy of what was never kept', async () => {
  const { copies } = await fresh();
  await copies.keep(copy('{}'));

  expect(await copies.byDigest(digestOf('another'))).toBeNull();
  expect(await copies.byArtifact(repo, '7002')).toBeNull();
  expect(await copies.byArtifact(RepoName.parse('acme/ledger'), '7001')).toBeNull();
  expect(await copies.newest(repo, 'infra')).toBeNull();
});

test('takes the same file twice as once, and remembers who had it first', async () => {
  const { copies } = await fresh();
  const first = copy('{}');
  const again = copy('{}', { artifactId: '7002', run: RunId.parse('9002') });
  await copies.keep(first);
  await copies.keep(first);
  await copies.keep(again);

  expect(await copies.byDigest(first.digest)).toEqual(first);
  expect(await copies.byArtifact(repo, '7001')).toEqual(first);
  expect(await copies.byArtifact(repo, '7002')).toEqual(again);
  expect(await copies.newest(repo, first.artifact)).toEqual(again);
});

test('finds the newest under a name, and still the one before by its digest', async () => {
  const { copies } = await fresh();
  const before = copy('{"version":1}');
  const after = copy('{"version":2}', { artifactId: '7002' });
  await copies.keep(before);
  await copies.keep(after);

  expect(await copies.newest(repo, before.artifact)).toEqual(after);
  expect(await copies.byDigest(before.digest)).toEqual(before);
});

test('refuses to keep a file under a digest that is not its own', async () => {
  const { copies } = await fresh();
  const wrong = copy('{"version":2}', { digest: digestOf('{"version":1}') });

  await expect(copies.keep(wrong)).rejects.toThrow(CopyRefused);
  await expect(copies.keep(wrong)).rejects.toThrow(wrong.digest);
  expect(await copies.byDigest(wrong.digest)).toBeNull();
});

test('refuses another file of an artifact that is kept already, and leaves what is kept', async () => {
  const { copies } = await fresh();
  const kept = copy('{"version":1}');
  await copies.keep(kept);

  await expect(copies.keep(copy('{"version":2}'))).rejects.toThrow(/An artifact never changes/);
  expect(await copies.newest(repo, kept.artifact)).toEqual(kept);
});

test.each(['{"version":2}', '', 'not JSON'])(
  'reads a copy whose bytes were changed to %j as none, and tells of it',
  async (bytes) => {
    const { copies, keys, redis, told } = await fresh();
    const kept = copy('{"version":1}');
    await copies.keep(kept);
    await redis.hset(keys.copies, kept.digest, bytes);

    expect(await copies.byDigest(kept.digest)).toBeNull();
    expect(await copies.byArtifact(repo, kept.artifactId)).toBeNull();
    expect(await copies.newest(repo, kept.artifact)).toBeNull();
    expect(told).toHaveLength(3);
    for (const sentence of told) expect(sentence).toMatch(new RegExp(`${kept.digest}.*restore it from a backup`));
  },
);

test('reads a file that was lost as none, and does not take it for one that was never kept', async () => {
  const { copies, keys, redis, told } = await fresh();
  const kept = copy('{"version":1}');
  await copies.keep(kept);
  await redis.hdel(keys.copies, kept.digest);

  expect(await copies.byArtifact(repo, kept.artifactId)).toBeNull();
  expect(await copies.byArtifact(repo, 'never kept')).toBeNull();
  expect(told).toEqual([expect.stringContaining(`Our copy ${kept.digest} of ${kept.artifact} is gone.`)]);
});

test('mends a damaged or lost copy when the same file is kept again', async () => {
  const { copies, keys, redis } = await fresh();
  const damaged = copy('{"version":1}');
  const lost = copy('{"version":2}', { artifactId: '7002' });
  await copies.keep(damaged);
  await copies.keep(lost);
  await redis.hset(keys.copies, damaged.digest, '{"version":3}');
  await redis.hdel(keys.copies, lost.digest);
  await copies.keep(damaged);
  await copies.keep(copy('{"version":2}', { artifactId: '7003' }));

  expect(await copies.byDigest(damaged.digest)).toEqual(damaged);
  expect(await copies.byArtifact(repo, '7002')).toEqual(lost);
});

test('does not mend a damaged copy with another file', async () => {
  const { copies, keys, redis } = await fresh();
  const kept = copy('{"version":1}');
  await copies.keep(kept);
  await redis.hset(keys.copies, kept.digest, '{"version":3}');

  await expect(copies.keep(copy('{"version":3}'))).rejects.toThrow(/An artifact never changes/);
  expect(await copies.byDigest(kept.digest)).toBeNull();
});
