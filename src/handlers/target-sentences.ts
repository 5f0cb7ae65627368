import { type Message } from '../cards/block-kit.ts';
import { problemMessage } from '../cards/help.ts';
import { versionName } from '../cards/names.ts';
import { code, type Markup, md, prose } from '../cards/text.ts';
import { type Verified } from '../domain/lane/lane.ts';
import { namesText } from './sentences.ts';

/** What handlers say when it is not clear, or cannot be had, what production goes back to. */

export const rollbackNotAgain = problemMessage(
  md`A rollback cannot be requested again, because what it would undo may be another by now. ${code('/rollback <sha or version> [service]')} shows what it would do today.`,
);

export const warningsUnread =
  'Tick this box once you have read what stands under “Before you go on”. Without it nothing is rolled back.';

export function malformedTarget(word: string): Message {
  return problemMessage(
    md`${code(word, 100)} can be neither a commit SHA nor a version, so nothing was done. For example: ${code('/rollback v2.13.0 checkout')}.`,
  );
}

export function whichService(word: string, services: readonly string[]): Message {
  return problemMessage(
    md`Which service goes back to ${code(word, 60)}? Write it behind the version: ${code(`/rollback ${word} <service>`, 120)}. There is ${namesText(services)}.`,
  );
}

export function noTargetOf(service: string): Message {
  return problemMessage(
    md`Nobody knows the images of the version before this one by digest, so this cannot be rolled back from here. ${code(`/rollback <sha or version> ${service}`, 120)} goes back to any version whose images are known, and ${code(`/release request ${service} <sha>`, 120)} deploys an older commit anew.`,
  );
}

/** GitHub does not know it, or does not answer: then what was verified here is still there to choose from. */
export function targetNotRead(sentence: string, verified: readonly Verified[]): Markup {
  const said = prose(sentence, 1200);
  return verified.length === 0 ? said : md`${said} Verified here: ${targetsText(verified)}.`;
}

export function severalTargets(word: string, targets: readonly Verified[]): Markup {
  return md`${code(word, 60)} may mean more than one version that was verified here: ${targetsText(targets)}. Give more digits of one.`;
}

function targetsText(targets: readonly Verified[]): Markup {
  return namesText(targets.map(({ version, sha }) => versionName(version, sha)));
}
