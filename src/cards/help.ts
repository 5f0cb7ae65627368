import { type Message } from './block-kit.ts';
import { context, header, message, section } from './blocks.ts';
import { code, joined, lines, type Markup, md, prose } from './text.ts';

/** What can be typed today. The words are those that the command takes, so a test holds them against the handlers. */
export const helpWords = ['status', 'request', 'replay', 'emergency', 'why', 'history', 'show', 'help'] as const;
export type HelpWord = (typeof helpWords)[number];

/** What there is help about: the words of `/release`, and the commands of their own. */
export const helpTopics = [...helpWords, 'rollback'] as const;
export type HelpTopic = (typeof helpTopics)[number];

/** What is planned and not there: said plainly, so that nobody waits for an answer. */
export const laterWords = ['hold', 'freeze', 'promote', 'exception', 'readiness'] as const;
export type LaterWord = (typeof laterWords)[number];

type Help = { readonly usage: string; readonly does: string; readonly examples: readonly string[] };

const helps: Readonly<Record<HelpTopic, Help>> = {
  status: {
    usage: '/release status [service]',
    does: 'What runs where, what is open and who is needed.',
    examples: ['/release status', '/release status checkout'],
  },
  request: {
    usage: '/release request <service> <sha or ref> [environment]',
    does: 'Opens a form, filled from GitHub, that asks for a release. Production, unless you name another environment.',
    examples: ['/release request checkout main', '/release request checkout 4f2a91c staging'],
  },
  replay: {
    usage: '/release replay <service> <sha or version> [environment]',
    does: 'Asks for a release of what was built before: the same images by digest, without a build. It is approved like any other.',
    examples: ['/release replay checkout v2.13.0', '/release replay checkout 4f2a91c staging'],
  },
  emergency: {
    usage: '/release emergency <service> <sha or ref> [environment]',
    does: 'For a P1 or P2: asks for a release that goes first, waits for no window, review or check, and may skip staging. People approve it and a deployer starts it as always; a review is due within 48 hours.',
    examples: ['/release emergency checkout 4f2a91c', '/release emergency checkout hotfix/card-payments'],
  },
  why: {
    usage: '/release why <release or service> [environment or sha]',
    does: 'What a release waits for, and who can settle each part. For a commit that nobody asked for: who would have to approve it, what blocks, and when the window opens; nothing is created.',
    examples: ['/release why checkout', '/release why checkout.production.a1b2c3d4', '/release why checkout 4f2a91c'],
  },
  history: {
    usage: '/release history [service] [filters]',
    does: 'What was released, and how it ended. Filters in any order: env, by, status, type, since, until, limit; export:csv or export:markdown sends a file.',
    examples: [
      '/release history checkout',
      '/release history status:failed since:2026-11-01',
      '/release history checkout env:production by:@ana type:hotfix limit:5',
      '/release history checkout since:30d export:csv',
    ],
  },
  show: {
    usage: '/release show <release, sha or version> [service]',
    does: 'The page of record of one release: request, votes, evidence, images, run, watch, rollback and incident, with links.',
    examples: ['/release show checkout', '/release show v2.14.0 checkout', '/release show 4f2a91c'],
  },
  help: {
    usage: '/release help [word]',
    does: 'This list, or more about one word.',
    examples: ['/release help', '/release help request'],
  },
  rollback: {
    usage: '/rollback <sha or version> [service] [reason]',
    does: 'Shows what production would go back to and what that undoes, and asks a deployer to confirm. It needs no vote and waits for no window; afterwards the lane is held until a deployer clears the hold.',
    examples: ['/rollback v2.13.0', '/rollback 9c8b7a6 checkout totals are wrong'],
  },
};

export function helpMessage(): Message {
  return message('What Gonogo can do', [
    header('What Gonogo can do'),
    section(
      joined(
        helpTopics.map((word) => md`${code(helps[word].usage)}\n${helps[word].does}`),
        '\n',
      ),
    ),
    section(
      md`Approving, rejecting, deploying, verifying and stopping are buttons on a release’s card, never words. A go covers exactly what the card shows: commit, images, evidence, checklist, workflow, inputs and rules. If one of them changes, the votes are void and the card says what changed.`,
    ),
    context(md`What needs you stands in Gonogo’s Home tab.`),
  ]);
}

export function helpFor(word: HelpTopic): Message {
  const { usage, does, examples } = helps[word];
  return message(usage, [
    section(lines(code(usage), md`${does}`, md`For example:`, ...examples.map((example) => md`• ${code(example)}`))),
  ]);
}

/** Never taken for something else: a wrong word does nothing but this. */
export function unknownWord(word: string, suggestion: string | null): Message {
  const hint: Markup =
    suggestion === null
      ? md`${code('/release help')} lists what there is.`
      : md`Did you mean ${code(`/release ${suggestion}`, 120)}? ${code('/release help')} lists what there is.`;
  return message('Unknown word', [section(md`Gonogo does not know ${code(word, 60)}, so nothing was done. ${hint}`)]);
}

export function notYet(word: LaterWord): Message {
  const command = `/release ${word}`;
  const instead = insteadOf(word);
  return message('Not in this version', [
    section(lines(md`This version of Gonogo does not do ${code(command)} yet, so nothing was done.`, instead)),
  ]);
}

function insteadOf(word: LaterWord): Markup {
  switch (word) {
    case 'hold':
    case 'freeze':
      return md`Deny windows in ${code('gonogo.yaml')} keep a lane closed, and Stop or Reject on a card stops one release.`;
    case 'promote':
    case 'exception':
    case 'readiness':
      return md`${code('/release help')} lists what there is.`;
  }
}

/** A service, release or commit that cannot be answered about. A sentence that is text is made inert. */
export function problemMessage(sentence: string | Markup): Message {
  const text = typeof sentence === 'string' ? prose(sentence, 1500) : sentence;
  return message('Nothing was done', [section(text)]);
}
