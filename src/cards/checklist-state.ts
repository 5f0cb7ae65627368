import { type ChecklistItem } from '../domain/checklist/item.ts';
import { isTickable } from '../domain/checklist/ticks.ts';
import { type SlackUserId } from '../domain/ids.ts';
import { type Part } from '../domain/people/eligibility.ts';
import { instantText, link, type Markup, md, mention, prose } from './text.ts';

/** What stands before an item: settled, waiting for a person, or only said. */
export function markOf({ state }: ChecklistItem): string {
  return { settled: '☑', open: '☐', informs: '•' }[state.kind];
}

/** Who said so has had a part in what they speak of: nothing forbids that, and whoever votes sees it. */
export const partWords: Readonly<Record<Part, string>> = {
  author: 'its author',
  'co-author': 'a co-author of it',
  'last-pusher': 'who pushed it last',
  requester: 'who asked for it',
};

/** What stands behind an item: where it was found, who said so and when, or what is wanted. `partOf` is about a release. */
export function settledText(item: ChecklistItem, partOf: (who: SlackUserId) => Part | null): Markup {
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
      const part = partOf(tick.by);
      const who = part === null ? mention(tick.by) : md`${mention(tick.by)} (${partWords[part]})`;
      return md` · ${who}, ${instantText(tick.at)}${note}`;
    }
  }
}
