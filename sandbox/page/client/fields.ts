import { type Entries, type Entry } from './calls.ts';
import { secondsOf } from './pickers.ts';

/** What the person has entered into the fields of this message or view, by block; by action where a block has several. */
export function entriesIn(container: Element): Entries {
  const entries: Record<string, Entry> = {};
  for (const field of container.querySelectorAll<HTMLElement>('[data-field]')) {
    const isAlone = field.closest('.block-input') !== null;
    const name = (isAlone ? field.dataset['block'] : field.dataset['action']) ?? '';
    entries[name] = entryOf(field);
  }
  return entries;
}

export function entryOf(field: HTMLElement): Entry {
  const chosen = [...field.querySelectorAll<HTMLInputElement>('input:checked')].map((input) => input.value);
  if (field.dataset['field'] === 'many') return chosen;
  if (field.dataset['field'] === 'radio') return chosen[0] ?? null;
  const control = field.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
    'input, select, textarea',
  );
  const value = control?.value ?? '';
  if (value === '') return null;
  return field.dataset['field'] === 'datetime' ? secondsOf(value) : value;
}
