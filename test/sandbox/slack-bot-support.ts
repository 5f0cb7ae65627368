import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { type SlackDouble, type SlackOptions } from '../../sandbox/slack/contract.ts';
import { startSlack } from '../../sandbox/slack/slack.ts';
import { botToken, signingSecret } from './slack-support.ts';

export type Bot = { readonly slack: SlackDouble; readonly app: App };

/** A small real Bolt app and the double, each knowing the other; both gone when the test is over. */
export async function startBot(setUp: (app: App) => void, options: Partial<SlackOptions> = {}): Promise<Bot> {
  let port = 0;
  const slack = await startSlack({
    botToken,
    signingSecret,
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    ...options,
  });
  onTestFinished(async () => await slack.stop());
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    token: botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.url, retryConfig: { retries: 0 }, timeout: 2000 },
    convoStore: false,
  });
  setUp(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => void (await app.stop()));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The app listens on no port.');
  port = address.port;
  return { slack, app };
}
