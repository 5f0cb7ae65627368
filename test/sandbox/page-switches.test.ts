import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Run } from '../../sandbox/github/types.ts';
import { readEvidence } from './github-support.ts';
import { type Sandbox, startSandbox } from './page-support.ts';

const repo = 'acme/checkout';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(async () => await press('reset'));

afterAll(async () => await sandbox.stop());

async function press(name: string): Promise<void> {
  const answer = await sandbox.post('/api/switch', { name, service: 'checkout' });
  expect(await answer.json()).toEqual({ trouble: null });
}

function head(): string {
  return sandbox.github.world.repo(repo).branches.get('main') ?? '';
}

function gate(): Run | undefined {
  const runs = sandbox.github.world.runsOf(repo);
  return runs.find((run) => run.path.endsWith('integration-gate.yml') && run.headSha === head());
}

/** What a deployment of the head says, by the name of the evidence. */
async function deployed(kind: string): Promise<Readonly<Record<string, unknown>>> {
  const { world } = sandbox.github;
  const inputs = { release_sha: head(), gonogo_request_id: 'd-1' };
  const workflow = 'cloud-deployment-pipeline.yml';
  const run = world.dispatchByHand(repo, { workflow, ref: 'main', inputs, actor: 'ana' });
  world.finishRun(run.id, 'success');
  expect(run.conclusion).toBe('success');
  return await readEvidence(sandbox.github, repo, `${kind}-${head()}`);
}

test('the workflow is started past Gonogo by somebody at GitHub, without an id of Gonogo', async () => {
  await press('past-gonogo');
  const [run] = sandbox.github.world.runsOf(repo);

  expect(run).toMatchObject({ event: 'workflow_dispatch', actor: 'finn' });
  expect(run?.displayTitle).not.toContain('gng-');
});

test('the integration gate of the newest candidate turns red, and green again in its next attempt', async () => {
  await press('gate-red');
  const red = gate()?.conclusion;
  await press('gate-red');

  expect(red).toBe('failure');
  expect(gate()).toMatchObject({ conclusion: 'success', attempt: 3 });
});

test('one press puts a red gate right again', async () => {
  await press('gate-red');
  await press('reset');

  expect(gate()?.conclusion).toBe('success');
});

test('the gate of a commit that was just pushed can be red before its own run is through', async () => {
  await press('push-commit');
  const before = gate()?.conclusion;
  await press('gate-red');

  expect(before).toBeNull();
  expect(gate()).toMatchObject({ headSha: head(), conclusion: 'failure' });
});

test('a changed manifest has another web image and the same others', async () => {
  const name = `release-candidate-${head()}`;
  sandbox.github.world.finishPushRuns(repo);
  const before = await readEvidence(sandbox.github, repo, name);
  await press('manifest-changed');
  const after = await readEvidence(sandbox.github, repo, name);

  const [api, web, worker] = before['images'] as readonly object[];
  expect(after['images']).toEqual([api, { name: 'web', ref: expect.any(String) }, worker]);
  expect(after['images']).not.toEqual([api, web, worker]);
});

test.each([
  ['other-digests', 'infra', 'images'],
  ['smoke-fails', 'deploy', 'status'],
  ['decision-holds', 'release', 'decision'],
])(
  'with %s the next run is green and says otherwise in its %s evidence, until it is turned off',
  async (name, kind, field) => {
    const before = (await deployed(kind))[field];
    await press(name);
    const meanwhile = (await deployed(kind))[field];
    await press(name);

    expect(meanwhile).not.toEqual(before);
    expect((await deployed(kind))[field]).toEqual(before);
  },
);

test('no evidence is published while runs publish none', async () => {
  const { artifacts } = sandbox.github.world.repo(repo);
  const before = artifacts.length;
  await press('no-evidence');
  await deployed('release-candidate');

  expect(artifacts).toHaveLength(before);
});

test('artifacts are expired for as long as the switch is on', async () => {
  const { world } = sandbox.github;
  const name = `release-candidate-${head()}`;
  await press('artifacts-expired');
  const meanwhile = world.artifact(repo, name);
  await press('artifacts-expired');

  expect(meanwhile).toBeUndefined();
  expect(world.artifact(repo, name)).toBeDefined();
});
