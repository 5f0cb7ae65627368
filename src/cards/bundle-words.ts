import { type ReleaseId, type SlackUserId } from '../domain/ids.ts';
import { type Message } from './block-kit.ts';
import { message, section } from './blocks.ts';
import { problemMessage } from './help.ts';
import { clause, code, type Markup, md, mention } from './text.ts';

/** Why nothing can be signed. */
export type KeyProblem = 'not-set' | 'not-pem' | 'not-ed25519';

/** What stands below the file in the thread. */
export function bundleComment(release: ReleaseId, name: string, by: SlackUserId): Message {
  return message(`The bundle of ${release}`, [
    section(md`Asked for by ${mention(by)}. Check it offline: ${code(`gonogo verify ${name}`, 200)}.`),
  ]);
}

/** The name of the file for people, in Slack. */
export function bundleTitle(release: ReleaseId): string {
  return `Bundle of ${release}`;
}

export function noKeyForBundle(release: ReleaseId, problem: KeyProblem): Message {
  return problemMessage(
    md`There is no bundle, because nothing can sign it: ${code('GONOGO_TICKET_KEY')} ${keyProblems[problem]}. Whoever runs Gonogo can set it and start it again. With a key at hand, ${inTerminal(release)} does the same in a terminal.`,
  );
}

const keyProblems: Readonly<Record<KeyProblem, string>> = {
  'not-set': 'is not set',
  'not-pem': 'is no private key in PEM form',
  'not-ed25519': 'is a key of another kind than Ed25519',
};

export function bundleNotMade(sentence: string): Message {
  return problemMessage(md`There is no bundle. ${clause(sentence, 600)}.`);
}

export function bundleNotRead(release: ReleaseId): Message {
  return problemMessage(
    md`The bundle of ${code(release)} could not be made, because the ledger could not be read. It is in the log. Press again in a moment.`,
  );
}

export function bundleWithoutThread(release: ReleaseId): Message {
  return problemMessage(
    md`The card of ${code(release)} is gone, so there is no thread to put the bundle in. ${inTerminal(release)} makes it in a terminal.`,
  );
}

export function bundleNotPosted(release: ReleaseId, reason: string): Message {
  return problemMessage(
    md`Slack did not take the bundle (${clause(reason)}). ${inTerminal(release)} makes the same one in a terminal.`,
  );
}

/** Nobody knows, or Slack allows no more calls for a while. */
export function bundleNotConfirmed(release: ReleaseId): Message {
  return message('The bundle may be missing', [
    section(
      md`Slack has not confirmed the bundle of ${code(release)}. If it does not stand in the thread of its card in a moment, press again; a second one does no harm.`,
    ),
  ]);
}

function inTerminal(release: ReleaseId): Markup {
  return code(`gonogo bundle ${release}`, 200);
}
