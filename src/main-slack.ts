import { App } from '@slack/bolt';
import { z } from 'zod';
import { type Clock } from './adapters/clock.ts';
import { type Log } from './adapters/log.ts';
import { createSlackClient, type OnSlackCall, type SlackClient } from './adapters/slack/client.ts';
import { createReceiver } from './adapters/slack/create-receiver.ts';
import { createDirectory, type Directory } from './adapters/slack/directory.ts';
import { type Route } from './adapters/slack/http-server.ts';
import { loggerForSlack } from './adapters/slack/log.ts';
import { createMessenger, type Messenger } from './adapters/slack/messenger.ts';
import { createPacing } from './adapters/slack/pacing.ts';
import { type GonogoReceiver } from './adapters/slack/receiver.ts';
import { createSendBytes } from './adapters/slack/send-bytes.ts';
import { pacedClient } from './adapters/slack/sending.ts';
import { startTimer } from './adapters/slack/timer.ts';
import { createUserGroups } from './adapters/slack/user-groups.ts';
import { type Config } from './config.ts';
import { type SlackUserId } from './domain/ids.ts';
import { second } from './domain/time.ts';

/** Who we are in Slack, as `auth.test` says. */
export type Identity = { readonly teamId: string; readonly botUser: string; readonly botId: string };

export type SlackSide = {
  readonly messenger: Messenger;
  readonly directory: Directory;
  /** Those of these user groups that the person is in; none where Slack does not answer. */
  readonly groupsOf: (user: SlackUserId, groups: readonly string[]) => Promise<readonly string[]>;
  /** Null until Slack has said so. */
  readonly identity: () => Identity | null;
  /** Sentences for operators about what is wrong between Slack and us; empty when nothing is. */
  readonly problems: () => readonly string[];
  /** Why Slack would tell us nobody's standing now, so that no go is carried out; null while it does. */
  readonly cannotRecognise: () => string | null;
  readonly stop: () => void;
};

const AuthTest = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string().optional() });

/** Slack that did not say who we are is asked again after this. */
const askAgainAfter = 2 * second;
/** People's standing is asked for between messages and cards. */
const directoryPriority = 2;

/** Slack's codes for a token that will never work, by any method: waiting would not mend it. */
const deadTokens = ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'];

/** `auth.test` needs no right, so this says the same there. */
function isHopeless(error: string): boolean {
  return deadTokens.includes(error) || error === 'no_permission';
}

export type SlackToken =
  | { readonly kind: 'fine' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly error: string };

/** Everything that goes out to Slack. `first` says whether the token works; unreachable Slack is asked again and again. */
export async function connectSlack(
  config: Config,
  tools: { readonly clock: Clock; readonly log: Log; readonly onCall: (method: string, outcome: string) => void },
): Promise<{ readonly side: SlackSide; readonly first: SlackToken }> {
  const { clock, log } = tools;
  const now = clock.nowMs;
  const { botToken, apiUrl } = config.slack;
  function onCall({ method, outcome }: Parameters<OnSlackCall>[0]): void {
    tools.onCall(method, outcome);
  }
  const access = createAccess();
  const client = createSlackClient({
    token: botToken,
    apiUrl,
    log,
    onCall: (call) => {
      access.heard(call.outcome);
      onCall(call);
    },
  });
  const pacing = createPacing({ now: clock.elapsedMs, startTimer });
  const who = createWho(client);
  const first = await who.ask();
  const messenger = createMessenger({
    client,
    sendBytes: createSendBytes({ apiUrl, onCall }),
    pacing,
    now: () => Math.min(clock.wallMs(), now()),
    log,
    self: who.identity,
  });
  const directory = createDirectory({
    client: pacedClient(client, pacing, directoryPriority),
    teamId: () => who.identity()?.teamId ?? null,
    now,
    startTimer,
  });
  const userGroups = createUserGroups({ client: pacedClient(client, pacing, directoryPriority), now });
  const side: SlackSide = {
    messenger,
    directory,
    groupsOf: userGroups.groupsOf,
    identity: who.identity,
    problems: () => [...(access.lost() ?? who.problems()), ...userGroups.problems()],
    cannotRecognise: () =>
      access.lost()?.[0] ??
      (who.identity() === null ? 'Slack has not said yet who we are, so nobody can be recognised.' : null),
    stop: () => {
      who.stop();
      directory.stop();
      pacing.close();
    },
  };
  return { side, first };
}

/** Whether Slack still takes our token. Whoever has a role is asked about each minute, so a loss is noticed within one. */
function createAccess(): { heard(outcome: string): void; lost(): readonly [string] | null } {
  let refusal: string | null = null;
  return {
    heard(outcome) {
      if (deadTokens.includes(outcome)) refusal = outcome;
      else if (outcome === 'ok') refusal = null;
    },
    lost: () =>
      refusal === null
        ? null
        : [
            `Slack refuses our token (${refusal}), so nothing is posted and nobody is recognised. Install the app again and start Gonogo with the new token.`,
          ],
  };
}

type Who = Pick<SlackSide, 'identity' | 'problems' | 'stop'> & { readonly ask: () => Promise<SlackToken> };

/** Asks Slack who we are, again and again until it says so or refuses the token for good. */
function createWho(client: SlackClient): Who {
  let identity: Identity | null = null;
  let problem: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function ask(): Promise<SlackToken> {
    const answer = await client.call('auth.test', {}, AuthTest);
    if (answer.kind === 'ok') {
      const { team_id: teamId, user_id: botUser, bot_id: botId = '' } = answer.value;
      identity = { teamId, botUser, botId };
      problem = null;
      return { kind: 'fine' };
    }
    if (answer.kind === 'refused' && isHopeless(answer.error)) return { kind: 'refused', error: answer.error };
    const reason =
      answer.kind === 'refused' ? answer.error : answer.kind === 'unknown' ? answer.reason : 'rate limited';
    problem = `Slack does not say who we are (${reason}). Votes wait until it does.`;
    timer = setTimeout(() => void ask(), askAgainAfter);
    return { kind: 'unreachable', reason };
  }

  return {
    ask,
    identity: () => identity,
    problems: () => (problem === null ? [] : [problem]),
    stop: () => clearTimeout(timer),
  };
}

/** Bolt with our receiver. Bolt itself calls nothing: who we are is known, and every call goes out through the messenger. */
export function createApp(
  config: Config,
  tools: {
    readonly clock: Clock;
    readonly log: Log;
    readonly routes: readonly Route[];
    readonly identity: () => Identity | null;
  },
): { readonly app: App; readonly receiver: GonogoReceiver } {
  const { clock, log, identity } = tools;
  const { botToken, apiUrl, receiver: way } = config.slack;
  const receiver = createReceiver({
    appToken: way.kind === 'socket' ? way.appToken : null,
    signingSecret: way.kind === 'http' ? way.signingSecret : '',
    apiUrl,
    now: clock.nowMs,
    ...(config.testClock ? { otherClock: clock.wallMs } : {}),
    log,
    routes: tools.routes,
  });
  const app = new App({
    receiver,
    authorize: async () => ({ botToken, botId: identity()?.botId ?? '', botUserId: identity()?.botUser ?? '' }),
    convoStore: false,
    ignoreSelf: false,
    logger: loggerForSlack(log, 'bolt'),
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 5000 },
  });
  app.error(async (error) => {
    log.error({ err: error }, 'A handler failed; nothing was recorded.');
  });
  return { app, receiver };
}
