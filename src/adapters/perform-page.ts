import { pageMessage, pagerSummary } from '../cards/incident-page.ts';
import { effectId } from '../domain/effects.ts';
import { type IncidentId } from '../domain/ids.ts';
import { type Incident, type Severity } from '../domain/incident/incident.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { done, type EffectOf, type How, type PagerEvent, type Performed, type PerformParts } from './perform-parts.ts';

/** PagerDuty's words for how bad it is. */
const pagerSeverities: Readonly<Record<Severity, Extract<PagerEvent, { action: 'trigger' }>['severity']>> = {
  P1: 'critical',
  P2: 'error',
  P3: 'warning',
  P4: 'info',
};

/**
 * Twice: found in the conversation by its key. Claimed before each attempt, so that nobody is paged any more once
 * somebody has it, however long the page had to wait.
 */
export async function pagePerson(parts: PerformParts, effect: EffectOf<'PagePerson'>, how: How): Promise<Performed> {
  const view = await claimed(parts, effect, how);
  if (view === null) return done;
  const { user, step } = effect;
  const { attemptsBefore } = how;
  const said = await parts.slack.page({
    user,
    key: effectId(effect),
    message: pageMessage(step, view),
    attemptsBefore,
    about: `${effect.incident} ${view.incident.openings}`,
  });
  if (said.kind === 'later') return said;
  if (said.kind === 'lost') {
    parts.trouble(
      `Gonogo could not page <@${user}> for the incident ${effect.incident} (${said.reason}). ` +
        'Tell them yourself, and check their id in the escalation of gonogo.yaml.',
    );
  }
  return done;
}

/**
 * Twice: the paging service joins what comes under the same key. Claimed like the page of a person. Somebody may
 * acknowledge while the call is under way, or while nobody knows what became of it: then the service has heard of that
 * before it heard of the incident, so it is told again.
 */
export async function pageOut(parts: PerformParts, effect: EffectOf<'PageOut'>, how: How): Promise<Performed> {
  if (parts.pager === null) return done;
  const view = await claimed(parts, effect, how);
  if (view === null) return how.attemptsBefore === 0 ? done : await toldAsItStands(parts, effect, how);
  const { incident } = view;
  const { summary, details } = pagerSummary(effect.step, view);
  const event: PagerEvent = {
    action: 'trigger',
    key: incident.id,
    summary,
    severity: pagerSeverities[incident.severity],
    source: sourceOf(incident),
    at: effect.step.at,
    details,
  };
  const closed = isAnsweredBefore(incident, effect)
    ? await sent(parts, { action: 'resolve', key: incident.id }, how)
    : done;
  if (closed.kind === 'later') return closed;
  const answer = await sent(parts, event, how);
  return answer.kind === 'later' ? answer : await toldAsItStands(parts, effect, how);
}

/**
 * Whether the paging service may hold the alert for acknowledged: a trigger under the key of such an alert rings for
 * nobody (https://developer.pagerduty.com/docs/send-alert-event), and one under the key of a resolved alert
 * does. So the first page after somebody had answered closes what stands there; where nothing does, that changes nothing.
 */
function isAnsweredBefore({ openings }: Incident, { step }: EffectOf<'PageOut'>): boolean {
  return openings > 1 && step.round === 1;
}

/** Twice: what is acknowledged or resolved stays so. */
export async function settlePager(parts: PerformParts, effect: EffectOf<'SettlePager'>, how: How): Promise<Performed> {
  return await toldAsItStands(parts, effect, how);
}

/**
 * That somebody has it, or that it is over, as it is now. Of one that was opened again since, nothing: it would silence
 * a page that nobody has answered.
 */
async function toldAsItStands(
  parts: PerformParts,
  { incident }: { readonly incident: IncidentId },
  how: How,
): Promise<Performed> {
  const phase = (await parts.incidentOf(incident))?.incident.phase ?? 'open';
  if (parts.pager === null || phase === 'open') return done;
  return await sent(parts, { action: phase === 'resolved' ? 'resolve' : 'acknowledge', key: incident }, how);
}

/** Once or twice may be somebody in between, such as a proxy that starts. */
const toldFrom = 3;

/** It is sent again and again all the same: once the key is mended, whatever still waits goes out. */
function keyTrouble(reason: string): string {
  return (
    `The paging service refuses Gonogo: ${reason}. Until that is mended nobody is paged by it; people are paged in ` +
    'Slack all the same. Compare the address under paging in gonogo.yaml and the routing key with the integration, ' +
    'and start Gonogo again. It goes on trying.'
  );
}

/** What is affected; of an incident about no service, who says so. */
function sourceOf({ service, environment }: Pick<Incident, 'service' | 'environment'>): string {
  if (service === null) return 'Gonogo';
  return environment === null ? service : `${service} ${environment}`;
}

/** The incident while nobody has it, with the claim on record; null when there is nothing to page for any more. */
async function claimed(
  parts: PerformParts,
  { incident, page }: EffectOf<'PagePerson' | 'PageOut'>,
  { effect, token }: How,
): Promise<IncidentView | null> {
  const recorded = await parts.submitIncident({ type: 'ClaimPage', incident, page }, { effect, token, settle: false });
  return recorded === 'recorded' ? await parts.incidentOf(incident) : null;
}

async function sent(parts: PerformParts, event: PagerEvent, { attemptsBefore }: How): Promise<Performed> {
  const answer = await parts.pager?.send(event, attemptsBefore);
  if (answer?.kind === 'later') {
    const { afterMs, reason, keyRefused } = answer;
    if (keyRefused >= toldFrom) parts.trouble(keyTrouble(reason));
    return { kind: 'later', afterMs, reason };
  }
  if (answer?.kind === 'lost') {
    parts.trouble(
      `The paging service will not take the event "${event.action}" of the incident ${event.key}: ${answer.reason}. ` +
        'Check paging in gonogo.yaml and the routing key. People are paged in Slack all the same.',
    );
  }
  return done;
}
