import { metadataOf } from '../cards/metadata.ts';
import { releaseCard } from '../cards/release-card.ts';
import { threadNote } from '../cards/thread-note.ts';
import { effectId } from '../domain/effects.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { done, type EffectOf, growing, type How, type Performed, type PerformParts } from './perform-parts.ts';

/** Milliseconds. */
const shortWaitMs = 1000;
const longWaitMs = 60_000;
/** A run that failed is told in the thread if the card comes within about ten minutes. */
const mostWaits = 600;

/** Twice: the same message is updated to the same content, or found by its metadata before it is posted again. */
export async function showCard(
  parts: PerformParts,
  effect: EffectOf<'ShowCard'>,
  { attemptsBefore, ...claim }: How,
): Promise<Performed> {
  const view = await parts.viewOf(effect.release);
  if (view === null) return done;
  const { card } = view.release;
  const shown = await show(parts, view, card, attemptsBefore);
  if (shown.kind === 'later') return shown;
  if (shown.kind === 'nowhere') return nowhere(shown.reason);
  if (shown.kind === 'lost') return afterLoss(parts, view, shown.reason, attemptsBefore);
  if (samePlace(shown.place, card)) return done;
  await parts.submit({ type: 'RecordCard', release: effect.release, card: shown.place }, { ...claim, settle: false });
  return done;
}

/** Twice: found in the thread by its key. */
export async function reply(
  parts: PerformParts,
  effect: EffectOf<'Reply'>,
  { attemptsBefore }: How,
): Promise<Performed> {
  const view = await parts.viewOf(effect.release);
  if (view === null) return done;
  const { card, id: release } = view.release;
  if (card === null) return withoutCard(parts, view, attemptsBefore);
  const message = threadNote(effect.note, view);
  const said = await parts.slack.reply({ of: release, place: card, key: effectId(effect), message, attemptsBefore });
  if (said.kind === 'later') return said;
  if (said.kind === 'lost') {
    parts.log.warn({ release, note: effect.note.kind, reason: said.reason }, 'A reply could not be posted anywhere.');
  }
  return done;
}

async function show(
  parts: PerformParts,
  view: ReleaseView,
  place: CardPlace | null,
  attemptsBefore: number,
): ReturnType<PerformParts['slack']['showLive']> {
  const { release, policy } = view;
  return await parts.slack.showLive({
    id: release.id,
    place,
    attemptsBefore,
    message: releaseCard(view),
    metadata: metadataOf(release),
    channels: [policy.channels.releases, policy.channels.incidents],
    priority: 'card',
  });
}

/**
 * The card was deleted. Once that is recorded the card is posted anew. A release that has left its lane takes no
 * record: its last card is posted right here, once, and when that is lost as well nobody is waiting for it.
 */
async function afterLoss(
  parts: PerformParts,
  view: ReleaseView,
  reason: string,
  attemptsBefore: number,
): Promise<Performed> {
  const { id: release, phase } = view.release;
  const recorded = await parts.report({ type: 'RecordCardLost', release, reason });
  if (recorded === 'recorded') return { kind: 'later', afterMs: 0, reason };
  if (phase !== 'ended') return { kind: 'later', afterMs: growing(attemptsBefore), reason };
  const shown = await show(parts, view, null, attemptsBefore);
  if (shown.kind === 'later') return shown;
  if (shown.kind === 'nowhere') return nowhere(shown.reason);
  if (shown.kind === 'lost') parts.log.warn({ release, reason }, 'The card of a release that is over is gone.');
  return done;
}

/** Neither channel can be used: an operator may have mended it in a minute. */
function nowhere(reason: string): Performed {
  return { kind: 'later', afterMs: longWaitMs, reason };
}

/** A reply belongs under a card that may still be on its way. Of a release that is over, none may ever come. */
function withoutCard(parts: PerformParts, { release }: ReleaseView, attemptsBefore: number): Performed {
  const waited = attemptsBefore >= mostWaits;
  if (release.phase !== 'ended' || (release.dispatch !== null && !waited)) {
    return { kind: 'later', afterMs: waited ? longWaitMs : shortWaitMs, reason: 'the card is not posted yet' };
  }
  parts.log.warn({ release: release.id }, 'A reply is dropped: its release is over and has no card.');
  return done;
}

function samePlace(one: CardPlace, other: CardPlace | null): boolean {
  return other !== null && one.channel === other.channel && one.ts === other.ts;
}
