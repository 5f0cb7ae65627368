import { isList, isObject, type Json, type JsonObject, objectsOf, parseJson, textOf } from './json.ts';
import { SlackError } from './slack-error.ts';
import { type Triggers } from './triggers.ts';
import { type Channel, type User } from './types.ts';
import { type Uploads } from './uploads.ts';
import { type Workspace } from './workspace.ts';

/** What a method of the Web API works with. */
export type Api = {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly uploads: Uploads;
  /** `http://127.0.0.1:41234`, without a slash at the end. */
  readonly origin: () => string;
};

/** A call's arguments: texts from a form, any JSON from a JSON body. */
export type Args = JsonObject;

export type Method = {
  /** Any one of these lets the token call it; none are needed when the list is empty. */
  readonly scopes: readonly string[];
  /** Calls a minute that Slack lets through, by its published tiers; `channel` is one a second in each channel. */
  readonly pace: 20 | 50 | 100 | 'channel';
  readonly run: (api: Api, args: Args) => JsonObject;
};

export type Methods = Readonly<Record<string, Method>>;

/** The argument as text. Throws `invalid_arguments` when it is missing. */
export function required(args: Args, name: string): string {
  const text = optional(args, name);
  if (text !== undefined) return text;
  throw new SlackError('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

/** The argument as text; undefined when it is missing or empty. */
export function optional(args: Args, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isOn(args: Args, name: string): boolean {
  const value = args[name];
  return value === true || value === 1 || value === 'true' || value === '1';
}

/** The argument as JSON, which a form carries as text; undefined when it is missing. Throws `failure` when it is broken. */
export function jsonArgument(args: Args, name: string, failure: string): Json | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  if (parsed === undefined) throw new SlackError(failure);
  return parsed;
}

export function objectArgument(args: Args, name: string, failure: string): JsonObject | undefined {
  const value = jsonArgument(args, name, failure);
  if (value === undefined || isObject(value)) return value;
  throw new SlackError(failure);
}

export function listArgument(args: Args, name: string, failure: string): readonly JsonObject[] | undefined {
  const value = jsonArgument(args, name, failure);
  if (value === undefined) return undefined;
  if (isList(value) && value.every(isObject)) return objectsOf(value);
  throw new SlackError(failure);
}

/** A list of ids or words, which a form may carry as `a,b`. */
export function wordsArgument(args: Args, name: string): readonly string[] {
  const value = args[name];
  const words = isList(value) ? value.map(textOf) : textOf(value).split(',');
  return words.map((word) => word.trim()).filter((word) => word !== '');
}

export function findUser(api: Api, id: string): User {
  const user = api.workspace.state.users[id];
  if (user === undefined) throw new SlackError('user_not_found');
  return user;
}

/** The channel as the app can see it: a private one that it is not in does not exist for it. */
export function findChannel(api: Api, id: string): Channel {
  const { channels, app } = api.workspace.state;
  const channel = channels[id];
  if (channel === undefined) throw new SlackError('channel_not_found');
  if (channel.is_private && !channel.members.includes(app.botUserId)) throw new SlackError('channel_not_found');
  return channel;
}

/** The channel, if the app may write into it. Throws `is_archived` or `not_in_channel`. */
export function writableChannel(api: Api, id: string): Channel {
  const channel = findChannel(api, id);
  if (channel.is_archived) throw new SlackError('is_archived');
  if (!channel.members.includes(api.workspace.state.app.botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string };

/** One page of a list, by `limit` (at most 999) and `cursor`. Throws `invalid_limit` or `invalid_cursor`. */
export function page<T>(args: Args, items: readonly T[], usual: number): Page<T> {
  const limit = Number(optional(args, 'limit') ?? usual);
  if (!Number.isInteger(limit) || limit < 1) throw new SlackError('invalid_limit');
  const cursor = optional(args, 'cursor');
  const start = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('offset:', ''));
  if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
  const end = start + Math.min(limit, 999);
  const nextCursor = end < items.length ? Buffer.from(`offset:${end}`).toString('base64') : '';
  return { items: items.slice(start, end), nextCursor };
}
