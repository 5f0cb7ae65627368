import { type Message } from '../cards/block-kit.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';

/**
 * What somebody is told at once, seen only by them, and the work that goes on after Slack was answered, such as
 * reading GitHub: Slack waits three seconds. `say` is null where something else, such as a form or a card, is the answer.
 */
export type Answer = {
  readonly say: Message | null;
  readonly after: (() => Promise<void>) | null;
};

/** A slash command, or one word of one. `words` is what was typed after it. Throws when the ledger does not answer. */
export type CommandHandler = (parts: HandlerParts, command: Command) => Promise<Answer>;
export type WordHandler = (parts: HandlerParts, command: Command, words: readonly string[]) => Promise<Answer>;

export function says(message: Message | null): Answer {
  return { say: message, after: null };
}

export function goesOn(after: () => Promise<void>): Answer {
  return { say: null, after };
}
