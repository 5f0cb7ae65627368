import { type Message } from './block-kit.ts';
import { context, header, message, section } from './blocks.ts';
import { limits } from './limits.ts';
import { md, verbatimBlock } from './text.ts';

/** How much of the document stands in one block; entities and the fence take room too. */
const blockRoom = 1_800;
/** A message has about 12,000 characters; beyond these blocks the document is cut, and says so. */
const mostBlocks = 5;

/** The Markdown of a checklist, to be copied: only the person who asked for it sees it. */
export function checklistExport(title: string, markdown: string): Message {
  const parts = partsOf(markdown);
  const rest = parts.length - mostBlocks;
  return message(`Checklist of ${title}`, [
    header(`Checklist of ${title}`),
    ...parts.slice(0, mostBlocks).map((part) => section(verbatimBlock(part, limits.sectionText - 100))),
    context(
      rest > 0
        ? md`This is its beginning. The rest is longer than a message may be.`
        : md`Markdown, ready to be copied.`,
    ),
  ]);
}

/** Cut between lines only. */
function partsOf(markdown: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of markdown.trimEnd().split('\n')) {
    if (part !== '' && part.length + line.length > blockRoom) {
      parts.push(part);
      part = '';
    }
    part += part === '' ? line : `\n${line}`;
  }
  return part === '' ? parts : [...parts, part];
}
