import { type ChannelId } from '../domain/ids.ts';
import { type Block, type Message } from './block-kit.ts';
import { limits } from './limits.ts';

/** A message that stands in another channel than the one it is meant for says so, and how that is mended. */
export function detoured(message: Message, what: 'card' | 'alert', meantFor: ChannelId): Message {
  if (message.blocks.length >= limits.messageBlocks) return message;
  const text =
    `This ${what} stands here because Gonogo could not use <#${meantFor}>. ` +
    `To mend it, an operator restores that channel or invites Gonogo to it; the next ${what} will stand there again.`;
  const detour: Block = { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
  return { ...message, blocks: [detour, ...message.blocks] };
}
