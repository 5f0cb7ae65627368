import { type SlackUserId } from '../ids.ts';
import { type ChecklistItem } from './item.ts';

/** What of the checklist stands in the subject: who or what settled each item that asked for it. */
export type ChecklistLine = {
  readonly by?: SlackUserId;
  readonly id: string;
  readonly state: 'evidence' | 'person' | 'open';
};

/**
 * Sorted by id, so that it is the same for the same answers. What only informs is left out, and so is what was said of
 * the lane for all its releases: neither is about what this approval covers.
 */
export function checklistLine(items: readonly ChecklistItem[]): readonly ChecklistLine[] {
  return items.flatMap(lineOf).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function lineOf({ id, state }: ChecklistItem): readonly ChecklistLine[] {
  switch (state.kind) {
    case 'informs':
      return [];
    case 'open':
      return [{ id, state: 'open' }];
    case 'settled':
      if (state.by === 'evidence') return [{ id, state: 'evidence' }];
      return state.tick.standing === 'standing' ? [] : [{ by: state.tick.by, id, state: 'person' }];
  }
}
