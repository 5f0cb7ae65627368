import { expect, test } from 'vitest';
import { readRange } from '../../../src/adapters/github/range.ts';
import { GitCommit } from '../../../src/adapters/github/shapes.ts';
import { CommitSha } from '../../../src/domain/ids.ts';
import { answering, checkout, clientsFor, json } from './support.ts';

const base = CommitSha.parse('b'.repeat(40));

function commit(sha: string): unknown {
  const someone = { name: 'Dana', email: 'dana@acme.example' };
  return {
    sha,
    html_url: `https://github.com/c/${sha}`,
    commit: { message: 'Change', author: someone, committer: someone },
  };
}

const head = GitCommit.parse(commit('a'.repeat(40)));

async function rangeOf(
  total: number,
  listed: number,
): Promise<Awaited<ReturnType<typeof readRange>> & { readonly calls: number }> {
  const commits = Array.from({ length: listed }, (_, index) => commit(String(index).padStart(40, '0')));
  const server = await answering((_asked, response) =>
    json(response, 200, {
      html_url: 'https://github.com/x',
      ahead_by: total,
      behind_by: 0,
      total_commits: total,
      commits,
    }),
  );
  const { reads } = clientsFor(server.url);
  const range = await readRange(reads, checkout, head, { kind: 'seen', sha: base, version: null }, { kind: 'unknown' });
  return { ...range, calls: server.asked.length };
}

test('refuses to go on when GitHub lists fewer commits than it counts', async () => {
  expect(await rangeOf(150, 60)).toMatchObject({
    kind: 'problem',
    passing: 'passing',
    sentence: expect.stringContaining('listed 120 of 150 commits'),
  });
});

test('refuses a range so long that not every author can be read, after one call', async () => {
  expect(await rangeOf(5_001, 100)).toMatchObject({
    kind: 'problem',
    passing: 'final',
    sentence: expect.stringMatching(/5001 commits .* At most 5000 can be read/),
    calls: 1,
  });
});

test('reads the longest range that it takes, page by page', async () => {
  expect(await rangeOf(5_000, 100)).toMatchObject({ kind: 'range', ahead: 5_000, calls: 50 });
});
