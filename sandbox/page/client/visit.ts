import { type Store } from './store.ts';
import { tourTargets } from './tour.ts';
import { type Ui } from './ui.ts';

export function changeTheme(store: Store): void {
  const { theme } = store.ui();
  const next = theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
  localStorage.setItem('gonogo.theme', next);
  showTheme(next);
  store.set({ theme: next });
}

export function showTheme(theme: Ui['theme']): void {
  document.documentElement.dataset['theme'] = theme;
}

export function closeTour(store: Store): void {
  localStorage.setItem('gonogo.tour', 'dismissed');
  sessionStorage.removeItem('gonogo.tour');
  store.set({ tour: { ...store.ui().tour, shown: 'no' } });
}

export function startTour(store: Store): void {
  localStorage.removeItem('gonogo.tour');
  const releases = store.snapshot().channels.find(({ name }) => name === 'releases');
  store.set({
    as: store.snapshot().tour.asks,
    place: releases === undefined ? store.ui().place : { kind: 'channel', id: releases.id },
    pane: 'slack',
    tour: { step: 0, since: store.snapshot().now, shown: 'yes' },
  });
}

/** Brings what the tour points at into view, also when it is in another part of a narrow screen. */
export function showTarget(store: Store): void {
  const targets = tourTargets(store.snapshot(), store.ui());
  const found = targets
    .map((selector) => document.querySelector<HTMLElement>(selector))
    .find((element) => element !== null);
  if (found === undefined || found === null) return;
  const pane =
    found.closest('.production') !== null ? 'production' : found.closest('.sidebar') !== null ? 'channels' : 'slack';
  store.set({ pane });
  setTimeout(() => {
    found.scrollIntoView({ block: 'center', behavior: 'smooth' });
    found.focus({ preventScroll: true });
  });
}
