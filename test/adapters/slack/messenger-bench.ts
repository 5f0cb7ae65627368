import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type SlackDouble, type SlackOptions } from '../../../sandbox/slack/contract.ts';
import { startSlack } from '../../../sandbox/slack/slack.ts';
import { createSlackClient } from '../../../src/adapters/slack/client.ts';
import { type LiveMessage } from '../../../src/adapters/slack/live-message.ts';
import { createMessenger, type Messenger } from '../../../src/adapters/slack/messenger.ts';
import { createPacing } from '../../../src/adapters/slack/pacing.ts';
import { createSendBytes } from '../../../src/adapters/slack/send-bytes.ts';
import { type Message } from '../../../src/cards/block-kit.ts';
import { type ChannelId, type ReleaseId, type SlackUserId } from '../../../src/domain/ids.ts';
import { type ManualTime, manualTime, type RecordedLog, recordedLog } from './support.ts';

export const releases = 'C0RELEASES' as ChannelId;
export const incidents = 'C0INCIDENTS' as ChannelId;
export const ana = 'U0ANA' as SlackUserId;
export const release = 'checkout.production.abcd1234' as ReleaseId;

export type Office = {
  readonly slack: SlackDouble;
  readonly messenger: Messenger;
  readonly time: ManualTime;
  readonly log: RecordedLog;
  /** A messenger of another process: it remembers nothing of this one. */
  readonly another: () => Messenger;
};

const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });
const manifest = Manifest.parse(
  JSON.parse(readFileSync(new URL('../../../deploy/slack-manifest.json', import.meta.url), 'utf8')),
);

/** A messenger that talks to a double of Slack through the real client, with the scopes of the app's manifest. */
export async function office(options: Partial<SlackOptions> = {}): Promise<Office> {
  const time = manualTime();
  const log = recordedLog();
  const slack = await startSlack({
    botToken: 'xoxb-test',
    signingSecret: 'unused',
    botUrl: () => 'http://127.0.0.1:9/slack/events',
    now: () => time.now(),
    events: [],
    scopes: manifest.oauth_config.scopes.bot,
    ...options,
  });
  onTestFinished(() => slack.stop());

  function another(): Messenger {
    const pacing = createPacing(time);
    onTestFinished(() => pacing.close());
    const client = createSlackClient({
      token: 'xoxb-test',
      apiUrl: slack.url,
      log,
      onCall: () => undefined,
      timeoutMs: 1500,
    });
    return createMessenger({
      client,
      sendBytes: createSendBytes({ apiUrl: slack.url, onCall: () => undefined, timeoutMs: 1500 }),
      pacing,
      log,
      now: () => time.now(),
      self: () => ({ botUser: 'U0GONOGO', botId: 'B0GONOGO' }),
    });
  }

  return { slack, time, log, messenger: another(), another };
}

export function saying(text: string): Message {
  return { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }] };
}

/** What is asked for to show a card with this text. */
export function card(text: string, more: Partial<LiveMessage> = {}): LiveMessage {
  return {
    id: release,
    place: null,
    attemptsBefore: 0,
    message: saying(text),
    metadata: { event_type: 'gonogo_release', event_payload: { release, phase: 'awaiting-decision' } },
    channels: [releases, incidents],
    priority: 'card',
    ...more,
  };
}

/** What people read in a channel, oldest first. */
export function textsIn(slack: SlackDouble, channel: ChannelId): readonly string[] {
  return (slack.workspace.state.messages[channel] ?? []).map((message) => message.text);
}

export function methodsCalled(slack: SlackDouble): readonly string[] {
  return slack.calls.map((call) => call.method);
}
