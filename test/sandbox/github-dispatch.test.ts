import { type Octokit } from '@octokit/rest';
import { describe, expect, test } from 'vitest';
import { type DispatchFault } from '../../sandbox/github/faults.ts';
import { checkout, inputsFor, type Stage, stage, workflowId } from './github-support.ts';

const newest = { 'x-github-api-version': '2026-03-10' };
const onMain = { ...checkout, workflow_id: workflowId, ref: 'main' };

async function dispatch(octokit: Octokit, sha: string, id?: string): Promise<unknown> {
  const answer = await octokit.actions.createWorkflowDispatch({
    ...onMain,
    inputs: inputsFor(sha, id),
    return_run_details: true,
  });
  return answer.data;
}

async function dispatchedRuns({ octokit }: Stage): Promise<readonly string[]> {
  const { data } = await octokit.actions.listWorkflowRuns({
    ...checkout,
    workflow_id: workflowId,
    event: 'workflow_dispatch',
  });
  return data.workflow_runs.map((run) => run.display_title);
}

describe('a dispatch that GitHub takes', () => {
  test('answers 204 in the older API version, or the run when it is asked to', async () => {
    const { octokit, acme, world } = await stage();
    const inputs = inputsFor(acme.checkout.candidate.sha);
    const silent = await octokit.actions.createWorkflowDispatch({ ...onMain, inputs });
    const telling = await octokit.actions.createWorkflowDispatch({ ...onMain, inputs, return_run_details: true });

    expect(silent.status).toBe(204);
    const id = Number(world.runsOf('acme/checkout')[0]?.id);
    expect(telling).toMatchObject({
      status: 200,
      data: { workflow_run_id: id, html_url: `https://github.com/acme/checkout/actions/runs/${id}` },
    });
  });

  test('always tells the run in the newest API version', async () => {
    const { octokit, acme } = await stage();
    const inputs = inputsFor(acme.checkout.candidate.sha);
    const answer = await octokit.actions.createWorkflowDispatch({ ...onMain, inputs, headers: newest });

    expect(answer).toMatchObject({ status: 200, headers: { 'x-github-api-version-selected': '2026-03-10' } });
  });

  test('puts the request id into the name of the run, and the head of the ref into its SHA', async () => {
    const github = await stage();
    const { live, candidate } = github.acme.checkout;
    await dispatch(github.octokit, live.sha, 'd-77');
    const { data } = await github.octokit.actions.listWorkflowRunsForRepo({ ...checkout, event: 'workflow_dispatch' });

    expect(data.workflow_runs).toMatchObject([
      {
        display_title: `Deploy ${live.sha} (d-77)`,
        head_sha: candidate.sha,
        head_branch: 'main',
        status: 'queued',
        run_attempt: 1,
      },
    ]);
  });

  test('keeps ids above 2^53 whole', async () => {
    const github = await stage({ runIds: 'above-2^53' });
    const answer = await dispatch(github.octokit, github.acme.checkout.candidate.sha);
    const id = github.world.runsOf('acme/checkout')[0]?.id ?? '';

    expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
    expect(answer).toMatchObject({ workflow_run_id: BigInt(id) });
  });
});

describe('a dispatch that GitHub refuses', () => {
  const sha = 'a'.repeat(40);

  test.each([
    ['a ref that is a SHA', { ref: sha }, 422, `No ref found for: ${sha}`],
    ['a ref that does not exist', { ref: 'gone' }, 422, 'No ref found for: gone'],
    ['an unknown workflow', { workflow_id: 'none.yml' }, 404, 'Not Found'],
    [
      'a workflow without the trigger',
      { workflow_id: 'commit-stage.yml' },
      422,
      "Workflow does not have 'workflow_dispatch' trigger",
    ],
    ['an unknown input', { inputs: { ...inputsFor(sha), extra: 'x' } }, 422, 'Unexpected inputs provided: ["extra"]'],
    ['a missing input', { inputs: { release_sha: sha } }, 422, "Required input 'gonogo_request_id' not provided"],
  ])('is one with %s', async (_case, change, status, message) => {
    const github = await stage();
    const request = { ...onMain, inputs: inputsFor(sha), ...change };

    await expect(github.octokit.actions.createWorkflowDispatch(request)).rejects.toMatchObject({
      status,
      response: { data: { message } },
    });
    expect(await dispatchedRuns(github)).toEqual([]);
  });

  test('is one of a disabled workflow', async () => {
    const github = await stage();
    github.world.setWorkflowDisabled('acme/checkout', workflowId, 'disabled');

    await expect(dispatch(github.octokit, sha)).rejects.toMatchObject({ status: 422 });
  });

  test('is one with an input that is not text', async () => {
    const github = await stage();
    const inputs = { ...inputsFor(sha), release_sha: 12 };

    await expect(github.octokit.actions.createWorkflowDispatch({ ...onMain, inputs })).rejects.toMatchObject({
      status: 422,
    });
  });
});

describe('a dispatch that goes wrong', () => {
  test.each<[DispatchFault, number, number]>([
    ['500-started', 500, 1],
    ['500-not-started', 500, 0],
    ['502-started', 502, 1],
    ['502-not-started', 502, 0],
    ['503-not-started', 503, 0],
    ['403-forbidden', 403, 0],
    ['403-rate-limited', 403, 0],
    ['429-rate-limited', 429, 0],
    ['404', 404, 0],
    ['422', 422, 0],
    ['refuses-run-details', 422, 0],
  ])('%s answers %i and leaves %i runs', async (fault, status, runs) => {
    const github = await stage();
    github.world.nextDispatch(fault);

    await expect(dispatch(github.octokit, github.acme.checkout.candidate.sha)).rejects.toMatchObject({ status });
    expect(await dispatchedRuns(github)).toHaveLength(runs);
  });

  test.each<[DispatchFault, number]>([
    ['reset-started', 1],
    ['reset-not-started', 0],
  ])('%s breaks the connection and leaves %i runs', async (fault, runs) => {
    const github = await stage();
    github.world.nextDispatch(fault);

    await expect(dispatch(github.octokit, github.acme.checkout.candidate.sha)).rejects.toThrow('ECONNRESET');
    expect(await dispatchedRuns(github)).toHaveLength(runs);
    expect(github.world.calls.find((call) => call.method === 'POST')?.status).toBe(0);
  });

  test.each<[DispatchFault, number]>([
    ['timeout-started', 1],
    ['timeout-not-started', 0],
  ])('%s never answers and leaves %i runs', async (fault, runs) => {
    const github = await stage();
    github.world.nextDispatch(fault);
    const request = { signal: AbortSignal.timeout(150) };
    const inputs = inputsFor(github.acme.checkout.candidate.sha);

    await expect(github.octokit.actions.createWorkflowDispatch({ ...onMain, inputs, request })).rejects.toThrow(
      'timeout',
    );
    expect(await dispatchedRuns(github)).toHaveLength(runs);
  });

  test('may start two runs of one name', async () => {
    const github = await stage();
    github.world.nextDispatch('twice');
    await dispatch(github.octokit, github.acme.checkout.candidate.sha, 'd-2');
    const titles = await dispatchedRuns(github);

    expect(titles).toHaveLength(2);
    expect(new Set(titles).size).toBe(1);
  });

  test('works again once the fault was used up', async () => {
    const github = await stage();
    github.world.nextDispatch('502-not-started', 'no-run-details');
    const { sha } = github.acme.checkout.candidate;

    await expect(dispatch(github.octokit, sha)).rejects.toMatchObject({ status: 502 });
    expect(await dispatch(github.octokit, sha)).toBeFalsy();
    expect(await dispatch(github.octokit, sha)).toHaveProperty('workflow_run_id');
  });

  test('may leave a run that lists do not show yet, although its own address answers', async () => {
    let now = Date.now();
    const github = await stage({ now: () => now });
    github.world.faults.hideRunsMs = 90_000;
    await dispatch(github.octokit, github.acme.checkout.candidate.sha);
    const before = await dispatchedRuns(github);
    const id = Number(github.world.runsOf('acme/checkout')[0]?.id);
    const direct = await github.octokit.actions.getWorkflowRun({ ...checkout, run_id: id });
    now += 90_000;

    expect(before).toEqual([]);
    expect(direct.data.id).toBe(id);
    expect(await dispatchedRuns(github)).toHaveLength(1);
  });
});

describe('the list of runs', () => {
  test('is narrowed by event, branch, status, head and time', async () => {
    let now = Date.parse('2026-11-20T12:00:00Z');
    const github = await stage({ now: () => now });
    const { octokit, world } = github;
    await dispatch(octokit, github.acme.checkout.candidate.sha, 'first');
    now += 60_000;
    await dispatch(octokit, github.acme.checkout.candidate.sha, 'second');
    const [second, first] = world.runsOf('acme/checkout');
    world.finishRun(first?.id ?? '', 'failure');

    async function countOf(query: Record<string, string>): Promise<number> {
      const { data } = await octokit.actions.listWorkflowRuns({ ...checkout, workflow_id: workflowId, ...query });
      return data.total_count;
    }
    expect(await countOf({ created: '>=2026-11-20T12:00:30Z' })).toBe(1);
    expect(await countOf({ created: '>2026-11-20T12:01:00Z' })).toBe(0);
    expect(await countOf({ created: '<2026-11-20T12:00:30+00:00' })).toBe(1);
    expect(await countOf({ created: '2026-11-20T11:59:00Z..2026-11-20T12:00:10Z' })).toBe(1);
    expect(await countOf({ created: '*..2026-11-20' })).toBe(2);
    expect(await countOf({ created: '2026-11-19' })).toBe(0);
    expect(await countOf({ status: 'failure' })).toBe(1);
    expect(await countOf({ status: 'queued' })).toBe(1);
    expect(await countOf({ event: 'push' })).toBe(0);
    expect(await countOf({ branch: 'main', head_sha: second?.headSha ?? '' })).toBe(2);
  });

  test('ends after a thousand runs', async () => {
    const github = await stage();
    const request = { workflow: workflowId, ref: 'main', inputs: inputsFor('a'.repeat(40)), actor: 'ana' };
    for (let n = 0; n < 1005; n += 1) github.world.dispatchByHand('acme/checkout', request);
    const query = { ...checkout, workflow_id: workflowId, per_page: 100 };
    const { data } = await github.octokit.actions.listWorkflowRuns({ ...query, page: 10 });

    expect(data.total_count).toBe(1000);
    expect(data.workflow_runs).toHaveLength(100);
  });
});
