import {
  type Api,
  type Args,
  findChannel,
  findUser,
  isOn,
  type Methods,
  optional,
  required,
  writableChannel,
} from '../api.ts';
import { appMessage, readContent, revised, shownMessage } from '../compose.ts';
import { type JsonObject } from '../json.ts';
import { postTextCharacters, updateTextCharacters } from '../limits.ts';
import { SlackError } from '../slack-error.ts';
import { type Channel, type Message } from '../types.ts';
import { directMessages, findMessage } from '../workspace.ts';

export const chatMethods: Methods = {
  'chat.postMessage': { scopes: ['chat:write'], pace: 'channel', run: postMessage },
  'chat.update': { scopes: ['chat:write'], pace: 50, run: update },
  'chat.delete': { scopes: ['chat:write'], pace: 50, run: remove },
  'chat.postEphemeral': { scopes: ['chat:write'], pace: 100, run: postEphemeral },
  'chat.getPermalink': { scopes: [], pace: 100, run: getPermalink },
};

function postMessage(api: Api, args: Args): JsonObject {
  const { workspace } = api;
  const channel = addressee(api, required(args, 'channel'));
  const content = readContent(workspace, args, postTextCharacters);
  const message: Message = { ...appMessage(workspace, channel.id, content), ...inThread(api, channel, args) };
  workspace.putMessage(message);
  return { channel: channel.id, ts: message.ts, message: shownMessage(workspace, message) };
}

function update(api: Api, args: Args): JsonObject {
  const { workspace } = api;
  const message = ownMessage(api, args, 'cant_update_message');
  const next = revised(workspace, message, readContent(workspace, args, updateTextCharacters));
  workspace.putMessage(next);
  return { channel: next.channel, ts: next.ts, text: next.text, message: shownMessage(workspace, next) };
}

function remove(api: Api, args: Args): JsonObject {
  const message = ownMessage(api, args, 'cant_delete_message');
  api.workspace.removeMessage(message.channel, message.ts);
  return { channel: message.channel, ts: message.ts };
}

function postEphemeral(api: Api, args: Args): JsonObject {
  const { workspace } = api;
  const channel = writableChannel(api, required(args, 'channel'));
  const user = findUser(api, required(args, 'user'));
  if (!channel.members.includes(user.id)) throw new SlackError('user_not_in_channel');
  const content = readContent(workspace, args, postTextCharacters);
  const message = { ...appMessage(workspace, channel.id, content), ...inThread(api, channel, args), to: user.id };
  workspace.putEphemeral(message);
  return { message_ts: message.ts };
}

function getPermalink(api: Api, args: Args): JsonObject {
  const channel = findChannel(api, required(args, 'channel'));
  const message = findMessage(api.workspace, channel.id, required(args, 'message_ts'));
  if (message === undefined) throw new SlackError('message_not_found');
  const { domain } = api.workspace.state.team;
  const thread = message.thread_ts === undefined ? '' : `?thread_ts=${message.thread_ts}&cid=${channel.id}`;
  const path = `archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink: `https://${domain}.slack.com/${path}` };
}

/** A channel by id or #name, or a person's direct messages by their user id. */
function addressee(api: Api, name: string): Channel {
  const { channels, users } = api.workspace.state;
  if (users[name] !== undefined) {
    const user = findUser(api, name);
    if (user.is_bot) throw new SlackError('cannot_dm_bot');
    return directMessages(api.workspace, user.id);
  }
  const byName = Object.values(channels).find((channel) => !channel.is_im && `#${channel.name}` === name);
  return writableChannel(api, byName?.id ?? name);
}

/** A message of the app itself, in a channel that is not archived. */
function ownMessage(api: Api, args: Args, refusal: string): Message {
  const channel = findChannel(api, required(args, 'channel'));
  const message = findMessage(api.workspace, channel.id, required(args, 'ts'));
  if (message === undefined) throw new SlackError('message_not_found');
  if (channel.is_archived) throw new SlackError('is_inactive');
  if (message.user !== api.workspace.state.app.botUserId) throw new SlackError(refusal);
  return message;
}

/** A reply to a reply belongs to the thread's first message. A first message that is gone is no hindrance. */
function inThread(api: Api, channel: Channel, args: Args): Pick<Message, 'thread_ts' | 'reply_broadcast' | 'subtype'> {
  const threadTs = optional(args, 'thread_ts');
  if (threadTs === undefined) return {};
  if (!/^\d+\.\d{6}$/.test(threadTs)) throw new SlackError('invalid_thread_ts');
  const first = findMessage(api.workspace, channel.id, threadTs)?.thread_ts ?? threadTs;
  return isOn(args, 'reply_broadcast')
    ? { thread_ts: first, reply_broadcast: true, subtype: 'thread_broadcast' }
    : { thread_ts: first };
}
