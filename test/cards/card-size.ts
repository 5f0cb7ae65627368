import { type Message } from '../../src/cards/block-kit.ts';
import { limits } from '../../src/cards/limits.ts';

/** Whether Slack takes a message of this size. */
export function sizedFor({ blocks }: Message): {
  readonly blocks: 'fit' | 'too many';
  readonly characters: 'fit' | 'too many';
} {
  return {
    blocks: blocks.length <= limits.messageBlocks ? 'fit' : 'too many',
    characters: JSON.stringify(blocks).length <= limits.messageCharacters ? 'fit' : 'too many',
  };
}
