import { drawPage } from './page.ts';
import { patch } from './patch.ts';
import { followingLists, scrollLists, showProblems } from './scrolling.ts';
import { type Snapshot } from './snapshot.ts';
import { advanceTour, tourTargets } from './tour.ts';
import { lastSeenBy, openChannel, readKey, type TourState, type Ui } from './ui.ts';

/** The one place where the page's state changes and is drawn. */
export type Store = {
  readonly ui: () => Ui;
  readonly snapshot: () => Snapshot;
  readonly set: (change: Partial<Ui>) => void;
  /** Marks something as pressed while its answer is awaited. */
  readonly during: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;
};

export function createStore(root: Element, first: Snapshot): Store & { readonly take: (snapshot: Snapshot) => void } {
  let snapshot = first;
  let ui = firstUi(first);
  let isDue = false;

  function draw(): void {
    isDue = false;
    ui = { ...ui, read: { ...ui.read, ...readNow(snapshot, ui) }, tour: keepTour(advanceTour(snapshot, ui.tour)) };
    const following = followingLists(root);
    patch(root, drawPage(snapshot, ui));
    openDialogs(root);
    returnFocus(root);
    scrollLists(root, following);
    showProblems(root);
    markTarget(root, tourTargets(snapshot, ui));
  }
  function redraw(): void {
    if (isDue) return;
    isDue = true;
    queueMicrotask(draw);
  }
  function set(change: Partial<Ui>): void {
    ui = { ...ui, ...change };
    redraw();
  }
  redraw();
  return {
    ui: () => ui,
    snapshot: () => snapshot,
    set,
    take(next) {
      snapshot = next;
      redraw();
    },
    async during(key, work) {
      set({ busy: new Set([...ui.busy, key]) });
      try {
        return await work();
      } finally {
        set({ busy: new Set([...ui.busy].filter((one) => one !== key)) });
      }
    },
  };
}

function firstUi(snapshot: Snapshot): Ui {
  const saved = localStorage.getItem('gonogo.as') ?? '';
  const as = snapshot.people.some((person) => person.id === saved) ? saved : snapshot.tour.asks;
  const channel = snapshot.channels.find((one) => one.name === 'releases') ?? snapshot.channels[0];
  const theme = localStorage.getItem('gonogo.theme');
  return {
    as,
    place: { kind: 'channel', id: channel?.id ?? '' },
    thread: null,
    pane: 'slack',
    read: allRead(snapshot),
    busy: new Set(),
    asking: null,
    github: null,
    notice: null,
    draft: null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    tour: savedTour(snapshot.now),
    service: snapshot.services[0]?.name ?? '',
    run: null,
    notch: 4,
  };
}

/** What was there when the page opened is not news to anybody. */
function allRead(snapshot: Snapshot): Ui['read'] {
  const pairs = snapshot.people.flatMap((person) =>
    snapshot.channels.map((channel) => ({ person: person.id, channel: channel.id })),
  );
  return Object.fromEntries(
    pairs.map(({ person, channel }) => [readKey(person, channel), lastSeenBy(snapshot, person, channel)]),
  );
}

function readNow(snapshot: Snapshot, ui: Ui): Ui['read'] {
  const channel = openChannel(snapshot, ui);
  return channel === null ? {} : { [readKey(ui.as, channel)]: lastSeenBy(snapshot, ui.as, channel) };
}

function savedTour(now: number): TourState {
  if (localStorage.getItem('gonogo.tour') === 'dismissed') return { step: 0, since: now, shown: 'no' };
  const [step = 0, since = now] = (sessionStorage.getItem('gonogo.tour') ?? '')
    .split(' ')
    .filter((part) => part !== '')
    .map(Number);
  return { step, since, shown: 'yes' };
}

/** A reload goes on where the tour stood; the next visit starts afresh, unless it was dismissed. */
function keepTour(tour: TourState): TourState {
  if (tour.shown === 'yes') sessionStorage.setItem('gonogo.tour', `${tour.step} ${tour.since}`);
  return tour;
}

/** What had the focus before the first dialog opened. */
let beforeDialogs: Element | null = null;

/** `showModal` keeps the keyboard inside and makes what is behind unreachable; the markup alone cannot. */
function openDialogs(root: Element): void {
  for (const dialog of root.querySelectorAll('dialog')) {
    if (dialog.open) continue;
    if (document.activeElement?.closest('dialog') === null) beforeDialogs = document.activeElement;
    dialog.showModal();
    const first =
      dialog.querySelector<HTMLElement>('.modal-body :is(input, textarea, select)') ??
      dialog.querySelector<HTMLElement>('footer button:last-child');
    first?.focus();
  }
}

/** A dialog that goes away leaves the keyboard where it was before. */
function returnFocus(root: Element): void {
  if (beforeDialogs === null || root.querySelector('dialog') !== null) return;
  if (document.activeElement === document.body && beforeDialogs instanceof HTMLElement) beforeDialogs.focus();
  beforeDialogs = null;
}

function markTarget(root: Element, targets: readonly string[]): void {
  const found = targets.map((selector) => root.querySelector(selector)).find((element) => element !== null);
  found?.setAttribute('data-tour-here', '');
}
