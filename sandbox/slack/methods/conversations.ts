import {
  type Api,
  type Args,
  findChannel,
  findUser,
  isOn,
  type Methods,
  optional,
  page,
  required,
  wordsArgument,
  writableChannel,
} from '../api.ts';
import { repliesTo, shownMessage } from '../compose.ts';
import { type JsonObject } from '../json.ts';
import { completeChannel } from '../residents.ts';
import { SlackError } from '../slack-error.ts';
import { type Channel, type Message } from '../types.ts';
import { directMessages, findMessage } from '../workspace.ts';

const reading = ['channels:read', 'groups:read', 'im:read'];
/** People in one invitation, and characters of a topic (https://docs.slack.dev/reference/methods/conversations.invite, …setTopic). */
const mostInvited = 100;
const topicCharacters = 250;
const history = ['channels:history', 'groups:history', 'im:history'];

export const conversationMethods: Methods = {
  'conversations.info': { scopes: reading, pace: 50, run: info },
  'conversations.list': { scopes: reading, pace: 20, run: list },
  'conversations.members': { scopes: reading, pace: 100, run: members },
  'conversations.history': { scopes: history, pace: 50, run: readHistory },
  'conversations.replies': { scopes: history, pace: 50, run: readReplies },
  'conversations.open': { scopes: ['im:write'], pace: 50, run: open },
  'conversations.join': { scopes: ['channels:join'], pace: 50, run: join },
  'conversations.create': { scopes: ['channels:manage'], pace: 20, run: create },
  'conversations.invite': { scopes: ['channels:manage', 'channels:write.invites'], pace: 50, run: invite },
  'conversations.setTopic': { scopes: ['channels:manage', 'channels:write.topic'], pace: 20, run: setTopic },
  'conversations.archive': { scopes: ['channels:manage'], pace: 20, run: archive },
};

function info(api: Api, args: Args): JsonObject {
  return { channel: shownChannel(api, findChannel(api, required(args, 'channel'))) };
}

function list(api: Api, args: Args): JsonObject {
  const { channels, app } = api.workspace.state;
  const types = wordsArgument(args, 'types');
  const wanted = types.length === 0 ? ['public_channel'] : types;
  const seen = Object.values(channels).filter(
    (channel) =>
      wanted.includes(typeOf(channel)) &&
      (!channel.is_private || channel.members.includes(app.botUserId)) &&
      !(isOn(args, 'exclude_archived') && channel.is_archived),
  );
  const { items, nextCursor } = page(args, seen, 100);
  return { channels: items.map((channel) => shownChannel(api, channel)), ...cursorOf(nextCursor) };
}

function members(api: Api, args: Args): JsonObject {
  const { items, nextCursor } = page(args, findChannel(api, required(args, 'channel')).members, 100);
  return { members: items, ...cursorOf(nextCursor) };
}

/** Newest first, without replies that stayed in their thread. `oldest` and `latest` are excluded unless `inclusive`. */
function readHistory(api: Api, args: Args): JsonObject {
  const channel = readableChannel(api, args);
  const seen = (api.workspace.state.messages[channel.id] ?? [])
    .filter((one) => one.thread_ts === undefined || one.thread_ts === one.ts || one.reply_broadcast === true)
    .filter((one) => isWithin(one, args))
    .toReversed();
  const { items, nextCursor } = page(args, seen, 100);
  return { messages: shown(api, args, items), has_more: nextCursor !== '', pin_count: 0, ...cursorOf(nextCursor) };
}

/** The first message of the thread, then its replies, oldest first. */
function readReplies(api: Api, args: Args): JsonObject {
  const channel = readableChannel(api, args);
  const ts = required(args, 'ts');
  const asked = findMessage(api.workspace, channel.id, ts);
  const first = asked?.thread_ts ?? ts;
  const parent = findMessage(api.workspace, channel.id, first);
  const replies = repliesTo(api.workspace, channel.id, first);
  if (parent === undefined && replies.length === 0) throw new SlackError('thread_not_found');
  const seen = [...(parent === undefined ? [] : [parent]), ...replies.filter((one) => isWithin(one, args))];
  const { items, nextCursor } = page(args, seen, 1000);
  return { messages: shown(api, args, items), has_more: nextCursor !== '', ...cursorOf(nextCursor) };
}

function open(api: Api, args: Args): JsonObject {
  const users = wordsArgument(args, 'users');
  const [only] = users;
  if (only === undefined) throw new SlackError('users_list_not_supplied');
  if (users.length > 1) throw new SlackError('not_enough_users');
  const user = findUser(api, only);
  if (user.is_bot) throw new SlackError('cannot_dm_bot');
  if (user.deleted) throw new SlackError('user_disabled');
  return { channel: { id: directMessages(api.workspace, user.id).id } };
}

function join(api: Api, args: Args): JsonObject {
  const channel = findChannel(api, required(args, 'channel'));
  if (channel.is_im || channel.is_private) throw new SlackError('method_not_supported_for_channel_type');
  if (channel.is_archived) throw new SlackError('is_archived');
  return { channel: shownChannel(api, withMembers(api, channel, [api.workspace.state.app.botUserId])) };
}

function create(api: Api, args: Args): JsonObject {
  const { workspace } = api;
  const name = required(args, 'name');
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(name)) throw new SlackError('invalid_name_specials');
  if (Object.values(workspace.state.channels).some((one) => one.name === name)) throw new SlackError('name_taken');
  const { botUserId } = workspace.state.app;
  const own = { is_private: isOn(args, 'is_private'), creator: botUserId, members: [botUserId] };
  const channel = completeChannel({ id: workspace.nextId('C'), name, ...own }, [], workspace.now());
  workspace.putChannel(channel);
  return { channel: shownChannel(api, channel) };
}

function invite(api: Api, args: Args): JsonObject {
  const channel = findChannel(api, required(args, 'channel'));
  if (!channel.members.includes(api.workspace.state.app.botUserId)) throw new SlackError('not_in_channel');
  if (channel.is_archived) throw new SlackError('is_archived');
  const named = wordsArgument(args, 'users');
  if (named.length === 0) throw new SlackError('no_user');
  if (named.length > mostInvited) throw new SlackError('too_many_users');
  // With `force` those who cannot be invited are left out, as long as there is anybody else.
  const users = named.filter((id) => !isOn(args, 'force') || isInvitable(api, id)).map((id) => invited(api, id));
  if (users.length === 0) throw new SlackError('user_not_found');
  if (users.every((id) => channel.members.includes(id))) throw new SlackError('already_in_channel');
  return { channel: shownChannel(api, withMembers(api, channel, users)) };
}

function invited(api: Api, id: string): string {
  const user = findUser(api, id);
  if (user.id === api.workspace.state.app.botUserId) throw new SlackError('cant_invite_self');
  if (user.deleted) throw new SlackError('user_is_deactivated');
  return user.id;
}

function isInvitable(api: Api, id: string): boolean {
  const { users, app } = api.workspace.state;
  return id !== app.botUserId && users[id] !== undefined && !users[id].deleted;
}

function setTopic(api: Api, args: Args): JsonObject {
  const channel = writableChannel(api, required(args, 'channel'));
  const topic = optional(args, 'topic') ?? '';
  if (topic.length > topicCharacters) throw new SlackError('too_long');
  api.workspace.putChannel({ ...channel, topic });
  return { channel: shownChannel(api, { ...channel, topic }) };
}

function archive(api: Api, args: Args): JsonObject {
  const channel = findChannel(api, required(args, 'channel'));
  if (channel.is_archived) throw new SlackError('already_archived');
  if (!channel.members.includes(api.workspace.state.app.botUserId)) throw new SlackError('not_in_channel');
  api.workspace.putChannel({ ...channel, is_archived: true });
  return {};
}

function withMembers(api: Api, channel: Channel, users: readonly string[]): Channel {
  const next = { ...channel, members: [...new Set([...channel.members, ...users])] };
  api.workspace.putChannel(next);
  return next;
}

/** Public history can be read from outside only by those who may join; the app has to be in. */
function readableChannel(api: Api, args: Args): Channel {
  const channel = findChannel(api, required(args, 'channel'));
  if (!channel.members.includes(api.workspace.state.app.botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

function isWithin(message: Message, args: Args): boolean {
  const at = Number(message.ts);
  const oldest = Number(optional(args, 'oldest') ?? 0);
  const latest = Number(optional(args, 'latest') ?? Infinity);
  return isOn(args, 'inclusive') ? at >= oldest && at <= latest : at > oldest && at < latest;
}

function shown(api: Api, args: Args, messages: readonly Message[]): readonly JsonObject[] {
  return messages.map((message) => {
    const { metadata, ...rest } = shownMessage(api.workspace, message);
    return isOn(args, 'include_all_metadata') && metadata !== undefined ? { ...rest, metadata } : rest;
  });
}

function shownChannel(api: Api, channel: Channel): JsonObject {
  const { topic, members: _members, ...rest } = channel;
  return {
    ...rest,
    is_channel: !channel.is_im && !channel.is_private,
    is_group: !channel.is_im && channel.is_private,
    is_mpim: false,
    is_general: channel.id === 'C0GENERAL',
    is_member: channel.members.includes(api.workspace.state.app.botUserId),
    context_team_id: api.workspace.state.team.id,
    topic: { value: topic, creator: channel.creator, last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.length,
  };
}

function typeOf(channel: Channel): string {
  if (channel.is_im) return 'im';
  return channel.is_private ? 'private_channel' : 'public_channel';
}

function cursorOf(nextCursor: string): JsonObject {
  return { response_metadata: { next_cursor: nextCursor } };
}
