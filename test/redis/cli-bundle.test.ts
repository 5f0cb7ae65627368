import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { createEvidenceCopies } from '../../src/adapters/evidence-copies.ts';
import { ledgerKeys } from '../../src/adapters/ledger/keys.ts';
import { type CommitSha, type RepoName, type RunId } from '../../src/domain/ids.ts';
import { folderWith, type Ran, runCli } from '../cli/run-cli.ts';
import { deployed, entriesOf, files, freshPem, manifest } from '../evidence/bundle-support.ts';
import { first } from '../support/lane.ts';
import { type Bench, commitAt, empty, freshLedger, ignore, noon } from './ledger-support.ts';

const pem = freshPem();

/** A ledger in which one release has gone through, with our copies of its evidence. */
async function withRelease(): Promise<Bench> {
  const bench = await freshLedger();
  await bench.ledger.commit({ ...commitAt(empty, []), entries: entriesOf(deployed().events) });
  const copies = createEvidenceCopies(bench.redis, ledgerKeys(bench.prefix), ignore);
  for (const [index, file] of files.entries()) {
    await copies.keep({
      ...file,
      repo: 'acme/checkout' as RepoName,
      kind: 'smoke',
      sha: '1'.repeat(40) as CommitSha,
      artifact: `artifact-${index}`,
      artifactId: String(index),
      run: '7001' as RunId,
      url: 'https://github.com/acme/checkout',
      workflow: null,
      keptAt: noon,
    });
  }
  return bench;
}

async function run(folder: string, prefix: string, args: readonly string[]): Promise<Ran> {
  const variables = { REDIS_URL: inject('redisUrl'), GONOGO_TICKET_KEY: pem };
  return await runCli([...args, '--prefix', prefix], { folder, variables });
}

test('gonogo bundle writes a file that gonogo verify takes, and nothing into Redis', async () => {
  const { prefix, redis } = await withRelease();
  const folder = await folderWith({});
  const before = (await redis.keys(`${prefix}:*`)).toSorted();

  const exported = await run(folder, prefix, ['bundle', first, '--out', 'out.json']);
  const verified = await runCli(['verify', 'out.json'], { folder, variables: { GONOGO_TICKET_KEY: pem } });

  expect(exported).toMatchObject({ code: 0, err: '' });
  expect(exported.out).toContain('6 evidence files, signed by sha256:');
  expect(verified).toMatchObject({ code: 0, err: '' });
  expect(verified.out).toContain('go by U0ANA');
  expect((await redis.keys(`${prefix}:*`)).toSorted()).toEqual(before);
});

test('gonogo bundle overwrites nothing, and without a file prints the bundle alone', async () => {
  const { prefix } = await withRelease();
  const folder = await folderWith({ 'out.json': 'mine' });

  const refused = await run(folder, prefix, ['bundle', first, '--out', 'out.json']);
  const printed = await run(folder, prefix, ['bundle', first]);

  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(await readFile(join(folder, 'out.json'), 'utf8')).toBe('mine');
  expect(JSON.parse(printed.out)).toMatchObject({ format: 'gonogo-release-bundle', release: first });
  expect(printed.err).toContain('The rules of the lane are not enclosed');
});

test('gonogo bundle says that there is no such release', async () => {
  const { prefix } = await freshLedger();
  const { code, out, err } = await run(await folderWith({}), prefix, ['bundle', first]);

  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(`There is no release ${first} in lane.checkout.production`);
});

test('gonogo bundle signs nothing that would not verify', async () => {
  const { prefix, redis } = await withRelease();
  const key = `${prefix}:ledger:lane.checkout.production`;
  const stored = await redis.xrange(key, '-', '+');
  await redis.del(key);
  for (const [id, fields] of stored) await redis.xadd(key, id, 'e', (fields[1] ?? '').replace('U0BEN', 'U0EVE'));

  const { code, out, err } = await run(await folderWith({}), prefix, ['bundle', first]);

  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('The bundle was not written, because it would not verify.');
  expect(err).toContain('Its content was changed after it was written.');
});

test('gonogo bundle encloses no copy that is not what was kept, and says which', async () => {
  const { prefix, redis } = await withRelease();
  await redis.hset(`${prefix}:copies`, manifest.file.digest, 'other bytes');

  const { code, out, err } = await run(await folderWith({}), prefix, ['bundle', first]);

  expect(code).toBe(0);
  expect(out).not.toContain('other bytes');
  expect(err).toContain(`Our copy ${manifest.file.digest} holds other bytes`);
  expect(err).toContain('Of manifest, gate:release-candidate there is no copy to enclose');
});
