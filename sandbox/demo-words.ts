import { stdout } from 'node:process';
import { isObject, type Json, textOf } from './slack/json.ts';
import { type Block } from './slack/types.ts';

/** Slack's messages as lines for a terminal. */

export function say(line = ''): void {
  stdout.write(`${line}\n`);
}

const names: Readonly<Record<string, string>> = {
  U0ANA: 'Ana',
  U0BEN: 'Ben',
  U0CARA: 'Cara',
  U0DANA: 'Dana',
  U0ELI: 'Eli',
  U0FINN: 'Finn',
  C0RELEASES: 'releases',
  C0INCIDENTS: 'incidents',
};

/** A message as a person would read it, each line with a bar in front; buttons stand in brackets. */
export function showMessage(where: string, message: { readonly blocks: readonly Block[] }): void {
  say(`    ┌ ${where}`);
  for (const line of message.blocks.flatMap(linesOf)) say(`    │ ${line}`);
  say('    └');
}

function linesOf(block: Block): readonly string[] {
  switch (block.type) {
    case 'actions':
      return [
        listOf(block['elements'])
          .map((button) => `[ ${partText(button)} ]`)
          .join('  '),
      ];
    case 'context':
      return listOf(block['elements']).flatMap((element) => readable(partText(element)));
    case 'section':
      return [...readable(partText(block)), ...listOf(block['fields']).map((field) => fieldLine(partText(field)))];
    default:
      return readable(partText(block));
  }
}

/** A field's first line is its name. */
function fieldLine(text: string): string {
  const [name = '', ...rest] = readable(text);
  return `${name}: ${rest.join('; ')}`;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The text of a block, button or element: its own, or that of the text object in it. */
function partText(part: Json): string {
  if (!isObject(part)) return '';
  const { text } = part;
  return isObject(text) ? partText(text) : textOf(text);
}

/** Slack's markup without the marks: names for ids, the words of links, times as written for those who cannot show them. */
export function readable(mrkdwn: string): readonly string[] {
  return mrkdwn
    .replaceAll(/<[@#]([A-Z0-9]+)(?:\|[^>]*)?>/g, (_all, id: string) => names[id] ?? id)
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<[^|>]+\|([^>]*)>/g, '$1')
    .replaceAll(/`([^`]*)`|\*([^*\n]+)\*/g, '$1$2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .split('\n')
    .filter((line) => line.trim() !== '');
}
