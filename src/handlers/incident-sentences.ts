import { type Message } from '../cards/block-kit.ts';
import { message, section } from '../cards/blocks.ts';
import { problemMessage } from '../cards/help.ts';
import { cardLink, clause, code, lines, type Markup, md } from '../cards/text.ts';
import { type IncidentId } from '../domain/ids.ts';
import { type IncidentRow } from '../domain/incident/views.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { namesText } from './sentences.ts';

/** What handlers say about incidents by themselves, when nothing could be decided or found, or to who typed a command. */

export const noSeverityInForm = 'Choose one of P1 to P4.';
export const sameSeverityInForm = 'It has this severity already. Choose another one, or close this form.';
export const noRoleInForm = 'Choose a role.';
export const nobodyChosenInForm = 'Choose a person.';
export const notAMemberInForm =
  'Choose a person who is a full member of this workspace: guests and bots can take nothing on.';
export const titleMissingInForm = 'Say in one line what is wrong, as you would tell a colleague.';

export function serviceGoneInForm(service: string): string {
  return `The config has no service ${service.slice(0, 60)} any more. Choose another one, or none.`;
}

export const noIncidentOpen = problemMessage(
  md`No incident is open, so nothing was done. ${code('/incident list')} shows those that were resolved last, and ${code('/incident declare')} opens one.`,
);

export const nothingToAcknowledge = problemMessage(
  md`No incident waits for somebody to acknowledge it, so nothing was done. ${code('/incident list')} shows what is open and who has it.`,
);

export function whichIncident(rows: readonly IncidentRow[], usage: string): Message {
  return problemMessage(
    lines(
      md`More than one incident may be meant, so nothing was done. Name one: ${code(usage)}.`,
      ...rows.slice(0, 12).map((row) => md`• ${rowText(row)}`),
      rows.length > 12 ? md`and ${rows.length - 12} more: ${code('/incident list')}` : null,
    ),
  );
}

export function noSuchIncident(word: string, suggestion: string | null, open: readonly IncidentRow[]): Message {
  const hint =
    suggestion === null
      ? open.length === 0
        ? md`None is open.`
        : md`Open are ${namesText(open.map(({ incident }) => incident))}.`
      : md`Did you mean ${code(suggestion)}?`;
  return problemMessage(
    md`Gonogo knows no incident ${code(word, 100)}, so nothing was done. ${hint} ${code('/incident list')} shows them all.`,
  );
}

export function noSuchSeverity(word: string): Message {
  return problemMessage(
    md`There is no severity ${code(word, 20)}, so nothing was done. P1 is a complete outage, P2 a major feature that is broken, P3 a minor feature that is affected, and P4 something cosmetic. Without one, the form asks.`,
  );
}

/** Whoever typed the command reads this; everybody else reads the incident's message. */
export function acknowledgedBy(row: IncidentRow): Message {
  return told(
    'You have it',
    md`You have acknowledged ${rowText(row)}. Nobody is paged about it any more, and the others can see that you have it. Tell the others now and then how it stands, with a button on its message, and resolve it when it is over.`,
  );
}

export function acknowledgedHere(incident: IncidentId): Message {
  return told(
    'You have it',
    md`You have acknowledged ${code(incident)}. Nobody is paged about it any more; its message shows the others that you have it.`,
  );
}

export function resolvedNow(row: IncidentRow): Message {
  return told(
    'Resolved',
    md`You have resolved ${rowText(row)}. A draft of its review is ready; press “Fill in the review” on its message once you know more.`,
  );
}

export function notedNow(row: IncidentRow): Message {
  return told('Noted', md`Your note stands in the timeline of ${rowText(row)}.`);
}

export const takenBefore = told(
  'Already done',
  md`This was taken before, and it counts once. The incident’s message shows how it stands now.`,
);

/** Severity, incident under the title that links to its message, and its name, by which a command finds it. */
function rowText({ severity, title, incident, card }: IncidentRow): Markup {
  const name = card === null ? clause(title, 120) : cardLink(card, title);
  return md`${severity} ${name} (${code(incident)})`;
}

/** Deciding about the rest is left to buttons, whose form says what follows from it. */
export const doneByButton = problemMessage(
  md`Nothing was done: severity, roles, status updates, actions and the review are buttons on the incident’s message, because their forms say what follows. ${code('/incident list')} has links to the messages.`,
);

export function reviewTitle(incident: IncidentId): string {
  return `Review of ${incident}`;
}

export function reviewShared(incident: IncidentId, place: CardPlace): Message {
  return told(
    'The review is in the thread',
    md`The review of ${code(incident)} is a Markdown file in ${cardLink(place, 'the incident’s thread')}.`,
  );
}

export function reviewWithoutThread(incident: IncidentId): Message {
  return problemMessage(
    md`The message of ${code(incident)} is not posted at the moment, so there is no thread to put its review into. Try again in a moment.`,
  );
}

export function reviewNotPosted(incident: IncidentId, reason: string): Message {
  return problemMessage(
    md`Slack did not take the review of ${code(incident)}: ${clause(reason, 200)}. Nothing is lost; ask again in a moment.`,
  );
}

export function reviewNotConfirmed(incident: IncidentId): Message {
  return problemMessage(
    md`Slack did not say whether the review of ${code(incident)} was posted. Look into the incident’s thread; asking again is safe.`,
  );
}

export function reviewNotRead(incident: IncidentId): Message {
  return problemMessage(
    md`The review of ${code(incident)} could not be made because of a fault of Gonogo. It is in the log; try again in a moment.`,
  );
}

function told(short: string, text: Markup): Message {
  return message(short, [section(text)]);
}
