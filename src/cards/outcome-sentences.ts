import { type DispatchId, shortSha } from '../domain/ids.ts';
import { type LanePolicy, type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type Run } from '../domain/release/dispatch-step.ts';
import { lateRunFor } from '../domain/release/limits.ts';
import { type FailureCause, type Outcome } from '../domain/release/outcome.ts';
import { type Ended, type ReadyBecause, type UnverifiedBecause } from '../domain/release/release.ts';
import { minute } from '../domain/time.ts';
import { healthActs, isWatched } from '../domain/watch/looked-at.ts';
import { requiredSignals } from '../domain/watch/signals.ts';
import { evidenceNames } from './evidence-sentences.ts';
import { breachText } from './finding-text.ts';
import { names } from './name-list.ts';
import { seenText } from './names.ts';
import { clause, code, joined, link, type Markup, md, mention } from './text.ts';

/** Why a release failed, as a sentence. */
export function causeText(cause: FailureCause): Markup {
  switch (cause.code) {
    case 'run-failed':
      return md`The workflow run ended with ${code(cause.conclusion)}.`;
    case 'run-cancelled':
      return cause.by === null
        ? md`The workflow run was cancelled at GitHub, not by Gonogo.`
        : md`The workflow run was cancelled, because ${mention(cause.by)} asked to stop it.`;
    case 'run-evicted':
      return md`The workflow run was cancelled at GitHub before it began: by hand, or because a newer run took its place. It did not fail: as far as was seen, it never ran.`;
    case 'run-lost':
      return md`GitHub did not show the run any more (${clause(cause.reason)}), and a person gave it up. What became of it is not known.`;
    case 'not-our-run':
      return md`The run that a person linked${cause.title.trim() === '' ? '' : md` (${clause(cause.title)})`} is older than this deployment and does not carry its id, so it is another one.`;
    case 'two-runs':
      return md`Two runs carried the same dispatch id (${runLinks(cause.runs)}), so it is not known which one did what.`;
    case 'workflow-changed':
      return md`The run used another version of ${code(cause.path)} than the approved one, so its result does not count.`;
    case 'rerun-by-hand':
      return md`The run was started again by hand at GitHub (attempt ${cause.runAttempt}), which nobody approved.`;
    case 'wrong-version':
      return md`${code(shortSha(cause.live))} is live, which is not the commit that was approved.`;
    case 'watch-breached':
      return md`${breachText(cause.trigger, cause.finding)}${cause.rollback === null ? md`` : md` It is put back by ${code(cause.rollback)}, as the go had authorised.`}`;
    case 'wrong-digests':
      return md`The run deployed other images than were approved: ${names(cause.images)}.`;
    case 'evidence-contradicts':
      return md`What the run left behind contradicts what was approved: ${evidenceNames[cause.evidence]} says otherwise (${clause(cause.detail)}).`;
    case 'smoke-failed':
      return cause.checks.length === 0
        ? md`The smoke test after the deployment did not pass.`
        : md`The smoke test after the deployment failed: ${names(cause.checks)}.`;
    case 'decision-hold':
      return cause.reasons.length === 0
        ? md`The pipeline’s own decision after the deployment is ${code(cause.decision)}, not ${code('release')}.`
        : md`The pipeline’s own decision after the deployment is ${code(cause.decision)}, not ${code('release')}: ${clause(cause.reasons.slice(0, 5).join('; '))}.`;
  }
}

export function unverifiedText(because: UnverifiedBecause): Markup {
  switch (because) {
    case 'never-seen-live':
      return md`The run ended, but the version endpoint never showed the new commit.`;
    case 'too-few-looks':
      return md`Too many looks at production could not be read to say that it is healthy.`;
    case 'signals-unknown':
      return md`Telemetry said too little to call it healthy.`;
    case 'ends-failing':
      return md`The watch ended while something was failing, but before there was enough of it for an alarm.`;
    case 'another-version':
      return md`The last looks showed another version than the approved one.`;
    case 'workflow-unknown':
      return md`The run’s workflow file could not be read, so it is not known to be the approved one.`;
    case 'evidence-missing':
      return md`The run ended with success, but did not leave the evidence that this lane requires of it.`;
  }
}

/** Whether a longer watch could say nothing about it. */
export function isPastWatching(because: UnverifiedBecause): boolean {
  return because === 'workflow-unknown' || because === 'evidence-missing';
}

/** A commit by its first digits, anything else in its own words. */
export function seenLast(seen: string): Markup {
  return /^[0-9a-f]{40}$/.test(seen) ? code(seen.slice(0, 7)) : clause(seen);
}

/** Long enough for GitHub's own words and what to mend. */
const refusalLimit = 500;

/** `said`: what was refused and why, in sentences of ours that quote GitHub; null where that is not known. */
export function refusedText(said: string | null): Markup {
  const what = said === null ? md`GitHub refused to start the workflow` : clause(said, refusalLimit);
  return md`${what}. No run was started.`;
}

/** `detail` belongs to a refused start; a rollback that has changed tells its own elsewhere. */
export function readyText(because: ReadyBecause, detail: string | null = null): Markup {
  switch (because) {
    case 'separate':
      return md`It is approved. In this lane a deployer starts it.`;
    case 'high-risk':
      return md`It is approved. High risk is always started by a deployer.`;
    case 'waited-too-long':
      return md`It is approved, and waited for more than 30 minutes. So that nothing starts when nobody looks, a deployer starts it now.`;
    case 'predecessor-failed':
      return md`It is approved, but the release before it did not succeed. A deployer decides whether it starts.`;
    case 'dispatch-refused':
      return md`${refusedText(detail)} Once this is settled, a deployer can start it again.`;
    case 'not-started':
      return md`A person confirmed that no run was started. A deployer can start it again.`;
    case 'rollback-changed':
      return md`What the rollback would do is not what was confirmed. Nothing has started: a deployer looks at it and confirms it once more.`;
  }
}

/** Says no more than the lane looks at. */
function seenAfter({ watch, postDeploy }: LanePolicy, compared: 'images' | 'nothing'): string {
  const left = compared === 'images' ? 'is as approved' : 'says nothing against it';
  if (postDeploy.required.length > 0) return `, what it left behind ${left}${seenInProduction(watch)}`;
  if (!isWatched(watch)) return '; nothing else is looked at in this lane';
  const well = stayedWell(watch);
  if (watch.version === null)
    return well === null ? '; what this lane looks at is only recorded' : `, and production ${well}`;
  if (well !== null) return `, the new version is live, and it ${well}`;
  return `, and the new version is live; health is ${watch.health === null ? 'not looked at' : 'only recorded'} in this lane`;
}

function seenInProduction(watch: LanePolicy['watch']): string {
  if (!isWatched(watch)) return '; production is not looked at';
  const well = stayedWell(watch);
  if (watch.version === null) return well === null ? '' : `, and production ${well}`;
  return well === null ? ', and the new version is live' : `, the new version is live, and it ${well}`;
}

/** Null where nothing that acts says how production is. */
function stayedWell(watch: WatchPolicy): string | null {
  if (healthActs(watch)) return 'stayed healthy for the whole watch';
  return requiredSignals(watch).length === 0 ? null : 'stayed within the limits of its telemetry for the whole watch';
}

/** How it ended, and what that means. */
export function outcomeText({ outcome, proposal, postDeploy }: Ended, policy: LanePolicy): Markup {
  switch (outcome.kind) {
    case 'succeeded': {
      const isCompared = postDeploy?.infra.state === 'present' && (proposal?.subject.images.length ?? 0) > 0;
      return md`The run succeeded${seenAfter(policy, isCompared ? 'images' : 'nothing')}.`;
    }
    case 'accepted-unverified':
      return md`${mention(outcome.by)} accepted it without a full watch. It was not verified to be healthy.`;
    case 'failed':
      return md`${causeText(outcome.cause)}${liveThen(outcome)}`;
    case 'rejected':
      return md`${mention(outcome.by)} rejected it: ${clause(outcome.reason)}.`;
    case 'expired':
      return md`Its time ran out before it was started. Nothing was deployed.`;
    case 'withdrawn':
      return md`${mention(outcome.by)} withdrew it. Nothing was deployed.`;
    case 'superseded':
      return supersededText(outcome);
    case 'rolled-back':
      return md`It was undone by the rollback ${code(outcome.by)}.`;
  }
}

/** Of what was called and not found nobody says that nothing was deployed. */
function supersededText({ by, called }: Extract<Outcome, { kind: 'superseded' }>): Markup {
  if (called === undefined) return md`${code(by)} took its place before a run of it was known.`;
  return md`${code(by)} took its place. GitHub had been asked to start the workflow, and no run was found with ${code(called)} in its name. Gonogo goes on looking for ${lookedForText}; one that appears is cancelled, and people are told.`;
}

const lookedForText = `${lateRunFor / minute} minutes after that`;

/** What its watch saw is said with the breach: nothing else was read then. */
function liveThen({ cause, live }: Extract<Outcome, { kind: 'failed' }>): Markup {
  return cause.code === 'watch-breached' && live === null ? md`` : md` ${seenText(live)}`;
}

/** GitHub was called, and nobody knows what came of it. */
export function notFoundText({
  dispatch,
  searched,
}: {
  readonly dispatch: DispatchId | null;
  readonly searched: 'yes' | 'no';
}): Markup {
  const which = dispatch === null ? md`` : md` with ${code(dispatch)} in its name`;
  return searched === 'yes'
    ? md`GitHub was asked to start the workflow, and no run${which} was found.`
    : md`GitHub was asked to start the workflow, and could not be searched for a run${which} since.`;
}

export function runLink(run: Run): Markup {
  return link(run.url, `run ${run.id}`);
}

export function runLinks(runs: readonly Run[]): Markup {
  return joined(runs.slice(0, 5).map(runLink), ', ');
}
