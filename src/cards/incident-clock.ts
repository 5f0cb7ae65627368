import { type Incident } from '../domain/incident/incident.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { everybodyUpTo, holderOf, ladderIsEmpty } from './incident-people.ts';
import { afterText } from './incident-times.ts';
import { ladderInShort, respondWithin, severityOf } from './incident-words.ts';
import { clause, code, instantText, lines, type Markup, md, mention, nothing } from './text.ts';

/** Who has an incident, by when somebody has to respond, and what follows if nobody does. */
export function stateText(view: IncidentView): Markup {
  const { incident } = view;
  switch (incident.phase) {
    case 'open':
      return lines(openText(incident), severityText(view), toldText(view), breachText(incident), nextText(view));
    case 'acknowledged':
      return lines(
        md`${holderText(incident)} ${acknowledgedText(incident)}`,
        severityText(view),
        breachText(incident),
        askedAgainText(incident),
      );
    case 'resolved':
      return lines(resolvedText(incident), severityText(view), breachText(incident));
  }
}

function openText(incident: Incident): Markup {
  if (incident.outgrown !== null) return outgrownText(incident, incident.outgrown);
  const again =
    incident.openings > 1 ? md` It came back ${instantText(incident.since)}, after it had been resolved.` : nothing;
  const { origin, openedAt } = incident;
  const byItself = origin.kind === 'run' || (origin.kind === 'release' && origin.by === undefined);
  const opened = byItself ? md`Opened by itself ${instantText(openedAt)}.` : originText(incident);
  return md`*Nobody has it yet.* ${opened}${again}`;
}

function outgrownText(incident: Incident, { by, at, severity }: NonNullable<Incident['outgrown']>): Markup {
  return md`*It got worse ${instantText(incident.since)}, and has to be acknowledged anew.* ${mention(by)} acknowledged it as ${severity} ${instantText(at)}, which does not count for this. ${originText(incident)}`;
}

/** Who or what opened it, and when. */
export function originText({ origin, openedAt }: Incident): Markup {
  if (origin.kind === 'declared') return md`Declared by ${mention(origin.by)} ${instantText(openedAt)}.`;
  if (origin.kind === 'run')
    return md`Opened by itself ${instantText(openedAt)}, because a run was started past Gonogo.`;
  const how = origin.by === undefined ? md`by itself` : md`by a rollback that ${mention(origin.by)} began,`;
  return md`Opened ${how} ${instantText(openedAt)}, because of release ${code(origin.release)}.`;
}

function severityText({ incident, policy }: IncidentView): Markup {
  const meaning = severityOf(incident);
  if (incident.phase !== 'open') return md`${meaning}.`;
  return md`${meaning}. Somebody has to respond ${respondWithin(incident.severity, policy.rules)}.`;
}

function toldText({ incident, policy }: IncidentView): Markup {
  if (policy.escalation.length === 0) return md`*Told:* this channel alone. ${ladderIsEmpty}`;
  const told = everybodyUpTo(policy, incident.told);
  return told === null ? md`*Told:* this channel. Nobody is paged yet.` : md`*Told:* ${told}`;
}

function breachText({ breachedAt }: Incident): Markup | null {
  return breachedAt === null ? null : md`△ The time to respond ran out ${instantText(breachedAt)}.`;
}

function nextText({ incident, policy }: IncidentView): Markup {
  const { clock, breachedAt, severity } = incident;
  if (clock.waitsFor !== 'acknowledgement') return nothing;
  const by = breachedAt !== null || severity === 'P1' ? nothing : md`*Respond by:* ${instantText(clock.respondBy)}. `;
  const hasRunOut = severity === 'P1' ? clock.step > policy.rules.P1.rounds : breachedAt !== null;
  const isTold = hasRunOut || policy.escalation.length === 0;
  const next = isTold ? 'It is said again until somebody has it.' : ladderInShort(severity, policy.rules);
  return md`${by}*Next:* ${instantText(clock.dueAt)}, unless somebody acknowledges it. ${next}`;
}

function holderText(incident: Incident): Markup {
  const holder = holderOf(incident);
  return holder === null ? md`*Somebody has it.*` : md`*${mention(holder)} has it.*`;
}

function acknowledgedText(incident: Incident): Markup {
  const { acknowledged } = incident;
  if (acknowledged === null) return nothing;
  const by = acknowledged.by === holderOf(incident) ? nothing : md` by ${mention(acknowledged.by)}`;
  return md`Acknowledged${by} ${instantText(acknowledged.at)}, ${afterText(incident, acknowledged.at)}.`;
}

function askedAgainText({ clock }: Incident): Markup | null {
  if (clock.waitsFor !== 'resolution') return null;
  return md`*Next:* how it stands is asked ${instantText(clock.dueAt)}, unless an update is posted before.`;
}

function resolvedText(incident: Incident): Markup {
  const { resolved } = incident;
  if (resolved === null) return md`*Resolved.*`;
  return md`*Resolved* by ${mention(resolved.by)} ${instantText(resolved.at)}, ${afterText(incident, resolved.at)}: ${clause(resolved.how, 600)}.`;
}
