import { describe, expect, test } from 'vitest';
import { checkConfig, checkReport, type Environment, loadConfig, sentenceOf } from '../../src/config.ts';
import { example } from './support.ts';

const complete: Environment = {
  SLACK_BOT_TOKEN: 'xoxb-canary-bot',
  SLACK_SIGNING_SECRET: 'canary-signing',
  GITHUB_TOKEN: 'ghp_canaryGithub',
  GITHUB_WEBHOOK_SECRET: 'canary-webhook',
  REDIS_URL: 'redis://127.0.0.1:6379',
};

function warnings(env: Environment, text = example): readonly string[] {
  return loadConfig({ ...complete, ...env }, () => text).warnings.map(sentenceOf);
}

/** Of each name, what stands in a sentence of its own. */
function named(env: Environment, text = example): readonly string[] {
  return loadConfig({ ...complete, ...env }, () => text).warnings.map(({ key }) => key);
}

describe('a variable that Gonogo does not read', () => {
  test.each([
    ['GONOGO_TICKETKEY', 'GONOGO_TICKET_KEY'],
    ['gonogo_ticket_key', 'GONOGO_TICKET_KEY'],
    ['GONOGO_TICKET_KEY_FIEL', 'GONOGO_TICKET_KEY_FILE'],
    ['GONOGO_CONFGI', 'GONOGO_CONFIG'],
    ['GONOGO_LOG_LEVEL', 'LOG_LEVEL'],
    ['GONOGO_PORT', 'PORT'],
    ['LOG_LEVL', 'LOG_LEVEL'],
    ['PROT', 'PORT'],
    ['SLACK_API_UR', 'SLACK_API_URL'],
    ['SLACK_APP_TOKN', 'SLACK_APP_TOKEN'],
    ['GITHUB_API_ULR', 'GITHUB_API_URL'],
    ['AZURE_CLIENTID', 'AZURE_CLIENT_ID'],
  ])('is told as a warning where it is nearly one that it reads: %s', (typed, meant) => {
    expect(warnings({ [typed]: 'canary' })).toEqual([
      `environment: ${typed} is set, and Gonogo does not read it. Did you mean ${meant}?`,
    ]);
  });

  test('is told whenever its name begins as ours do, with the names that there are', () => {
    expect(warnings({ GONOGO_PAGER_DUTY: 'canary' })).toEqual([
      'environment: GONOGO_PAGER_DUTY is set, and Gonogo does not read it. Correct its name, or remove it. Of such names Gonogo knows GONOGO_AGENT_ORCHESTRATOR_TOKEN, GONOGO_CONFIG, GONOGO_TEST_CLOCK, GONOGO_TICKET_KEY.',
    ]);
  });

  test('is told when it is a paging key that the file does not ask for', () => {
    const paging = 'paging: { url: "https://events.pagerduty.com/v2/enqueue", routingKeyEnv: GONOGO_PAGING_KEY }\n';

    expect(named({ GONOGO_PAGING_KEY: 'k' })).toEqual(['GONOGO_PAGING_KEY']);
    expect(named({ GONOGO_PAGING_KEY: 'k' }, `${example}\n${paging}`)).toEqual([]);
  });

  test('is not told when the file names it', () => {
    expect(named({ GONOGO_AGENT_ORCHESTRATOR_TOKEN: 't' })).toEqual([]);
  });

  test('is not told when it is empty', () => {
    expect(named({ GONOGO_TICKETKEY: '', LOG_LEVL: ' ' })).toEqual([]);
  });

  test('is not told of another tool while the one that it resembles is set', () => {
    expect(named({ REDIS_URI: 'redis://other', LOGLEVEL: 'info', LOG_LEVEL: 'info' })).toEqual([]);
  });

  test('is told once, with what is missing because of it', () => {
    const result = loadConfig(
      { ...complete, REDIS_URL: '', REDIS_URI: 'canary', GITHUB_WEBHOOK_SECRET: '' },
      () => example,
    );

    expect(result.kind === 'bad' ? result.errors.map(({ key }) => key) : []).toEqual(['REDIS_URL']);
    expect(result.warnings.map(({ key }) => key)).toEqual(['GITHUB_WEBHOOK_SECRET']);
  });

  test('of ours is told only where it is nearly known while the file cannot say which names it adds', () => {
    expect(named({ GONOGO_PAGER_DUTY: 'x', GONOGO_TICKETKEY: 'x' }, 'version: "2\n')).toEqual(['GONOGO_TICKETKEY']);
  });

  test('of ours is told with everything that is wrong with the file, which still says which names it adds', () => {
    const broken = example.replace('version: 1', 'version: 2');

    expect(named({ GONOGO_PAGER_DUTY: 'x', GONOGO_AGENT_ORCHESTRATOR_TOKEN: 't' }, broken)).toEqual([
      'GONOGO_PAGER_DUTY',
    ]);
  });

  test('is told by gonogo check, which passes all the same', () => {
    const checked = checkConfig({ ...complete, GITHUB_WEBHOOK_SECRET: '', GITHUB_WEBHOOK_SECERT: 'x' }, () => example);

    expect(checked).toMatchObject({ policy: { kind: 'ok' }, environment: [] });
    expect(checkReport(checked)).toContain(
      'Probably meant for Gonogo, and without effect:\n  - environment: GITHUB_WEBHOOK_SECERT is set, and Gonogo does not read it. Did you mean GITHUB_WEBHOOK_SECRET?\n',
    );
  });
});

describe('what a build or a host sets', () => {
  /** As their documentation lists them: GitHub Actions, Kubernetes with services of these names, and hosts of containers. */
  const theirs = {
    github:
      'ACTION ACTION_PATH ACTION_REPOSITORY ACTIONS ACTOR ACTOR_ID BASE_REF ENV EVENT_NAME EVENT_PATH GRAPHQL_URL HEAD_REF JOB OUTPUT PATH REF REF_NAME REF_PROTECTED REF_TYPE REPOSITORY REPOSITORY_ID REPOSITORY_OWNER REPOSITORY_OWNER_ID RETENTION_DAYS RUN_ATTEMPT RUN_ID RUN_NUMBER SERVER_URL SHA STATE STEP_SUMMARY TRIGGERING_ACTOR WORKFLOW WORKFLOW_REF WORKFLOW_SHA WORKSPACE TOKEN_PATH',
    kubernetes:
      'SERVICE_HOST SERVICE_PORT SERVICE_PORT_HTTP PORT PORT_3000_TCP PORT_3000_TCP_PROTO PORT_3000_TCP_PORT PORT_3000_TCP_ADDR',
    others:
      'SLACK_WEBHOOK_URL SLACK_TOKEN SLACK_CHANNEL SLACK_CHANNEL_ID SLACK_APP_ID SLACK_BOT_ID SLACK_CLIENT_ID REDIS_HOST REDIS_PORT REDIS_PASSWORD REDIS_TLS_URL AZURE_AUTHORITY_HOST AZURE_CLIENT_SECRET AZURE_SUBSCRIPTION_ID AZURE_CONFIG_DIR CONTAINER_APP_NAME CONTAINER_APP_PORT WEBSITE_PORT HTTP_PORT HOST HOME PATH PWD LANG TERM USER SHELL NODE_ENV NODE_OPTIONS npm_config_loglevel NPM_CONFIG_LOGLEVEL GH_TOKEN',
  };

  test.each([
    ['GitHub Actions', theirs.github.split(' ').map((name) => `GITHUB_${name}`)],
    [
      'Kubernetes',
      ['GONOGO', 'GONOGO_REDIS', 'REDIS'].flatMap((one) =>
        theirs.kubernetes.split(' ').map((name) => `${one}_${name}`),
      ),
    ],
    ['others', theirs.others.split(' ')],
  ])('is not taken for misspelt: %s', (_, names) => {
    expect(named(Object.fromEntries(names.map((name) => [name, 'tcp://10.0.0.1:3000'])))).toEqual([]);
  });
});
