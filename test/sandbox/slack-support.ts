import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { type SlackDouble, type SlackOptions } from '../../sandbox/slack/contract.ts';
import { startSlack } from '../../sandbox/slack/slack.ts';

export const botToken = 'xoxb-sandbox';
export const signingSecret = 'sandbox-signing-secret';

export type Rig = { readonly slack: SlackDouble; readonly client: WebClient };

/** A double of Slack and the real client of its Web API, both gone when the test is over. */
export async function startRig(options: Partial<SlackOptions> = {}): Promise<Rig> {
  const slack = await startSlack({ botToken, signingSecret, botUrl: () => 'http://127.0.0.1:9', ...options });
  onTestFinished(async () => await slack.stop());
  return { slack, client: clientOf(slack) };
}

export function clientOf(slack: SlackDouble, token: string = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2000,
  });
}

/** What Slack answers to a call, also when it refuses. */
export async function callOf(slack: SlackDouble, method: string, args: object, token = botToken): Promise<unknown> {
  const response = await fetch(`${slack.url}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(args),
  });
  return await response.json();
}

/** A section that says this. */
export function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

export function button(actionId: string, value = 'v'): object {
  return { type: 'button', action_id: actionId, value, text: { type: 'plain_text', text: actionId } };
}
