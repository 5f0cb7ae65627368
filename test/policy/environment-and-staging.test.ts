import { describe, test } from 'vitest';
import { type RepoName } from '../../src/domain/ids.ts';
import { type Instant } from '../../src/domain/time.ts';
import { type StagingLane } from '../../src/evidence/collect-candidate.ts';
import { type EvidenceReads } from '../../src/evidence/reads.ts';
import { infra } from './documents.ts';
import { type EvidenceCase, environmentGate, expectCase, stagingGate } from './judging.ts';
import { artifact, otherSha, read, repo, run, sha, silent } from './shelf.ts';

type Case = Omit<EvidenceCase, 'gate'>;

describe('the environment', () => {
  const six = [
    'AZURE_TENANT_ID',
    'AZURE_SUBSCRIPTION_ID',
    'AZURE_RESOURCE_GROUP',
    'AZURE_GITHUB_CLIENT_ID',
    'ACR_NAME',
    'KEY_VAULT_NAME',
  ];
  function environment(
    names: readonly string[],
    secrets: readonly string[] = [],
    identity: 'enabled' | 'disabled' = 'disabled',
  ): Partial<EvidenceReads> {
    return {
      variablesOf: async () => read({ names, identityConvergence: identity }),
      secretsOf: async () => read(secrets),
    };
  }
  const allowing: Partial<EvidenceReads> = {
    fileAt: async () => read({ blob: 'b'.repeat(40), text: '{"schemaVersion":1,"allowedSecrets":["CODECOV_TOKEN"]}' }),
  };
  const cases: readonly Case[] = [
    {
      rule: 'passes with the six variables and no secret',
      world: { reads: environment(six) },
      says: 'pass',
      because: 'environment-ready',
    },
    {
      rule: 'fails when a variable is not there',
      world: { reads: environment(six.slice(1)) },
      says: 'fail',
      because: 'environment-not-ready',
    },
    {
      rule: 'fails when a secret stands outside Key Vault',
      world: { reads: environment(six, ['DATABASE_URL']) },
      says: 'fail',
      because: 'environment-not-ready',
    },
    {
      rule: 'passes when the repository’s policy allows the secret',
      world: { reads: { ...environment(six, ['CODECOV_TOKEN']), ...allowing } },
      says: 'pass',
      because: 'environment-ready',
    },
    {
      rule: 'is unknown when nobody can tell which secrets are allowed',
      world: { reads: { ...environment(six, ['CODECOV_TOKEN']), fileAt: async () => silent } },
      says: 'unknown',
      because: 'could-not-read',
    },
    {
      rule: 'is unknown when secrets cannot be listed',
      world: { reads: { ...environment(six), secretsOf: async () => silent } },
      says: 'unknown',
      because: 'could-not-read',
    },
    {
      rule: 'fails when identities are to converge and their variables are not there',
      world: { reads: environment(six, [], 'enabled') },
      says: 'fail',
      because: 'environment-not-ready',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase({ ...one, gate: environmentGate }));
});

describe('staging', () => {
  const workflow = 'deploy-staging.yml';
  const lane = { repo, refs: ['main'], deploy: { workflow, ref: 'main' } };
  const unverified: Readonly<Record<string, StagingLane>> = { staging: { lane, verified: null } };
  const verified = {
    staging: { lane, verified: { release: 'checkout.staging.abcdefgh', at: '2026-11-02T09:00:00.000Z' as Instant } },
  };
  const path = `.github/workflows/${workflow}`;
  const cases: readonly Case[] = [
    {
      rule: 'passes when a release of this commit ended well there',
      world: {},
      staging: verified,
      says: 'pass',
      because: 'staging-verified',
    },
    {
      rule: 'passes when the newest run of its workflow was green',
      world: { runs: [run('100', { workflow: path })] },
      staging: unverified,
      says: 'pass',
      because: 'staging-verified',
    },
    {
      rule: 'fails when a newer run of its workflow is red',
      world: { runs: [run('101', { workflow: path, conclusion: 'failure' }), run('100', { workflow: path })] },
      staging: unverified,
      says: 'fail',
      because: 'staging-not-verified',
    },
    {
      rule: 'fails when its workflow never ran for this commit',
      world: { runs: [run('100')] },
      staging: unverified,
      says: 'fail',
      because: 'staging-not-verified',
    },
    {
      rule: 'fails when its workflow ran in a fork',
      world: { runs: [run('100', { workflow: path, headRepo: 'mallory/checkout' as RepoName })] },
      staging: unverified,
      says: 'fail',
      because: 'staging-not-verified',
    },
    {
      rule: 'fails when there is no such lane',
      world: { runs: [run('100', { workflow: path })] },
      says: 'fail',
      because: 'staging-not-verified',
    },
    {
      rule: 'is unknown when the runs cannot be listed',
      world: { reads: { runsFor: async () => silent } },
      staging: unverified,
      says: 'unknown',
      because: 'could-not-read',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase({ ...one, gate: stagingGate }));

  const built = run('100', { workflow: '.github/workflows/deploy.yml' });
  const replayed = run('100', { workflow: '.github/workflows/replay.yml' });
  const there = { ...infra, environment: 'staging' };
  function laneOf(file: string): Readonly<Record<string, StagingLane>> {
    return { staging: { lane: { ...lane, deploy: { workflow: file, ref: 'main' } }, verified: null } };
  }
  const oneFile = laneOf('deploy.yml');

  const proofs: readonly Case[] = [
    {
      rule: 'is unknown when the green push run is of the very file that deploys production: it may only have built',
      world: { runs: [built] },
      staging: oneFile,
      says: 'unknown',
      because: 'staging-not-told',
    },
    {
      rule: 'is unknown when the green push run is of the file that replays production',
      world: { runs: [replayed] },
      staging: laneOf('replay.yml'),
      says: 'unknown',
      because: 'staging-not-told',
    },
    {
      rule: 'passes when a release of ours went there by that file',
      world: { runs: [built] },
      staging: { staging: { ...verified.staging, lane: { ...lane, deploy: { workflow: 'deploy.yml', ref: 'main' } } } },
      says: 'pass',
      because: 'staging-verified',
    },
    {
      rule: 'passes when that run says that it deployed there',
      world: { runs: [built], artifacts: [artifact('infra', there)] },
      staging: oneFile,
      says: 'pass',
      because: 'staging-verified',
    },
    {
      rule: 'fails when that run says that it deployed elsewhere',
      world: { runs: [built], artifacts: [artifact('infra', infra)] },
      staging: oneFile,
      says: 'fail',
      because: 'staging-not-verified',
    },
    {
      rule: 'fails when a run of a file of its own says that it deployed elsewhere',
      world: { runs: [run('100', { workflow: path })], artifacts: [artifact('infra', infra)] },
      staging: unverified,
      says: 'fail',
      because: 'staging-not-verified',
    },
    {
      rule: 'fails when the run says that its deployment there did not succeed',
      world: { runs: [built], artifacts: [artifact('infra', { ...there, status: 'failed' })] },
      staging: oneFile,
      says: 'fail',
      because: 'staging-not-verified',
    },
    {
      rule: 'is unknown when an older run said so and the newest leaves nothing behind',
      world: {
        runs: [run('101', { workflow: '.github/workflows/deploy.yml' }), built],
        artifacts: [artifact('infra', there)],
      },
      staging: oneFile,
      says: 'unknown',
      because: 'staging-not-told',
    },
    {
      rule: 'is unknown when what the run left cannot be fetched',
      world: { runs: [built], artifacts: [artifact('infra', there, { download: 'silent' })] },
      staging: oneFile,
      says: 'unknown',
      because: 'could-not-read',
    },
    {
      rule: 'is unknown when a deployment by hand, and no push, says that it deployed there',
      world: {
        runs: [built, run('99', { workflow: built.workflow, event: 'workflow_dispatch' })],
        artifacts: [artifact('infra', there, { of: '99' })],
      },
      staging: oneFile,
      says: 'unknown',
      because: 'staging-not-told',
    },
  ];

  test.each(proofs)('$rule', async (one) => await expectCase({ ...one, gate: stagingGate }));

  test('of another commit says nothing of this one', async () => {
    const runs = [run('100', { workflow: path, sha: otherSha })];

    await expectCase({
      rule: sha,
      gate: stagingGate,
      world: { runs },
      staging: unverified,
      says: 'fail',
      because: 'staging-not-verified',
    });
  });
});
