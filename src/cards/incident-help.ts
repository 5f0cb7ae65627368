import { type Message } from './block-kit.ts';
import { context, header, message, section } from './blocks.ts';
import { code, joined, lines, type Markup, md } from './text.ts';

/** What can be typed after `/incident`. The words are those that the command takes. */
export const incidentWords = ['declare', 'list', 'ack', 'resolve', 'note', 'help'] as const;
export type IncidentWord = (typeof incidentWords)[number];

type Help = { readonly usage: string; readonly does: string; readonly examples: readonly string[] };

const helps: Readonly<Record<IncidentWord, Help>> = {
  declare: {
    usage: '/incident declare [P1–P4] [text]',
    does: 'Opens a form with the severities in plain words. Sending it tells the incidents channel and, unless it is a P4, pages level 1 of the ladder.',
    examples: ['/incident declare', '/incident declare P2 checkout shows wrong totals'],
  },
  list: {
    usage: '/incident list',
    does: 'What is open, worst first, who has it, and what was resolved last.',
    examples: ['/incident list'],
  },
  ack: {
    usage: '/incident ack [incident or service]',
    does: 'Says that you have it, and stops the paging. Without a name, the only one that nobody has yet is meant.',
    examples: ['/incident ack', '/incident ack checkout', '/incident ack inc-checkout.k3m9t2vw7b'],
  },
  resolve: {
    usage: '/incident resolve [incident] [how]',
    does: 'Ends it, with a few words on how. Without them, a form asks.',
    examples: ['/incident resolve', '/incident resolve inc-checkout.k3m9t2vw7b rolled back, errors are at 0.1 %'],
  },
  note: {
    usage: '/incident note [incident] <text>',
    does: 'Adds a line to the timeline. The reaction 📌 on a message of the incident’s thread, or of its own channel, adds that message.',
    examples: ['/incident note the database failed over at 14:02'],
  },
  help: {
    usage: '/incident help [word]',
    does: 'This list, or more about one word.',
    examples: ['/incident help', '/incident help declare'],
  },
};

export function incidentHelp(): Message {
  return message('What you can do about incidents', [
    header('Incidents'),
    section(
      joined(
        incidentWords.map((word) => md`${code(helps[word].usage)}\n${helps[word].does}`),
        '\n',
      ),
    ),
    section(
      md`Every full member may declare one. Everything else is for those who stand under ${code('people')} in ${code('gonogo.yaml')} or in the ladder of the incident. Severity, roles, status updates and the review are buttons on the incident’s message.`,
    ),
    context(md`What needs you stands in Gonogo’s Home tab.`),
  ]);
}

export function incidentHelpFor(word: IncidentWord): Message {
  const { usage, does, examples } = helps[word];
  return message(usage, [
    section(lines(code(usage), md`${does}`, md`For example:`, ...examples.map((example) => md`• ${code(example)}`))),
  ]);
}

/** Never taken for something else: a wrong word does nothing but this. */
export function unknownIncidentWord(word: string, suggestion: string | null): Message {
  const hint: Markup =
    suggestion === null
      ? md`${code('/incident help')} lists what there is.`
      : md`Did you mean ${code(`/incident ${suggestion}`, 120)}? ${code('/incident help')} lists what there is.`;
  return message('Unknown word', [section(md`Gonogo does not know ${code(word, 60)}, so nothing was done. ${hint}`)]);
}
