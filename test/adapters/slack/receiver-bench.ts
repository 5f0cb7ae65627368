import { type App, type ReceiverEvent } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { type Route } from '../../../src/adapters/slack/http-server.ts';
import { createSlackReceiver, type GonogoReceiver } from '../../../src/adapters/slack/receiver.ts';
import {
  formOf,
  type ManualTime,
  manualTime,
  type RecordedLog,
  recordedLog,
  secret,
  signedHeaders,
} from './support.ts';

export type Answered = { readonly status: number; readonly type: string | null; readonly body: string };
export type Bench = {
  readonly url: string;
  readonly log: RecordedLog;
  readonly time: ManualTime;
  readonly events: ReceiverEvent[];
  readonly receiver: GonogoReceiver;
  /** Sends it to the receiver as Slack would; `headers` may differ from honest ones. */
  readonly post: (body: string, headers?: Record<string, string>) => Promise<Answered>;
};

export const click = formOf({
  type: 'block_actions',
  user: { id: 'U0ANA' },
  actions: [{ action_id: 'release.approve' }],
});

/** A receiver on a free port, with an app that does what the test says. */
export async function bench(
  processEvent: (event: ReceiverEvent) => Promise<void> = (event) => event.ack(),
  routes: readonly Route[] = [],
  otherClock: (() => number) | null = null,
): Promise<Bench> {
  const time = manualTime();
  const log = recordedLog();
  const events: ReceiverEvent[] = [];
  const clocks = { ...time, ...(otherClock === null ? {} : { otherClock }) };
  const receiver = createSlackReceiver({ signingSecret: secret, path: '/slack/events', log, routes, ...clocks });
  const app: Pick<App, 'processEvent'> = {
    processEvent(event) {
      events.push(event);
      return processEvent(event);
    },
  };
  receiver.init(app as App);
  const { port } = await receiver.start(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;
  onTestFinished(async () => {
    const stopped = receiver.stop();
    await time.advance(60_000);
    await stopped;
  });
  async function post(body: string, headers: Record<string, string> = signedHeaders(body)): Promise<Answered> {
    const answer = await fetch(`${url}/slack/events`, { method: 'POST', body, headers });
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.text() };
  }
  return { url, log, time, events, receiver, post };
}

export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}
