/**
 * Slack's limits, as its Block Kit and Web API references state them. Lengths are in UTF-16 code units,
 * which is never fewer than what Slack counts. Whoever sends more is refused as a whole, so every builder cuts.
 */
export const limits = {
  /** Blocks in one message. */
  messageBlocks: 50,
  /** Blocks in a modal or in App Home. */
  surfaceBlocks: 100,
  /** All blocks of a message as JSON. Undocumented: `msg_blocks_too_long` is reported from about 13,000. */
  messageCharacters: 12_000,
  /** Blocks of a modal or of App Home as JSON. A view may have 250 KB; a character has up to 4 bytes. */
  surfaceCharacters: 60_000,
  /** The top-level text, which notifications and screen readers use. `chat.update` takes 4,000. */
  messageText: 4_000,
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  headerText: 150,
  contextElements: 10,
  /** A text element of a context block. */
  contextText: 2_000,
  actionsElements: 25,
  /** Of a block or an action. */
  id: 255,
  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  /** Each of the two buttons of a confirm dialog. */
  confirmButton: 30,
  optionText: 75,
  optionDescription: 75,
  optionValue: 75,
  /** Radio buttons and checkboxes. */
  radioOptions: 10,
  selectOptions: 100,
  inputLabel: 2_000,
  inputHint: 2_000,
  placeholder: 150,
  /** What a person may type into a text field, and what may stand in it beforehand. */
  inputText: 3_000,
  /** Title, submit and close of a modal. */
  modalTitle: 24,
  modalButton: 24,
  privateMetadata: 3_000,
} as const;

const ellipsis = '…';

/** The text, or as much of its start as fits with an ellipsis. Never splits a character outside the first plane. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length + ellipsis.length > limit) break;
    kept += character;
  }
  return kept.trimEnd() + ellipsis;
}

/** A link, an entity of three letters, or one character: what may only be kept whole or dropped whole. */
const atoms = /<[^<>]*>|&(?:amp|lt|gt);|[\s\S]/gu;
const fence = '```';

/** Like `cut`, for mrkdwn: it never ends inside a link or an entity, and closes a code block that it opened. */
export function cutMarkup(mrkdwn: string, limit: number): string {
  if (mrkdwn.length <= limit) return mrkdwn;
  const closing = mrkdwn.includes(fence) ? `\n${fence}` : '';
  let kept = '';
  for (const [atom] of mrkdwn.matchAll(atoms)) {
    if (kept.length + atom.length + ellipsis.length + closing.length > limit) break;
    kept += atom;
  }
  const whole = kept.replace(/`{1,2}$/, '').trimEnd();
  const opened = whole.split(fence).length % 2 === 0;
  return opened ? whole + ellipsis + closing : whole + ellipsis;
}
