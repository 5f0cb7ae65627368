import { type Args, jsonArgument, listArgument, objectArgument, optional } from './api.ts';
import { areBlocksTooLong, checkBlocks } from './block-check.ts';
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts';
import { metadataBytes } from './limits.ts';
import { SlackError } from './slack-error.ts';
import { type Block, type Message, type MessageMetadata } from './types.ts';
import { type Workspace } from './workspace.ts';

/** What a caller wants a message to say; undefined where it says nothing about it. */
export type Content = {
  readonly text: string | undefined;
  readonly blocks: readonly Block[] | undefined;
  readonly attachments: readonly JsonObject[] | undefined;
  readonly metadata: MessageMetadata | 'remove' | undefined;
};

/** Reads and judges the content of a message. Throws Slack's refusals; `mostText` is in characters. */
export function readContent(workspace: Workspace, args: Args, mostText: number): Content {
  const text = optional(args, 'text');
  if (text !== undefined && text.length > mostText) throw new SlackError('msg_too_long');
  return {
    text,
    blocks: readBlocks(workspace, args),
    attachments: listArgument(args, 'attachments', 'invalid_attachments'),
    metadata: readMetadata(args),
  };
}

/** A message of the app with this content. Throws `no_text` when there is nothing to see. */
export function appMessage(workspace: Workspace, channel: string, content: Content): Message {
  const { team, app } = workspace.state;
  const { text, blocks = [], attachments = [], metadata } = content;
  if (text === undefined && blocks.length === 0 && attachments.length === 0) throw new SlackError('no_text');
  return {
    type: 'message',
    ts: workspace.nextTs(),
    channel,
    user: app.botUserId,
    bot_id: app.botId,
    app_id: app.id,
    team: team.id,
    text: text ?? '',
    blocks,
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(isObject(metadata) ? { metadata } : {}),
  };
}

/**
 * The message with this content in the place of what it said. Text without blocks removes the blocks; without text they
 * stay. Metadata stays unless it is given; an empty object removes it. Only a change of plain text is marked as edited.
 */
export function revised(workspace: Workspace, message: Message, content: Content): Message {
  const { text, blocks, attachments } = content;
  if (text === undefined && blocks === undefined && attachments === undefined) throw new SlackError('no_text');
  const { metadata: oldMetadata, attachments: oldAttachments, ...rest } = message;
  const metadata = content.metadata ?? oldMetadata;
  const kept = attachments ?? oldAttachments ?? [];
  const edited = { user: workspace.state.app.botUserId, ts: workspace.nextTs() };
  return {
    ...rest,
    text: text ?? message.text,
    blocks: blocks ?? (text === undefined ? message.blocks : []),
    ...(kept.length > 0 ? { attachments: kept } : {}),
    ...(isObject(metadata) ? { metadata } : {}),
    ...(blocks === undefined ? { edited } : {}),
  };
}

/** The message as the Web API and payloads show it. */
export function shownMessage(workspace: Workspace, message: Message): JsonObject {
  const { channel: _channel, ...shown } = message;
  const replies = repliesTo(workspace, message.channel, message.ts);
  const last = replies.at(-1);
  if (last === undefined) return shown;
  const replyUsers = [...new Set(replies.map((reply) => reply.user))];
  return {
    ...shown,
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: replyUsers,
    reply_users_count: replyUsers.length,
    latest_reply: last.ts,
  };
}

export function repliesTo(workspace: Workspace, channel: string, ts: string): readonly Message[] {
  return (workspace.state.messages[channel] ?? []).filter((one) => one.thread_ts === ts && one.ts !== ts);
}

function readBlocks(workspace: Workspace, args: Args): readonly Block[] | undefined {
  const given = jsonArgument(args, 'blocks', 'invalid_blocks_format');
  if (given === undefined) return undefined;
  const complaints = workspace.strict ? checkBlocks(given, 'message') : [];
  if (complaints.length > 0) {
    throw new SlackError('invalid_blocks', {
      errors: complaints,
      response_metadata: { messages: complaints.map((complaint) => `[ERROR] ${complaint}`) },
    });
  }
  const blocks = objectsOf(given);
  if (workspace.strict && areBlocksTooLong(blocks)) throw new SlackError('msg_blocks_too_long');
  for (const file of blocks.map((block) => block['slack_file']).filter(isObject)) {
    const isKnown = workspace.state.files[textOf(file['id'])] !== undefined;
    if (!isKnown) throw new SlackError('invalid_blocks', { errors: ['invalid slack file'] });
  }
  return workspace.blocks(blocks);
}

function readMetadata(args: Args): MessageMetadata | 'remove' | undefined {
  const given = objectArgument(args, 'metadata', 'invalid_metadata_format');
  if (given === undefined) return undefined;
  if (Object.keys(given).length === 0) return 'remove';
  const { event_type: eventType, event_payload: payload } = given;
  const isWhole = typeof eventType === 'string' && eventType !== '' && isObject(payload);
  if (!isWhole) throw new SlackError('invalid_metadata_format');
  if (Object.values(payload).some((value) => value === null)) throw new SlackError('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(given)) > metadataBytes) throw new SlackError('metadata_too_large');
  return { event_type: eventType, event_payload: payload };
}
