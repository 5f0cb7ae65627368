import { describe, expect, test, vi } from 'vitest';
import { type Deployed } from '../../sandbox/github/types.ts';
import { checkout, inputsFor, type Stage, stage, workflowId } from './github-support.ts';

function start({ world, acme }: Stage, id = 'd-1'): number {
  const inputs = inputsFor(acme.checkout.candidate.sha, id);
  return Number(world.dispatchByHand('acme/checkout', { workflow: workflowId, ref: 'main', inputs, actor: 'ana' }).id);
}

async function stateOf({ octokit }: Stage, run_id: number): Promise<string> {
  const { data } = await octokit.actions.getWorkflowRun({ ...checkout, run_id });
  return `${data.status} ${data.conclusion}`;
}

describe('a run', () => {
  test('goes through verify, deploy and smoke, and deploys the commit of its input once', async () => {
    const deployed: Deployed[] = [];
    const github = await stage({ onDeployed: (one) => deployed.push(one) });
    const run_id = start(github);
    github.world.advanceRun(String(run_id));
    const begun = await github.octokit.actions.listJobsForWorkflowRun({ ...checkout, run_id });
    github.world.finishRun(String(run_id), 'success');
    const ended = await github.octokit.actions.listJobsForWorkflowRun({ ...checkout, run_id });

    expect(begun.data.jobs.map((job) => [job.name, job.status])).toEqual([
      ['verify', 'in_progress'],
      ['deploy', 'queued'],
      ['smoke', 'queued'],
    ]);
    expect(ended.data.jobs.every((job) => job.conclusion === 'success')).toBe(true);
    expect(ended.data.jobs[1]?.steps?.map((step) => step.name)).toContain('Deploy the images');
    expect(deployed).toEqual([
      {
        repo: 'acme/checkout',
        environment: 'production',
        sha: github.acme.checkout.candidate.sha,
        runId: String(run_id),
      },
    ]);
  });

  test('moves by itself when it is given a pace', async () => {
    const onDeployed = vi.fn<(deployed: Deployed) => void>();
    const github = await stage({ stepMs: 2, onDeployed });
    const run_id = start(github);

    await expect.poll(async () => stateOf(github, run_id)).toBe('completed success');
    expect(onDeployed).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['verify', 0],
    ['deploy', 0],
    ['Deploy the images', 0],
    ['smoke', 1],
  ])('that fails at %s has deployed %i times', async (where, times) => {
    const onDeployed = vi.fn<(deployed: Deployed) => void>();
    const github = await stage({ stepMs: 1, onDeployed });
    github.world.faults.failNextRun.push(where);
    const run_id = start(github);
    await expect.poll(async () => stateOf(github, run_id)).toBe('completed failure');
    const again = start(github, 'd-2');

    await expect.poll(async () => stateOf(github, again)).toBe('completed success');
    expect(onDeployed).toHaveBeenCalledTimes(times + 1);
  });

  test('that works is cancelled with its next step, and one that has ended cannot be cancelled', async () => {
    const github = await stage();
    const run_id = start(github);
    github.world.advanceRun(String(run_id));
    const answer = await github.octokit.actions.cancelWorkflowRun({ ...checkout, run_id });
    const meanwhile = await stateOf(github, run_id);
    github.world.advanceRun(String(run_id));

    expect(answer.status).toBe(202);
    expect(meanwhile).toBe('in_progress null');
    expect(await stateOf(github, run_id)).toBe('completed cancelled');
    await expect(github.octokit.actions.cancelWorkflowRun({ ...checkout, run_id })).rejects.toMatchObject({
      status: 409,
    });
  });

  test('that has not begun is cancelled at once', async () => {
    const github = await stage();
    const run_id = start(github);
    await github.octokit.actions.cancelWorkflowRun({ ...checkout, run_id });

    expect(await stateOf(github, run_id)).toBe('completed cancelled');
  });

  test('that is run again keeps its id, counts its attempts and remembers the first', async () => {
    const github = await stage();
    github.world.faults.failNextRun.push('smoke');
    const run_id = start(github);
    await expect(github.octokit.actions.reRunWorkflow({ ...checkout, run_id })).rejects.toMatchObject({ status: 403 });
    for (let step = 0; step < 30; step += 1) github.world.advanceRun(String(run_id));
    await github.octokit.actions.reRunWorkflowFailedJobs({ ...checkout, run_id });
    const now = await github.octokit.actions.getWorkflowRun({ ...checkout, run_id });
    const first = await github.octokit.actions.getWorkflowRunAttempt({ ...checkout, run_id, attempt_number: 1 });
    const jobs = await github.octokit.actions.listJobsForWorkflowRun({ ...checkout, run_id });
    const all = await github.octokit.actions.listJobsForWorkflowRun({ ...checkout, run_id, filter: 'all' });

    expect(now.data).toMatchObject({ run_attempt: 2, status: 'queued', conclusion: null });
    expect(first.data).toMatchObject({ run_attempt: 1, status: 'completed', conclusion: 'failure' });
    expect(jobs.data.jobs.map((job) => job.status)).toEqual(['completed', 'completed', 'queued']);
    expect(all.data.total_count).toBe(6);
  });

  test('has no artifacts yet', async () => {
    const github = await stage();
    const { data } = await github.octokit.actions.listWorkflowRunArtifacts({ ...checkout, run_id: start(github) });

    expect(data).toEqual({ total_count: 0, artifacts: [] });
  });
});

describe('a concurrency group', () => {
  test('lets one run work and one wait, and cancels the one that waited when a third comes', async () => {
    const github = await stage();
    const [first, second, third] = [start(github, 'd-1'), start(github, 'd-2'), start(github, 'd-3')];

    expect(await stateOf(github, first)).toBe('queued null');
    expect(await stateOf(github, second)).toBe('completed cancelled');
    expect(await stateOf(github, third)).toBe('pending null');
    github.world.finishRun(String(first), 'success');
    expect(await stateOf(github, third)).toBe('queued null');
  });

  test('keeps them all when the workflow says so', async () => {
    const github = await stage();
    const path = `.github/workflows/${workflowId}`;
    const text =
      github.world.repo('acme/checkout').commits.get(github.acme.checkout.candidate.sha)?.tree.get(path) ?? '';
    github.world.setFile('acme/checkout', 'main', path, text.replace('cancel-in-progress: false', 'queue: max'), 'ana');
    const runs = [start(github, 'd-1'), start(github, 'd-2'), start(github, 'd-3')];

    expect(await Promise.all(runs.map(async (run) => stateOf(github, run)))).toEqual([
      'queued null',
      'pending null',
      'pending null',
    ]);
  });
});
