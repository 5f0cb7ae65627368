import { message, section } from '../cards/blocks.ts';
import { md } from '../cards/text.ts';
import { effectId } from '../domain/effects.ts';
import { type IncidentId, type ReleaseId } from '../domain/ids.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { verdictSignal } from '../domain/watch/charts.ts';
import { type DrawnChart, drawChart } from './draw-chart.ts';
import { done, type EffectOf, growing, type How, type Performed, type PerformParts } from './perform-parts.ts';

/** Slack takes longer ones for a mistake. */
const mostAttempts = 5;
/** A card may be on its way, or be posted anew because it was deleted: about a minute. */
const cardWaits = 60;
const cardWaitMs = 1000;

/**
 * Twice: a file may stand in the thread twice, which does no harm. Where nothing can be drawn its caption is said, for
 * the words are what counts.
 */
export async function showChart(
  parts: PerformParts,
  effect: EffectOf<'ShowChart'>,
  { attemptsBefore }: How,
): Promise<Performed> {
  const view = await parts.viewOf(effect.release);
  if (view === null) return done;
  const place = view.release.card;
  if (place === null) return withoutCard(parts, effect.release, attemptsBefore);
  const chart = await drawChart(parts, view, effect.signal);
  if (chart === null) return done;
  const said = await put(parts, chart, { of: effect.release, key: effectId(effect), place, attemptsBefore });
  if (said.kind === 'later' && attemptsBefore < mostAttempts) return said;
  if (said.kind !== 'said')
    parts.log.warn({ release: effect.release, reason: said.reason }, 'A chart could not be put into a thread.');
  return done;
}

/**
 * Twice: the same as in the thread of the release, and apart from it: neither waits for the other. It waits for the
 * message of the incident, which is posted anew where it was deleted.
 */
export async function incidentChart(
  parts: PerformParts,
  effect: EffectOf<'IncidentChart'>,
  { attemptsBefore }: How,
): Promise<Performed> {
  const { incident, release, verdict } = effect;
  const [about, view] = await Promise.all([parts.incidentOf(incident), parts.viewOf(release)]);
  const signal = view === null ? null : verdictSignal(view.policy.watch, verdict);
  if (about === null || view === null || signal === null) return done;
  const place = about.incident.card;
  if (place === null) return withoutCard(parts, incident, attemptsBefore);
  const chart = await drawChart(parts, view, signal);
  if (chart === null) return done;
  const said = await put(parts, chart, { of: incident, key: effectId(effect), place, attemptsBefore });
  if (said.kind === 'said') return done;
  // The message may have been deleted, and be posted anew by what is said next in its thread.
  if (attemptsBefore < mostAttempts)
    return said.kind === 'later' ? said : { ...said, kind: 'later', afterMs: growing(attemptsBefore) };
  parts.log.warn({ incident, reason: said.reason }, 'A chart could not be put into a thread.');
  return done;
}

function withoutCard(parts: PerformParts, of: ReleaseId | IncidentId, attemptsBefore: number): Performed {
  if (attemptsBefore < cardWaits) return { kind: 'later', afterMs: cardWaitMs, reason: 'the card is not posted' };
  parts.log.warn({ of }, 'A chart is dropped: there is no live message that it could stand under.');
  return done;
}

type Where = {
  readonly of: ReleaseId | IncidentId;
  readonly key: string;
  readonly place: CardPlace;
  readonly attemptsBefore: number;
};

async function put(
  parts: PerformParts,
  { caption, bytes, name, title }: DrawnChart,
  { of, key, place, attemptsBefore }: Where,
): ReturnType<PerformParts['slack']['share']> {
  const comment = message(caption, [section(md`${caption}`)]);
  if (bytes === null) return await parts.slack.reply({ of, key, place, message: comment, attemptsBefore });
  return await parts.slack.share({ key, place, name, title, bytes, altText: caption, comment, attemptsBefore });
}
