import { expect, inject, onTestFinished, test } from 'vitest';
import { startSlack } from '../../sandbox/slack/slack.ts';
import { startWorld, type World, type WorldOptions } from '../../sandbox/world.ts';
import { type Ran, runCli } from '../cli/run-cli.ts';
import { freshPrefix } from '../support/redis.ts';

type Surroundings = Partial<Pick<WorldOptions, 'config'>> & { readonly variables?: Readonly<Record<string, string>> };

/** Everything around the bot, without the bot: what somebody has who has not started it yet. */
async function world({ config }: Surroundings = {}): Promise<World> {
  const started = await startWorld({
    redis: { url: inject('redisUrl') },
    prefix: freshPrefix(),
    pace: 'by-hand',
    bot: 'not-started',
    log: () => undefined,
    ...(config === undefined ? {} : { config }),
  });
  onTestFinished(async () => await started.stop());
  return started;
}

async function doctor(of: World, variables: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const [botToken = '', signing = '', github = '', webhook = ''] = of.secrets;
  return await runCli(['doctor', '--config', of.configPath], {
    variables: {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signing,
      SLACK_API_URL: of.slack.url,
      GITHUB_API_URL: of.github.url,
      GITHUB_TOKEN: github,
      GITHUB_WEBHOOK_SECRET: webhook,
      REDIS_URL: of.redis.url,
      GONOGO_PAGING_KEY: 'k'.repeat(32),
      ...variables,
    },
  });
}

test('gonogo doctor finds everything usable in a world where it is', async () => {
  const { code, out, err } = await doctor(await world());

  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const about of ['Redis ', 'Slack knows the bot', '#releases', '#incidents', 'GitHub shows acme/checkout'])
    expect(out).toContain(about);
  expect(out).toContain('checkout production: .github/workflows/cloud-deployment-pipeline.yml can be started');
  expect(out).toContain('checkout production: production says that it runs');
  expect(out).toContain('checkout production: the health check answers');
  expect(out).toContain('Everything that was asked is usable.');
});

test('gonogo doctor posts nothing and starts nothing', async () => {
  const around = await world();
  const runsBefore = around.github.world.runsOf('acme/checkout').length;

  await doctor(around);

  expect(around.slack.calls.map(({ method }) => method).filter((method) => /post|update|open/.test(method))).toEqual(
    [],
  );
  expect(around.github.world.runsOf('acme/checkout')).toHaveLength(runsBefore);
});

test.each([
  {
    what: 'a Slack token',
    variables: { SLACK_BOT_TOKEN: 'xoxb-wrong-0000' },
    says: /mend {2}Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)/,
  },
  { what: 'a GitHub token', variables: { GITHUB_TOKEN: 'ghs_wrong' }, says: /mend {2}GitHub refused the token \(401/ },
  {
    what: 'an address of Redis',
    variables: { REDIS_URL: 'redis://127.0.0.1:1' },
    says: /mend {2}Redis at 127\.0\.0\.1:1 cannot be used/,
  },
])('gonogo doctor names $what that does not work, and goes on with the rest', async ({ variables, says }) => {
  const { code, out } = await doctor(await world(), variables);

  expect(code).toBe(1);
  expect(out).toMatch(says);
  expect(out).toContain('One thing has to be mended.');
});

test('gonogo doctor names what an app of an older manifest may not do, and what is lost by that', async () => {
  const around = await world();
  const [botToken = '', signingSecret = ''] = around.secrets;
  const older = await startSlack({
    botToken,
    signingSecret,
    botUrl: () => around.bot.url,
    scopes:
      'commands chat:write users:read usergroups:read reactions:read channels:read groups:read channels:history groups:history'.split(
        ' ',
      ),
  });
  onTestFinished(async () => await older.stop());

  const { code, out } = await doctor(around, { SLACK_API_URL: older.url });

  expect(code).toBe(1);
  expect(out).toContain(
    'mend  The Slack app lacks im:write (pages by direct message), im:history (finding its pages again), files:write (charts and files). ' +
      'Give it the scopes of deploy/slack-manifest.json',
  );
});

test('gonogo doctor names a channel without the bot', async () => {
  const around = await world({ config: (defaults) => defaults.replace('C0RELEASES', 'C0NOWHERE') });

  const { code, out } = await doctor(around);

  expect(code).toBe(1);
  expect(out).toContain(
    'mend  Slack shows the bot no channel C0NOWHERE (channel_not_found). Check slack.channels.releases',
  );
});

test('gonogo doctor names a workflow file that is not there, and what another one lacks', async () => {
  const around = await world({
    config: (defaults) => defaults.replace('cloud-deployment-pipeline.yml', 'nowhere.yml'),
  });
  const { world: github } = around.github;
  github.setFile(
    'acme/ledger',
    'main',
    '.github/workflows/cloud-deployment-pipeline.yml',
    'on: push\njobs: {}\n',
    'ana',
  );

  const { code, out } = await doctor(around);

  expect(code).toBe(1);
  expect(out).toContain(
    'mend  checkout production: there is no .github/workflows/nowhere.yml at main of acme/checkout.',
  );
  expect(out).toContain('lacks the workflow_dispatch trigger, a run-name with the id of the dispatch. Add:');
  expect(out).toContain('      run-name: Deploy ${{ inputs.release_sha }} (${{ inputs.gonogo_request_id }})');
});

test('gonogo doctor names the rights that the gates lack, each with the gate that stays shut without it', async () => {
  const around = await world({
    config: (defaults) => defaults.replace('kind: checks, mode: advisory', 'kind: checks, mode: blocking'),
  });
  for (const path of ['/check-runs', '/actions/secrets', '/issues'])
    around.github.world.faults.failing.push({ path, status: 403, times: 99 });

  const { code, out } = await doctor(around);

  expect(code).toBe(1);
  expect(out).toMatch(
    /mend {2}GitHub does not show this token the checks of acme\/checkout \(403.*\)\. Give it read access to checks\. Without it this stays shut: the gate checks of checkout production/,
  );
  expect(out).toMatch(
    /note {2}GitHub does not show this token the secrets of acme\/checkout .* read access to secrets\./,
  );
  expect(out).toMatch(/note {2}GitHub does not show this token the issues of acme\/checkout .* The fix task after/);
  expect(out).toContain('In acme/checkout this token may read actions, pull requests, commit statuses, variables');
});

test('gonogo doctor names an endpoint that does not answer as it should', async () => {
  const around = await world();
  around.service.set('checkout', { health: 'failing', version: 'failing' });

  const { code, out } = await doctor(around);

  expect(code).toBe(1);
  expect(out).toContain('mend  checkout production: the health check is not usable: answered 500.');
  expect(out).toContain('mend  checkout production: the version cannot be read: the version address answered 500.');
  expect(out).toContain('2 things have to be mended.');
});

test('gonogo doctor says no secret', async () => {
  const around = await world();

  const { out, err } = await doctor(around);

  for (const secret of around.secrets) expect(out + err).not.toContain(secret);
});
