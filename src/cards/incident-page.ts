import { type LadderStep } from '../domain/incident/ladder.ts';
import { leadPagedToo } from '../domain/incident/pages.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { msBetween } from '../domain/time.ts';
import { type Message } from './block-kit.ts';
import { actions, context, header, message, section } from './blocks.ts';
import { acknowledgeButton } from './incident-buttons.ts';
import { originText } from './incident-clock.ts';
import { alarmWords, newestAlarm } from './incident-facts.ts';
import { nameIn } from './incident-people.ts';
import { spoken } from './incident-times.ts';
import { incidentLink, incidentTitle, placeOf, respondWithin, severityName, severityOf } from './incident-words.ts';
import { versionName } from './names.ts';
import {
  channelMention,
  code,
  joined,
  lines,
  type Markup,
  md,
  mention,
  nothing,
  plain,
  unmarked,
  utcText,
} from './text.ts';

/** A page for one person: what it is, why they get it, and one button. It is read on a telephone, at night. */
export function pageMessage(step: LadderStep, view: IncidentView): Message {
  const { incident, policy } = view;
  const title = incidentTitle(incident);
  const alarm = newestAlarm(view);
  return message(`Page: ${title}`, [
    header(title),
    section(
      lines(
        md`${stateText(view)}${waitedText(step, view)}. ${severityOf(incident)}; somebody has to respond ${respondWithin(incident.severity, policy.rules)}.`,
        alarm === null
          ? originText(incident)
          : md`*What happened:* ${alarmWords(view, alarm.release, alarm.alert).happened}`,
        md`*What you can do:* press Acknowledge if you take it. That stops the paging; a page that is on its way by then may still arrive.`,
      ),
    ),
    ...actions('incident', [acknowledgeButton(incident)]),
    context(placesText(view), whyYou(step, view)),
  ]);
}

function stateText({ incident: { outgrown } }: IncidentView): Markup {
  if (outgrown === null) return md`*Nobody has it yet*`;
  return md`*It is worse than what ${mention(outgrown.by)} acknowledged as ${outgrown.severity}, and has to be acknowledged anew*`;
}

function waitedText(step: LadderStep, { incident }: IncidentView): Markup {
  const ms = msBetween(incident.since, step.at);
  return ms < 60_000 ? nothing : md`, after ${spoken(ms)}`;
}

function placesText({ incident, policy }: IncidentView): Markup {
  const link = incidentLink(incident, 'The incident, with everything else');
  const where = link ?? md`It stands in ${channelMention(policy.channels.incidents)}`;
  return joined([where, code(incident.id)], ' · ');
}

function whyYou({ level }: LadderStep, { incident }: IncidentView): Markup {
  const upTo = level <= 1 ? 'at level 1' : `which is told up to level ${level} by now`;
  const or = leadPagedToo(incident) === null ? nothing : md` lead it, or because you`;
  return md`You are paged because you${or} stand in the ladder of ${code('gonogo.yaml')}, ${upTo}. If you cannot take it, do nothing: it is said again until somebody does.`;
}

/** PagerDuty takes 1,024 characters. */
const mostSummary = 1_000;
const mostDetail = 500;

/** A page by webhook, in plain text. Times are in UTC. */
export function pagerSummary(
  step: LadderStep,
  view: IncidentView,
): { readonly summary: string; readonly details: Readonly<Record<string, string>> } {
  const { incident, policy } = view;
  const ms = msBetween(incident.since, step.at);
  const waited = ms < 60_000 ? 'Nobody has it yet.' : `Nobody has acknowledged it for ${spoken(ms)}.`;
  const { outgrown } = incident;
  const now = outgrown === null ? waited : `It is worse than what was acknowledged as ${outgrown.severity}. ${waited}`;
  return {
    summary: plain(`${incidentTitle(incident)}. ${now}`, mostSummary),
    details: {
      incident: incident.id,
      severity: severityName(incident.severity),
      ...optional('where', placeOf(incident)),
      opened: utcText(outgrown === null ? incident.since : incident.openedAt),
      ...optional('worse since', outgrown === null ? null : utcText(incident.since)),
      respond: respondWithin(incident.severity, policy.rules),
      ...optional('next', nextOf(view)),
      level: step.level === 0 ? 'nobody is in the ladder' : String(step.level),
      ...alarmDetails(view),
      ...optional('message', addressOf(view)),
    },
  };
}

function nextOf({ incident: { clock } }: IncidentView): string | null {
  return clock.waitsFor === 'acknowledgement' ? utcText(clock.dueAt) : null;
}

function alarmDetails(view: IncidentView): Readonly<Record<string, string>> {
  const alarm = newestAlarm(view);
  if (alarm === null) return {};
  const { happened, means, todo } = alarmWords(view, alarm.release, alarm.alert);
  return {
    ...(alarm.release === null ? {} : { release: alarm.release }),
    ...(alarm.sha === null ? {} : { version: versionName(alarm.version, alarm.sha) }),
    'what happened': detailText(happened, view),
    'what it means': detailText(means, view),
    'what you can do': detailText(todo, view),
  };
}

function detailText(markup: Markup, { policy }: IncidentView): string {
  return plain(unmarked(markup, nameIn(policy)), mostDetail);
}

function addressOf({ incident: { card } }: IncidentView): string | null {
  return card === null ? null : `https://slack.com/archives/${card.channel}/p${card.ts.replace('.', '')}`;
}

function optional(name: string, value: string | null): Readonly<Record<string, string>> {
  return value === null ? {} : { [name]: value };
}
