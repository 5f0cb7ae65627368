import { type Message } from '../../cards/block-kit.ts';
import { detoured } from '../../cards/detour.ts';
import { sha256 } from '../../domain/hash.ts';
import { type ChannelId, type IncidentId, type ReleaseId } from '../../domain/ids.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import { type Log } from './log.ts';
import { content, type PostOnce } from './post-once.ts';
import { Done, isChannelGone, type Later, laterAfter, type Metadata, type PacedCall } from './sending.ts';

export type LiveMessage = {
  readonly id: ReleaseId | IncidentId;
  /** Where the message is known to be; null when none is. */
  readonly place: CardPlace | null;
  /** How often this effect was tried before; 0 when it surely never was. */
  readonly attemptsBefore: number;
  readonly message: Message;
  readonly metadata: Metadata;
  /** Where it belongs, and where it stands when that channel is gone. */
  readonly channels: readonly [ChannelId, ChannelId];
  /** Incidents go before everything else that waits for Slack. */
  readonly priority: 'card' | 'incident';
};

export type Shown =
  | {
      readonly kind: 'shown';
      readonly place: CardPlace;
      readonly fresh: 'posted' | 'updated' | 'adopted' | 'unchanged';
    }
  /** The message is no longer there. With no place known, showing it again posts it anew. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** Neither channel can be used; an operator may mend that. */
  | { readonly kind: 'nowhere'; readonly reason: string }
  | Later;

type Attempt = Shown | { readonly kind: 'gone'; readonly error: string };

const priorities = { card: 3, incident: 0 };
const remembered = 2000;

/** By which field of its metadata a live message is found, for each kind of it. */
const fields: Readonly<Record<string, string>> = { gonogo_release: 'release', gonogo_incident: 'incident' };

/** Slack's words for a message that is deleted or that we may not edit. */
const messageLost: ReadonlySet<string> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

export type ShowLive = (ask: LiveMessage) => Promise<Shown>;

type Tools = {
  readonly call: PacedCall;
  readonly postOnce: PostOnce;
  readonly log: Log;
  /** What this process last showed of each: showing the same again would be a call that changes nothing. */
  readonly shown: BoundedMap<LiveMessage['id'], string>;
};

/**
 * The one live message of a release or an incident: updated where it is; adopted where an earlier attempt left it; else
 * posted. When its channel is gone it stands in the other one, with a sentence for operators.
 */
export function createShowLive(call: PacedCall, postOnce: PostOnce, log: Log): ShowLive {
  const tools: Tools = { call, postOnce, log, shown: createBoundedMap(remembered) };

  function note(ask: LiveMessage, channel: ChannelId, error: string): string {
    log.error({ channel, error, card: ask.id }, 'A card cannot stand in its channel.');
    return error;
  }

  return async function showLive(ask: LiveMessage): Promise<Shown> {
    const { place, channels } = ask;
    let gone = '';
    if (place !== null) {
      const updated = await update(tools, ask, place);
      if (updated.kind !== 'gone') return updated;
      gone = note(ask, place.channel, updated.error);
    }
    for (const channel of channels) {
      if (channel === place?.channel) continue;
      // In turn: the second channel is only for what the first cannot take.
      const posted = await post(tools, ask, channel);
      if (posted.kind !== 'gone') return posted;
      gone = note(ask, channel, posted.error);
    }
    return { kind: 'nowhere', reason: gone };
  };
}

async function update(tools: Tools, ask: LiveMessage, place: CardPlace): Promise<Attempt> {
  const body = content(placed(ask, place.channel), ask.metadata);
  const print = fingerprint(place, body);
  if (tools.shown.get(ask.id) === print) return { kind: 'shown', place, fresh: 'unchanged' };
  tools.shown.delete(ask.id);
  const answer = await tools.call(priorities[ask.priority], 'chat.update', { ...body, ...place }, Done);
  if (answer.kind === 'ok') {
    tools.shown.set(ask.id, print);
    return { kind: 'shown', place, fresh: 'updated' };
  }
  if (answer.kind !== 'refused') return laterAfter(answer, ask.attemptsBefore);
  if (messageLost.has(answer.error)) return { kind: 'lost', reason: answer.error };
  if (isChannelGone(answer.error)) return { kind: 'gone', error: answer.error };
  return laterAfter(answer, ask.attemptsBefore);
}

async function post(tools: Tools, ask: LiveMessage, channel: ChannelId): Promise<Attempt> {
  const message = placed(ask, channel);
  const posted = await tools.postOnce({
    priority: priorities[ask.priority],
    where: { channel, thread: null },
    message,
    metadata: ask.metadata,
    mark: { eventType: ask.metadata.event_type, field: fields[ask.metadata.event_type] ?? 'id', value: ask.id },
    attemptsBefore: ask.attemptsBefore,
  });
  switch (posted.kind) {
    case 'posted':
      tools.shown.set(ask.id, fingerprint(posted.place, content(message, ask.metadata)));
      return { kind: 'shown', place: posted.place, fresh: 'posted' };
    case 'found':
      return adopt(tools, ask, posted.places);
    case 'refused':
      return laterAfter(posted, ask.attemptsBefore);
    case 'gone':
    case 'later':
      return posted;
  }
}

/** What was found shows the state of back then, so it is adopted by updating it: the first one that we may edit. */
async function adopt(tools: Tools, ask: LiveMessage, places: readonly CardPlace[]): Promise<Attempt> {
  for (const place of places) {
    const updated = await update(tools, ask, place);
    if (updated.kind === 'shown') return { ...updated, fresh: 'adopted' };
    if (updated.kind !== 'lost') return updated;
  }
  return { kind: 'lost', reason: 'message_not_found' };
}

/** The message as it stands in this channel: in the wrong one it says so. */
function placed(ask: LiveMessage, channel: ChannelId): Message {
  const [home, other] = ask.channels;
  if (channel === home || home === other) return ask.message;
  return detoured(ask.message, ask.priority === 'incident' ? 'alert' : 'card', home);
}

function fingerprint(place: CardPlace, body: Readonly<Record<string, unknown>>): string {
  return sha256(JSON.stringify([place.channel, place.ts, body]));
}
