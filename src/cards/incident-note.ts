import { type Incident } from '../domain/incident/incident.ts';
import { type Happened } from '../domain/incident/timeline.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { incidentAlert } from './alert.ts';
import { type Block, type Message } from './block-kit.ts';
import { actions, message, section } from './blocks.ts';
import {
  acknowledgeButton,
  exportButton,
  resolveButton,
  reviewButton,
  rollBackOf,
  updateButton,
} from './incident-buttons.ts';
import { alarmWords, viewOfRelease } from './incident-facts.ts';
import { wordsOfHappened } from './incident-happened.ts';
import { stepWords } from './incident-step.ts';
import { releaseText } from './incident-tried.ts';
import { incidentTitle } from './incident-words.ts';
import { lines, type Markup, md } from './text.ts';

/**
 * What stands in an incident's thread. Some of it is shown in the channel too, where it has to be understood without
 * what stands above it; so each says which incident it is about where notifications read it.
 */
export function incidentNote(entry: Happened, view: IncidentView): Message {
  if (entry.kind === 'alarm') return alarmNote(entry, view);
  const { title, body } = entry.kind === 'step' ? stepWords(entry, view) : wordsOfHappened(entry, view);
  return message(`${title}: ${incidentTitle(view.incident)}`, [
    section(lines(md`*${title}*`, body)),
    ...buttonsFor(entry, view),
  ]);
}

/** Whatever calls for somebody carries the buttons that answer it. */
function buttonsFor(entry: Happened, { incident }: IncidentView): readonly Block[] {
  switch (entry.kind) {
    case 'step':
      return entry.told === 'with-a-later-one' ? [] : answerable(incident);
    case 'opened-again':
    case 'outgrown':
    case 'severity':
      return answerable(incident);
    case 'asked-again':
      return incident.phase === 'resolved'
        ? []
        : actions('incident', [updateButton(incident), resolveButton(incident)]);
    case 'resolved':
      return actions('incident', [reviewButton(incident), exportButton(incident)]);
    default:
      return [];
  }
}

function answerable(incident: Incident): readonly Block[] {
  return incident.phase === 'open' ? actions('incident', [acknowledgeButton(incident)]) : [];
}

/** The whole of it, as long as the release can be read; else what is known of the alarm alone. */
function alarmNote({ release, alert }: Extract<Happened, { kind: 'alarm' }>, view: IncidentView): Message {
  const about = viewOfRelease(view, release);
  if (about === null) {
    const { title, happened, means, todo } = alarmWords(view, release, alert);
    return message(`△ ${title}${release === null ? '' : `: release ${release}`}`, [
      section(alarmText(md`*${title}*${releaseText(release)}`, [happened, means, todo])),
    ]);
  }
  const whole = incidentAlert(alert, about);
  const buttons = view.incident.phase === 'resolved' ? [] : rollBackOf(view);
  return { ...whole, blocks: [...whole.blocks, ...actions('incident', buttons)] };
}

function alarmText(title: Markup, [happened, means, todo]: readonly [Markup, Markup, Markup]): Markup {
  return lines(title, md`*What happened:* ${happened}`, md`*What it means:* ${means}`, md`*What you can do:* ${todo}`);
}
