import { type RecheckWait } from '../domain/release/dispatch-step.ts';
import { type ReleaseKind } from '../domain/release/terms.ts';
import { type Condition } from '../domain/views.ts';
import { blockerText } from './blocker-sentences.ts';
import { isPastWatching, seenLast, unverifiedText } from './outcome-sentences.ts';
import { clause, code, count, instantText, link, type Markup, md, mention, people } from './text.ts';

/** What stands between a release and its end. The button that starts it is called after its kind. */
export function conditionText(condition: Condition, kind: ReleaseKind = 'deploy'): Markup {
  switch (condition.code) {
    case 'gathering':
      return condition.problem === null
        ? gatheringText(condition.progress)
        : md`Not everything could be read: ${clause(condition.problem)}. It is tried again by itself.`;
    case 'blocked':
      return blockerText(condition.blocker);
    case 'votes_missing':
      return md`${count(condition.missing, 'go vote')} from the role ${code(condition.role)} ${condition.missing === 1 ? 'is' : 'are'} missing, until ${instantText(condition.expiresAt)}.`;
    case 'lane_busy':
      return md`${code(condition.behind)} goes first; this is number ${condition.position} in the queue.`;
    case 'lane_held':
      return md`The lane is held: ${clause(condition.reason)}. A deployer can clear the hold.`;
    case 'window_shut':
      return condition.opensAt === null
        ? md`The deployment window is shut (${clause(condition.reason)}), and the configuration does not say when it opens.`
        : md`The deployment window is shut (${clause(condition.reason)}). It opens ${instantText(condition.opensAt)}.`;
    case 'preferred_time':
      return md`The requester asked not to start before ${instantText(condition.opensAt)}.`;
    case 'needs_deploy':
      return md`A deployer has to press ${kind === 'rollback' ? 'Roll back' : 'Deploy'} before ${instantText(condition.lapsesAt)}.`;
    case 'rechecking':
      return condition.waitingFor === null
        ? md`Everything is read once more before the start. Nothing has been sent yet.`
        : md`The last check before the start waits: ${waitText(condition.waitingFor)}. Nothing has been sent yet.`;
    case 'calling_github':
      return md`GitHub is being asked to start the workflow.`;
    case 'looking_for_run':
      return md`Looking for the run until ${instantText(condition.until)}: GitHub’s answer did not say whether it started (${clause(condition.because)}). Nothing is sent again meanwhile.`;
    case 'run_not_found':
      return condition.searched === 'yes'
        ? md`No run was found, and it is not known whether one was started. Look at GitHub: link the run, or confirm that none started.`
        : md`GitHub does not let Gonogo look for the run, and it is not known whether one was started. Look at GitHub yourself, and link the run if there is one.`;
    case 'two_runs':
      return md`Two runs carry the same dispatch id. Gonogo starts nothing until a person says which one counts.`;
    case 'run_in_progress':
      return md`${link(condition.url, 'The run')} is in progress.`;
    case 'run_unreadable':
      return md`GitHub does not show ${link(condition.url, 'the run')}: ${clause(condition.reason)}. Nothing counts as success until it does.`;
    case 'reading_live':
      return md`The run is over without success. What is live is being read before anything is said.`;
    case 'reading_evidence':
      return md`The run has succeeded. What it left behind is being read, and compared with what was approved.`;
    case 'cancelling':
      return md`${code(condition.behind)} is being cancelled. This starts as soon as its run is over.`;
    case 'version_awaited':
      return condition.lastSeen === null
        ? md`Waiting until ${instantText(condition.until)} for the new version to be seen live.`
        : md`Waiting until ${instantText(condition.until)} for the new version to be seen live; seen last: ${seenLast(condition.lastSeen)}.`;
    case 'watching':
      return md`Production is watched until ${instantText(condition.endsAt)}.`;
    case 'unverified':
      return isPastWatching(condition.because)
        ? md`${unverifiedText(condition.because)} A deployer can accept the release or bring back an earlier version.`
        : md`${unverifiedText(condition.because)} A deployer can extend the watch, accept the release, or bring back an earlier version.`;
  }
}

function gatheringText(progress: Extract<Condition, { code: 'gathering' }>['progress']): Markup {
  return progress === null
    ? md`Commits, people, evidence and the workflow file are being read.`
    : md`Reading evidence: ${progress.done} of ${progress.total}.`;
}

function waitText(wait: RecheckWait): Markup {
  switch (wait.for) {
    case 'github':
      return clause(wait.said);
    case 'slack':
      return md`Slack does not say who ${mention(wait.who)} is`;
    case 'workflow':
      return md`there is no ${code(wait.path)} on ${code(wait.ref)}`;
  }
}

export function conditionSentence(condition: Condition): string {
  return conditionText(condition).mrkdwn;
}

/** The sentence, and the people who can settle it where the configuration names some. */
export function conditionWithPeople(condition: Condition, kind: ReleaseKind): Markup {
  const who = people(condition.who, 'or');
  const text = conditionText(condition, kind);
  return who === null ? text : md`${text} Who can settle it: ${who}.`;
}
