/** How far from its end a list still counts as being there, and how much stands above a message that is shown from its head. */
const nearPx = 60;
const abovePx = 2;

type Placed = {
  /** The key of the newest message when the list was last placed; empty for an empty list. Keys grow with time. */
  readonly newest: string;
  readonly top: number;
};

const placed = new WeakMap<Element, Placed>();

/** The lists whose reader wants to see what comes: they stand at the end, or where they were last placed. */
export function followingLists(root: Element): ReadonlySet<Element> {
  const lists = [...root.querySelectorAll('[data-scroll="end"]')];
  return new Set(lists.filter((list) => isAtEnd(list) || isWherePlaced(list)));
}

/**
 * A list that is scrolled up stays where its reader left it; the others follow what comes. A message that is taller
 * than the list is shown from its head; whoever has read on from there to the end stays at the end.
 */
export function scrollLists(root: Element, following: ReadonlySet<Element>): void {
  for (const list of root.querySelectorAll('[data-scroll="end"]')) {
    const last = list.querySelector(':scope > :last-child');
    const newest = last?.getAttribute('data-key') ?? '';
    const before = placed.get(list);
    if (before !== undefined && !following.has(list)) continue;
    if (before !== undefined && newest <= before.newest && !isWherePlaced(list)) {
      list.scrollTop = endOf(list);
      continue;
    }
    list.scrollTop = last === null ? 0 : Math.min(endOf(list), headOf(list, last));
    placed.set(list, { newest, top: list.scrollTop });
  }
}

function isWherePlaced(list: Element): boolean {
  return Math.abs(list.scrollTop - (placed.get(list)?.top ?? -nearPx)) <= 1;
}

function isAtEnd(list: Element): boolean {
  return endOf(list) - list.scrollTop < nearPx;
}

function endOf(list: Element): number {
  return list.scrollHeight - list.clientHeight;
}

function headOf(list: Element, message: Element): number {
  return message.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop - abovePx;
}

/** What somebody has been shown already stays where they have scrolled it to. */
const shown = new WeakSet<Element>();

/** Brings the first field that a form was refused for into view: it may be far above or below what is seen of the form. */
export function showProblems(root: Element): void {
  const problems = [...root.querySelectorAll('.modal .field-error')].filter((problem) => !shown.has(problem));
  for (const problem of problems) shown.add(problem);
  problems[0]?.closest('.block-input')?.scrollIntoView({ block: 'nearest' });
}
