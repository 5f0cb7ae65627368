import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Happening } from '../../sandbox/github/types.ts';
import { checkout, stage } from './github-support.ts';

const repo = 'acme/checkout';

describe('checks', () => {
  test('come sixty at a time in two pages, the last word of each name alone', async () => {
    const { octokit, world, acme } = await stage();
    const { sha } = acme.ledger.candidate;
    const ledger = { owner: 'acme', repo: 'ledger', ref: sha };
    for (let index = 0; index < 58; index += 1) world.reportCheck('acme/ledger', sha, `check ${index}`, 'failure');
    world.reportCheck('acme/ledger', sha, 'check 7', 'success');
    const first = await octokit.checks.listForRef({ ...ledger, per_page: 50 });
    const all = await octokit.paginate(octokit.checks.listForRef, { ...ledger, per_page: 50 });
    const every = await octokit.checks.listForRef({ ...ledger, filter: 'all' });

    expect(first.data.total_count).toBe(60);
    expect(first.data.check_runs).toHaveLength(50);
    expect(all).toHaveLength(60);
    expect(all.filter(({ name }) => name === 'check 7').map(({ conclusion }) => conclusion)).toEqual(['success']);
    expect(every.data.total_count).toBe(61);
  });

  test('of a commit with many statuses come in pages, and the word on all of them counts every one', async () => {
    const { octokit, world, acme } = await stage();
    const { sha } = acme.checkout.candidate;
    for (let index = 0; index < 40; index += 1) world.reportStatus(repo, sha, `status ${index}`, 'success');
    world.reportStatus(repo, sha, 'status 39', 'failure');
    const { data, headers } = await octokit.repos.getCombinedStatusForRef({ ...checkout, ref: sha });

    expect(data).toMatchObject({ state: 'failure', total_count: 40 });
    expect(data.statuses).toHaveLength(30);
    expect(headers.link).toContain('rel="next"');
  });
});

describe('a comparison', () => {
  test('lists three hundred files and no more, each with what was added', async () => {
    const { octokit, world } = await stage();
    const files = Object.fromEntries(Array.from({ length: 310 }, (_, at) => [`many/${at}.txt`, `${at}\n`]));
    const base = world.repo(repo).branches.get('main') ?? '';
    const head = world.commit(repo, { author: 'eli', message: 'Add many', files });
    const { data } = await octokit.repos.compareCommitsWithBasehead({ ...checkout, basehead: `${base}...${head}` });

    expect(data.files).toHaveLength(300);
    expect(data.files?.[0]).toMatchObject({ filename: 'many/0.txt', status: 'added', additions: 1, changes: 1 });
    expect(data.files?.[0]?.patch).toContain('+0');
  });
});

describe('pull requests', () => {
  test('that are closed are sorted by when they last changed, with labels and the commit that merged them', async () => {
    const { octokit, world } = await stage();
    world.inThePast(world.nowMs() + 1000, () => world.labelPull(repo, 101, ['breaking'], 'ana'));
    const asked = { ...checkout, state: 'closed', base: 'main', sort: 'updated' } as const;
    const newestFirst = await octokit.pulls.list({ ...asked, direction: 'desc' });
    const oldestFirst = await octokit.pulls.list(asked);
    const created = await octokit.pulls.list({ ...checkout, state: 'closed' });
    function numbers({ data }: typeof created): readonly number[] {
      return data.map(({ number }) => number);
    }

    expect(numbers(newestFirst)).toEqual([101, 102]);
    expect(numbers(oldestFirst)).toEqual([102, 101]);
    expect(numbers(created)).toEqual([102, 101]);
    expect(newestFirst.data[0]).toMatchObject({ labels: [{ name: 'breaking' }] });
    expect(world.repo(repo).commits.has(newestFirst.data[0]?.merge_commit_sha ?? '')).toBe(true);
  });

  test('tell of each label that comes or goes', async () => {
    const { world } = await stage();
    const told: string[] = [];
    world.on('happened', (one: Happening) => {
      if ('label' in one) told.push(`${one.action} ${one.label}`);
    });
    world.labelPull(repo, 103, ['feature', 'migration'], 'ana');
    world.labelPull(repo, 103, ['migration'], 'ana');

    expect(told).toEqual(['labeled migration', 'unlabeled feature']);
  });

  test('tell of each review, and commits of each check and status', async () => {
    const { world, acme } = await stage();
    const told: string[] = [];
    world.on('happened', (one: Happening) => told.push(`${one.event} ${'action' in one ? one.action : ''}`.trim()));
    world.review(repo, 103, 'ana', 'APPROVED');
    world.reportCheck(repo, acme.checkout.candidate.sha, 'security', null);
    world.reportCheck(repo, acme.checkout.candidate.sha, 'security', 'success');
    world.reportStatus(repo, acme.checkout.candidate.sha, 'licences', 'success');

    expect(told).toEqual(['pull_request_review submitted', 'check_run created', 'check_run completed', 'status']);
  });

  test('list the files that they bring, also after they were merged', async () => {
    const { octokit } = await stage();
    const { data } = await octokit.pulls.listFiles({ ...checkout, pull_number: 101 });
    const whole = await octokit.pulls.get({ ...checkout, pull_number: 101 });

    expect(data.map(({ filename, status }) => [filename, status])).toEqual([
      ['src/express.css', 'added'],
      ['src/express.ts', 'added'],
    ]);
    expect(whole.data.changed_files).toBe(2);
    await expect(octokit.pulls.listFiles({ ...checkout, pull_number: 999 })).rejects.toMatchObject({ status: 404 });
  });

  test('keep the commit that a review was given for when more is pushed', async () => {
    const { octokit, world } = await stage();
    const on = 'feature/wallet-payments';
    const reviewed = world.repo(repo).branches.get(on) ?? '';
    world.review(repo, 103, 'ana', 'APPROVED');
    const sha = world.setFile(repo, on, 'src/wallet.ts', 'export const walletEnabled = true;\n', 'finn');
    const reviews = await octokit.pulls.listReviews({ ...checkout, pull_number: 103 });
    const pull = await octokit.pulls.get({ ...checkout, pull_number: 103 });

    expect(reviews.data).toMatchObject([{ user: { login: 'ana' }, state: 'APPROVED', commit_id: reviewed }]);
    expect(pull.data.head.sha).toBe(sha);
    expect(sha).not.toBe(reviewed);
  });
});

describe('a file', () => {
  test('of the pipeline policy is read at the commit that it belongs to', async () => {
    const { octokit, world, acme } = await stage();
    const path = '.github/policy/pipeline-policy.json';
    world.setFile(repo, 'main', path, '{}\n', 'finn');
    const raw = { format: 'raw' };
    const ref = acme.checkout.candidate.sha;
    const then = await octokit.repos.getContent({ ...checkout, path, ref, mediaType: raw });
    const now = await octokit.repos.getContent({ ...checkout, path, mediaType: raw });

    expect(JSON.parse(z.string().parse(then.data))).toMatchObject({
      schemaVersion: 1,
      requiredWorkflows: [{ file: 'commit-stage.yml', branch: 'main' }, { file: 'integration-gate.yml' }],
      registries: ['acme.azurecr.io'],
    });
    expect(now.data).toBe('{}\n');
  });

  test('above 1 MB comes without its content, and whole as a blob', async () => {
    const { octokit, world } = await stage();
    const text = 'x'.repeat(1024 * 1024 + 1);
    const ref = world.setFile(repo, 'main', 'big.txt', text, 'finn');
    const { data } = await octokit.repos.getContent({ ...checkout, path: 'big.txt', ref });
    const { sha } = z.object({ sha: z.string() }).parse(data);
    const blob = await octokit.git.getBlob({ ...checkout, file_sha: sha });

    expect(data).toMatchObject({ encoding: 'none', content: '', size: text.length });
    expect(Buffer.from(blob.data.content, 'base64')).toHaveLength(text.length);
  });
});
