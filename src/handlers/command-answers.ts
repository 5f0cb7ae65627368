import { type Message } from '../cards/block-kit.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';

/**
 * What a command is answered with at once, seen only by who typed it, and the work that goes on after that. `say` is
 * null where something else, such as a form, is the answer.
 */
export type CommandAnswer = {
  readonly say: Message | null;
  readonly after: (() => Promise<void>) | null;
};

/** One word of `/release`. `words` is what was typed after it. Throws when the ledger does not answer. */
export type WordHandler = (parts: HandlerParts, command: Command, words: readonly string[]) => Promise<CommandAnswer>;

export function says(message: Message): CommandAnswer {
  return { say: message, after: null };
}
