import { flip, moveClock } from './calls.ts';
import { closest, data, fill, messageOf, pressed, send, told } from './presses.ts';
import { type Store } from './store.ts';
import { steps } from './tour.ts';
import { type Ui } from './ui.ts';
import { changeTheme, closeTour, showTarget, startTour } from './visit.ts';

type Doer = (store: Store, target: HTMLElement) => void;

/** What each `data-do` does. A press that needs the bot goes to the pretend Slack, and nothing here knows better. */
export const doers: Readonly<Record<string, Doer>> = {
  go: (store, target) => show(store, { kind: 'channel', id: data(target, 'channel') }),
  app: (store) => show(store, { kind: 'app', tab: 'home' }),
  'app-tab': (store, target) =>
    show(store, { kind: 'app', tab: target.dataset['tab'] === 'messages' ? 'messages' : 'home' }),
  'act-as': (store, target) => actAs(store, data(target, 'person')),
  pane: (store, target) => store.set({ pane: paneOf(data(target, 'pane'), store.ui().pane) }),
  thread: (store, target) =>
    store.set({ thread: { channel: messageOf(target).channel, ts: target.dataset['thread'] ?? messageOf(target).ts } }),
  pin: (store, target) => send(store, { type: 'react', ...messageOf(target), emoji: 'pushpin' }, 'pin'),
  'close-thread': (store) => store.set({ thread: null }),
  delete: (store, target) => send(store, { type: 'delete', ...messageOf(target) }, 'delete'),
  dismiss: (store, target) => send(store, { type: 'dismiss', ts: messageOf(target).ts }, 'dismiss'),
  click: (store, target) => pressed(store, target, target.hasAttribute('data-value') ? data(target, 'value') : null),
  accept(store) {
    const { asking } = store.ui();
    store.set({ asking: null });
    asking?.send();
  },
  deny: (store) => store.set({ asking: null }),
  'close-view': (store, target) =>
    send(store, { type: 'close', viewId: data(closest(target, '[data-view]'), 'view') }, 'close'),
  'close-notice': (store) => store.set({ notice: null }),
  'close-github': (store) => store.set({ github: null }),
  run: (store, target) => store.set({ run: data(target, 'run') }),
  aim: (store, target) => store.set({ service: data(target, 'service') }),
  switch: (store, target) => void told(store, flip(data(target, 'switch'), store.ui().service)),
  'move-clock': (store, target) => void told(store, moveClock(Number(data(target, 'minutes')))),
  theme: (store) => changeTheme(store),
  'tour-close': (store) => closeTour(store),
  'tour-restart': (store) => startTour(store),
  'tour-next': (store) =>
    store.set({ tour: { ...store.ui().tour, step: Math.min(store.ui().tour.step + 1, steps.length - 1) } }),
  'tour-show': (store) => showTarget(store),
  take: (store, target) => fill(store, data(target, 'text')),
  prefill: (store, target) => fill(store, data(target, 'text')),
};

function show(store: Store, place: Ui['place']): void {
  store.set({ place, pane: 'slack', draft: null, thread: null });
  if (place.kind === 'app' && place.tab === 'home') send(store, { type: 'home' }, 'home');
}

function actAs(store: Store, person: string): void {
  localStorage.setItem('gonogo.as', person);
  const { pane, place } = store.ui();
  store.set({ as: person, asking: null, draft: null, pane: pane === 'channels' ? 'slack' : pane });
  if (place.kind === 'app' && place.tab === 'home') send(store, { type: 'home' }, 'home');
}

/** Pressing the part that is open goes back to Slack. */
function paneOf(wanted: string, now: Ui['pane']): Ui['pane'] {
  if (wanted === now) return 'slack';
  return wanted === 'channels' || wanted === 'production' ? wanted : 'slack';
}
