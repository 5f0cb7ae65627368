import { expect, test } from 'vitest';
import { createGithubEvidence, type GithubEvidence } from '../../../src/adapters/github/evidence-reads.ts';
import { type ArtifactFact } from '../../../src/domain/evidence/evidence.ts';
import { CommitSha, GithubLogin, RunId } from '../../../src/domain/ids.ts';
import { type Asked, answering, checkout, clientsFor, json } from './support.ts';

/** Answers in the forms that GitHub gives and the sandbox does not. */

const sha = CommitSha.parse('a'.repeat(40));

type Told = { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

async function told(answer: (url: URL, asked: Asked) => Told): Promise<{ evidence: GithubEvidence; urls: string[] }> {
  const urls: string[] = [];
  const server = await answering((asked, response) => {
    urls.push(asked.url);
    const { status = 200, body = {}, headers = {} } = answer(new URL(asked.url, 'http://github'), asked);
    json(response, status, body, headers);
  });
  const { reads, downloads } = clientsFor(server.url);
  return { evidence: createGithubEvidence({ reads, downloads, webUrl: 'https://github.com' }), urls };
}

function check(id: number | string, name: string, change: object = {}): object {
  return {
    id,
    name,
    status: 'completed',
    conclusion: 'success',
    html_url: `https://github.com/check/${id}`,
    ...change,
  };
}

function checksOf(runs: readonly object[]): (url: URL) => Told {
  return (url) =>
    url.pathname.endsWith('/status')
      ? { body: { state: 'pending', total_count: 0, statuses: [] } }
      : { body: { total_count: runs.length, check_runs: runs } };
}

test('takes the newest check run of a name, so that an old green cannot stand for it', async () => {
  const github = { app: { slug: 'github-actions' } };
  const { evidence } = await told(
    checksOf([
      check(101, 'tests', { ...github, conclusion: 'success' }),
      check(9, 'tests', { ...github, conclusion: 'success' }),
      check(102, 'tests', { ...github, conclusion: 'failure' }),
      check(103, 'tests', { app: { slug: 'other-ci' } }),
    ]),
  );

  expect(await evidence.checksFor(checkout, sha)).toEqual({
    kind: 'read',
    value: [
      { name: 'tests', outcome: 'failed', url: 'https://github.com/check/102' },
      { name: 'tests', outcome: 'passed', url: 'https://github.com/check/103' },
    ],
  });
});

test('waits for a check that has ended without a conclusion, and fails one of a new kind', async () => {
  const { evidence } = await told(
    checksOf([
      check(1, 'a', { conclusion: null }),
      check(2, 'b', { conclusion: 'brand_new' }),
      check(3, 'c', { status: 'waiting' }),
    ]),
  );

  expect(await evidence.checksFor(checkout, sha)).toMatchObject({
    value: [{ outcome: 'pending' }, { outcome: 'failed' }, { outcome: 'pending' }],
  });
});

test('reads a list to its end, and counts once what moved to the next page meanwhile', async () => {
  const { evidence, urls } = await told((url) => {
    if (url.pathname.endsWith('/status')) return { body: { total_count: 0, statuses: [] } };
    const page = Number(url.searchParams.get('page'));
    const first = Array.from({ length: 100 }, (_, index) => check(index + 1, `check ${index + 1}`));
    const second = Array.from({ length: 30 }, (_, index) => check(index + 100, `check ${index + 100}`));
    return { body: { total_count: 130, check_runs: page === 1 ? first : second } };
  });

  const read = await evidence.checksFor(checkout, sha);

  expect(read.kind === 'read' ? read.value.length : read.sentence).toBe(129);
  expect(urls).toHaveLength(3);
});

test('does not judge by a list that has more pages than are read', async () => {
  const { evidence, urls } = await told((url) => {
    const start = Number(url.searchParams.get('page')) * 100;
    const artifacts = Array.from({ length: 100 }, (_, index) => ({
      id: start + index,
      name: 'infra',
      size_in_bytes: 1,
      expired: false,
      workflow_run: { id: 5 },
    }));
    return { body: { total_count: 2_000, artifacts } };
  });

  expect(await evidence.artifactsNamed(checkout, 'infra')).toMatchObject({
    kind: 'problem',
    passing: 'final',
    sentence:
      'GitHub listed 500 of the artifacts infra of acme/checkout, and there are more. So it is not known what the others say.',
  });
  expect(urls).toHaveLength(5);
});

test('does not judge by a list that ends before GitHub’s own count', async () => {
  const { evidence } = await told((url) => ({
    body: { total_count: 3, check_runs: url.searchParams.get('page') === '1' ? [check(1, 'a')] : [], statuses: [] },
  }));

  expect(await evidence.checksFor(checkout, sha)).toMatchObject({ kind: 'problem' });
});

test('keeps every digit of ids beyond what a number holds, and orders by them', async () => {
  const [older, newer] = ['9007199254740993', '90071992547409931'];
  const artifact = { name: 'infra', size_in_bytes: 1, expired: false, digest: 'md5:x', workflow_run: { id: 5 } };
  const server = await answering((_asked, response) => {
    const list = [older, newer].map((id) => JSON.stringify({ ...artifact, id: '@' }).replace('"@"', id)).join(',');
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"total_count":2,"artifacts":[${list}]}`);
  });
  const evidence = createGithubEvidence({ ...clientsFor(server.url), webUrl: 'https://github.com' });

  expect(await evidence.artifactsNamed(checkout, 'infra')).toMatchObject({
    value: [
      { id: newer, digest: null },
      { id: older, digest: null },
    ],
  });
});

test('leaves out artifacts whose run is gone, and those of another name', async () => {
  const artifact = { name: 'infra', size_in_bytes: 1, expired: false, workflow_run: { id: 5 } };
  const { evidence } = await told(() => ({
    body: {
      total_count: 3,
      artifacts: [
        { ...artifact, id: 1 },
        { ...artifact, id: 2, workflow_run: null },
        { ...artifact, id: 3, name: 'Infra' },
      ],
    },
  }));

  expect(await evidence.artifactsNamed(checkout, 'infra')).toMatchObject({ value: [{ id: '1' }] });
});

test.each([
  ['the runs of aaaaaaa', 'actions', async (evidence: GithubEvidence) => evidence.runsFor(checkout, sha)],
  ['the checks of aaaaaaa', 'checks', async (evidence: GithubEvidence) => evidence.checksFor(checkout, sha)],
  ['the reviews of #7', 'pull requests', async (evidence: GithubEvidence) => evidence.reviewsOf(checkout, 7)],
  ['the variables', 'variables', async (evidence: GithubEvidence) => evidence.variablesOf(checkout, 'production')],
  ['the secrets', 'secrets', async (evidence: GithubEvidence) => evidence.secretsOf(checkout, 'production')],
  ['a/b.json', 'contents', async (evidence: GithubEvidence) => evidence.fileAt(checkout, sha, 'a/b.json')],
])('says which right is missing to read %s', async (what, access, read) => {
  const { evidence } = await told(() => ({ status: 403, body: { message: 'Resource not accessible by integration' } }));

  expect(await read(evidence)).toEqual({
    kind: 'problem',
    passing: 'final',
    sentence: `GitHub does not show this token ${what} of acme/checkout (403: Resource not accessible by integration). Give it read access to ${access}.`,
  });
});

test.each([
  ['a page of a proxy', 200, '<html>'],
  ['a fault of GitHub’s own', 500, { message: 'Server Error' }],
])('does not take %s for "there is none"', async (_name, status, body) => {
  const { evidence } = await told(() => ({ status, body }));

  for (const read of [evidence.artifactsNamed(checkout, 'infra'), evidence.secretsOf(checkout, 'production')])
    expect(await read).toMatchObject({ kind: 'problem', passing: 'passing' });
});

test('takes a review of a new kind, and one by nobody, for no approval', async () => {
  const { evidence } = await told(() => ({
    body: [
      { id: 1, user: { login: 'ana' }, state: 'BRAND_NEW', commit_id: sha },
      { id: 2, user: null, state: 'APPROVED', commit_id: null },
    ],
  }));

  expect(await evidence.reviewsOf(checkout, 7)).toEqual({
    kind: 'read',
    value: [
      { by: 'ana', state: 'commented', commit: sha, belongs: 'no' },
      { by: null, state: 'approved', commit: null, belongs: 'no' },
    ],
  });
});

test.each([
  [200, { permission: 'admin' }, 'yes'],
  [200, { permission: 'write' }, 'yes'],
  [200, { permission: 'read' }, 'no'],
  [200, { permission: 'none' }, 'no'],
  [404, {}, 'no'],
  [403, {}, 'no'],
])('reads of %s %j whether somebody may write to the repository: %s', async (status, body, may) => {
  const { evidence, urls } = await told(() => ({ status, body }));

  expect(await evidence.mayWrite(checkout, GithubLogin.parse('ana'))).toEqual({ kind: 'read', value: may });
  expect(urls[0]).toContain('/collaborators/ana/permission');
});

test('does not take it for an answer when GitHub has a fault while it is asked who may write', async () => {
  const { evidence } = await told(() => ({ status: 500 }));

  expect(await evidence.mayWrite(checkout, GithubLogin.parse('ana'))).toMatchObject({ kind: 'problem' });
});

test.each([
  ['OWNER', 'yes'],
  ['MEMBER', 'yes'],
  ['COLLABORATOR', 'yes'],
  ['CONTRIBUTOR', 'no'],
  ['FIRST_TIME_CONTRIBUTOR', 'no'],
  ['NONE', 'no'],
  ['A_NEW_WORD', 'no'],
  [null, 'no'],
])(
  'reads of a reviewer whom GitHub calls %s whether they belong to the repository: %s',
  async (association, belongs) => {
    const given = { id: 1, user: { login: 'ana' }, state: 'APPROVED', commit_id: sha, author_association: association };
    const { evidence } = await told(() => ({ body: [given] }));

    expect(await evidence.reviewsOf(checkout, 7)).toMatchObject({ value: [{ by: 'ana', state: 'approved', belongs }] });
  },
);

const artifact: ArtifactFact = {
  id: '7',
  name: 'infra',
  bytes: 10,
  expired: 'no',
  digest: null,
  run: RunId.parse('5'),
  url: '',
};

test.each([
  ['names no address', {}],
  ['names an address that is none', { location: 'ftp://storage/x' }],
])('fetches nothing when GitHub %s', async (_name, headers) => {
  const { evidence, urls } = await told(() => ({ status: 302, body: {}, headers }));

  expect(await evidence.download(checkout, artifact, 1000)).toMatchObject({
    kind: 'problem',
    sentence: 'The artifact infra could not be fetched: GitHub named no address for it. It is tried again.',
  });
  expect(urls).toHaveLength(1);
});

test('does not take an address that has run out for an artifact that is gone', async () => {
  const { evidence } = await told((url) =>
    url.pathname === '/storage' ? { status: 403 } : { status: 302, headers: { location: '/storage?sig=1' } },
  );

  expect(await evidence.download(checkout, artifact, 1000)).toMatchObject({ kind: 'problem', passing: 'passing' });
});

test('does not trust the length that the storage announces', async () => {
  const server = await answering((asked, response) => {
    if (asked.url.startsWith('/storage')) {
      response.writeHead(200, { 'content-type': 'application/zip' });
      for (let part = 0; part < 20; part += 1) response.write(Buffer.alloc(1_000));
      response.end();
    } else response.writeHead(302, { location: '/storage' }).end();
  });
  const evidence = createGithubEvidence({ ...clientsFor(server.url), webUrl: '' });

  expect(await evidence.download(checkout, artifact, 19_999)).toEqual({ kind: 'too-large' });
  expect(await evidence.download(checkout, artifact, 20_000)).toMatchObject({ kind: 'bytes' });
  const tokens = server.asked.map(({ url, headers }) => [
    url.startsWith('/storage'),
    headers.authorization !== undefined,
  ]);
  expect(tokens.every(([isStorage, hasToken]) => isStorage !== hasToken)).toBe(true);
});
