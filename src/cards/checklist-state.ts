import { type ChecklistItem } from '../domain/checklist/item.ts';
import { isTickable } from '../domain/checklist/ticks.ts';
import { instantText, link, type Markup, md, mention, prose } from './text.ts';

/** What stands before an item: settled, waiting for a person, or only said. */
export function markOf({ state }: ChecklistItem): string {
  return { settled: '☑', open: '☐', informs: '•' }[state.kind];
}

/** What stands behind an item: where it was found, who said so and when, or what is wanted. */
export function settledText(item: ChecklistItem): Markup {
  const { state } = item;
  switch (state.kind) {
    case 'informs':
      return isTickable(item) ? md` (not recorded yet; once recorded it stands for later releases)` : md``;
    case 'open':
      return state.needs.note === 'wanted' ? md` (a note is wanted)` : md``;
    case 'settled': {
      if (state.by === 'evidence') return state.url === null ? md`` : md` · ${link(state.url, 'Source')}`;
      const { tick } = state;
      const note = tick.note.trim() === '' ? md`` : md`: ${prose(tick.note, 160)}`;
      return md` · ${mention(tick.by)}, ${instantText(tick.at)}${note}`;
    }
  }
}
