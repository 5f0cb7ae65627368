import { itemName } from './checklist-names.ts';
import { code, joined, type Markup, md } from './text.ts';

/** Names one after the other; beyond `most` they are counted. */
export function names(list: readonly string[], most = 10): Markup {
  const shown = list.slice(0, most).map((name) => code(name));
  const more = list.length - shown.length;
  return joined(more > 0 ? [...shown, md`${more} more`] : shown, ', ');
}

/** Items of the checklist by what people call them. */
export function itemNames(ids: readonly string[], most = 6): Markup {
  const shown = ids.slice(0, most).map(itemName);
  const more = ids.length - shown.length;
  return joined(more > 0 ? [...shown, md`${more} more`] : shown, ', ');
}
