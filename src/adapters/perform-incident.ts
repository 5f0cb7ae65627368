import { incidentCard } from '../cards/incident-card.ts';
import { issueText } from '../cards/incident-issue.ts';
import { incidentNote } from '../cards/incident-note.ts';
import { reminderMessage } from '../cards/incident-reminder.ts';
import { incidentMetadata } from '../cards/metadata.ts';
import { effectId } from '../domain/effects.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { done, type EffectOf, growing, type How, type Performed, type PerformParts } from './perform-parts.ts';
import { isMoot } from './perform-reminder.ts';
import { isChannelGone } from './slack/sending.ts';

/** Milliseconds. */
const shortWaitMs = 1000;
const longWaitMs = 60_000;
/** A reply that has to wait for an earlier one asks again after this long; less often once it has waited for a while. */
const quickTurnMs = 250;
const quickTurns = 40;
const slowTurnMs = 5000;
/** At five seconds each: more than an hour. */
const patientTurns = 1000;
/** So many lines before a reply are looked at. */
const linesBefore = 40;

/** Twice: the same message is updated to the same content, or found by its metadata before it is posted again. */
export async function showIncident(
  parts: PerformParts,
  effect: EffectOf<'ShowIncident'>,
  { attemptsBefore, ...claim }: How,
): Promise<Performed> {
  const view = await parts.incidentOf(effect.incident);
  if (view === null) return done;
  const { incident, policy } = view;
  const { id, card } = incident;
  const { incidents, releases } = policy.channels;
  const shown = await parts.slack.showLive({
    id,
    place: card,
    attemptsBefore,
    message: incidentCard(view),
    metadata: incidentMetadata(incident),
    channels: [incidents, releases],
    priority: 'incident',
  });
  if (shown.kind === 'later') return shown;
  if (shown.kind === 'nowhere') {
    parts.trouble(`Gonogo cannot post incidents in any channel (${shown.reason}). ${mend}`);
    return { kind: 'later', afterMs: longWaitMs, reason: shown.reason };
  }
  if (shown.kind === 'lost') {
    const { reason } = shown;
    const recorded = await parts.submitIncident({ type: 'RecordIncidentCardLost', incident: id, reason }, null);
    return { kind: 'later', afterMs: recorded === 'recorded' ? 0 : growing(attemptsBefore), reason };
  }
  if (shown.place.channel !== incidents) {
    parts.trouble(`Gonogo cannot post in the incidents channel ${incidents}, so incidents stand elsewhere. ${mend}`);
  }
  if (isSamePlace(shown.place, card)) return done;
  const record = { type: 'RecordIncidentCard', incident: id, card: shown.place } as const;
  await parts.submitIncident(record, { ...claim, settle: false });
  return done;
}

const mend = 'Restore the channel or invite Gonogo to it, or put another one into gonogo.yaml.';

/**
 * Twice: found in the thread by its key. It is never dropped for want of a thread: when the message is gone, that is
 * recorded, the incident is posted anew, and the reply stands there.
 */
export async function incidentReply(
  parts: PerformParts,
  effect: EffectOf<'IncidentReply'>,
  { attemptsBefore }: How,
): Promise<Performed> {
  if (await isBehind(parts, effect, attemptsBefore)) {
    const afterMs = attemptsBefore < quickTurns ? quickTurnMs : slowTurnMs;
    return { kind: 'later', afterMs, reason: 'something before it is not said yet' };
  }
  const view = await parts.incidentOf(effect.incident);
  if (view === null) return done;
  const { id: incident, card: place } = view.incident;
  const said = await parts.slack.reply({
    of: incident,
    place,
    key: effectId(effect),
    message: incidentNote(effect.entry, view),
    attemptsBefore,
    heard: effect.heard,
    ...lineOf(effect.id),
  });
  if (said.kind === 'later') return said;
  if (said.kind === 'said') return done;
  const { reason } = said;
  if (isThreadGone(reason)) {
    const recorded = await parts.submitIncident({ type: 'RecordIncidentCardLost', incident, reason }, null);
    return { kind: 'later', afterMs: recorded === 'recorded' ? shortWaitMs : growing(attemptsBefore), reason };
  }
  parts.trouble(`A reply about the incident ${incident} could not be posted: Slack refused it (${reason}).`);
  return done;
}

/** Twice: found in the conversation by its key. What nobody has to do any more is not reminded of. */
export async function remind(
  parts: PerformParts,
  effect: EffectOf<'Remind'>,
  { attemptsBefore }: How,
): Promise<Performed> {
  const view = await parts.incidentOf(effect.incident);
  if (view === null || isMoot(effect.of, view.incident)) return done;
  const message = reminderMessage(effect.of, view);
  const said = await parts.slack.page({ user: effect.user, key: effectId(effect), message, attemptsBefore });
  if (said.kind === 'later') return said;
  if (said.kind === 'lost') {
    const facts = { incident: effect.incident, user: effect.user, reason: said.reason };
    parts.log.warn(facts, 'A reminder could not be sent to somebody.');
  }
  return done;
}

/** Twice: the issue that stands there is found by its marker. */
export async function makeIssue(parts: PerformParts, effect: EffectOf<'MakeIssue'>, how: How): Promise<Performed> {
  const view = await parts.incidentOf(effect.incident);
  if (view === null) return done;
  const { purpose, incident } = effect;
  const made = await issueFor(parts, view, purpose);
  if (made.kind === 'later') return made;
  const { effect: name, token } = how;
  const record = { type: 'RecordIssue', incident, purpose, made } as const;
  await parts.submitIncident(record, { effect: name, token, settle: false });
  return done;
}

async function issueFor(
  parts: PerformParts,
  view: IncidentView,
  purpose: EffectOf<'MakeIssue'>['purpose'],
): ReturnType<PerformParts['github']['makeIssue']> {
  const { id } = view.incident;
  const { repo } = view.policy;
  if (repo === null) {
    return { kind: 'failed', reason: 'The incident is about no service, so there is no repository to make it in.' };
  }
  return await parts.github.makeIssue({ repo, ...issueText(purpose, view), marker: `${id}.${purpose}` });
}

/**
 * Whether an earlier line of the thread is still to be said: after a crash, or when several are due at once, whoever is
 * taken first would speak first. A line that cannot be said for more than an hour holds up nobody any longer.
 */
async function isBehind(
  { owed }: Pick<PerformParts, 'owed'>,
  effect: EffectOf<'IncidentReply'>,
  attemptsBefore: number,
): Promise<boolean> {
  const { line } = lineOf(effect.id);
  if (line === undefined || attemptsBefore > patientTurns) return false;
  const earlier = Array.from({ length: Math.min(line - 1, linesBefore) }, (_, at) => line - 1 - at);
  return (await owed(earlier.map((each) => effectId({ ...effect, id: `n${each}` })))).length > 0;
}

/** `n7` is the seventh line of the timeline. */
function lineOf(id: string): { readonly line?: number } {
  const digits = /^n(\d+)$/.exec(id)?.[1];
  return digits === undefined ? {} : { line: Number(digits) };
}

function isThreadGone(reason: string): boolean {
  return isChannelGone(reason) || reason === 'thread_not_found' || reason === 'message_not_found';
}

function isSamePlace(one: CardPlace, other: CardPlace | null): boolean {
  return other !== null && one.channel === other.channel && one.ts === other.ts;
}
