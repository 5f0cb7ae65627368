import { describe, expect, test } from 'vitest';
import { type Happening } from '../../sandbox/github/types.ts';
import { checkout, readEvidence, type Stage, stage } from './github-support.ts';

const repo = 'acme/checkout';
const gate = 'integration-gate.yml';

type Listed = { readonly id: number; readonly conclusion: string | null };

async function runsFor({ octokit }: Stage, head_sha: string, event?: string): Promise<readonly Listed[]> {
  const asked = { ...checkout, workflow_id: gate, head_sha, ...(event === undefined ? {} : { event }) };
  const { data } = await octokit.actions.listWorkflowRuns(asked);
  return data.workflow_runs;
}

function newestGate({ world }: Stage, sha: string): string {
  return world.runsOf(repo).find((run) => run.path.endsWith(gate) && run.headSha === sha)?.id ?? '';
}

/** What GitHub told of from here on. */
function heard({ world }: Stage): readonly string[] {
  const told: string[] = [];
  world.on('happened', (happening: Happening) => {
    told.push(`${happening.event} ${'action' in happening ? happening.action : ''}`);
  });
  return told;
}

describe('runs of a commit', () => {
  test('are found by their SHA, event, branch and outcome, newest first', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const spec = { workflow: gate, branch: 'main', sha };
    github.world.addRun(repo, { ...spec, event: 'push', conclusion: 'failure' });
    github.world.addRun(repo, { ...spec, event: 'pull_request', branch: 'feature/x', conclusion: 'success' });
    const pushed = await runsFor(github, sha, 'push');
    const red = await github.octokit.actions.listWorkflowRunsForRepo({
      ...checkout,
      head_sha: sha,
      branch: 'main',
      status: 'failure',
    });

    expect(pushed.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
    expect(await runsFor(github, sha)).toHaveLength(3);
    expect(red.data.workflow_runs).toMatchObject([
      {
        name: 'Integration gate',
        path: `.github/workflows/${gate}`,
        event: 'push',
        head_branch: 'main',
        head_sha: sha,
        status: 'completed',
        conclusion: 'failure',
        run_attempt: 1,
        repository: { full_name: repo },
        head_repository: { full_name: repo },
        html_url: `https://github.com/${repo}/actions/runs/${red.data.workflow_runs[0]?.id}`,
      },
    ]);
  });

  test('from a fork name the fork as their head repository and no pull requests, and count among the checks of their commit', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const checksBefore = await github.octokit.checks.listForRef({ ...checkout, ref: sha });
    const fork = { workflow: gate, event: 'pull_request', branch: 'main', sha, headRepo: 'mallory/checkout' };
    const { id } = github.world.addRun(repo, { ...fork, actor: 'mallory', conclusion: 'success' });
    const { data } = await github.octokit.actions.getWorkflowRun({ ...checkout, run_id: Number(id) });
    const checks = await github.octokit.checks.listForRef({ ...checkout, ref: sha });

    expect(data).toMatchObject({
      repository: { full_name: repo, fork: false },
      head_repository: { full_name: 'mallory/checkout', fork: true },
      pull_requests: [],
    });
    expect(data.head_repository?.id).not.toBe(data.repository.id);
    expect(checks.data.total_count).toBe(checksBefore.data.total_count + 1);
  });

  test('that are added tell that they are completed, and neither publish nor deploy', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const told = heard(github);
    const artifacts = github.world.repo(repo).artifacts.length;
    const workflow = 'cloud-deployment-pipeline.yml';
    github.world.on('deployed', () => expect.unreachable());
    github.world.addRun(repo, { workflow, event: 'schedule', branch: 'main', sha, conclusion: 'success' });

    expect(told).toEqual(['workflow_run requested', 'workflow_run completed', 'check_suite completed']);
    expect(github.world.repo(repo).artifacts).toHaveLength(artifacts);
  });

  test('that are still open have no conclusion', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    github.world.addRun(repo, { workflow: gate, event: 'push', branch: 'main', sha, conclusion: null });

    expect((await runsFor(github, sha, 'push'))[0]?.conclusion).toBeNull();
  });
});

describe('a run that ended', () => {
  test('is red after its next attempt, which keeps its id, and green after the one after that', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const id = newestGate(github, sha);
    const told = heard(github);
    github.world.rerunTo(id, 'failure', 'finn');
    const red = await github.octokit.actions.getWorkflowRun({ ...checkout, run_id: Number(id) });
    const toldOfRed = [...told];
    github.world.rerunTo(id, 'success', 'finn');
    const green = await github.octokit.actions.getWorkflowRun({ ...checkout, run_id: Number(id) });

    expect(red.data).toMatchObject({ run_attempt: 2, conclusion: 'failure', triggering_actor: { login: 'finn' } });
    expect(toldOfRed.slice(-2)).toEqual(['workflow_run completed', 'check_suite completed']);
    expect(green.data).toMatchObject({ run_attempt: 3, conclusion: 'success' });
    expect(await runsFor(github, sha, 'push')).toHaveLength(1);
  });

  test('may be said to have ended otherwise, with its checks', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const id = newestGate(github, sha);
    github.world.setConclusion(id, 'cancelled');
    const { data } = await github.octokit.actions.getWorkflowRun({ ...checkout, run_id: Number(id) });
    const checks = await github.octokit.checks.listForRef({ ...checkout, ref: sha, check_name: 'integration' });

    expect(data).toMatchObject({ run_attempt: 1, conclusion: 'cancelled' });
    expect(checks.data.check_runs).toMatchObject([{ conclusion: 'cancelled' }]);
  });

  test('and is built again for the same commit changes one image, and has its manifest before it says that it is done', async () => {
    const github = await stage();
    const { sha } = github.acme.checkout.candidate;
    const name = `release-candidate-${sha}`;
    const before = await readEvidence(github, repo, name);
    const known: number[] = [];
    github.world.on('happened', (happening: Happening) => {
      if (happening.event === 'workflow_run' && happening.action === 'completed')
        known.push(github.world.repo(repo).artifacts.filter((one) => one.name === name).length);
    });
    const run = github.world.rebuildImage(repo, sha, 'web');
    const after = await readEvidence(github, repo, name);
    function images(file: Readonly<Record<string, unknown>>): readonly string[] {
      return (file['images'] as readonly { readonly ref: string }[]).map(({ ref }) => ref);
    }

    expect(run).toMatchObject({ event: 'push', headSha: sha, conclusion: 'success' });
    expect(known).toEqual([2]);
    expect(after).toMatchObject({ sha, runId: run.id });
    expect(images(after).filter((ref) => !images(before).includes(ref))).toEqual([
      expect.stringContaining('/checkout-web@sha256:'),
    ]);
  });
});
