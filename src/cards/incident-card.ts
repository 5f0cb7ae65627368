import { incidentRoles } from '../domain/incident/incident.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { context, fields, header, message, section } from './blocks.ts';
import { actionBlocks, issuesText } from './incident-actions.ts';
import { furtherButtons, rollBackOf, urgentButtons } from './incident-buttons.ts';
import { originText, stateText } from './incident-clock.ts';
import { releaseBlocks } from './incident-facts.ts';
import { situationBlocks, underWayBlocks, waysOutBlocks } from './incident-situation.ts';
import { triedBlocks } from './incident-tried.ts';
import { incidentTitle, phaseWords, roleWords } from './incident-words.ts';
import { channelMention, clause, code, instantText, joined, lines, type Markup, md, mention, quoted } from './text.ts';

/**
 * The one live message of an incident. From top to bottom it answers: how bad is it and who has it, what happened and
 * what can be done, the buttons for that, what is known and was tried, who does what, and what is left to do.
 */
export function incidentCard(view: IncidentView): Message {
  const { incident } = view;
  const title = incidentTitle(incident);
  return message(`${title} (${phaseWords(incident.phase)})`, [
    header(title),
    section(stateText(view)),
    ...situationBlocks(view),
    ...urgentButtons(view),
    ...underWayBlocks(view),
    ...updateBlocks(view),
    ...waysOutBlocks(view),
    ...releaseBlocks(view),
    ...triedBlocks(incident),
    ...peopleBlocks(view),
    ...actionBlocks(incident, view.now),
    ...reviewBlocks(view),
    context(...fineprint(view)),
    ...furtherButtons(view),
  ]);
}

function updateBlocks({ incident }: IncidentView): readonly Block[] {
  const { update } = incident;
  if (update === null) return [];
  return [
    section(lines(md`*How it stands*, ${mention(update.by)} ${instantText(update.at)}:`, quoted(update.text, 800))),
  ];
}

/** Also where nobody has a role: that is to be seen. */
function peopleBlocks({ incident }: IncidentView): readonly Block[] {
  return [
    fields(
      ...incidentRoles.map((role) => {
        const who = incident.roles[role];
        return md`*${roleWords[role].name}*\n${who === null ? md`nobody yet` : mention(who)}`;
      }),
    ),
  ];
}

function reviewBlocks(view: IncidentView): readonly Block[] {
  const { incident } = view;
  if (incident.phase !== 'resolved') return [];
  const { review } = incident;
  const text =
    review === null
      ? md`*The review is missing.* Its draft, with timeline and times, is ready to be downloaded. What it needs of people: the impact, the causes, and what follows.`
      : lines(
          md`*The review* was filled in by ${mention(review.by)} ${instantText(review.at)}.`,
          said('Causes', review.causes),
          said('What follows', review.followUps),
        );
  return [section(lines(text, debtText(view), issuesText(incident)))];
}

/** What an emergency owes is paid by the review. */
function debtText({ release }: IncidentView): Markup | null {
  const debt = release?.debt ?? null;
  if (debt === null) return null;
  return md`The emergency ${code(debt.release)} owes this review until ${instantText(debt.dueAt)}. After that nothing routine can be requested in its lane until it is there.`;
}

function said(name: string, text: string): Markup | null {
  return text.trim() === '' ? null : md`${name}: ${clause(text, 400)}.`;
}

/** Where everything else stands, and who may do something. */
function fineprint(view: IncidentView): readonly Markup[] {
  const { incident } = view;
  const channel =
    incident.channel === null ? [] : [md`those who work on it talk in ${channelMention(incident.channel)}`];
  const where = joined([md`${code(incident.id)}`, ...channel, md`the thread is the timeline`], ' · ');
  const canGoBack = incident.phase !== 'resolved' && rollBackOf(view).length > 0;
  const who = md`Everybody under ${code('people')} in ${code('gonogo.yaml')} or in the ladder can press these buttons${canGoBack ? '; Roll back is for deployers' : ''}.`;
  return [
    ...(incident.phase === 'open' ? [] : [originText(incident)]),
    where,
    who,
    md`A :pushpin: reaction on a message of the thread notes it.`,
  ];
}
