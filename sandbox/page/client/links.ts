import { runInPath } from './github-page.ts';
import { type Store } from './store.ts';

/** Links into the pretend Slack and GitHub are followed in this page; nothing is behind their addresses. */
export function followed(store: Store, href: string): boolean {
  const { githubUrl } = store.snapshot();
  const message = /^https:\/\/(?:[\w-]+\.)?slack\.com\/archives\/(\w+)\/p(\d{10})(\d{6})/.exec(href);
  if (message !== null) openMessage(store, message[1] ?? '', `${message[2] ?? ''}.${message[3] ?? ''}`);
  else if (href.startsWith(`${githubUrl}/`)) openGithub(store, href.slice(githubUrl.length));
  else return false;
  return true;
}

/** A link to a message of this workspace shows its channel, and the message in it. */
function openMessage(store: Store, channel: string, ts: string): void {
  store.set({ place: { kind: 'channel', id: channel }, pane: 'slack', thread: null });
  setTimeout(() => {
    const message = document.querySelector<HTMLElement>(`[data-test="message-${ts}"]`);
    message?.scrollIntoView({ block: 'start' });
    message?.animate([{ backgroundColor: 'rgb(240 165 0 / 30%)' }, {}], { duration: 1600 });
  });
}

/** A link to the pretend GitHub opens here; there is nothing behind its address. */
function openGithub(store: Store, path: string): void {
  const run = runInPath(path);
  if (run === null) store.set({ github: path });
  else store.set({ run, pane: 'production' });
}
