import { type Alert } from '../domain/effects.ts';
import { shortSha } from '../domain/ids.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Message } from './block-kit.ts';
import { context, header, message, section } from './blocks.ts';
import { seenText, titleOf } from './names.ts';
import { causeText, runLink, runLinks, unverifiedText } from './outcome-sentences.ts';
import { cardLink, clause, code, count, joined, lines, type Markup, md, mention, people } from './text.ts';

/** What stands in the incidents channel: what happened, what it means, what to do, and who is asked. */
export function incidentAlert(alert: Alert, view: ReleaseView): Message {
  const { title, happened, means, todo } = wordsOf(alert);
  const headline = `△ ${title}: ${titleOf(view)}`;
  const asked = people(alert.ask);
  return message(headline, [
    header(headline),
    section(
      lines(
        md`*What happened:* ${happened}`,
        md`*What it means:* ${means}`,
        md`*What you can do:* ${todo}`,
        asked === null
          ? md`*Asked to act:* nobody has the role for it in ${code('gonogo.yaml')}; whoever reads this.`
          : md`*Asked to act:* ${asked}`,
      ),
    ),
    context(placesText(alert, view)),
  ]);
}

type Words = { readonly title: string; readonly happened: Markup; readonly means: Markup; readonly todo: Markup };

function wordsOf(alert: Alert): Words {
  switch (alert.kind) {
    case 'breached':
      return {
        title: 'Health is failing after a deployment',
        happened: md`${count(alert.failures, 'health check')} in a row failed since ${code(shortSha(alert.sha))} is live. The last one: ${clause(alert.reason)}.`,
        means: md`Users are probably affected. The release is recorded as failed; nothing is rolled back by itself.`,
        todo: md`Look at the service now. Deploy the version before, or a fix, with ${code('/release request')}.`,
      };
    case 'failed':
      return {
        title: 'A deployment failed',
        happened: causeText(alert.cause),
        means: failureMeans(alert),
        todo: md`Look at the run and at the service, and bring back a version that is known to work.`,
      };
    case 'two-runs':
      return {
        title: 'Two runs of one deployment',
        happened: md`One dispatch (${code(alert.dispatch)}) started two runs: ${runLinks(alert.runs)}.`,
        means: md`Both may deploy. Gonogo starts nothing in this lane until a person has decided.`,
        todo: md`Cancel the one that should not run at GitHub, then press Link the run on the card for the other.`,
      };
    case 'run-not-found':
      return {
        title: 'It is not known whether a deployment started',
        happened: notFoundText(alert),
        means: md`A run may exist or not, so nothing is sent again. The lane waits.`,
        todo: md`Look at the workflow’s runs at GitHub, then press Link the run or It never started on the card.`,
      };
    case 'stop-too-late':
      return {
        title: alert.stop.wants === 'cancel' ? 'A stop came too late' : 'A no-go came too late',
        happened: md`${mention(alert.stop.by)} said no (${clause(alert.stop.reason)}), but the run had been started and ended with success.`,
        means: md`The new version is live or about to be. It is watched like any other.`,
        todo: md`If it must not stay, bring back the version before with ${code('/release request')}.`,
      };
    case 'cancel-unheard':
      return {
        title: 'A run goes on although it was stopped',
        happened: md`${mention(alert.stop.by)} stopped it (${clause(alert.stop.reason)}). GitHub was asked ${count(alert.stop.asked, 'time')} to cancel the run, and it goes on.`,
        means: md`It may still change production.`,
        todo: md`Cancel it by hand at GitHub: ${runLink(alert.run)}. Gonogo goes on asking.`,
      };
    case 'run-unreadable':
      return {
        title: 'The run of a deployment cannot be read',
        happened: md`GitHub has not shown the run for minutes: ${clause(alert.reason)}.`,
        means: md`It is not known how far the deployment is. The lane waits, and nothing counts as success.`,
        todo: md`Look at GitHub. If the run is gone for good, press Stop on the card: the release then ends as failed and the lane is held.`,
      };
    case 'unverified':
      return {
        title: 'A deployment could not be verified',
        happened: md`${unverifiedText(alert.because)} ${detailText(alert.detail)}`,
        means: md`The new version is probably live, and nobody knows whether it is healthy. Unknown does not count as success.`,
        todo: md`Look at the service, then extend the watch or accept the release on its card.`,
      };
  }
}

function notFoundText(alert: Extract<Alert, { kind: 'run-not-found' }>): Markup {
  const which = alert.dispatch === null ? md`` : md` with ${code(alert.dispatch)} in its name`;
  return alert.searched === 'yes'
    ? md`GitHub was asked to start the workflow, and no run${which} was found.`
    : md`GitHub was asked to start the workflow, and does not let us look whether there is a run${which}.`;
}

function failureMeans(alert: Extract<Alert, { kind: 'failed' }>): Markup {
  switch (alert.cause.code) {
    case 'wrong-version':
      return md`What runs was not approved here: somebody deployed past Gonogo, or the workflow deploys something else than it was given.`;
    case 'workflow-changed':
    case 'rerun-by-hand':
    case 'two-runs':
    case 'not-our-run':
      return md`${seenText(alert.live)} What ran is not what was approved.`;
    case 'run-failed':
    case 'run-cancelled':
    case 'run-evicted':
    case 'run-lost':
    case 'watch-breached':
      return md`${seenText(alert.live)} The run may have changed production before it ended, so the service may be in between two versions.`;
  }
}

function detailText(detail: string): Markup {
  return detail.trim() === '' ? md`` : md`${clause(detail)}.`;
}

function placesText(alert: Alert, view: ReleaseView): Markup {
  const { release } = view;
  const run = alert.kind === 'breached' || alert.kind === 'failed' ? alert.run : 'run' in release ? release.run : null;
  const parts = [
    ...(release.card === null ? [] : [cardLink(release.card, 'The card')]),
    ...(run === null ? [] : [runLink(run)]),
    md`Release ${code(release.id)}`,
    md`requested by ${mention(release.requestedBy)}`,
  ];
  return joined(parts, ' · ');
}
