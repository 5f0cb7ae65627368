import { isLoopback, readEndpoint, withoutSlash } from './config-endpoints.ts';
import { type ConfigProblem } from './config-error.ts';
import { type ReadFile } from './config-policy.ts';
import { type Environment, type Variables, variablesOf } from './config-variables.ts';

export type SlackSettings = {
  readonly botToken: string;
  /** Always ends in a slash, as Slack's client wants it. */
  readonly apiUrl: string;
  /** An app token means Socket Mode; without one Slack calls us and signs. */
  readonly receiver:
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string };
};

export type GithubSettings = {
  /** Never ends in a slash. */
  readonly apiUrl: string;
  readonly auth:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'app'; readonly appId: string; readonly privateKey: string; readonly installationId: string };
  /** Null: no webhook is accepted, and GitHub is only polled. */
  readonly webhookSecret: string | null;
};

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Everything that comes from the environment: secrets and endpoints. */
export type Surroundings = {
  readonly slack: SlackSettings;
  readonly github: GithubSettings;
  readonly redis: { readonly url: string };
  readonly http: { readonly port: number };
  readonly logLevel: LogLevel;
  /** Whether the clock adds what Redis holds under `<prefix>:test-clock`. Only in rehearsals. */
  readonly testClock: boolean;
  /** Ed25519 private key, PEM; null when tickets are not signed. */
  readonly ticketKey: string | null;
  /** The endpoints are for tests only: stand-ins for Azure Monitor. */
  readonly azure: {
    readonly metricsEndpoint: string | null;
    readonly logsEndpoint: string | null;
    /** Set by the platform where it gives out a workload identity. */
    readonly federatedTokenFile: string | null;
    readonly tenantId: string | null;
    readonly clientId: string | null;
  };
};

export type SurroundingsResult =
  | ({ readonly kind: 'ok'; readonly surroundings: Surroundings } & Told)
  | ({ readonly kind: 'bad'; readonly errors: readonly ConfigProblem[] } & Told);

type Told = {
  readonly warnings: readonly ConfigProblem[];
  /** Every name that is read here. */
  readonly names: ReadonlySet<string>;
};

/** Reads and checks the variables. Every error is told at once, none with a secret in it. Never throws. */
export function loadSurroundings(env: Environment, readFile: ReadFile): SurroundingsResult {
  const variables = variablesOf(env, readFile);
  const slack = slackSettings(variables);
  const surroundings: Surroundings = {
    slack,
    github: githubSettings(variables),
    redis: { url: redisUrl(variables) },
    http: { port: port(variables) },
    logLevel: logLevel(variables),
    testClock: testClock(variables, slack.apiUrl),
    ticketKey: privateKey(variables, 'GONOGO_TICKET_KEY'),
    azure: {
      metricsEndpoint: readEndpoint(variables, 'AZURE_METRICS_ENDPOINT', null),
      logsEndpoint: readEndpoint(variables, 'AZURE_LOGS_ENDPOINT', null),
      federatedTokenFile: variables.text('AZURE_FEDERATED_TOKEN_FILE'),
      tenantId: variables.text('AZURE_TENANT_ID'),
      clientId: variables.text('AZURE_CLIENT_ID'),
    },
  };
  const errors = variables.errors();
  const told = { warnings: variables.warnings(), names: variables.names() };
  return errors.length > 0 ? { kind: 'bad', errors, ...told } : { kind: 'ok', surroundings, ...told };
}

function slackSettings(variables: Variables): SlackSettings {
  const botToken = variables.required(
    'SLACK_BOT_TOKEN',
    'Copy the bot token (xoxb-…) from the app’s page “OAuth & Permissions”.',
  );
  if (/^(?:xapp|xoxp)-/.test(botToken)) {
    variables.fail('SLACK_BOT_TOKEN', 'is a token of another kind', 'Use the bot token, which begins with xoxb-.');
  }
  const apiUrl = readEndpoint(variables, 'SLACK_API_URL', 'https://slack.com/api/') ?? '';
  const appToken = variables.secret('SLACK_APP_TOKEN');
  const signingSecret = variables.secret('SLACK_SIGNING_SECRET');
  if (appToken !== null) {
    if (/^xox[a-z]-/.test(appToken)) {
      variables.fail(
        'SLACK_APP_TOKEN',
        'is a token of another kind',
        'Use an app-level token, which begins with xapp-.',
      );
    }
    return { botToken, apiUrl: `${withoutSlash(apiUrl)}/`, receiver: { kind: 'socket', appToken } };
  }
  if (signingSecret === null) {
    const fix =
      'Copy the signing secret from the app’s page “Basic Information”, or set SLACK_APP_TOKEN for Socket Mode.';
    variables.fail('SLACK_SIGNING_SECRET', 'is not set', fix);
  }
  return {
    botToken,
    apiUrl: `${withoutSlash(apiUrl)}/`,
    receiver: { kind: 'http', signingSecret: signingSecret ?? '' },
  };
}

function githubSettings(variables: Variables): GithubSettings {
  const apiUrl = withoutSlash(readEndpoint(variables, 'GITHUB_API_URL', 'https://api.github.com') ?? '');
  const webhookSecret = variables.secret('GITHUB_WEBHOOK_SECRET');
  if (webhookSecret === null) {
    variables.warn(
      'GITHUB_WEBHOOK_SECRET',
      'is not set, so GitHub is only polled',
      'Set it to the secret of the webhook to hear of runs at once.',
    );
  }
  return { apiUrl, auth: githubAuth(variables), webhookSecret };
}

function githubAuth(variables: Variables): GithubSettings['auth'] {
  const token = variables.secret('GITHUB_TOKEN');
  const appId = variables.text('GITHUB_APP_ID');
  const installationId = variables.text('GITHUB_APP_INSTALLATION_ID');
  const key = privateKey(variables, 'GITHUB_APP_PRIVATE_KEY');
  const parts = { GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: key, GITHUB_APP_INSTALLATION_ID: installationId };
  const absent = Object.entries(parts).flatMap(([name, value]) => (value === null ? [name] : []));
  if (appId !== null && installationId !== null && key !== null) {
    if (token !== null) {
      variables.warn('GITHUB_TOKEN', 'is set beside a GitHub App, which is used', 'Remove the one that is not meant.');
    }
    return { kind: 'app', appId, privateKey: key, installationId };
  }
  if (absent.length < 3) {
    for (const name of absent) {
      variables.fail(
        name,
        'is not set, while other parts of a GitHub App are',
        'Set all three, or none and GITHUB_TOKEN.',
      );
    }
  } else if (token === null) {
    const fix =
      'Set a token, or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID for a GitHub App.';
    variables.fail('GITHUB_TOKEN', 'is not set', fix);
  }
  return { kind: 'token', token: token ?? '' };
}

/** PEM, with newlines or with `\n` written out, as some stores keep them. Null when absent or wrong. */
function privateKey(variables: Variables, name: string): string | null {
  const pem = variables.secret(name)?.replaceAll('\\n', '\n') ?? null;
  if (pem === null) return null;
  if (!/^-----BEGIN [A-Z ]*PRIVATE KEY-----\n[\s\S]+-----END [A-Z ]*PRIVATE KEY-----$/.test(pem.replaceAll('\r', ''))) {
    if (pem !== '')
      variables.fail(name, 'is no private key in PEM form', 'Give the whole text, from -----BEGIN to the end line.');
  }
  return pem;
}

function redisUrl(variables: Variables): string {
  const url = variables.required('REDIS_URL', 'Give the address of the Redis, such as redis://127.0.0.1:6379.');
  if (url !== '' && !/^rediss?:\/\/\S+$/.test(url)) {
    variables.fail('REDIS_URL', 'is no address of a Redis', 'Write redis://host:port, or rediss://host:port for TLS.');
  }
  return url;
}

function port(variables: Variables): number {
  const text = variables.text('PORT') ?? '3000';
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  variables.fail('PORT', 'is no port', 'Use a whole number from 0 to 65535; 0 takes any free one.');
  return 0;
}

function logLevel(variables: Variables): LogLevel {
  const text = variables.text('LOG_LEVEL') ?? 'info';
  const level = logLevels.find((known) => known === text.toLowerCase());
  if (level === undefined) variables.fail('LOG_LEVEL', 'is no level', `Use one of: ${logLevels.join(', ')}.`);
  return level ?? 'info';
}

function testClock(variables: Variables, slackApiUrl: string): boolean {
  const text = variables.text('GONOGO_TEST_CLOCK');
  if (text === null || text === '0') return false;
  if (text !== '1') {
    variables.fail('GONOGO_TEST_CLOCK', 'is neither 1 nor 0', 'Set it to 1 in rehearsals, and nowhere else.');
  } else if (!isLoopback(slackApiUrl)) {
    const fix = 'Remove it, or let SLACK_API_URL point to a rehearsal Slack on this machine.';
    variables.fail('GONOGO_TEST_CLOCK', 'is set although SLACK_API_URL is no loopback address', fix);
  }
  return text === '1';
}
