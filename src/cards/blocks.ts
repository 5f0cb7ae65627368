import {
  type ActionsBlock,
  type Block,
  type Button,
  type Confirm,
  type ContextBlock,
  type FieldsBlock,
  type HeaderBlock,
  type HomeTab,
  type Message,
  type Modal,
  type Mrkdwn,
  type PlainText,
  type SectionBlock,
  type StaticSelect,
} from './block-kit.ts';
import { cut, cutMarkup, limits } from './limits.ts';
import { lines, type Markup, plain } from './text.ts';

/** Builders that keep within Slack's limits, whatever they are given. Blocks are made nowhere else. */

export function plainText(text: string, limit: number): PlainText {
  const shown = plain(text, limit);
  return { type: 'plain_text', text: shown === '' ? '–' : shown, emoji: false };
}

function mrkdwn(markup: Markup, limit: number): Mrkdwn {
  const text = cutMarkup(markup.mrkdwn, limit);
  return { type: 'mrkdwn', text: text.trim() === '' ? '–' : text, verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, limits.headerText) };
}

export function section(markup: Markup, accessory: Button | null = null): SectionBlock {
  const text = mrkdwn(markup, limits.sectionText);
  return accessory === null ? { type: 'section', text } : { type: 'section', text, accessory };
}

/** Several lines in one section, and no section where there are none. */
export function sectionsOf(...texts: readonly (Markup | null)[]): readonly SectionBlock[] {
  const some = lines(...texts);
  return some.mrkdwn === '' ? [] : [section(some)];
}

/**
 * Small print is kept far below what Slack takes, so that a card's sections have room. Both are in characters
 * of mrkdwn.
 */
const fieldRoom = 600;
const contextRoom = 700;

/** Shown in two columns on wide screens. */
export function fields(...parts: readonly Markup[]): FieldsBlock {
  return {
    type: 'section',
    fields: parts.slice(0, limits.sectionFields).map((part) => mrkdwn(part, Math.min(fieldRoom, limits.fieldText))),
  };
}

export function context(...parts: readonly Markup[]): ContextBlock {
  return {
    type: 'context',
    elements: parts
      .slice(0, limits.contextElements)
      .map((part) => mrkdwn(part, Math.min(contextRoom, limits.contextText))),
  };
}

export const divider: Block = { type: 'divider' };

/** No buttons, no block: Slack refuses an empty one. */
export function actions(blockId: string, offered: readonly (Button | StaticSelect)[]): readonly ActionsBlock[] {
  const elements = offered.slice(0, limits.actionsElements);
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: cut(blockId, limits.id), elements }];
}

export type ButtonWords = {
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmWords;
};

export type ConfirmWords = {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly style?: 'primary' | 'danger';
};

/** `value` is never cut: half of it would name something else. */
export function button(actionId: string, value: string, words: ButtonWords): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plainText(words.label, limits.buttonText),
    value,
    ...(words.style === undefined ? {} : { style: words.style }),
    ...(words.confirm === undefined ? {} : { confirm: confirm(words.confirm) }),
  };
}

/** Choosing one does it at once. A `value` is never cut either: it is short, and ours. */
export function menu(
  actionId: string,
  placeholder: string,
  options: readonly { readonly value: string; readonly label: string }[],
): StaticSelect {
  return {
    type: 'static_select',
    action_id: actionId,
    placeholder: plainText(placeholder, limits.placeholder),
    options: options
      .slice(0, limits.selectOptions)
      .map(({ value, label }) => ({ text: plainText(label, limits.optionText), value })),
  };
}

function confirm(words: ConfirmWords): Confirm {
  return {
    title: plainText(words.title, limits.confirmTitle),
    text: plainText(words.text, limits.confirmText),
    confirm: plainText(words.yes, limits.confirmButton),
    deny: plainText('Go back', limits.confirmButton),
    ...(words.style === undefined ? {} : { style: words.style }),
  };
}

/** The first blocks whose JSON stays within so many characters; at least one, at most a third of a message's. */
export function asManyAsFit(blocks: readonly Block[], characters: number): readonly Block[] {
  let room = characters;
  const most = Math.floor(limits.messageBlocks / 3);
  const shown = blocks.slice(0, most).filter((block) => {
    room -= JSON.stringify(block).length;
    return room >= 0;
  });
  return shown.length === 0 ? blocks.slice(0, 1) : shown;
}

export function message(text: string, blocks: readonly Block[]): Message {
  return {
    text: plain(text, limits.messageText),
    blocks: fitted(blocks, limits.messageBlocks, limits.messageCharacters),
  };
}

export function homeOf(blocks: readonly Block[]): HomeTab {
  return { type: 'home', blocks: fitted(blocks, limits.surfaceBlocks, limits.surfaceCharacters) };
}

export type ModalWords = {
  readonly callbackId: string;
  readonly title: string;
  /** Null for a modal that can only be closed. */
  readonly submit: string | null;
  readonly metadata: string;
};

export function modal(words: ModalWords, blocks: readonly Block[]): Modal {
  return {
    type: 'modal',
    callback_id: words.callbackId,
    title: plainText(words.title, limits.modalTitle),
    ...(words.submit === null ? {} : { submit: plainText(words.submit, limits.modalButton) }),
    close: plainText(words.submit === null ? 'Close' : 'Cancel', limits.modalButton),
    private_metadata: words.metadata,
    blocks: fitted(blocks, limits.surfaceBlocks, limits.surfaceCharacters),
  };
}

/**
 * Too many characters are taken from the longest section, again and again, until the rest fits; whatever is too
 * much after that are whole blocks, from the end but never the last, where the buttons are. A card that is cut
 * is better than one that Slack refuses.
 */
function fitted(blocks: readonly Block[], most: number, characters: number): readonly Block[] {
  const kept = withShorterSections(blocks, characters);
  while (kept.length > 1 && (kept.length > most || sizeOf(kept) > characters)) kept.splice(-2, 1);
  return kept;
}

/** A section is never cut below this many characters: less says nothing. */
const shortest = 100;

function withShorterSections(blocks: readonly Block[], characters: number): Block[] {
  const kept = [...blocks];
  for (let excess = sizeOf(kept) - characters; excess > 0; excess = sizeOf(kept) - characters) {
    const longest = longestSection(kept);
    if (longest === null) break;
    const length = longest.section.text.text.length;
    const room = Math.max(shortest, Math.min(length >> 1, length - excess));
    kept[longest.index] = { ...longest.section, text: mrkdwn({ mrkdwn: longest.section.text.text }, room) };
  }
  return kept;
}

function sizeOf(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).length;
}

/** Null when none is longer than the shortest that we leave. */
function longestSection(blocks: readonly Block[]): { readonly index: number; readonly section: SectionBlock } | null {
  let longest: { readonly index: number; readonly section: SectionBlock } | null = null;
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'section' || !('text' in block)) continue;
    if (block.text.text.length > (longest?.section.text.text.length ?? shortest)) longest = { index, section: block };
  }
  return longest;
}
