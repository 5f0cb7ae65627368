import { describe, expect, test } from 'vitest';
import { checkout, stage } from './github-support.ts';

const repo = 'acme/checkout';
const production = { ...checkout, environment_name: 'production' };

describe('variables and secrets', () => {
  test('are listed for the repository and for its environment, with values of variables alone', async () => {
    const { octokit, world } = await stage();
    world.setSecret(repo, 'deploy_token');
    world.setSecret(repo, 'SIGNING_KEY', { environment: 'production' });
    const variables = await octokit.actions.listRepoVariables(checkout);
    const ofEnvironment = await octokit.actions.listEnvironmentVariables(production);
    const secrets = await octokit.actions.listRepoSecrets(checkout);
    const secretsOfEnvironment = await octokit.actions.listEnvironmentSecrets(production);

    expect(variables.data.variables.map(({ name, value }) => [name, value])).toEqual([
      ['ACR_NAME', 'acme'],
      ['KEY_VAULT_NAME', 'acme-production'],
    ]);
    expect(ofEnvironment.data.variables.map(({ name }) => name)).toEqual([
      'AZURE_GITHUB_CLIENT_ID',
      'AZURE_RESOURCE_GROUP',
      'AZURE_SUBSCRIPTION_ID',
      'AZURE_TENANT_ID',
    ]);
    expect(secrets.data).toMatchObject({ total_count: 1, secrets: [{ name: 'DEPLOY_TOKEN' }] });
    expect(Object.keys(secrets.data.secrets[0] ?? {})).toEqual(['name', 'created_at', 'updated_at']);
    expect(secretsOfEnvironment.data.secrets.map(({ name }) => name)).toEqual(['SIGNING_KEY']);
  });

  test('of an environment that nobody made are 404', async () => {
    const { octokit } = await stage();
    const nowhere = { ...checkout, environment_name: 'nowhere' };

    await expect(octokit.actions.listEnvironmentVariables(nowhere)).rejects.toMatchObject({ status: 404 });
    await expect(octokit.actions.listEnvironmentSecrets(nowhere)).rejects.toMatchObject({ status: 404 });
  });

  test('come in pages of ten variables, thirty at most, and can be changed and removed', async () => {
    const { octokit, world } = await stage();
    for (let index = 0; index < 40; index += 1) world.setVariable(repo, `V_${index}`, String(index));
    world.setVariable(repo, 'V_0', 'again');
    world.removeVariable(repo, 'V_1');
    const usual = await octokit.actions.listRepoVariables(checkout);
    const most = await octokit.actions.listRepoVariables({ ...checkout, per_page: 100 });
    const all = await octokit.paginate(octokit.actions.listRepoVariables, { ...checkout, per_page: 30 });

    expect(usual.data.total_count).toBe(41);
    expect(usual.data.variables).toHaveLength(10);
    expect(most.data.variables).toHaveLength(30);
    expect(all.find(({ name }) => name === 'V_0')?.value).toBe('again');
    expect(all.some(({ name }) => name === 'V_1')).toBe(false);
  });
});

describe('the comparison of dependencies', () => {
  function lock(packages: Readonly<Record<string, object>>): string {
    return JSON.stringify({ lockfileVersion: 3, packages });
  }
  function range(base: string, head: string): typeof checkout & { readonly basehead: string } {
    return { ...checkout, basehead: `${base}...${head}` };
  }

  test('is empty where nothing changed', async () => {
    const { octokit, acme } = await stage();
    const { live, candidate } = acme.checkout;

    expect((await octokit.dependencyGraph.diffRange(range(live.sha, candidate.sha))).data).toEqual([]);
  });

  test('names what came and went, an upgrade as both, with licence and known weaknesses', async () => {
    const { octokit, world } = await stage();
    const path = 'package-lock.json';
    const old = { 'node_modules/left': { version: '1.0.0', license: 'MIT' } };
    const now = {
      'node_modules/left': { version: '1.1.0', license: 'MIT' },
      'node_modules/@acme/right': { version: '2.0.0', license: 'GPL-3.0-only', dev: true },
    };
    const base = world.setFile(repo, 'main', path, lock(old), 'eli');
    const head = world.setFile(repo, 'main', path, lock(now), 'eli');
    const weakness = { severity: 'high', advisory: 'GHSA-aaaa-bbbb-cccc', summary: 'It leaks' } as const;
    world.reportAdvisory(repo, { ecosystem: 'npm', name: 'left', version: '1.1.0', ...weakness });
    const { data } = await octokit.dependencyGraph.diffRange(range(base, head));

    expect(data.map((one) => [one.change_type, one.name, one.version, one.license, one.scope])).toEqual([
      ['removed', 'left', '1.0.0', 'MIT', 'runtime'],
      ['added', 'left', '1.1.0', 'MIT', 'runtime'],
      ['added', '@acme/right', '2.0.0', 'GPL-3.0-only', 'development'],
    ]);
    expect(data[1]?.vulnerabilities).toEqual([
      {
        severity: 'high',
        advisory_ghsa_id: 'GHSA-aaaa-bbbb-cccc',
        advisory_summary: 'It leaks',
        advisory_url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
      },
    ]);
    expect(data[2]?.package_url).toBe('pkg:npm/%40acme/right@2.0.0');
  });

  test('says what the world was told, whatever lies in the files', async () => {
    const { octokit, world, acme } = await stage();
    const { live, candidate } = acme.checkout;
    world.setDependencyChanges(repo, candidate.sha, [
      {
        change: 'added',
        manifest: 'go.mod',
        ecosystem: 'gomod',
        name: 'example.org/x',
        version: 'v1.2.3',
        scope: 'unknown',
        license: null,
        source: null,
        vulnerabilities: [],
      },
    ]);
    const { data } = await octokit.dependencyGraph.diffRange(range(live.sha, candidate.sha));

    expect(data).toMatchObject([{ change_type: 'added', ecosystem: 'gomod', license: null }]);
  });

  test.each(['403', '404'] as const)('can be switched off with %s', async (status) => {
    const { octokit, world, acme } = await stage();
    world.faults.dependencyReview = status;
    const { live, candidate } = acme.checkout;

    await expect(octokit.dependencyGraph.diffRange(range(live.sha, candidate.sha))).rejects.toMatchObject({
      status: Number(status),
    });
  });

  test('is 404 for a commit that does not exist', async () => {
    const { octokit } = await stage();

    await expect(octokit.dependencyGraph.diffRange(range('main', 'nowhere'))).rejects.toMatchObject({ status: 404 });
  });
});
