import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { request } from '@octokit/request';
import { describe, expect, test } from 'vitest';
import { checkout, clientOf, stage } from './github-support.ts';

describe('a token', () => {
  test('is required, and has to be the right one', async () => {
    const { url, octokit, world } = await stage();
    const bare = await fetch(`${url}/repos/acme/checkout`, { headers: { 'user-agent': 'test' } });

    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ message: 'Requires authentication', status: '401' });
    await expect(clientOf(url, 'wrong').repos.get(checkout)).rejects.toMatchObject({
      status: 401,
      response: { data: { message: 'Bad credentials' } },
    });
    world.faults.refuseToken = true;
    await expect(octokit.repos.get(checkout)).rejects.toMatchObject({ status: 401 });
  });
});

describe('a GitHub App', () => {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const app = { id: '77', installationId: '99', publicKey: pair.publicKey };

  function authOf(baseUrl: string, privateKey = pair.privateKey): ReturnType<typeof createAppAuth> {
    return createAppAuth({
      appId: app.id,
      installationId: app.installationId,
      privateKey,
      request: request.defaults({ baseUrl }),
    });
  }

  test('gets a token for its signed statement, and works with it', async () => {
    const { url } = await stage({ app });
    const { token } = await authOf(url)({ type: 'installation' });

    expect(token).toMatch(/^ghs_/);
    expect((await clientOf(url, token).repos.get(checkout)).data.full_name).toBe('acme/checkout');
  });

  test('is refused when somebody else signed', async () => {
    const { url } = await stage({ app });
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });

    await expect(authOf(url, String(other))({ type: 'installation' })).rejects.toMatchObject({ status: 401 });
  });

  test('is refused when its clock is ahead of GitHub, whose own time is in the Date header', async () => {
    const { url, world } = await stage({ app });
    world.faults.clockSkewMs = -120_000;
    const refused = authOf(url)({ type: 'installation' });
    const { headers } = await fetch(url, { headers: { 'user-agent': 'test' } });

    await expect(refused).rejects.toThrow("'Issued at' claim ('iat')");
    expect(Date.parse(headers.get('date') ?? '')).toBeLessThan(Date.now() - 60_000);
  });
});

describe('what stands before every route', () => {
  test('refuses an API version that does not exist', async () => {
    const { octokit } = await stage();
    const headers = { 'x-github-api-version': '2020-01-01' };

    await expect(octokit.repos.get({ ...checkout, headers })).rejects.toMatchObject({ status: 400 });
  });

  test('counts requests in the rate-limit headers, and asking for the count costs nothing', async () => {
    const { octokit } = await stage();
    const { headers } = await octokit.repos.get(checkout);
    const { data } = await octokit.rateLimit.get();

    expect(headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999' });
    expect(data.resources.core).toMatchObject({ limit: 5000, used: 1, remaining: 4999 });
  });

  test('can run out of either rate limit', async () => {
    const { octokit, world } = await stage();
    world.faults.rateLimit = 'secondary';
    await expect(octokit.repos.get(checkout)).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'retry-after': '60' } },
    });
    world.faults.rateLimit = 'primary';
    await expect(octokit.repos.get(checkout)).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0' } },
    });
  });

  test('can be down, by answer or by a broken connection', async () => {
    const { octokit, world } = await stage();
    world.faults.down = '503';
    await expect(octokit.repos.get(checkout)).rejects.toMatchObject({ status: 503 });
    world.faults.down = 'reset';
    await expect(octokit.repos.get(checkout)).rejects.toThrow('ECONNRESET');
    world.faults.down = 'no';
    expect((await octokit.repos.get(checkout)).status).toBe(200);
  });

  test('can be slower than the client waits', async () => {
    const { octokit, world } = await stage();
    world.faults.slowMs = 60_000;

    await expect(octokit.repos.get({ ...checkout, request: { signal: AbortSignal.timeout(100) } })).rejects.toThrow(
      'timeout',
    );
  });

  test('fails single addresses for as often as it is told', async () => {
    const { octokit, world } = await stage();
    world.faults.failing.push({ path: '/branches/', status: 500, times: 1 });
    const branch = { ...checkout, branch: 'main' };

    await expect(octokit.repos.getBranch(branch)).rejects.toMatchObject({ status: 500 });
    expect((await octokit.repos.getBranch(branch)).status).toBe(200);
  });

  test('writes down every request with its answer', async () => {
    const { octokit, world } = await stage();
    await octokit.repos.listCommits({ ...checkout, sha: 'main', per_page: 2 });

    expect(world.calls).toMatchObject([
      { method: 'GET', path: '/repos/acme/checkout/commits', query: { sha: 'main', per_page: '2' }, status: 200 },
    ]);
  });
});
