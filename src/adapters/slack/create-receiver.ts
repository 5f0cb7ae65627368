import { type Route } from './http-server.ts';
import { type Log } from './log.ts';
import { createSlackReceiver, type GonogoReceiver } from './receiver.ts';
import { createSocketReceiver } from './socket-receiver.ts';

/**
 * How Slack reaches us: over a web socket that we open when there is an app token, else over HTTP.
 * Health, metrics and GitHub's webhooks are served over HTTP either way.
 */
export function createReceiver(options: {
  readonly appToken: string | null;
  readonly apiUrl: string;
  readonly signingSecret: string;
  readonly now: () => number;
  readonly otherClock?: () => number;
  readonly log: Log;
  readonly routes: readonly Route[];
}): GonogoReceiver {
  const { appToken, apiUrl, signingSecret, now, otherClock, log, routes } = options;
  if (appToken !== null) return createSocketReceiver({ appToken, apiUrl, now, log, routes });
  return createSlackReceiver({
    signingSecret,
    path: '/slack/events',
    now,
    log,
    routes,
    ...(otherClock === undefined ? {} : { otherClock }),
  });
}
