import { type Ineligible } from '../domain/people/eligibility.ts';
import { type Refusal } from '../domain/refusals.ts';
import { blockerText } from './blocker-sentences.ts';
import { changeList } from './change-sentences.ts';
import { itemName } from './checklist-names.ts';
import { incidentRefusalText } from './incident-refusal-sentences.ts';
import { names } from './name-list.ts';
import { phaseText } from './names.ts';
import { notAllowedText } from './not-allowed-sentences.ts';
import { clause, code, instantText, joined, lines, type Markup, md, prose } from './text.ts';

/** One kind sentence for every way to be told no, with what the person can do next. */
export function refusalText(refusal: Refusal): Markup {
  switch (refusal.code) {
    case 'not_allowed':
      return notAllowedText(refusal);
    case 'not_eligible':
      return ineligibilityText(refusal.why);
    case 'release_not_open':
      return md`This release is over, so there is nothing left to decide. ${code('/release status')} shows what is open now.`;
    case 'wrong_phase':
      return md`That is not possible in the state of this release: ${phaseText(refusal.phase)}. Its card shows what is.`;
    case 'subject_changed':
      return subjectChangedText(refusal);
    case 'not_approvable':
      return refusal.blockers.length === 0
        ? md`Nobody can approve this yet. Its card says why and who can settle it.`
        : md`Nobody can approve this yet. ${joined(refusal.blockers.slice(0, 3).map(blockerText), ' ')}`;
    case 'already_voted':
      return md`Your go is already recorded for exactly this. Nothing else is needed from you.`;
    case 'voting_over':
      return md`The time to decide ran out ${instantText(refusal.expiresAt)}. Press Request again on the card to ask anew.`;
    case 'reason_missing':
      return md`Please say why, in a few words. The requester and the record need it.`;
    case 'already_requested':
      return md`The same is already requested as ${code(refusal.release)}. Decide on that card, or withdraw it first.`;
    case 'lane_busy':
      return md`${code(refusal.behind)} has to end first, because only one change at a time goes into a lane. Try again then; its card shows how far it is.`;
    case 'lane_held':
      return md`The lane is held: ${clause(refusal.reason)}. A deployer can clear the hold on the card or in ${code('/release status')}.`;
    case 'window_shut':
      return refusal.opensAt === null
        ? md`The deployment window is shut: ${clause(refusal.reason)}. Ask whoever keeps ${code('gonogo.yaml')} when it opens.`
        : md`The deployment window is shut: ${clause(refusal.reason)}. It opens ${instantText(refusal.opensAt)}; press Deploy then.`;
    case 'not_before':
      return md`The requester asked not to start before ${instantText(refusal.opensAt)}. Press Deploy then, or request it anew without that time.`;
    case 'lapsed':
      return md`The approval lapsed ${instantText(refusal.lapsesAt)}, because too much can change meanwhile. Press Request again on the card to ask anew.`;
    case 'not_retryable':
      return notRetryableText(refusal.because);
    case 'nothing_to_adopt':
      return nothingToAdoptText(refusal.because);
    case 'not_held':
      return md`The lane is not held any more, so there is nothing to clear.`;
    case 'not_searched':
      return md`GitHub could not be searched for the run yet, so it is too early to say that none started. It is searched every half minute: press again in a moment, or link the run if you see it there.`;
    case 'no_replay_workflow':
      return md`Nothing was started: ${code('gonogo.yaml')} names no ${code('replay')} workflow for this lane, and only such a workflow starts what was built before. Whoever keeps that file can name one; until then, request the older commit with ${code('/release request')}.`;
    case 'rollback_under_way':
      return md`This lane is being rolled back already, by ${code(refusal.release)}. Its card shows how far it is, and what can be done.`;
    case 'not_verifiable':
      return notVerifiableText(refusal);
    case 'run_is_over':
      return md`The run is already over, so it cannot be stopped. The card shows what is live.`;
    default:
      return incidentRefusalText(refusal);
  }
}

export function sentenceFor(refusal: Refusal): string {
  return refusalText(refusal).mrkdwn;
}

function subjectChangedText(refusal: Extract<Refusal, { code: 'subject_changed' }>): Markup {
  const after = md`Nothing was recorded. Look at the card as it is now and decide again.`;
  if (refusal.changes.length === 0) return md`This has changed since the card that you pressed. ${after}`;
  return lines(md`This has changed since the card that you pressed:`, changeList(refusal.changes), after);
}

function notRetryableText(because: Extract<Refusal, { code: 'not_retryable' }>['because']): Markup {
  switch (because) {
    case 'already-retried':
      return md`This was already tried a second time, and there is no third. Settle the cause and request it anew.`;
    case 'not-last':
      return md`Another release went into this lane since, so this one cannot be tried again. Request it anew.`;
    case 'not-a-failed-run':
      return md`Only a run that failed can be tried again. Request it anew instead.`;
    case 'subject-expired':
      return md`The approval is too old to try again. Request it anew.`;
    case 'subject-changed':
      return md`What was approved has changed since, so it cannot be tried again as it was. Request it anew.`;
  }
}

function notVerifiableText({ item, because }: Extract<Refusal, { code: 'not_verifiable' }>): Markup {
  const name = itemName(item);
  switch (because) {
    case 'no-such-item':
      return md`The checklist does not have this item any more: ${name}. Open the checklist again; it shows what is asked now.`;
    case 'not-open':
      return md`Nothing has to be verified there any more: ${name}. Evidence or somebody else has settled it.`;
    case 'not-theirs':
      return md`Somebody else has to verify this: ${name}. The checklist names those who can.`;
    case 'note-missing':
      return md`Please say in a few words how you know: ${name}. The record needs it.`;
  }
}

function nothingToAdoptText(because: Extract<Refusal, { code: 'nothing_to_adopt' }>['because']): Markup {
  switch (because) {
    case 'already-known':
      return md`What is live here is already recorded; ${code('/release status')} shows it.`;
    case 'version-unknown':
      return md`The version endpoint did not say what is live, so there is nothing to record. Try again when it answers.`;
    case 'being-read':
      return md`The version endpoint is being read already. You are told in a moment.`;
  }
}

/** Why somebody’s go does not count; a no-go of theirs would. */
export function ineligibilityText(why: Ineligible): Markup {
  switch (why.code) {
    case 'standing_unknown':
      return md`Gonogo could not check who you are, so your go was not recorded. Press again in a moment.`;
    case 'not_a_member':
      return md`Your go does not count: Slack says that you are ${standingText(why.standing)}, and only full members of this workspace may approve.`;
    case 'not_listed':
      return md`Your go does not count yet: ${code('gonogo.yaml')} gives you no role. Ask whoever keeps that file to add you.`;
    case 'no_voting_role':
      return md`Your go does not count here: this lane wants it from ${names(why.roles)}. You can still reject, and one of them can approve.`;
    case 'is_requester':
      return md`You asked for this release, so somebody else has to approve it. You can withdraw it.`;
    case 'not_linked':
      return md`Your go does not count yet: ${code('gonogo.yaml')} links no GitHub account to you, so it is not known whether you wrote any of this. Ask whoever keeps that file to add it.`;
    case 'is_author':
      return md`You wrote some of these commits, so somebody else has to approve them. You can still reject.`;
    case 'is_co_author':
      return md`You are a co-author of some of these commits, so somebody else has to approve them. You can still reject.`;
    case 'is_last_pusher':
      return md`You pushed this last, so somebody else has to approve it. You can still reject.`;
  }
}

export function ineligibilitySentence(why: Ineligible): string {
  return ineligibilityText(why).mrkdwn;
}

function standingText(standing: Extract<Ineligible, { code: 'not_a_member' }>['standing']): Markup {
  switch (standing) {
    case 'guest':
      return prose('a guest', 20);
    case 'bot':
      return prose('a bot', 20);
    case 'deleted':
      return prose('deactivated', 20);
    case 'stranger':
      return prose('from another workspace', 40);
  }
}
