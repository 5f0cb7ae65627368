/** How far from its end a list still counts as being there, and how much stands above a message that is shown from its head. */
const nearPx = 60;
const abovePx = 8;

type Placed = {
  /** The newest message when the list was last placed; null for an empty list. */
  readonly newest: string | null;
  readonly top: number;
};

const placed = new WeakMap<Element, Placed>();

/** The lists whose reader wants to see what comes: they stand at the end, or where they were last placed. */
export function followingLists(root: Element): ReadonlySet<Element> {
  return new Set(
    [...root.querySelectorAll('[data-scroll="end"]')].filter(
      (list) => isAtEnd(list) || Math.abs(list.scrollTop - (placed.get(list)?.top ?? -nearPx)) <= 1,
    ),
  );
}

/**
 * A list that is scrolled up stays where its reader left it; the others follow what comes. A new message that is
 * taller than the list is shown from its head, once; from there on its reader scrolls.
 */
export function scrollLists(root: Element, following: ReadonlySet<Element>): void {
  for (const list of root.querySelectorAll('[data-scroll="end"]')) {
    const last = list.querySelector(':scope > :last-child');
    const newest = last?.getAttribute('data-key') ?? null;
    const before = placed.get(list);
    if (before !== undefined && !following.has(list)) continue;
    if (before?.newest === newest && before !== undefined && before.top < endOf(list) - nearPx) {
      // The message that was shown from its head has changed; who has read on to the end stays there.
      if (list.scrollTop > before.top + 1) list.scrollTop = endOf(list);
      continue;
    }
    list.scrollTop = last === null ? 0 : Math.min(endOf(list), headOf(list, last));
    placed.set(list, { newest, top: list.scrollTop });
  }
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
