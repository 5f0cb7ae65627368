import { type Message, type Modal } from '../cards/block-kit.ts';
import { message, modal, section } from '../cards/blocks.ts';
import { problemMessage } from '../cards/help.ts';
import { type CallbackId, callbackIds } from '../cards/ids-of-fields.ts';
import { laneName, versionName } from '../cards/names.ts';
import { code, type Markup, md } from '../cards/text.ts';
import { type ChainId, type ReleaseId } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type RequestDraft } from '../domain/views.ts';

/** What handlers say by themselves, when nothing could be decided or found. */

export const unknownButton = problemMessage(
  md`This button is not one that this version of Gonogo knows, so nothing was done. ${code('/release status')} shows what is open, with links to the cards as they are now.`,
);

export const unknownFormModal = refusedModal(
  { title: 'Unknown form', callbackId: callbackIds.unknown },
  md`This form is not one that this version of Gonogo knows, so nothing was done. Close it and open it again.`,
);

export const formDidNotOpen = problemMessage(
  md`Slack did not open the form, so nothing was done. Try again in a moment.`,
);

/** The outcome may be unknown: then the card tells, and pressing again is harmless. */
export const notRecorded = problemMessage(
  md`Gonogo could not record this, because its store does not answer. If it went through after all, the card shows it in a moment. If not, nothing has changed: press again.`,
);

/** For a field of a form, where Slack interprets nothing. */
export const notRecordedInForm =
  'Gonogo could not record this, because its store does not answer. Nothing you typed is lost: send it again in a moment.';

/** Trying again does not help: this version reads nothing that a newer one wrote, so that no stop is taken for a go. */
export const writtenByNewer = problemMessage(
  md`A newer version of Gonogo has written in this lane, and this older one cannot read that, so nothing was done. Whoever runs Gonogo has to start the newer one; a run that must not go on can be cancelled at GitHub.`,
);

export const writtenByNewerInForm =
  'A newer version of Gonogo has written in this lane, and this older one cannot read that, so nothing was recorded. Whoever runs Gonogo has to start the newer one.';

export const reasonMissingInForm = 'Say why, in a few words: the requester and the record need it.';

export const textMissingInForm = 'Write a few words: the others and the record need them.';

export const standingUnknownInForm =
  'Gonogo could not check who you are, so nothing was recorded. Send it again in a moment.';

export const notReadable = problemMessage(
  md`Gonogo cannot read its store at the moment, so it has no answer. Nothing has changed. Try again in a moment.`,
);

export function laneGone(chain: ChainId): Message {
  return problemMessage(
    md`${code('gonogo.yaml')} has no lane ${code(chain.slice('lane.'.length))} any more, so nothing was done. Ask whoever keeps that file.`,
  );
}

export function unknownService(word: string, suggestion: string | null, services: readonly string[]): Message {
  const hint = suggestion === null ? md`It has ${namesText(services)}.` : md`Did you mean ${code(suggestion)}?`;
  return problemMessage(
    md`There is no service ${code(word, 60)} in ${code('gonogo.yaml')}, so nothing was done. ${hint}`,
  );
}

export function unknownEnvironment(word: string, service: string, environments: readonly string[]): Message {
  return problemMessage(
    md`${code(service)} has no environment ${code(word, 60)}, so nothing was done. It has ${namesText(environments)}.`,
  );
}

export function malformedRef(word: string): Message {
  return problemMessage(
    md`${code(word, 100)} can be neither a commit SHA nor the name of a branch or tag, so nothing was requested. For example: ${code('/release request checkout main')}, or ${code('/release replay checkout v2.13.0')}.`,
  );
}

export function nothingOpen(service: string): Message {
  return problemMessage(
    md`Nothing is open for ${code(service)}. ${code(`/release history ${service}`)} shows what ended, and ${code(`/release request ${service} <sha or ref>`, 120)} asks for a release.`,
  );
}

export function noSuchRelease(word: string): Message {
  return problemMessage(
    md`Gonogo knows no release ${code(word, 100)}. ${code('/release status')} shows what is open, and ${code('/release history')} what ended.`,
  );
}

export function ambiguousRelease(word: string, releases: readonly ReleaseId[]): Message {
  return problemMessage(
    md`${code(word, 100)} may mean more than one release: ${namesText(releases)}. Give the whole name of one.`,
  );
}

export function notOpenThere(word: string, service: string): Message {
  return problemMessage(
    md`${code(word, 60)} is neither an environment of ${code(service)} nor anything that names a commit: a SHA, its start, a branch or a tag.`,
  );
}

/** Deciding is left to buttons, whose card says what is decided. */
export const decidedByButton = message('Use the buttons on the card', [
  section(
    md`Nothing was done: approving, rejecting, deploying and stopping are buttons on a release’s card, because the card shows exactly what a decision covers. ${code('/release status')} has links to the cards.`,
  ),
]);

export const requestStillOpen = problemMessage(
  md`Gonogo has no record of how this release ended, so it cannot be asked again from here. ${code('/release request')} asks for it anew.`,
);

export const noChecklist = problemMessage(
  md`There is no checklist here: either the facts are still being read, or it is a rollback, which asks for none.`,
);

/** For a field of a form, where Slack interprets nothing. */
export const noteMissingInForm = 'Say in a few words how you know: the record needs it.';

export const incidentNotOpenInForm =
  'This incident is over, or less severe than P2 by now, so it is no emergency any more. Close this form, and see /incident list.';

export function readingCommit({ service, environment }: LanePolicy, word: string): Message {
  return message('Reading from GitHub', [
    section(
      md`Reading what a request of ${code(word, 100)} for ${laneName(service, environment)} would meet. The answer follows in a moment; nothing is created by that.`,
    ),
  ]);
}

/** How a form is called, by people and by machines. */
export type FormName = { readonly title: string; readonly callbackId: CallbackId };

/** In place of a form whose answer can no longer be given. */
export function refusedModal(form: FormName, text: Markup): Modal {
  return modal({ ...form, submit: null, metadata: '' }, [section(text)]);
}

export const candidateNotRead =
  'The facts could not be read because of a fault of Gonogo. It is in the log; try again in a moment.';

export const runMalformed =
  'This is neither a link to a run nor its number. A link looks like https://github.com/owner/name/actions/runs/1234567890.';

export function runElsewhere(expected: string): string {
  return `This run belongs to another repository. A run of this lane is at ${expected}.`;
}

/** A first proposal for the request's summary, from what GitHub says; people change it as they like. */
export function summaryOf(candidate: Candidate, kind: RequestDraft['kind']): string {
  if (kind === 'replay') return `Run ${versionName(candidate.version, candidate.sha)} again: ${candidate.title}`;
  const [pull, ...others] = candidate.pulls;
  if (pull === undefined) return candidate.title;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${pull.title} (#${pull.number})${more}`;
}

export function namesText(names: readonly string[]): Markup {
  if (names.length === 0) return md`none`;
  const shown = names.slice(0, 12).map((name) => code(name).mrkdwn);
  const more = names.length - shown.length;
  return { mrkdwn: more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ') };
}
