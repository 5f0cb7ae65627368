import { type ActionName } from '../domain/incident/actions.ts';
import { type Incident, type IncidentRole, type Severity } from '../domain/incident/incident.ts';
import { type IncidentPolicy } from '../domain/incident/policy.ts';
import { type IncidentRules } from '../domain/policy/escalation.ts';
import { cardLink, duration, type Markup, md, plain } from './text.ts';

/** How people speak of an incident. The same thing has the same name on its message, in its thread and in a form. */

const definitions: Readonly<Record<Severity, string>> = {
  P1: 'complete outage',
  P2: 'a major feature is broken',
  P3: 'a minor feature is affected',
  P4: 'cosmetic, or not urgent',
};

/** "P1: complete outage". */
export function severityName(severity: Severity): string {
  return `${severity}: ${definitions[severity]}`;
}

/** Nobody knows yet what a run past Gonogo has done: its severity stands without what people choose one by. */
export function severityOf({ origin, severity }: Pick<Incident, 'origin' | 'severity'>): string {
  return origin.kind === 'run' ? severity : severityName(severity);
}

/** When somebody has to respond: the end of a sentence. */
export function respondWithin(severity: Severity, rules: IncidentRules): string {
  switch (severity) {
    case 'P1':
      return 'at once';
    case 'P2':
      return `within ${duration(rules.P2.breach)}`;
    case 'P3':
      return `within ${duration(rules.P3.breach)}`;
    case 'P4':
      return `by ${rules.P4.due} on the next working day`;
  }
}

/** The same for this policy: where nobody is in the ladder, nobody is paged. */
export function whoIsPaged(
  severity: Severity,
  { rules, escalation }: Pick<IncidentPolicy, 'rules' | 'escalation'>,
): string {
  return escalation.length === 0
    ? 'Nobody is in the ladder, so this channel alone is told.'
    : ladderInShort(severity, rules);
}

/** Who is told while nobody responds: a sentence. */
export function ladderInShort(severity: Severity, rules: IncidentRules): string {
  switch (severity) {
    case 'P1':
      return `Level 1 of the ladder is paged at once, and one level more every ${duration(rules.P1.repeatEvery)}.`;
    case 'P2':
      return `Level 1 of the ladder is paged${later(rules.P2)}.`;
    case 'P3':
      return `Level 1 of the ladder is paged${later(rules.P3)}.`;
    case 'P4':
      return 'Nobody is paged before that, and then level 1 of the ladder.';
  }
}

function later({ nudges, breach }: IncidentRules['P2']): string {
  const all = `everybody in it after ${duration(breach)}`;
  return nudges.length === 0
    ? `, and ${all}`
    : `, one level more after ${nudges.map((ms) => duration(ms)).join(' and ')}, and ${all}`;
}

/** "checkout → production"; null for an incident about no one service. */
export function placeOf({ service, environment }: Pick<Incident, 'service' | 'environment'>): string | null {
  if (service === null) return null;
  return environment === null ? service : `${service} → ${environment}`;
}

/** "P1 · checkout → production: Health is failing after a deployment". For `plain_text`. */
export function incidentTitle(incident: Pick<Incident, 'service' | 'environment' | 'severity' | 'title'>): string {
  const place = placeOf(incident);
  const title = plain(incident.title, 100);
  return place === null ? `${incident.severity}: ${title}` : `${incident.severity} · ${place}: ${title}`;
}

/** The same for mrkdwn. */
export function incidentName(incident: Pick<Incident, 'service' | 'environment' | 'severity' | 'title'>): Markup {
  const place = placeOf(incident);
  return place === null
    ? md`*${incident.severity}*: ${plain(incident.title, 100)}`
    : md`*${incident.severity}* · ${place}: ${plain(incident.title, 100)}`;
}

const phases: Readonly<Record<Incident['phase'], string>> = {
  open: 'nobody has it yet',
  acknowledged: 'somebody has it',
  resolved: 'resolved',
};

export function phaseWords(phase: Incident['phase']): string {
  return phases[phase];
}

/** A link to the live message; null until it is posted. */
export function incidentLink({ card }: Pick<Incident, 'card'>, label = 'The incident'): Markup | null {
  return card === null ? null : cardLink(card, label);
}

export const roleWords: Readonly<Record<IncidentRole, { readonly name: string; readonly does: string }>> = {
  lead: { name: 'Lead', does: 'decides what is tried, and who does it' },
  communications: { name: 'Communications', does: 'tells those who wait for news' },
  scribe: { name: 'Scribe', does: 'keeps the notes, so that the others can look for the cause' },
};

/** What is to be done after a rollback. */
export const actionWords: Readonly<Record<ActionName, { readonly name: string; readonly asks: string }>> = {
  document: {
    name: 'Document what happened',
    asks: 'write down what happened, in order, for those who were not there.',
  },
  'root-cause': { name: 'Find the root cause', asks: 'say why it happened, and why nothing caught it before.' },
  'fix-task': { name: 'Create the task for the fix', asks: 'a GitHub issue that says what has to be mended.' },
  checklist: {
    name: 'Update the deployment checklist',
    asks: 'add what would have caught it, or say that nothing has to change.',
  },
  process: { name: 'Review the process for gaps', asks: 'say what in the way we work let it through.' },
};
