import { type Reminder } from '../domain/effects.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { msBetween } from '../domain/time.ts';
import { type Block, type Message } from './block-kit.ts';
import { actions, context, message, section } from './blocks.ts';
import { openAction } from './incident-actions.ts';
import { exportButton, resolveButton, reviewButton, updateButton } from './incident-buttons.ts';
import { spoken } from './incident-times.ts';

import { incidentLink, incidentName, incidentTitle } from './incident-words.ts';
import { code, joined, lines, type Markup, md } from './text.ts';

/** What one person is reminded of, by direct message: what it is about, what is asked, and the button for it. */
export function reminderMessage(reminder: Reminder, view: IncidentView): Message {
  const { incident } = view;
  return message(`${titles[reminder.kind]}: ${incidentTitle(incident)}`, [
    section(lines(md`*${titles[reminder.kind]}*`, incidentName(incident), bodyOf(reminder, view))),
    ...blocksOf(reminder, view),
    context(placesText(view)),
  ]);
}

const titles: Readonly<Record<Reminder['kind'], string>> = {
  update: 'How does it stand?',
  actions: 'To be done after a rollback',
  review: 'The review is missing',
};

function bodyOf(reminder: Reminder, { incident, now }: IncidentView): Markup {
  switch (reminder.kind) {
    case 'update':
      return incident.update === null
        ? md`You have it, and nothing has been said of it yet. A sentence is enough: what is known, what is tried, and when there will be news.`
        : md`You have it. The newest update is ${spoken(msBetween(incident.update.at, now))} old. A sentence is enough: what is known, what is tried, and when there will be news.`;
    case 'actions':
      return md`You have this, or the incident that it belongs to. Press Done and say what came of it; if somebody else should do it, hand it over on the message of the incident.`;
    case 'review':
      return incident.resolved === null
        ? md`Its draft is ready. It waits for the impact, the causes, and what follows.`
        : md`It was resolved ${spoken(msBetween(incident.resolved.at, now))} ago. The draft is ready; it waits for the impact, the causes, and what follows.`;
  }
}

function blocksOf(reminder: Reminder, { incident, now }: IncidentView): readonly Block[] {
  switch (reminder.kind) {
    case 'update':
      return actions('incident', [updateButton(incident), resolveButton(incident)]);
    case 'actions':
      return incident.actions
        .filter(({ id, done }) => reminder.actions.includes(id) && done === null)
        .flatMap((action) => openAction(incident, action, now));
    case 'review':
      return actions('incident', [reviewButton(incident), exportButton(incident)]);
  }
}

function placesText({ incident }: IncidentView): Markup {
  const link = incidentLink(incident);
  return link === null ? code(incident.id) : joined([link, code(incident.id)], ' · ');
}
