import { type Message, type Modal } from '../../src/cards/block-kit.ts';
import { finishActionModal, reviewModal, takeActionModal } from '../../src/cards/incident-after-modals.ts';
import { incidentCard } from '../../src/cards/incident-card.ts';
import { channelWelcome } from '../../src/cards/incident-channel.ts';
import { incidentHelp, incidentHelpFor, incidentWords, unknownIncidentWord } from '../../src/cards/incident-help.ts';
import { incidentList } from '../../src/cards/incident-list.ts';
import {
  declareModal,
  noteModal,
  resolveModal,
  roleModal,
  severityModal,
  updateModal,
} from '../../src/cards/incident-modals.ts';
import { incidentNote } from '../../src/cards/incident-note.ts';
import { pageMessage } from '../../src/cards/incident-page.ts';
import { reminderMessage } from '../../src/cards/incident-reminder.ts';
import { type ServiceId } from '../../src/domain/ids.ts';
import { type Action, actionIds } from '../../src/domain/incident/actions.ts';
import { incidentRow } from '../../src/domain/incident/rows.ts';
import { type Happened } from '../../src/domain/incident/timeline.ts';
import { type IncidentRow, type IncidentView } from '../../src/domain/incident/views.ts';
import { ana, now } from './fixtures.ts';
import { viewFrom } from './hostile-views.ts';
import { happened, incident, incidentViews, services } from './incident-samples.ts';
import { watching } from './releases.ts';

/** Incidents in which others chose every text. */

const texts = [
  'title',
  'reason',
  'detail',
  'how',
  'text',
  'note',
  'impact',
  'causes',
  'followUps',
  'said',
  'problem',
  'outcome',
  'version',
  'conclusion',
  'name',
];

function withText<T>(value: T, text: string): T {
  const swapped = JSON.stringify(value, (key, field: unknown) =>
    texts.includes(key) && typeof field === 'string' ? text : field,
  );
  return JSON.parse(swapped) as T;
}

export function hostileIncident(shown: IncidentView, text: string): IncidentView {
  return { ...shown, incident: withText(shown.incident, text), release: withText(shown.release, text) };
}

const every = incidentViews();

/** A third of them: the properties ask often enough. */
function some(many: number): readonly IncidentView[] {
  return every.filter((_, index) => index % 3 === many % 3);
}

/** As long as an incident can become, with a release that says all it can. */
function longIncident(shown: IncidentView, text: string, many: number): IncidentView {
  const { incident: own, release } = hostileIncident(shown, text);
  const alarms = own.alarms.flatMap((alarm) => Array.from({ length: Math.min(many, 20) }, () => alarm));
  const timeline = Array.from({ length: Math.min(1 + many, 10) }, () => own.timeline).flat();
  const about = release === null ? null : viewFrom(watching, text, many);
  return { ...shown, incident: { ...own, alarms, timeline }, release: about, toUndo: about };
}

export function incidentRowsFrom(text: string, many: number): readonly IncidentRow[] {
  return Array.from({ length: many }, (_, index) => {
    const shown = every[index % every.length];
    if (shown === undefined) throw new Error('There are incidents.');
    return incidentRow(hostileIncident(shown, text).incident, shown.policy);
  });
}

export function incidentMessagesFrom(text: string, many: number): readonly Message[] {
  const views = some(many).map((shown) => longIncident(shown, text, many));
  const entries = happened.map((entry) => withText(entry, text));
  return [
    ...views.map(incidentCard),
    ...views.map(channelWelcome),
    ...views.flatMap((shown, index) =>
      entries.filter((_, nth) => nth % (2 * views.length) === index).map((entry) => incidentNote(entry, shown)),
    ),
    ...views.flatMap((shown) =>
      stepsIn(entries)
        .slice(0, 1)
        .map((step) => pageMessage(step, shown)),
    ),
    ...views.flatMap((shown) => [
      reminderMessage({ kind: 'update' }, shown),
      reminderMessage({ kind: 'actions', actions: actionIds }, shown),
      reminderMessage({ kind: 'review' }, shown),
    ]),
    incidentList({ open: incidentRowsFrom(text, many), recent: incidentRowsFrom(text, many % 5), now }),
    incidentList({ open: [], recent: incidentRowsFrom(text, many), now }),
    incidentHelp(),
    ...incidentWords.map(incidentHelpFor),
    unknownIncidentWord(text, text),
  ];
}

function stepsIn(entries: readonly Happened[]): readonly Extract<Happened, { kind: 'step' }>['step'][] {
  return entries.flatMap((entry) => (entry.kind === 'step' ? [entry.step] : []));
}

export function incidentModalsFrom(text: string, many: number): readonly Modal[] {
  const views = some(many).map((shown) => longIncident(shown, text, many));
  const [first] = views;
  if (first === undefined) throw new Error('There are incidents.');
  const action: Action = { id: 'process', owner: many % 2 === 0 ? ana : null, dueAt: now, done: null, reminders: 0 };
  const named = Array.from({ length: many * 3 }, (_, index) => `service-${index}` as ServiceId);
  const { rules } = first.policy;
  return [
    declareModal({ incident, severity: null, title: text, services: named, service: null, rules }),
    declareModal({ incident, severity: 'P4', title: '', services: [], service: services[1], rules }),
    ...views.flatMap((shown) => [
      resolveModal(shown),
      severityModal(shown),
      roleModal(shown),
      noteModal(shown),
      updateModal(shown),
      reviewModal(shown),
      takeActionModal(shown, action),
      finishActionModal(shown, action),
    ]),
  ];
}
