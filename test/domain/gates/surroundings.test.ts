import { describe, expect, test } from 'vitest';
import { type EnvironmentNames, type StagingSeen } from '../../../src/domain/gates/fact.ts';
import { type GateResult } from '../../../src/domain/gates/result.ts';
import { environmentNames, gate, good, judge, stagingSeen } from './facts.ts';

describe('the checks gate', () => {
  const checks = gate('checks');

  test('passes when there are checks and all of them passed', () => {
    expect(judge(checks, good.checks)).toMatchObject({ outcome: 'pass', reason: { code: 'checks-passed', total: 4 } });
  });

  test('fails when one failed, and names it, although others go on', () => {
    expect(judge(checks, { ...good.checks, failed: ['lint'], pending: ['e2e'] })).toMatchObject({
      outcome: 'fail',
      reason: { code: 'checks-failed', failed: ['lint'] },
    });
  });

  test('does not know while one goes on', () => {
    expect(judge(checks, { ...good.checks, pending: ['e2e'] })).toMatchObject({
      outcome: 'unknown',
      reason: { code: 'checks-pending', pending: ['e2e'] },
    });
  });

  test('does not pass where no checks were reported', () => {
    expect(judge(checks, { ...good.checks, total: 0 })).toMatchObject({
      outcome: 'unknown',
      reason: { code: 'no-checks' },
      evidence: null,
    });
  });

  test('the order in which GitHub lists checks is not evidence; their names and outcomes are', () => {
    const failed = { ...good.checks, failed: ['lint', 'e2e'] };
    const evidence = judge(checks, failed).evidence;
    expect(judge(checks, { ...failed, failed: ['e2e', 'lint'], url: 'https://github.com/other' }).evidence).toBe(
      evidence,
    );
    expect(judge(checks, { ...failed, failed: ['e2e', 'unit'] }).evidence).not.toBe(evidence);
    expect(judge(checks, { ...failed, failed: ['lint'], pending: ['e2e'] }).evidence).not.toBe(evidence);
  });
});

describe('the environment gate', () => {
  test('passes with the six variables and no secret outside Key Vault', () => {
    expect(environment({})).toMatchObject({
      outcome: 'pass',
      reason: { code: 'environment-ready', identityConvergence: 'disabled' },
    });
  });

  test.each(environmentNames.variables)('fails without %s, and names it', (name) => {
    expect(environment({ variables: environmentNames.variables.filter((one) => one !== name) })).toMatchObject({
      outcome: 'fail',
      reason: { variables: [name], secrets: [], identity: [] },
    });
  });

  test('names every secret that stands outside Key Vault, unless the policy allows it', () => {
    const secrets = ['DB_PASSWORD', 'SONAR_TOKEN'];
    expect(environment({ secrets, allowedSecrets: ['sonar_token'] })).toMatchObject({
      outcome: 'fail',
      reason: { code: 'environment-not-ready', secrets: ['DB_PASSWORD'] },
    });
    expect(environment({ secrets, allowedSecrets: secrets }).outcome).toBe('pass');
    expect(environment({ secrets: ['sonar_token'], allowedSecrets: ['SONAR_TOKEN'] }).outcome).toBe('pass');
  });

  test('does not ask for the variables of identity convergence while it is disabled', () => {
    expect(environment({ identityConvergence: 'disabled' }).outcome).toBe('pass');
  });

  test('asks for them by name when it is enabled', () => {
    const needed = ['IDENTITY_BACKEND_URL', 'IDENTITY_TENANT_ID', 'IDENTITY_CLIENT_ID'];
    expect(environment({ identityConvergence: 'enabled' })).toMatchObject({
      outcome: 'fail',
      reason: { identity: needed },
    });
    const variables = [...environmentNames.variables, ...needed];
    expect(environment({ identityConvergence: 'enabled', variables }).outcome).toBe('pass');
  });

  test('asks for the names that the config gives instead', () => {
    const own = gate('environment', { identityVariables: ['OIDC_ISSUER'] });
    const names: EnvironmentNames = { ...environmentNames, identityConvergence: 'enabled' };
    expect(judge(own, { of: 'environment', names }).reason).toMatchObject({ identity: ['OIDC_ISSUER'] });
  });

  test('a variable that no rule asks for changes nothing that was approved', () => {
    const more = environment({ variables: [...environmentNames.variables, 'COLOUR'] });
    expect(more.evidence).toBe(environment({}).evidence);
    expect(environment({ secrets: ['DB_PASSWORD'] }).evidence).not.toBe(environment({}).evidence);
  });
});

describe('the staging gate', () => {
  test('passes when this commit was verified there by a release of ours', () => {
    expect(staging({})).toMatchObject({
      outcome: 'pass',
      reason: { code: 'staging-verified', environment: 'staging', release: 'checkout.staging.a1b2c3d4' },
    });
  });

  test('passes when a run of the lane’s workflow proves it, and links to it', () => {
    const url = 'https://github.com/acme/checkout/actions/runs/5';
    expect(staging({ verified: { by: 'run', url, at: '2026-11-20T09:00:00Z' } })).toMatchObject({
      outcome: 'pass',
      reason: { release: null },
      url,
    });
  });

  test('is unknown when a run succeeded that may only have built the commit, and links to it', () => {
    const url = 'https://github.com/acme/checkout/actions/runs/5';
    expect(staging({ verified: null, unproven: { url, workflow: 'pipeline.yml' } })).toMatchObject({
      outcome: 'unknown',
      reason: { code: 'staging-not-told', environment: 'staging', workflow: 'pipeline.yml' },
      url,
    });
  });

  test('fails when it was not, and names the environment', () => {
    expect(staging({ verified: null })).toMatchObject({
      outcome: 'fail',
      reason: { code: 'staging-not-verified', environment: 'staging' },
      evidence: null,
    });
  });

  test('does not take what another environment saw for what it asks', () => {
    expect(staging({ environment: 'development' })).toMatchObject({ outcome: 'unknown', reason: { code: 'not-read' } });
  });
});

function environment(over: Partial<EnvironmentNames>): GateResult {
  return judge(gate('environment'), { of: 'environment', names: { ...environmentNames, ...over } });
}

function staging(over: Partial<StagingSeen>): GateResult {
  return judge(gate('staging'), { of: 'staging', staging: { ...stagingSeen, ...over } });
}
