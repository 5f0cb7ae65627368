import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readProjectFile, root } from '../architecture/project-files.ts';
import { folderWith, runCli } from './run-cli.ts';

const example = readProjectFile('gonogo.example.yaml');

describe('gonogo check', () => {
  test('accepts the example, and says what in it is not evaluated yet', async () => {
    const { code, out } = await runCli(['check', '--config', 'gonogo.example.yaml']);

    expect(code).toBe(0);
    expect(out).toContain('gonogo.example.yaml is valid.');
    expect(out).toContain('Not evaluated by this version yet, and never counted as passed:');
    expect(out).toContain('  - agents (requests by token)');
    expect(out).not.toContain('  - checkout production');
    expect(out).not.toContain('gate "');
  });

  test('says everything that is wrong with a file at once, each with its line and its fix', async () => {
    const broken = example.replace('workflow: cloud-deployment-pipeline.yml', 'workfow: cloud-deployment-pipeline.yml');
    const folder = await folderWith({ 'gonogo.yaml': broken.replace('expires: 4h', 'expires: soon') });

    const { code, out } = await runCli(['check'], { folder });

    expect(code).toBe(1);
    expect(out).toMatch(/^\d things have to be mended before Gonogo can start:/);
    expect(out).toMatch(/gonogo\.yaml:\d+:\d+: services\[0\]\.lanes\[0\]\.deploy\.workfow .*workflow/);
    expect(out).toMatch(/gonogo\.yaml:\d+:\d+: services\[0\]\.lanes\[0\]\.approval\.expires /);
  });

  test('finds the file that GONOGO_CONFIG names, and --config goes before it', async () => {
    const folder = await folderWith({ 'good.yaml': example, 'bad.yaml': 'version: 2\n' });

    const named = await runCli(['check'], { folder, variables: { GONOGO_CONFIG: 'bad.yaml' } });
    const chosen = await runCli(['check', '--config=good.yaml'], { folder, variables: { GONOGO_CONFIG: 'bad.yaml' } });

    expect(named.code).toBe(1);
    expect(chosen.code).toBe(0);
  });

  test('is content with a valid file where the secrets are not, and names the missing variables', async () => {
    const { code, out } = await runCli(['check', '--config', 'gonogo.example.yaml']);

    expect(code).toBe(0);
    expect(out).toContain('To start Gonogo here, the environment still needs:');
    expect(out).toContain('SLACK_BOT_TOKEN is not set');
  });

  test('says in one sentence that there is no file', async () => {
    const { code, out } = await runCli(['check'], { folder: await folderWith({}) });

    expect(code).toBe(1);
    expect(out).toContain('gonogo.yaml: The file cannot be read. Create it');
  });

  test('never repeats a secret', async () => {
    const secret = 'xapp-1-canary-0123456789';
    const variables = { SLACK_BOT_TOKEN: secret, GITHUB_TOKEN: secret, REDIS_URL: `http://${secret}` };

    const { out, err } = await runCli(['check', '--config', 'gonogo.example.yaml'], { variables });

    expect(out).toContain('SLACK_BOT_TOKEN is a token of another kind');
    expect(out + err).not.toContain(secret);
  });

  test('prints a JSON Schema that accepts the example and refuses an unknown key', async () => {
    const { code, out } = await runCli(['check', '--schema']);
    const schema = z.fromJSONSchema(z.record(z.string(), z.json()).parse(JSON.parse(out)));

    expect(code).toBe(0);
    expect(schema.safeParse(parse(example)).error).toBeUndefined();
    expect(schema.safeParse({ ...z.record(z.string(), z.json()).parse(parse(example)), servces: [] }).success).toBe(
      false,
    );
  });

  test('is found by npx, from any folder', async () => {
    const folder = await folderWith({});
    const config = join(root, 'gonogo.example.yaml');

    expect(await runCli(['check', '--config', config], { folder, by: 'launcher' })).toMatchObject({ code: 0, err: '' });
  });
});
