import { type Alert } from '../domain/effects.ts';
import { type StopAsked } from '../domain/release/dispatch-step.ts';
import { type UnverifiedBecause } from '../domain/release/release.ts';
import { type ReleaseKind } from '../domain/release/terms.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Message } from './block-kit.ts';
import { context, header, message, section } from './blocks.ts';
import { blindWords, breachWords, downWords } from './breach-alert.ts';
import { failureMeans, failureTodo } from './failure-alert.ts';
import { proposalOf, titleOf } from './names.ts';
import {
  causeText,
  isPastWatching,
  notFoundText,
  runLink,
  runLinks,
  seenLast,
  unverifiedText,
} from './outcome-sentences.ts';
import { bringBackText, goBackText, waitsForLane } from './rollback-offer.ts';
import { stalledWords } from './stalled-alert.ts';
import { cardLink, clause, code, count, joined, lines, type Markup, md, mention, people } from './text.ts';
import { lateRunWords, unapprovedRunWords } from './unapproved-run-alert.ts';

/** What stands in the incidents channel: what happened, what it means, what to do, and who is asked. */
export function incidentAlert(alert: Alert, view: ReleaseView): Message {
  const { title, happened, means, todo } = wordsOf(alert, view);
  const headline = `△ ${title}: ${titleOf(view)}`;
  return message(headline, [
    header(headline),
    section(
      lines(
        md`*What happened:* ${happened}`,
        md`*What it means:* ${means}`,
        md`*What you can do:* ${todo}`,
        askedText(alert),
      ),
    ),
    context(placesText(alert, view)),
  ]);
}

/** Who has the role to do what can be done. */
export function askedText(alert: Alert): Markup {
  const asked = people(alert.ask);
  return asked === null
    ? md`*Asked to act:* nobody has the role for it in ${code('gonogo.yaml')}; whoever reads this.`
    : md`*Asked to act:* ${asked}`;
}

export type Words = {
  readonly title: string;
  readonly happened: Markup;
  readonly means: Markup;
  readonly todo: Markup;
};

/** Null for the view of a release that cannot be read now: what happened is told all the same, with its kind where that is known. */
export function wordsOf(
  alert: Alert,
  view: ReleaseView | null,
  kind: ReleaseKind | null = view?.release.kind ?? null,
): Words {
  switch (alert.kind) {
    case 'breached':
      return breachWords(alert, view, kind);
    case 'down':
      return downWords(alert, view, kind);
    case 'blind':
      return blindWords(alert);
    case 'failed':
      return {
        title: kind === 'rollback' ? 'A rollback failed' : 'A deployment failed',
        happened: causeText(alert.cause),
        means: md`${failureMeans(alert)}${unspentText(view, 'It is for what the watch finds.')}`,
        todo: failureTodo(alert, view),
      };
    case 'rollback-stalled':
      return stalledWords(alert);
    case 'two-runs':
      return {
        title: 'Two runs of one deployment',
        happened: md`One dispatch (${code(alert.dispatch)}) started two runs: ${runLinks(alert.runs)}.`,
        means: md`Both may deploy. Gonogo starts nothing in this lane until a person has decided.`,
        todo: twoRunsTodo(view),
      };
    case 'run-not-found':
      return {
        title: 'It is not known whether a deployment started',
        happened: notFoundText(alert),
        means: md`A run may exist or not, so nothing is sent again. The lane waits.`,
        todo:
          alert.searched === 'yes'
            ? md`Look at the workflow’s runs at GitHub, then press Link the run or It never started on the card.`
            : md`Look at the workflow’s runs at GitHub, then press Link the run on the card. It never started is taken once Gonogo has searched GitHub, too.`,
      };
    case 'late-run':
      return lateRunWords(alert);
    case 'unapproved-run':
      return unapprovedRunWords(alert);
    case 'stop-too-late':
    case 'cancel-unheard':
    case 'run-unreadable':
      return wordsOfRun(alert, view);
    case 'unverified':
      return {
        title: `A ${kind === 'rollback' ? 'rollback' : 'deployment'} could not be verified`,
        happened: md`${unverifiedText(alert.because)} ${detailText(alert)}`,
        means: md`${unverifiedMeans(alert.because)} Unknown does not count as success.${unspentText(view, 'No trigger fired, and it ended with the watch.')}`,
        todo: isPastWatching(alert.because)
          ? md`Look at the run and at the service, then accept the release on its card. ${bringBackText(view)}`
          : md`Look at the service, then extend the watch or accept the release on its card. ${bringBackText(view)}`,
      };
  }
}

/** What the go had authorised besides the deployment, where it was not used. */
function unspentText(view: ReleaseView | null, why: string): Markup {
  const proposal = view === null ? null : proposalOf(view.release);
  if (proposal === null || proposal.subject.mandate === null) return md``;
  return md` The automatic rollback that the go authorised is not used. ${why}`;
}

type AboutRun = Extract<Alert, { kind: 'stop-too-late' | 'cancel-unheard' | 'run-unreadable' }>;

/** About a run that does not do what it was asked to do, or does not say what it does. */
function wordsOfRun(alert: AboutRun, view: ReleaseView | null): Words {
  switch (alert.kind) {
    case 'stop-too-late':
      return {
        title: alert.stop.wants === 'cancel' ? 'A stop came too late' : 'A no-go came too late',
        happened: md`${stopText(alert.stop)}, but the run had been started and ended with success.`,
        means: md`Nothing was undone: the new version is live or about to be, and the release goes on like any other.`,
        todo: waitsForLane(view)
          ? md`If it must not stay, ${goBackText(view)}. It starts when this release has ended; a deployer can end the watch on the card.`
          : md`If it must not stay, ${goBackText(view)}.`,
      };
    case 'cancel-unheard':
      return {
        title: 'A run goes on although it was stopped',
        happened: md`${stopText(alert.stop)}. GitHub was asked ${count(alert.stop.asked, 'time')} to cancel the run, and it is not over.`,
        means: md`It may still change production. Gonogo goes on asking until it is over.`,
        todo: md`Cancel it by hand at GitHub: ${runLink(alert.run)}.`,
      };
    case 'run-unreadable':
      return {
        title: 'The run of a deployment cannot be read',
        happened: md`GitHub does not show the run, and has not for some minutes: ${clause(alert.reason)}.`,
        means: md`It is not known how far the deployment is. The lane waits, and Gonogo goes on looking: once the run can be read, the release goes on.`,
        todo: md`Look at GitHub, and cancel the run there if it must not go on. If it is gone for good, press Stop on the card: the release then ends as failed, and the lane is held until somebody has looked at what is live.`,
      };
  }
}

/** Once one of them was adopted there is nothing left to choose: the release has failed. */
function twoRunsTodo(view: ReleaseView | null): Markup {
  return view?.release.phase === 'dispatching'
    ? md`Cancel the one that should not run at GitHub, then press Link the run on the card for the other.`
    : md`Cancel the one that should not run at GitHub. The release ends as failed, and the lane is held until somebody has looked at what is live and clears the hold on the card.`;
}

/** Stop is a button without words of its own; a no-go always has a reason. */
function stopText(stop: StopAsked): Markup {
  return stop.wants === 'cancel'
    ? md`${mention(stop.by)} pressed Stop`
    : md`${mention(stop.by)} said no-go (${clause(stop.reason)})`;
}

function unverifiedMeans(because: UnverifiedBecause): Markup {
  switch (because) {
    case 'never-seen-live':
      return md`The run says that it deployed, and production has not shown it: the rollout is slow, it did not happen, or the version endpoint is wrong.`;
    case 'another-version':
      return md`Something else than the approved version answers, at least in part.`;
    case 'workflow-unknown':
      return md`What ran may not be what was approved.`;
    case 'evidence-missing':
      return md`The new version is probably live, and nothing proves that it is what was approved, or that it works.`;
    case 'too-few-looks':
    case 'signals-unknown':
    case 'ends-failing':
      return md`The new version is probably live, and nobody knows whether it is healthy.`;
  }
}

function detailText({ because, detail }: Extract<Alert, { kind: 'unverified' }>): Markup {
  if (detail.trim() === '') return md``;
  switch (because) {
    case 'never-seen-live':
      return md`Seen last: ${seenLast(detail)}.`;
    case 'workflow-unknown':
      return md`The file: ${code(detail)}.`;
    case 'evidence-missing':
      return md`What is missing: ${clause(detail)}.`;
    case 'too-few-looks':
    case 'signals-unknown':
    case 'ends-failing':
    case 'another-version':
      return md`In detail: ${clause(detail)}.`;
  }
}

function placesText(alert: Alert, view: ReleaseView): Markup {
  const { release } = view;
  const run = 'run' in alert ? alert.run : 'run' in release ? release.run : null;
  const parts = [
    ...(release.card === null ? [] : [cardLink(release.card, 'The card')]),
    ...(run === null ? [] : [runLink(run)]),
    md`Release ${code(release.id)}`,
    md`requested by ${mention(release.requestedBy)}`,
  ];
  return joined(parts, ' · ');
}
