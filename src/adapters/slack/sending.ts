import { z } from 'zod';
import { ChannelId, MessageTs } from '../../domain/ids.ts';
import { type SlackAnswer, type SlackClient } from './client.ts';
import { type Pacing } from './pacing.ts';

/** Message metadata. Any member of a channel can read it, so it holds ids and nothing else. */
export type Metadata = {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string>>;
};

/** Not done now; worth doing again after `afterMs`. The reason is for the operator. */
export type Later = { readonly kind: 'later'; readonly afterMs: number; readonly reason: string };

/** A call of the Web API in its turn. */
export type PacedCall = <T>(
  priority: number,
  method: string,
  args: Readonly<Record<string, unknown>>,
  shape: z.ZodType<T>,
) => Promise<SlackAnswer<T>>;

export const Done = z.object({});
export const Placed = z.object({ channel: ChannelId, ts: MessageTs });

/** The first wait after an unknown answer; it doubles with each attempt. */
const shortestWaitMs = 2000;
const longestWaitMs = 60_000;

/** Slack says no in these words when nothing can be posted in a channel, or a message there cannot be changed. */
const channelGone: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
]);

/** The app's own standing is in question. It heals when an operator mends the installation, so it is tried again. */
const installationBroken: ReadonlySet<string> = new Set([
  'access_denied',
  'account_inactive',
  'ekm_access_denied',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
]);

export function isChannelGone(error: string): boolean {
  return channelGone.has(error);
}

export function isInstallationBroken(error: string): boolean {
  return installationBroken.has(error);
}

export function pacedCall(client: SlackClient, pacing: Pacing): PacedCall {
  return function call(priority, method, args, shape) {
    const channel = typeof args['channel'] === 'string' ? args['channel'] : null;
    return pacing.schedule(priority, method, channel, () => client.call(method, args, shape));
  };
}

/** A client whose calls all go through the pacing, with one priority: for those who only read. */
export function pacedClient(client: SlackClient, pacing: Pacing, priority: number): SlackClient {
  const call = pacedCall(client, pacing);
  return { call: (method, args, shape) => call(priority, method, args, shape) };
}

/** What to do about an answer that is not `ok`: come back later, soon at first and then each minute. */
export function laterAfter(answer: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>, attemptsBefore: number): Later {
  switch (answer.kind) {
    case 'rate-limited':
      return { kind: 'later', afterMs: answer.retryAfterMs, reason: 'Slack allows no more of these calls just now' };
    case 'refused':
      return { kind: 'later', afterMs: longestWaitMs, reason: `Slack refused it: ${answer.error}` };
    case 'unknown':
      return { kind: 'later', afterMs: waitMs(attemptsBefore), reason: `Slack's answer is unknown: ${answer.reason}` };
  }
}

function waitMs(attemptsBefore: number): number {
  return Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(attemptsBefore, 10));
}
