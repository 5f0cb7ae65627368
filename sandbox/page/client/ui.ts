import { type JsonObject } from '../../slack/json.ts';
import { type Snapshot } from './snapshot.ts';

/** What is in the middle of the window. */
export type Place =
  | { readonly kind: 'channel'; readonly id: string }
  | { readonly kind: 'app'; readonly tab: 'home' | 'messages' };

/** A click that waits for the person to confirm it. */
export type Asking = { readonly confirm: JsonObject; readonly send: () => void };

export type Draft = { readonly where: 'channel' | 'thread'; readonly text: string; readonly active: number };

export type TourState = {
  readonly step: number;
  /** Milliseconds since 1970: what happened before it does not count. */
  readonly since: number;
  readonly shown: 'yes' | 'no';
};

/** What only this window knows. Everything else is in the snapshot. */
export type Ui = {
  /** The person whom the visitor plays. */
  readonly as: string;
  readonly place: Place;
  readonly thread: { readonly channel: string; readonly ts: string } | null;
  /** On narrow screens one of the three is seen at a time. */
  readonly pane: 'channels' | 'slack' | 'production';
  /** By `person/channel`: the last ts that was seen. */
  readonly read: Readonly<Record<string, string>>;
  readonly busy: ReadonlySet<string>;
  readonly asking: Asking | null;
  /** The page of the pretend GitHub that is open, by its path. */
  readonly github: string | null;
  readonly notice: string | null;
  readonly draft: Draft | null;
  readonly theme: 'system' | 'light' | 'dark';
  readonly tour: TourState;
  /** The service that the switches act on. */
  readonly service: string;
  /** The notch of the slider that moves the clock. */
  readonly notch: number;
  /** The run that is shown with its steps; null shows the newest. */
  readonly run: string | null;
};

/** The channel that is open, if it is one; for the app's messages the person's own direct messages. */
export function openChannel(snapshot: Snapshot, ui: Ui): string | null {
  if (ui.place.kind === 'channel') return ui.place.id;
  if (ui.place.tab === 'home') return null;
  return snapshot.channels.find((channel) => channel.with === ui.as)?.id ?? null;
}

/** What this person sees last in a channel; an empty text when there is nothing. */
export function lastSeenBy(snapshot: Snapshot, person: string, channel: string): string {
  const messages = snapshot.messages[channel] ?? [];
  const ephemerals = (snapshot.ephemerals[person] ?? []).filter((message) => message.channel === channel);
  const last = [...messages, ...ephemerals].map((message) => message.ts);
  return last.reduce((latest, ts) => (ts > latest ? ts : latest), '');
}

export function readKey(person: string, channel: string): string {
  return `${person}/${channel}`;
}
