import { describe, expect, test } from 'vitest';
import { type ConfigResult, checkConfig, type Environment, loadConfig, sentenceOf } from '../../src/config.ts';
import { example } from './support.ts';

const complete: Environment = {
  SLACK_BOT_TOKEN: 'xoxb-canary-bot',
  SLACK_SIGNING_SECRET: 'canary-signing',
  GITHUB_TOKEN: 'ghp_canaryGithub',
  GITHUB_WEBHOOK_SECRET: 'canary-webhook',
  REDIS_URL: 'redis://:canary-redis@127.0.0.1:6379',
};
const pem = '-----BEGIN PRIVATE KEY-----\nY2FuYXJ5LXBlbQ==\n-----END PRIVATE KEY-----';
const app: Environment = {
  ...complete,
  GITHUB_TOKEN: undefined,
  GITHUB_APP_ID: '12',
  GITHUB_APP_INSTALLATION_ID: '34',
  GITHUB_APP_PRIVATE_KEY: pem,
};

function load(env: Environment, files: Readonly<Record<string, string>> = {}): ConfigResult {
  return loadConfig(env, (path) => {
    const text = path === 'gonogo.yaml' ? example : files[path];
    if (text === undefined) throw new Error(`no such file: ${path}`);
    return text;
  });
}

function told(env: Environment, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const result = load(env, files);
  return result.kind === 'bad' ? result.errors.map(sentenceOf) : [];
}

describe('the environment', () => {
  test('is enough with two Slack secrets, a GitHub token and a Redis', () => {
    expect(load(complete)).toMatchObject({
      kind: 'ok',
      warnings: [],
      config: {
        slack: { apiUrl: 'https://slack.com/api/', receiver: { kind: 'http', signingSecret: 'canary-signing' } },
        github: { apiUrl: 'https://api.github.com', auth: { kind: 'token' }, webhookSecret: 'canary-webhook' },
        http: { port: 3000 },
        logLevel: 'info',
        testClock: false,
        ticketKey: null,
        file: 'gonogo.yaml',
        ledger: { prefix: '{gonogo}' },
        lanes: [{ service: 'checkout' }],
      },
    });
  });

  test.each([
    { typed: 'SLACK_SIGNING_SECERT', meant: 'SLACK_SIGNING_SECRET' },
    { typed: 'GITHUB_TOKN', meant: 'GITHUB_TOKEN' },
    { typed: 'REDIS_URI', meant: 'REDIS_URL' },
    { typed: 'SLACK_BOT_TOKEN_FIEL', meant: 'SLACK_BOT_TOKEN' },
  ])('with $typed instead of $meant is told which name was meant', ({ typed, meant }) => {
    const [error = ''] = told({ ...complete, [meant]: undefined, [typed]: 'canary-value' });

    expect(error).toContain(
      `${meant} is not set. ${typed} is set, and Gonogo does not read it: did you mean ${meant}? `,
    );
    expect(error).not.toContain('canary');
  });

  test('of a build on GitHub is not taken for misspelt', () => {
    const build = { GITHUB_RUN_ID: '1', GITHUB_ACTOR_ID: '2', GITHUB_TOKEN_PATH: 'x', REDIS_PORT: '6379' };

    expect(told(build).join()).not.toContain('did you mean');
  });

  test('that is empty is told all at once, together with the file', () => {
    const result = loadConfig({}, () => 'version: 1\nslack: 3\n');
    const errors = result.kind === 'bad' ? result.errors.map(({ key }) => key) : [];

    expect(errors).toEqual([
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'GITHUB_TOKEN',
      'REDIS_URL',
      'people',
      'services',
      'slack',
    ]);
  });

  test('with an app token means Socket Mode, which needs no signing secret', () => {
    const env = { ...complete, SLACK_SIGNING_SECRET: undefined, SLACK_APP_TOKEN: 'xapp-1' };

    expect(load(env)).toMatchObject({
      kind: 'ok',
      config: { slack: { receiver: { kind: 'socket', appToken: 'xapp-1' } } },
    });
  });

  test('may give each secret as a file', () => {
    const names = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'GITHUB_TOKEN', 'GITHUB_WEBHOOK_SECRET', 'REDIS_URL'];
    const env = Object.fromEntries(names.map((name) => [`${name}_FILE`, `/run/${name}`]));
    const files = Object.fromEntries(names.map((name) => [`/run/${name}`, `${complete[name] ?? ''}\n`]));

    expect(load(env, files)).toMatchObject({ kind: 'ok', config: { slack: { botToken: 'xoxb-canary-bot' } } });
  });

  test('may give keys as files, too', () => {
    const env = {
      ...app,
      GITHUB_APP_PRIVATE_KEY: undefined,
      GITHUB_APP_PRIVATE_KEY_FILE: '/k',
      GONOGO_TICKET_KEY_FILE: '/k',
      SLACK_APP_TOKEN_FILE: '/t',
    };

    expect(load(env, { '/k': `${pem}\n`, '/t': 'xapp-2\n' })).toMatchObject({
      kind: 'ok',
      config: {
        github: { auth: { kind: 'app', privateKey: pem } },
        ticketKey: pem,
        slack: { receiver: { appToken: 'xapp-2' } },
      },
    });
  });

  test('may write the newlines of a key as \\n', () => {
    expect(load({ ...app, GITHUB_APP_PRIVATE_KEY: pem.replaceAll('\n', '\\n') })).toMatchObject({
      config: { github: { auth: { kind: 'app', appId: '12', installationId: '34', privateKey: pem } } },
    });
  });

  test('without a webhook secret is a warning: GitHub is only polled', () => {
    expect(load({ ...complete, GITHUB_WEBHOOK_SECRET: '' })).toMatchObject({
      kind: 'ok',
      warnings: [{ key: 'GITHUB_WEBHOOK_SECRET' }],
      config: { github: { webhookSecret: null } },
    });
  });

  test('lets a test clock in only where Slack is on this machine', () => {
    for (const url of ['http://127.0.0.1:4010/api/', 'http://localhost:4010/api', 'http://[::1]:4010/api/']) {
      expect(load({ ...complete, GONOGO_TEST_CLOCK: '1', SLACK_API_URL: url })).toMatchObject({
        config: { testClock: true },
      });
    }
    for (const url of [undefined, 'https://slack.com/api/', 'http://127.0.0.1.example.com/', 'http://10.0.0.1/']) {
      expect(told({ ...complete, GONOGO_TEST_CLOCK: '1', SLACK_API_URL: url })).toEqual([
        'environment: GONOGO_TEST_CLOCK is set although SLACK_API_URL is no loopback address. Remove it, or let SLACK_API_URL point to a rehearsal Slack on this machine.',
      ]);
    }
  });

  test('ends the address of Slack with a slash, and that of GitHub without', () => {
    const env = { ...complete, SLACK_API_URL: 'http://127.0.0.1:1/api', GITHUB_API_URL: 'http://127.0.0.1:2/api/v3/' };

    expect(load(env)).toMatchObject({
      config: { slack: { apiUrl: 'http://127.0.0.1:1/api/' }, github: { apiUrl: 'http://127.0.0.1:2/api/v3' } },
    });
  });

  const wrong: readonly (readonly [string, Environment, string])[] = [
    [
      'an app token for a bot token',
      { ...complete, SLACK_BOT_TOKEN: 'xapp-canary' },
      'SLACK_BOT_TOKEN is a token of another kind. Use the bot token, which begins with xoxb-.',
    ],
    [
      'a bot token for an app token',
      { ...complete, SLACK_APP_TOKEN: 'xoxb-canary' },
      'SLACK_APP_TOKEN is a token of another kind. Use an app-level token, which begins with xapp-.',
    ],
    [
      'no web address',
      { ...complete, GITHUB_API_URL: 'canary.example.com' },
      'GITHUB_API_URL is no web address. Write it whole, such as https://host/path.',
    ],
    [
      'a password in an address',
      { ...complete, GITHUB_API_URL: 'https://canary:canary@example.com' },
      'GITHUB_API_URL holds a user name or a password. Leave them out; tokens have variables of their own.',
    ],
    [
      'no address of a Redis',
      { ...complete, REDIS_URL: 'canary' },
      'REDIS_URL is no address of a Redis. Write redis://host:port, or rediss://host:port for TLS.',
    ],
    [
      'no port',
      { ...complete, PORT: '70000' },
      'PORT is no port. Use a whole number from 0 to 65535; 0 takes any free one.',
    ],
    [
      'no log level',
      { ...complete, LOG_LEVEL: 'loud' },
      'LOG_LEVEL is no level. Use one of: fatal, error, warn, info, debug, trace, silent.',
    ],
    [
      'no key',
      { ...complete, GONOGO_TICKET_KEY: 'canary' },
      'GONOGO_TICKET_KEY is no private key in PEM form. Give the whole text, from -----BEGIN to the end line.',
    ],
    [
      'a GitHub App without its key',
      { ...app, GITHUB_APP_PRIVATE_KEY: undefined },
      'GITHUB_APP_PRIVATE_KEY is not set, while other parts of a GitHub App are. Set all three, or none and GITHUB_TOKEN.',
    ],
    [
      'a secret given twice',
      { ...complete, GITHUB_TOKEN_FILE: '/canary' },
      'GITHUB_TOKEN is given twice, directly and by GITHUB_TOKEN_FILE. Keep one of the two.',
    ],
    [
      'a secret file that is not there',
      { ...complete, REDIS_URL: '', REDIS_URL_FILE: '/canary' },
      'REDIS_URL_FILE names a file that cannot be read. Check its path and who may read it.',
    ],
    [
      'a test clock that is neither on nor off',
      { ...complete, GONOGO_TEST_CLOCK: 'yes' },
      'GONOGO_TEST_CLOCK is neither 1 nor 0. Set it to 1 in rehearsals, and nowhere else.',
    ],
  ];

  test.each(wrong)('with %s is told with the fix, and without the value', (_, env, sentence) => {
    const sentences = told(env);

    expect(sentences).toEqual([`environment: ${sentence}`]);
    expect(sentences.join('')).not.toContain('canary');
  });
});

describe('the key of the paging service', () => {
  const key = 'c4n4ryc4n4ryc4n4ryc4n4ryc4n4ry00';
  const paging = 'paging: { url: "https://events.pagerduty.com/v2/enqueue", routingKeyEnv: TEAM_PAGING_KEY }\n';

  function loadPaging(env: Environment, lines = paging, files: Readonly<Record<string, string>> = {}): ConfigResult {
    return loadConfig({ ...complete, ...env }, (path) => files[path] ?? `${example}\n${lines}`);
  }

  test('comes from the variable that the file names', () => {
    expect(loadPaging({ TEAM_PAGING_KEY: key })).toMatchObject({
      kind: 'ok',
      config: { pager: { url: 'https://events.pagerduty.com/v2/enqueue', routingKey: key } },
    });
  });

  test('may come as a file', () => {
    const result = loadPaging({ TEAM_PAGING_KEY_FILE: '/run/paging' }, paging, { '/run/paging': `${key}\n` });

    expect(result).toMatchObject({ kind: 'ok', config: { pager: { routingKey: key } } });
  });

  test('is not asked for where nothing is paged by webhook', () => {
    expect(load(complete)).toMatchObject({ kind: 'ok', config: { pager: null } });
  });

  test('that is missing keeps Gonogo from starting, and the error names the variable', () => {
    const result = loadPaging({});

    expect(result.kind === 'bad' ? result.errors.map(sentenceOf) : []).toEqual([
      'environment: TEAM_PAGING_KEY is not set. Set it to the routing key of the paging service, or remove paging from gonogo.yaml.',
    ]);
  });

  test('that is missing is told together with what is wrong with the file', () => {
    const result = loadPaging({}, `${paging}calender: {}\n`);

    const keys = ['TEAM_PAGING_KEY', 'calender'];
    expect(result).toMatchObject({ kind: 'bad', errors: keys.map((name) => ({ key: name })) });
  });

  test('that is missing is told by gonogo check, which passes all the same', () => {
    const checked = checkConfig(complete, () => `${example}\n${paging}`);

    expect(checked.policy.kind).toBe('ok');
    expect(checked.environment.map(({ key: name }) => name)).toEqual(['TEAM_PAGING_KEY']);
  });

  test('may travel over plain http to this machine only', () => {
    const accepted = [
      'http://127.0.0.1:8080/v2/enqueue',
      'http://localhost/x',
      'http://[::1]:80/x',
      'https://e.example/x',
    ];
    const refused = [
      'http://events.pagerduty.com/v2/enqueue',
      'http://127.0.0.1.example.com/x',
      'http://localhost.example.com/x',
      'http://127.0.0.1@example.com/x',
      'https://user:word@example.com/x',
      'ftp://127.0.0.1/x',
    ];
    function kindFor(url: string): string {
      return loadPaging({ TEAM_PAGING_KEY: key }, `paging: { url: "${url}", routingKeyEnv: TEAM_PAGING_KEY }\n`).kind;
    }

    expect(accepted.map(kindFor)).toEqual(accepted.map(() => 'ok'));
    expect(refused.map(kindFor)).toEqual(refused.map(() => 'bad'));
  });
});
