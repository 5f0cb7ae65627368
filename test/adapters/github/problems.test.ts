import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { type GithubReads } from '../../../src/adapters/github/clients.ts';
import { resolveRef } from '../../../src/adapters/github/resolve-ref.ts';
import { RepoName } from '../../../src/domain/ids.ts';
import { answering, checkout, clientsFor, closedUrl, json, type Stage, stage } from './support.ts';

async function sentenceOf(reads: GithubReads, repo = checkout): Promise<string> {
  const answer = await resolveRef(reads, repo, { kind: 'ref', name: 'main' });
  return answer.kind === 'problem' ? `${answer.passing}: ${answer.sentence}` : 'no problem';
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const app = {
  id: '77',
  installationId: '4242',
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
};
const auth = {
  kind: 'app',
  appId: '77',
  installationId: '4242',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
} as const;

test.each<readonly [string, (github: Stage) => void, RegExp]>([
  [
    'a refused token',
    ({ world }): void => void (world.faults.refuseToken = true),
    /^passing: GitHub refused the token \(401: Bad credentials\)\. Set a valid GITHUB_TOKEN/,
  ],
  [
    'the hourly rate limit',
    ({ world }): void => void (world.faults.rateLimit = 'primary'),
    /rate limit is used up; it lifts (in 60 seconds|at \d\d:\d\d UTC)\./,
  ],
  [
    'the secondary rate limit',
    ({ world }): void => void (world.faults.rateLimit = 'secondary'),
    /rate limit is used up; it lifts in 60 seconds\./,
  ],
  [
    'GitHub’s own fault',
    ({ world }): void => void (world.faults.down = '503'),
    /^passing: GitHub has a fault of its own \(503/,
  ],
  [
    'connections that break',
    ({ world }): void => void (world.faults.down = 'reset'),
    /^passing: GitHub could not be read: .*check the network and GITHUB_API_URL/,
  ],
])('says in one sentence what to do about %s', async (_name, breakIt, sentence) => {
  const github = await stage();
  breakIt(github);

  expect(await sentenceOf(github.reads)).toMatch(sentence);
});

test.each(['503', 'reset'] as const)('does not promise in a form that something is tried again: %s', async (down) => {
  const github = await stage();
  github.world.faults.down = down;

  expect(await sentenceOf(github.reads)).not.toContain('again');
});

test('says that the repository is not shown to this token', async () => {
  const github = await stage();

  expect(await sentenceOf(github.reads, RepoName.parse('acme/unknown'))).toMatch(
    /shows this token no repository acme\/unknown/,
  );
});

test('says that the token may not read the repository', async () => {
  const server = await answering((_asked, response) =>
    json(response, 403, { message: 'Resource not accessible by integration' }),
  );

  expect(await sentenceOf(clientsFor(server.url).reads)).toMatch(
    /does not allow this token to read acme\/checkout \(403: Resource not/,
  );
});

test('says that nobody answers at the address', async () => {
  expect(await sentenceOf(clientsFor(await closedUrl()).reads)).toMatch(
    /could not be read: .*ECONNREFUSED.*GITHUB_API_URL/,
  );
});

test('says that an answer was not GitHub’s', async () => {
  const server = await answering((_asked, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  );

  expect(await sentenceOf(clientsFor(server.url).reads)).toMatch(/not in the form that its documentation gives/);
});

test('gives up on a server that never answers', async () => {
  const server = await answering(() => {});
  const { reads } = clientsFor(server.url, undefined, { attemptMs: 100, readMs: 300, writeMs: 100 });

  expect(await sentenceOf(reads)).toMatch(/it did not answer in time/);
});

test('gives up in time although each attempt fails slowly', async () => {
  const server = await answering((_asked, response) => json(response, 502, { message: 'Bad gateway' }));
  const { reads } = clientsFor(server.url, undefined, { attemptMs: 5_000, readMs: 200, writeMs: 100 });
  const heard = await reads.get('/rate_limit');

  expect(heard).toMatchObject({ kind: 'silence' });
});

test('reads again after a passing fault', async () => {
  const github = await stage();
  github.world.faults.failing.push({ path: '/git/ref', status: 502, times: 1 });

  expect(await sentenceOf(github.reads)).toBe('no problem');
});

test('waits for a rate limit that lifts at once, and for no longer one', async () => {
  const server = await answering((_asked, response) => {
    const isFirst = server.asked.length === 1;
    if (isFirst) json(response, 403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '1' });
    else json(response, 200, { ok: true });
  });

  expect(await clientsFor(server.url).reads.get('/rate_limit')).toMatchObject({ status: 200 });
  expect(server.asked).toHaveLength(2);
});

test('reads as a GitHub App, in the version that is asked for', async () => {
  const github = await stage({ app });

  expect(await sentenceOf(clientsFor(github.url, auth).reads)).toBe('no problem');
  expect(new Set(github.world.calls.map((call) => call.apiVersion))).toEqual(new Set(['2022-11-28']));
});

test('says clock skew when GitHub refuses the App’s signature for its time', async () => {
  const message = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  const server = await answering((_asked, response) => json(response, 401, { message }));

  expect(await sentenceOf(clientsFor(server.url, auth).reads)).toMatch(
    /because of clock skew.*GitHub's clock said .*GMT.*NTP/,
  );
});

test('puts no secret into a sentence', async () => {
  const server = await answering(({ headers }, response) =>
    json(response, 401, { message: 'Bad credentials' }, { echo: headers.authorization ?? '' }),
  );

  expect(await sentenceOf(clientsFor(server.url, { kind: 'token', token: 'ghp_canary' }).reads)).not.toContain(
    'ghp_canary',
  );
});
