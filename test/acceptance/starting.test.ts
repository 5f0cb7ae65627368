import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { freePort } from '../../sandbox/bot.ts';
import { type PrivateRedis, startPrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { findRedisProgram } from '../../sandbox/redis/provide-redis.ts';
import { type View } from '../../sandbox/slack/types.ts';
import { startWorld, type World, type WorldOptions } from '../../sandbox/world.ts';
import { isLoading, openRequest, phaseOf, press, request, until } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';

describe('a start that cannot succeed', () => {
  test('says in one sentence that Redis cannot be reached, and ends with an error', async () => {
    const port = await freePort();
    const { said, code } = await failedStart({ variables: { REDIS_URL: `redis://127.0.0.1:${port}` } });
    expect(code).toBe(1);
    expect(said).toContain(`Redis at 127.0.0.1:${port} cannot be used`);
    expect(said).toContain('Check that it runs');
    expect(said).not.toContain('    at ');
  });

  test('refuses a Redis that drops keys when memory runs short, and says what to set', async () => {
    const redis = await privateRedis({ 'maxmemory-policy': 'allkeys-lru' });
    onTestFinished(async () => await redis.stop());
    const { said, code } = await failedStart({ redis });
    expect(code).toBe(1);
    expect(said).toContain('maxmemory-policy of Redis is allkeys-lru');
    expect(said).toContain('CONFIG SET maxmemory-policy noeviction');
  });

  test('says that Slack refuses the token, and not the token itself', async () => {
    const { said, code } = await failedStart({ variables: { SLACK_BOT_TOKEN: 'xoxb-not-the-right-one' } });
    expect(code).toBe(1);
    expect(said).toContain('Slack refuses SLACK_BOT_TOKEN (invalid_auth)');
    expect(said).not.toContain('not-the-right-one');
  });

  test('says that its port is taken, and how to give it another', async () => {
    const taken = createServer().listen(0);
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { said, code } = await failedStart({ botPort: port });
    expect(code).toBe(1);
    expect(said).toContain(
      `Gonogo cannot listen on port ${port}: another process listens there. End that one, or set PORT`,
    );
    expect(said).not.toContain('    at ');
  });

  test('names every private key that nothing can be signed with', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const empty = '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----';
    const app = { GITHUB_APP_ID: '1', GITHUB_APP_INSTALLATION_ID: '2', GITHUB_APP_PRIVATE_KEY: empty };
    const { said, code } = await failedStart({ variables: { GONOGO_TICKET_KEY: rsa, ...app } });
    expect(code).toBe(1);
    expect(said).toContain('GONOGO_TICKET_KEY is a key of another kind than Ed25519. Make one with: openssl genpkey');
    expect(said).toContain('GITHUB_APP_PRIVATE_KEY holds no RSA key that can be read. Generate a private key');
  });

  test('names the misspelt variable because of which another one is missed', async () => {
    const { said, code } = await failedStart({
      variables: { SLACK_SIGNING_SECRET: '', SLACK_APP_TOKN: 'xapp-1-canary' },
    });
    expect(code).toBe(1);
    expect(said).toContain('SLACK_SIGNING_SECRET is not set.');
    expect(said).toContain('SLACK_APP_TOKN is set, and Gonogo does not read it. Did you mean SLACK_APP_TOKEN?');
    expect(said).not.toContain('canary');
  });

  test('names every mistake of the config with its line, its key and the fix', async () => {
    const { said, code } = await failedStart({
      config: (text) => text.replace('expires: 4h', 'expires: four').replace('execute: separate', 'exceute: separate'),
    });
    expect(code).toBe(1);
    expect(said).toMatch(/gonogo\.yaml:\d+/);
    expect(said).toContain('expires');
    expect(said).toMatch(/[Ww]rite a duration like/);
    expect(said).toContain('exceute');
    expect(said).toContain('execute');
  });

  test('refuses a clock for rehearsals when Slack is the real one', async () => {
    const { said, code } = await failedStart({
      variables: { GONOGO_TEST_CLOCK: '1', SLACK_API_URL: 'https://slack.com/api/' },
    });
    expect(code).toBe(1);
    expect(said).toContain('GONOGO_TEST_CLOCK');
  });
});

describe('a bot that runs', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({ draining: { watch: null }, token: { watch: null }, lasting: { watch: null } });
  });

  test('is alive, is ready with what it warns of, and shows its numbers', async () => {
    expect((await fetch(`${world.bot.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${world.bot.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ armed: true, reasons: [], warnings: [] });
    const metrics = await (await fetch(`${world.bot.url}/metrics`)).text();
    for (const name of ['gonogo_votes_total', 'gonogo_dispatches_total', 'gonogo_open_releases'])
      expect(metrics).toContain(name);
  });

  test('takes no webhook that GitHub has not signed', async () => {
    const answer = await fetch(`${world.bot.url}/github/webhooks`, {
      method: 'POST',
      headers: {
        'x-github-event': 'workflow_run',
        'x-github-delivery': 'd1',
        'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
      },
      body: '{}',
    });
    expect(answer.status).toBe(401);
  });

  test('says that GitHub refuses its token, waits, and goes on when the token works again', async () => {
    world.github.world.faults.refuseToken = true;
    await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', 'request token main');
    const view = await until('the form that says why', () => {
      const top = world.slack.workspace.state.views['U0FINN']?.at(-1);
      return top === undefined || top.submit !== null || isLoading(top) ? null : top;
    });
    expect(JSON.stringify(view.blocks)).toContain('token');
    await world.slack.people.closeView('U0FINN', view.id);
    world.github.world.faults.refuseToken = false;
    await expectPhase(world, await request(world, { by: 'U0FINN', service: 'token' }), 'awaiting-decision');
  });

  test('is not armed while GitHub refuses its token, and says so to whoever watches it', async () => {
    world.github.world.faults.refuseToken = true;
    await closeForm(world, await openRequest(world, { by: 'U0FINN', service: 'token' }));
    expect(await readinessOf(world)).toEqual({
      status: 503,
      reasons: [expect.stringContaining('GitHub refuses our token')],
    });
    world.github.world.faults.refuseToken = false;
    await closeForm(world, await openRequest(world, { by: 'U0FINN', service: 'token' }));
    expect(await readinessOf(world)).toEqual({ status: 200, reasons: [] });
  });

  test('is not armed within a minute after Slack took back its token, and is again when the token works', async () => {
    await world.slack.faults.revokeToken();
    await expect
      .poll(async () => await readinessOf(world), aMinute)
      .toEqual({ status: 503, reasons: [expect.stringContaining('Slack refuses our token (token_revoked)')] });
    world.slack.faults.clear();
    await expect.poll(async () => await readinessOf(world), aMinute).toEqual({ status: 200, reasons: [] });
  });

  test('ends in an orderly way when it is told to, and takes up where it left off', async () => {
    const of = shop(world, 'lasting');
    const release = await request(world, { by: 'U0FINN', service: 'lasting' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ANA', release, 'release.approve');
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    expect(await world.bot.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    world.github.world.finishRun(run.id, 'success');
    expect(phaseOf(world, release)).toBe('deploying');
    await world.bot.start();
    await expectPhase(world, release, 'succeeded');
    expect(runsOf(world, of)).toHaveLength(1);
  });

  test('finishes the click that it is doing when it is told to end', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'draining' });
    await expectPhase(world, release, 'awaiting-decision');
    const pressed = press(world, 'U0ANA', release, 'release.approve');
    const ended = world.bot.kill('SIGTERM');
    const answer = await pressed;
    expect((await ended).code).toBe(0);
    await world.bot.start();
    const isTaken = answer.outcome === 'answered' && answer.status === 200;
    await (isTaken ? expectPhase(world, release, 'deploying') : expectPhase(world, release, 'awaiting-decision'));
    expect(cardWords(world, release).includes('Approved by')).toBe(isTaken);
  });
});

describe('a Redis that is less durable than what we ship', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    const redis = await privateRedis({ appendfsync: 'everysec' });
    afterAll(async () => await redis.stop());
    world = await startShops({ frail: { watch: null } }, { redis });
  });

  test('is told in readiness, in the log, in the status and in Home, and used all the same', async () => {
    const { warnings } = (await (await fetch(`${world.bot.url}/readyz`)).json()) as {
      readonly warnings: readonly string[];
    };
    expect(warnings.join()).toContain('appendfsync everysec');
    expect(world.bot.logs.join('\n')).toContain('appendfsync everysec');
    const status = await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', 'status');
    expect(status.body).toContain('appendfsync everysec');
    await world.slack.people.openHome('U0ANA');
    await expect
      .poll(() => JSON.stringify(world.slack.workspace.state.homes['U0ANA'] ?? ''), soon)
      .toContain('appendfsync everysec');
  });
});

/** Everybody with a role is asked about within this. */
const aMinute = { timeout: 60_000, interval: 100 } as const;

async function readinessOf({ bot }: World): Promise<{ readonly status: number; readonly reasons: readonly string[] }> {
  const answer = await fetch(`${bot.url}/readyz`);
  const { reasons } = (await answer.json()) as { readonly reasons: readonly string[] };
  return { status: answer.status, reasons };
}

async function closeForm({ slack }: World, { id }: View): Promise<void> {
  await slack.people.closeView('U0FINN', id);
}

type Failed = { readonly said: string; readonly code: number | null };

/** Starts a bot that must not start, and returns what it said and how it ended. */
async function failedStart(options: Partial<WorldOptions>): Promise<Failed> {
  const world: World = await startWorld({
    redis: { url: inject('redisUrl') },
    pace: 'by-hand',
    log: () => undefined,
    ...options,
    bot: 'not-started',
  });
  onTestFinished(async () => await world.stop());
  await expect(world.bot.start()).rejects.toThrow('The bot ended at its start');
  return { said: world.bot.logs.join('\n'), code: world.bot.ended()?.code ?? null };
}

async function privateRedis(settings: Readonly<Record<string, string>>): Promise<PrivateRedis> {
  return await startPrivateRedis(await findRedisProgram(() => undefined), settings);
}
