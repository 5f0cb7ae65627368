import { expect, test } from 'vitest';
import { createGithubEvidence, type GithubEvidence } from '../../../src/adapters/github/evidence-reads.ts';
import { type ArtifactFact } from '../../../src/domain/evidence/evidence.ts';
import { type Read } from '../../../src/domain/evidence/reading.ts';
import { CommitSha, RunId } from '../../../src/domain/ids.ts';
import { type EvidenceReads } from '../../../src/evidence/reads.ts';
import { checkout, type Stage, stage } from './support.ts';

const webUrl = 'https://github.com';

type Staged = Stage & { readonly evidence: GithubEvidence; readonly sha: CommitSha };

async function staged(): Promise<Staged> {
  const github = await stage();
  const { reads, downloads } = github;
  const evidence = createGithubEvidence({ reads, downloads, webUrl }) satisfies EvidenceReads;
  return { ...github, evidence, sha: CommitSha.parse(github.acme.checkout.candidate.sha) };
}

function valueOf<T>(read: Read<T>): T {
  if (read.kind === 'problem') throw new Error(read.sentence);
  return read.value;
}

/** A commit of its own, with no runs: each test says what ran. */
function freshCommit({ world }: Stage, files: Readonly<Record<string, string>> = {}): CommitSha {
  return CommitSha.parse(world.commit(checkout, { author: 'eli', message: 'A change', files }));
}

function added(github: Stage, sha: string, change: Partial<Parameters<Stage['world']['addRun']>[1]> = {}): RunId {
  const spec = { workflow: 'commit-stage.yml', event: 'push', branch: 'main', sha, conclusion: 'success' as const };
  return RunId.parse(github.world.addRun(checkout, { ...spec, ...change }).id);
}

async function onlyArtifact(github: Staged, name: string): Promise<ArtifactFact> {
  const [artifact] = valueOf(await github.evidence.artifactsNamed(checkout, name));
  if (artifact === undefined) throw new Error(`there is no artifact ${name}`);
  return artifact;
}

test('lists every run of a commit, newest first, with all that says whether it counts', async () => {
  const github = await staged();
  const sha = freshCommit(github);
  const first = added(github, sha);
  const fork = { event: 'pull_request', branch: 'fix', headRepo: 'mallory/checkout', conclusion: 'failure' } as const;
  const second = added(github, sha, fork);
  added(github, github.sha);

  const runs = valueOf(await github.evidence.runsFor(checkout, sha));

  expect(runs).toMatchObject([
    { id: second, event: 'pull_request', branch: 'fix', headRepo: 'mallory/checkout', conclusion: 'failure', sha },
    {
      id: first,
      workflow: '.github/workflows/commit-stage.yml',
      event: 'push',
      branch: 'main',
      headRepo: 'acme/checkout',
      status: 'completed',
      conclusion: 'success',
      attempt: 1,
      sha,
    },
  ]);
});

test('lists the artifacts of one name, newest first, expired ones too, with a link for people', async () => {
  const github = await staged();
  const sha = freshCommit(github);
  const [before, after] = [added(github, sha), added(github, sha)];
  const old = github.world.publishArtifact(checkout, before, 'infra', { 'a.json': '{}' });
  const young = github.world.publishArtifact(checkout, after, 'infra', { 'a.json': '{"b":1}' });
  github.world.publishArtifact(checkout, after, 'infra-2', { 'a.json': '{}' });
  github.world.expireArtifact(checkout, old.id);

  expect(valueOf(await github.evidence.artifactsNamed(checkout, 'infra'))).toEqual([
    {
      id: String(young.id),
      name: 'infra',
      bytes: young.bytes.length,
      expired: 'no',
      digest: young.digest,
      run: after,
      url: `https://github.com/acme/checkout/actions/runs/${after}/artifacts/${young.id}`,
    },
    expect.objectContaining({ id: String(old.id), run: before, expired: 'yes' }),
  ]);
  expect(valueOf(await github.evidence.artifactsOfRun(checkout, after))).toMatchObject([
    { name: 'infra-2' },
    { name: 'infra' },
  ]);
});

test('fetches the very bytes of an artifact, and does not show the storage our token', async () => {
  const github = await staged();
  const published = github.world.publishArtifact(checkout, added(github, github.sha), 'mine', { 'a.json': '{}' });

  const download = await github.evidence.download(checkout, await onlyArtifact(github, 'mine'), 1_000_000);

  // The storage refuses whoever brings a token.
  expect(download).toEqual({ kind: 'bytes', bytes: published.bytes });
  expect(github.counted.at(-1)).toBe('200 GET {storage}');
});

test('does not fetch an artifact that is said to be too large', async () => {
  const github = await staged();
  github.world.publishZip(checkout, added(github, github.sha), 'mine', Buffer.alloc(5_000));
  const artifact = await onlyArtifact(github, 'mine');
  const calls = github.counted.length;

  expect(await github.evidence.download(checkout, artifact, 4_999)).toEqual({ kind: 'too-large' });
  expect(github.counted).toHaveLength(calls);
});

test('stops reading an artifact that is larger than was said', async () => {
  const github = await staged();
  github.world.publishZip(checkout, added(github, github.sha), 'mine', Buffer.alloc(5_000_000));
  const artifact = await onlyArtifact(github, 'mine');

  const download = await github.evidence.download(checkout, { ...artifact, bytes: 10 }, 100_000);

  expect(download).toEqual({ kind: 'too-large' });
});

test('says that an artifact has expired', async () => {
  const github = await staged();
  github.world.publishArtifact(checkout, added(github, github.sha), 'mine', { 'a.json': '{}' });
  const artifact = await onlyArtifact(github, 'mine');
  github.world.expireArtifact(checkout, 'mine');

  expect(await github.evidence.download(checkout, artifact, 1_000_000)).toEqual({ kind: 'expired' });
});

test.each(['cut-off', 'silent'] as const)(
  'does not take an artifact for missing whose storage is %s',
  async (storage) => {
    const github = await staged();
    github.world.publishZip(checkout, added(github, github.sha), 'mine', Buffer.alloc(50_000));
    const artifact = await onlyArtifact(github, 'mine');
    github.world.faults.storage = storage;

    expect(await github.evidence.download(checkout, artifact, 1_000_000)).toMatchObject({
      kind: 'problem',
      passing: 'passing',
      sentence: expect.stringMatching(/^The artifact mine could not be fetched: /),
    });
  },
);

test('reads check runs and commit statuses together, each name once', async () => {
  const github = await staged();
  const sha = freshCommit(github);
  for (const conclusion of ['failure', 'success', 'neutral', 'skipped', 'timed_out', null] as const)
    github.world.reportCheck(checkout, sha, `check ${String(conclusion)}`, conclusion);
  for (const state of ['success', 'failure', 'error', 'pending'] as const)
    github.world.reportStatus(checkout, sha, `status ${state}`, state);

  const checks = valueOf(await github.evidence.checksFor(checkout, sha));

  expect(checks.map(({ name, outcome }) => `${name}: ${outcome}`)).toEqual([
    'check failure: failed',
    'check neutral: passed',
    'check null: pending',
    'check skipped: passed',
    'check success: passed',
    'check timed_out: failed',
    'status error: failed',
    'status failure: failed',
    'status pending: pending',
    'status success: passed',
  ]);
});

test('finds no check on a commit that has none, though GitHub calls it pending', async () => {
  const github = await staged();

  expect(valueOf(await github.evidence.checksFor(checkout, freshCommit(github)))).toEqual([]);
});

test('reads every review of a pull request with the commit that it was given to, oldest first', async () => {
  const github = await staged();
  const number = github.world.openPull(checkout, { author: 'finn', title: 'Wallets', head: 'feature/wallet-payments' });
  github.world.review(checkout, number, 'ben', 'CHANGES_REQUESTED');
  github.world.review(checkout, number, 'ana', 'COMMENTED');
  github.world.review(checkout, number, 'ben', 'APPROVED');
  const commit = github.world.repo(checkout).branches.get('feature/wallet-payments');

  expect(valueOf(await github.evidence.reviewsOf(checkout, number))).toEqual([
    { by: 'ben', state: 'changes-requested', commit, belongs: 'yes' },
    { by: 'ana', state: 'commented', commit, belongs: 'yes' },
    { by: 'ben', state: 'approved', commit, belongs: 'yes' },
  ]);
});

test('reads a file as it stood at a commit, and null where it did not stand', async () => {
  const github = await staged();
  const path = '.github/policy/pipeline-policy.json';
  const sha = freshCommit(github, { [path]: '{"schemaVersion":1, "name": "Grüße"}' });

  const file = valueOf(await github.evidence.fileAt(checkout, sha, path));

  expect(file).toMatchObject({
    blob: expect.stringMatching(/^[0-9a-f]{40}$/),
    text: '{"schemaVersion":1, "name": "Grüße"}',
  });
  expect(valueOf(await github.evidence.fileAt(checkout, sha, 'no/such.json'))).toBeNull();
});

test('names the workflow files at a commit, and none where there is no such folder', async () => {
  const github = await staged();
  const names = valueOf(await github.evidence.workflowFilesAt(checkout, github.sha));
  github.world.addRepo('acme/bare');
  const bare = github.world.commit('acme/bare', { author: 'eli', message: 'Start', files: { 'a.txt': 'a' } });

  expect(names).toContain('cloud-deployment-pipeline.yml');
  expect(valueOf(await github.evidence.workflowFilesAt('acme/bare' as typeof checkout, CommitSha.parse(bare)))).toEqual(
    [],
  );
});

test('names variables of repository and environment together, and looks at one value alone', async () => {
  const github = await staged();
  const production = { environment: 'production' };
  for (let index = 0; index < 70; index += 1) github.world.setVariable(checkout, `MANY_${index}`, 'a value');
  github.world.setVariable(checkout, 'IDENTITY_CONVERGE_ENABLED', 'true');
  github.world.setVariable(checkout, 'ONLY_STAGING', 'x', { environment: 'staging' });

  const enabled = valueOf(await github.evidence.variablesOf(checkout, 'production'));
  github.world.setVariable(checkout, 'IDENTITY_CONVERGE_ENABLED', 'false', production);
  const overridden = valueOf(await github.evidence.variablesOf(checkout, 'production'));

  expect(enabled.identityConvergence).toBe('enabled');
  expect(enabled.names.filter((name) => name.startsWith('MANY_'))).toHaveLength(70);
  expect(enabled.names.some((name) => name.startsWith('AZURE_'))).toBe(true);
  expect(enabled.names).not.toContain('ONLY_STAGING');
  expect(JSON.stringify(enabled)).not.toContain('a value');
  expect(overridden.identityConvergence).toBe('disabled');
});

test('names secrets of repository and environment together', async () => {
  const github = await staged();
  github.world.setSecret(checkout, 'DEPLOY_KEY');
  github.world.setSecret(checkout, 'CLIENT_SECRET', { environment: 'production' });
  github.world.setSecret(checkout, 'DEPLOY_KEY', { environment: 'production' });

  expect(valueOf(await github.evidence.secretsOf(checkout, 'production'))).toEqual(['CLIENT_SECRET', 'DEPLOY_KEY']);
});

test('says which environment GitHub does not show, and guesses no variables', async () => {
  const github = await staged();

  expect(await github.evidence.variablesOf(checkout, 'prod')).toMatchObject({
    kind: 'problem',
    passing: 'final',
    sentence: expect.stringContaining('check that prod exists there'),
  });
});
