import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { blobSha, commitSha, treeSha } from '../../sandbox/github/git-objects.ts';
import { checkout, stage, workflowId } from './github-support.ts';

describe('commits', () => {
  test.each(['v2.14.0', 'main', 'heads/main', 'refs/tags/v2.14.0'])(
    'finds the candidate by the name %s',
    async (ref) => {
      const { octokit, acme } = await stage();
      const { data } = await octokit.repos.getCommit({ ...checkout, ref });

      expect(data.sha).toBe(acme.checkout.candidate.sha);
      expect(data.files).toMatchObject([{ filename: 'src/log.ts', status: 'added', additions: 1 }]);
      expect(data.html_url).toBe(`https://github.com/acme/checkout/commit/${data.sha}`);
    },
  );

  test('finds a commit by a short SHA and a branch with a slash in its name', async () => {
    const { octokit, acme } = await stage();
    const { sha, branch } = acme.checkout.hotfix;

    expect((await octokit.repos.getCommit({ ...checkout, ref: sha.slice(0, 8) })).data.sha).toBe(sha);
    expect((await octokit.repos.getCommit({ ...checkout, ref: branch })).data.sha).toBe(sha);
    expect((await octokit.repos.getBranch({ ...checkout, branch })).data.commit.sha).toBe(sha);
    expect((await octokit.git.getRef({ ...checkout, ref: `heads/${branch}` })).data.object.sha).toBe(sha);
  });

  test('refuses an unknown commit with 422 and an unknown repository with 404, in the words of GitHub', async () => {
    const { octokit } = await stage();

    await expect(octokit.repos.getCommit({ ...checkout, ref: 'nowhere' })).rejects.toMatchObject({
      status: 422,
      response: { data: { message: 'No commit found for SHA: nowhere', status: '422' } },
    });
    await expect(octokit.repos.get({ owner: 'acme', repo: 'nothing' })).rejects.toMatchObject({
      status: 404,
      response: {
        data: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest/repos/repos#get-a-repository' },
      },
    });
    await expect(octokit.request('GET /repos/acme/checkout/unheard-of')).rejects.toMatchObject({ status: 404 });
  });

  test('lists a branch from the newest commit on, in pages that the client can follow', async () => {
    const { octokit, acme } = await stage();
    const all = await octokit.paginate(octokit.repos.listCommits, { ...checkout, per_page: 3 });
    const touching = await octokit.repos.listCommits({ ...checkout, path: 'src/payment.ts' });

    expect(all[0]?.sha).toBe(acme.checkout.candidate.sha);
    expect(all).toHaveLength(9);
    expect(touching.data.map((commit) => commit.commit.message)).toEqual([
      'Ask the payment provider once more after a timeout',
    ]);
  });

  test('names co-authors in trailers, and web-flow as the committer of a merge', async () => {
    const { octokit } = await stage();
    const { data } = await octokit.repos.listCommits(checkout);
    const merge = data.find((commit) => commit.parents.length === 2);
    const coAuthored = data.find((commit) =>
      commit.commit.message.includes('Co-authored-by: Cara Chen <cara@acme.example>'),
    );

    expect(merge).toMatchObject({ author: { login: 'eli' }, committer: { login: 'web-flow' } });
    expect(coAuthored?.author?.login).toBe('dana');
  });

  test('gives no account to an author whose email nobody has', async () => {
    const { octokit, world } = await stage();
    const author = { name: 'Guest Writer', email: 'guest@elsewhere.example' };
    const sha = world.commit('acme/checkout', { author, message: 'Fix a typo', files: { 'README.md': 'Checkout\n' } });
    const { data } = await octokit.repos.getCommit({ ...checkout, ref: sha });

    expect(data).toMatchObject({ author: null, commit: { author } });
  });
});

describe('comparisons', () => {
  test('says what main has that the live version has not', async () => {
    const { octokit, acme } = await stage();
    const { data } = await octokit.repos.compareCommitsWithBasehead({ ...checkout, basehead: 'v2.13.0...v2.14.0' });

    expect(data).toMatchObject({ status: 'ahead', ahead_by: 6, behind_by: 0, total_commits: 6 });
    expect(data.commits.at(-1)?.sha).toBe(acme.checkout.candidate.sha);
    expect(data.merge_base_commit.sha).toBe(acme.checkout.live.sha);
    expect(data.files?.map((file) => file.filename)).toContain('src/express.ts');
    expect(data.html_url).toBe('https://github.com/acme/checkout/compare/v2.13.0...v2.14.0');
  });

  test('tells behind, diverged and identical apart', async () => {
    const { octokit } = await stage();
    const statuses = await Promise.all(
      ['v2.14.0...v2.13.0', 'main...hotfix/vat-rounding', 'main...v2.14.0'].map(async (basehead) => {
        const { data } = await octokit.repos.compareCommitsWithBasehead({ ...checkout, basehead });
        return data.status;
      }),
    );

    expect(statuses).toEqual(['behind', 'diverged', 'identical']);
  });

  test('gives no more than 250 commits unless it is asked page by page, and files on the first page only', async () => {
    const { octokit, world, acme } = await stage();
    let sha = acme.checkout.candidate.sha;
    for (let n = 0; n < 260; n += 1)
      sha = world.commit('acme/checkout', { on: sha, author: 'dana', message: `Change ${n}` });
    const basehead = `v2.14.0...${sha}`;
    const whole = await octokit.repos.compareCommitsWithBasehead({ ...checkout, basehead });
    const third = await octokit.repos.compareCommitsWithBasehead({ ...checkout, basehead, per_page: 100, page: 3 });

    expect(whole.data).toMatchObject({ total_commits: 260 });
    expect(whole.data.commits).toHaveLength(250);
    expect(third.data.commits).toHaveLength(60);
    expect(third.data.files).toBeUndefined();
  });
});

describe('refs, activity and pull requests', () => {
  test('shows an annotated tag as an object of its own, which points at the commit', async () => {
    const { octokit, acme } = await stage();
    const ref = await octokit.git.getRef({ ...checkout, ref: 'tags/v2.14.0' });
    const tag = await octokit.git.getTag({ ...checkout, tag_sha: ref.data.object.sha });
    const matching = await octokit.git.listMatchingRefs({ ...checkout, ref: 'tags/v2' });

    expect(ref.data.object.type).toBe('tag');
    expect(tag.data.object).toMatchObject({ type: 'commit', sha: acme.checkout.candidate.sha });
    expect(matching.data.map((one) => one.ref)).toEqual(['refs/tags/v2.13.0', 'refs/tags/v2.14.0']);
  });

  test('remembers who pushed what, also by force, and can lack that memory', async () => {
    const { octokit, world, acme } = await stage();
    world.forcePush('acme/checkout', 'main', acme.checkout.live.sha, 'finn');
    const route = 'GET /repos/{owner}/{repo}/activity';
    const { data } = await octokit.request(route, { ...checkout, ref: 'main' });
    world.faults.hideActivity = true;

    expect(data[0]).toMatchObject({
      activity_type: 'force_push',
      actor: { login: 'finn' },
      ref: 'refs/heads/main',
      before: acme.checkout.candidate.sha,
      after: acme.checkout.live.sha,
    });
    expect(data[1]).toMatchObject({ activity_type: 'push', actor: { login: 'dana' } });
    await expect(octokit.request(route, checkout)).rejects.toMatchObject({ status: 404 });
  });

  test('leads from a commit to its pull request, its author, its labels and its reviews', async () => {
    const { octokit } = await stage();
    const closed = await octokit.pulls.list({ ...checkout, state: 'closed' });
    const express = await octokit.pulls.get({ ...checkout, pull_number: 101 });
    const commits = await octokit.pulls.listCommits({ ...checkout, pull_number: 101 });
    const sha = commits.data[0]?.sha ?? '';
    const ofCommit = await octokit.repos.listPullRequestsAssociatedWithCommit({ ...checkout, commit_sha: sha });
    const reviews = await octokit.pulls.listReviews({ ...checkout, pull_number: 101 });

    expect(closed.data.map((pull) => pull.number)).toEqual([102, 101]);
    expect(express.data).toMatchObject({
      merged: true,
      merged_by: { login: 'eli' },
      user: { login: 'dana' },
      title: 'Express checkout',
    });
    expect(express.data.labels.map((label) => label.name)).toEqual(['feature', 'ui']);
    expect(ofCommit.data.map((pull) => pull.number)).toEqual([101]);
    expect(reviews.data).toMatchObject([{ state: 'APPROVED', user: { login: 'eli' } }]);
  });

  test('leaves the merge commit out of a pull request in the newest API version', async () => {
    const { octokit } = await stage();
    const request = { ...checkout, pull_number: 101 };
    const older = await octokit.pulls.get(request);
    const newest = await octokit.pulls.get({ ...request, headers: { 'x-github-api-version': '2026-03-10' } });

    expect(older.data.merge_commit_sha).toMatch(/^[0-9a-f]{40}$/);
    expect(newest.data).not.toHaveProperty('merge_commit_sha');
  });
});

describe('files', () => {
  test('names objects as Git does', () => {
    const tree = new Map([
      ['README.md', 'hello\n'],
      ['src/a.ts', 'one\n'],
    ]);
    const who = { login: null, name: 'Ana Berg', email: 'ana@acme.example', date: '2026-01-02T03:04:05Z' };
    const parts = { treeSha: treeSha(tree, ''), parents: [], author: who, committer: who, message: 'Start' };

    // Taken from git hash-object, git write-tree and git commit-tree on the same content.
    expect(blobSha('hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
    expect(treeSha(tree, '')).toBe('53b537b143a9079539cdc24c466f165d56df545d');
    expect(commitSha(parts)).toBe('2c70cce7bc5b3d06f47c9b64aa75ea534a350cab');
  });

  test('gives a workflow file at a commit with the SHA that Git gives it, and lists folders', async () => {
    const { octokit, acme } = await stage();
    const path = `.github/workflows/${workflowId}`;
    const ref = acme.checkout.live.sha;
    const file = await octokit.repos.getContent({ ...checkout, path, ref });
    const raw = await octokit.repos.getContent({ ...checkout, path, ref, mediaType: { format: 'raw' } });
    const folder = await octokit.repos.getContent({ ...checkout, path: '.github/workflows', ref });
    const text = z.string().parse(raw.data);
    const blob = await octokit.git.getBlob({ ...checkout, file_sha: blobSha(text) });

    expect(text).toContain('workflow_dispatch:');
    expect(file.data).toMatchObject({
      type: 'file',
      encoding: 'base64',
      size: Buffer.byteLength(text),
      sha: blobSha(text),
    });
    expect(Buffer.from(blob.data.content, 'base64').toString()).toBe(text);
    expect(folder.data).toMatchObject([
      { name: 'commit-stage.yml' },
      { name: 'integration-gate.yml' },
      { name: workflowId },
      { name: 'cloud-deployment-pipeline-replay.yml' },
    ]);
  });

  test('answers 404 for a path or ref that does not exist', async () => {
    const { octokit } = await stage();

    await expect(octokit.repos.getContent({ ...checkout, path: 'none.txt' })).rejects.toMatchObject({ status: 404 });
    await expect(octokit.repos.getContent({ ...checkout, path: 'README.md', ref: 'none' })).rejects.toMatchObject({
      response: { data: { message: 'No commit found for the ref none' } },
    });
  });

  test('lists a tree one level deep, or whole', async () => {
    const { octokit } = await stage();
    const top = await octokit.git.getTree({ ...checkout, tree_sha: 'main' });
    const whole = await octokit.git.getTree({ ...checkout, tree_sha: top.data.sha, recursive: '1' });

    expect(top.data.tree.map((entry) => entry.path)).toEqual(['.github', 'README.md', 'src']);
    expect(whole.data.tree.map((entry) => entry.path)).toContain('src/vat.ts');
  });
});

describe('checks', () => {
  test('shows the jobs of workflows as check runs', async () => {
    const { octokit } = await stage();
    const { data } = await octokit.checks.listForRef({ ...checkout, ref: 'main' });

    expect(data).toMatchObject({
      total_count: 2,
      check_runs: [
        { name: 'integration', status: 'completed', conclusion: 'success' },
        { name: 'test', status: 'completed', conclusion: 'success' },
      ],
    });
  });

  test('calls the combined status pending when nothing was ever reported', async () => {
    const { octokit, world, acme } = await stage();
    const before = await octokit.repos.getCombinedStatusForRef({ ...checkout, ref: 'main' });
    world.reportStatus('acme/checkout', acme.checkout.candidate.sha, 'security', 'success');
    const after = await octokit.repos.getCombinedStatusForRef({ ...checkout, ref: 'main' });

    expect(before.data).toMatchObject({ state: 'pending', total_count: 0 });
    expect(after.data).toMatchObject({ state: 'success', total_count: 1 });
  });
});

describe('conditional reads', () => {
  test('answers 304 to a client that has the newest answer already', async () => {
    const { octokit } = await stage();
    const { headers } = await octokit.repos.get(checkout);

    await expect(
      octokit.repos.get({ ...checkout, headers: { 'if-none-match': headers.etag ?? '' } }),
    ).rejects.toMatchObject({
      status: 304,
    });
  });
});
