import {
  type Block,
  type Button,
  type HomeTab,
  type Message,
  type Modal,
  type StaticSelect,
} from '../../src/cards/block-kit.ts';

/** What a reader sees of a message, without knowing which block holds it. */

export function textOf(surface: Message | Modal | HomeTab): string {
  return surface.blocks.flatMap(textsOfBlock).join('\n');
}

export function textsOfBlock(block: Block): readonly string[] {
  switch (block.type) {
    case 'header':
      return [block.text.text];
    case 'section':
      return 'fields' in block ? block.fields.map((field) => field.text) : [block.text.text];
    case 'context':
      return block.elements.map((element) => element.text);
    case 'input':
      return [block.label.text];
    case 'actions':
    case 'divider':
      return [];
  }
}

/** Everything that Slack interprets. */
export function mrkdwnOf(surface: Message | Modal | HomeTab): readonly string[] {
  return surface.blocks.flatMap((block) =>
    block.type === 'section' || block.type === 'context' ? textsOfBlock(block) : [],
  );
}

export function buttonsOf(surface: Message | HomeTab): readonly Button[] {
  return controlsOf(surface).filter((control) => control.type === 'button');
}

function controlsOf(surface: Message | HomeTab): readonly (Button | StaticSelect)[] {
  return surface.blocks.flatMap((block): readonly (Button | StaticSelect)[] => {
    if (block.type === 'actions') return block.elements;
    return block.type === 'section' && 'text' in block && block.accessory !== undefined ? [block.accessory] : [];
  });
}

export function actionsOf(surface: Message | HomeTab): readonly string[] {
  return controlsOf(surface).map((control) => control.action_id);
}

/** Every line of a message and every button, with times as a reader in UTC sees them: "(18 10:05)" is the 18th. */
export function wholeOf(message: Message): readonly string[] {
  const text = textOf(message).replace(/<!date\^\d+\^[^|]*\|\d{4}-\d{2}-(\d{2} \d{2}:\d{2}) UTC>/g, '($1)');
  return [...text.split('\n'), ...buttonsOf(message).map((button) => `[${button.text.text}]`)];
}
