import {
  type Api,
  type Args,
  findChannel,
  jsonArgument,
  listArgument,
  type Methods,
  optional,
  required,
  writableChannel,
} from '../api.ts';
import { appMessage, readContent, shownMessage } from '../compose.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import { postTextCharacters } from '../limits.ts';
import { SlackError } from '../slack-error.ts';
import { type Message, type Reaction } from '../types.ts';
import { findMessage, type Workspace } from '../workspace.ts';

export const messageExtraMethods: Methods = {
  'reactions.add': { scopes: ['reactions:write'], pace: 50, run: addReaction },
  'reactions.get': { scopes: ['reactions:read'], pace: 50, run: getReactions },
  'pins.add': { scopes: ['pins:write'], pace: 20, run: addPin },
  'bookmarks.add': { scopes: ['bookmarks:write'], pace: 20, run: addBookmark },
  'files.getUploadURLExternal': { scopes: ['files:write'], pace: 100, run: getUploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], pace: 100, run: completeUpload },
};

/** Adds this person's reaction. Throws `already_reacted`. */
export function react(workspace: Workspace, message: Message, user: string, emoji: string): void {
  const reactions = message.reactions ?? [];
  const others = reactions.filter((one) => one.name !== emoji);
  const users = reactions.find((one) => one.name === emoji)?.users ?? [];
  if (users.includes(user)) throw new SlackError('already_reacted');
  const reaction: Reaction = { name: emoji, users: [...users, user], count: users.length + 1 };
  workspace.putMessage({ ...message, reactions: [...others, reaction] });
}

function addReaction(api: Api, args: Args): JsonObject {
  const emoji = required(args, 'name');
  if (!/^[a-z0-9_+:'-]+$/.test(emoji)) throw new SlackError('invalid_name');
  react(api.workspace, messageAt(api, args), api.workspace.state.app.botUserId, emoji);
  return {};
}

function getReactions(api: Api, args: Args): JsonObject {
  const message = messageAt(api, args);
  return { type: 'message', channel: message.channel, message: shownMessage(api.workspace, message) };
}

function addPin(api: Api, args: Args): JsonObject {
  const message = messageAt(api, args);
  if (message.pinned === true) throw new SlackError('already_pinned');
  api.workspace.putMessage({ ...message, pinned: true });
  return {};
}

function addBookmark(api: Api, args: Args): JsonObject {
  const channel = findChannel(api, required(args, 'channel_id'));
  const title = required(args, 'title');
  if (required(args, 'type') !== 'link') throw new SlackError('invalid_bookmark_type');
  const link = required(args, 'link');
  if (!URL.canParse(link)) throw new SlackError('invalid_link');
  const bookmark = { id: api.workspace.nextId('Bk'), channel_id: channel.id, title, link };
  api.workspace.putBookmark(bookmark);
  return { bookmark: { ...bookmark, type: 'link' } };
}

function getUploadUrl(api: Api, args: Args): JsonObject {
  const length = Number(required(args, 'length'));
  if (!Number.isInteger(length) || length <= 0) throw new SlackError('invalid_arguments');
  const id = api.uploads.expect(required(args, 'filename'), length, optional(args, 'alt_txt') ?? '');
  return { upload_url: `${api.origin()}/upload/${id}`, file_id: id };
}

function completeUpload(api: Api, args: Args): JsonObject {
  const { workspace } = api;
  const wanted = listArgument(args, 'files', 'invalid_arguments') ?? [];
  if (wanted.length === 0) required(args, 'files');
  const channelId = optional(args, 'channel_id') ?? optional(args, 'channels');
  const channel = channelId === undefined ? undefined : writableChannel(api, channelId);
  const files = wanted.map((file) => {
    const title = textOf(file['title']);
    return api.uploads.complete(textOf(file['id']), title === '' ? undefined : title, api.origin());
  });
  if (channel !== undefined) {
    const comment = optional(args, 'initial_comment');
    const said = { text: comment ?? ' ', blocks: jsonArgument(args, 'blocks', 'invalid_blocks_format') };
    const content = readContent(workspace, said, postTextCharacters);
    const threadTs = optional(args, 'thread_ts');
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const message = appMessage(workspace, channel.id, content);
    workspace.putMessage({ ...message, text: comment ?? '', ...thread, files });
  }
  return { files: files.filter(isObject) };
}

/** The message that `channel` and `timestamp` name, in a channel that the app is in. */
function messageAt(api: Api, args: Args): Message {
  const channel = writableChannel(api, required(args, 'channel'));
  const message = findMessage(api.workspace, channel.id, required(args, 'timestamp'));
  if (message === undefined) throw new SlackError('message_not_found');
  return message;
}
