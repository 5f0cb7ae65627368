import { type Proposal } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Block, type Button } from './block-kit.ts';
import { actions, button } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { chartControl } from './chart-control.ts';
import { emergencyPhrase } from './emergency-card.ts';
import { actionIds } from './ids-of-fields.ts';
import { adoptLiveButton, clearHoldButton } from './lane-buttons.ts';
import { mandatePhrase } from './mandate-sentences.ts';
import { laneName, proposalOf, titleOf } from './names.ts';
import { isPastWatching } from './outcome-sentences.ts';
import { confirmRollback, rollBack } from './rollback-buttons.ts';

/** Exactly what the phase allows. Who may press is decided when somebody presses. */
export function cardButtons(view: ReleaseView): readonly Block[] {
  return [...actions('release', releaseButtons(view)), ...chartControl(view), ...actions('lane', laneButtons(view))];
}

function releaseButtons(view: ReleaseView): readonly Button[] {
  const { release } = view;
  switch (release.phase) {
    case 'preparing':
      return [withdraw(view)];
    case 'awaiting-decision':
      return [
        ...(release.proposal.blockers.length === 0 ? [approve(view, release.proposal)] : []),
        reject(view),
        withdraw(view),
      ];
    case 'scheduled':
      return [stopBefore(view)];
    case 'ready':
      return [release.kind === 'rollback' ? confirmRollback(view, release) : deploy(view), stopBefore(view)];
    case 'dispatching': {
      const asks = release.step.at === 'asking-person' || release.step.at === 'two-runs';
      return [
        ...(asks ? [adoptRun(view)] : []),
        ...(release.step.at === 'asking-person' ? [notStarted(view)] : []),
        ...(release.stop?.wants === 'cancel' ? [] : [stopDispatching(view)]),
      ];
    }
    case 'deploying':
      if (release.status === 'completed') return [];
      if (release.unreadable !== null) return [giveUpRun(view)];
      return release.stop?.wants === 'cancel' ? [] : [stopRun(view)];
    case 'watching':
      return [acceptEarly(view), ...rollBack(view)];
    case 'unverified':
      return [...(isPastWatching(release.because) ? [] : [extend(view)]), accept(view), ...rollBack(view)];
    case 'ended':
      return [...endedButtons(view), ...(release.dispatch === null ? [] : [downloadBundle(view)])];
  }
}

function endedButtons(view: ReleaseView): readonly Button[] {
  const { release } = view;
  if (release.phase !== 'ended') return [];
  switch (release.outcome.kind) {
    case 'failed':
      return [...(view.retryable === 'yes' ? [retry(view)] : []), ...rollBack(view)];
    case 'expired':
    case 'rejected':
    case 'withdrawn':
      if (release.kind === 'rollback') return [];
      return [button(actionIds.requestAgain, valueOf(view), { label: 'Request again' })];
    case 'succeeded':
    case 'accepted-unverified':
      return rollBack(view);
    case 'superseded':
    case 'rolled-back':
      return [];
  }
}

function laneButtons(view: ReleaseView): readonly Button[] {
  const { service, environment } = view.release;
  const seen = proposalOf(view.release)?.candidate.live.kind === 'seen';
  return [
    ...(view.live.kind === 'unknown' && seen && view.recording === 'offered'
      ? [adoptLiveButton(service, environment)]
      : []),
    ...(view.hold === null ? [] : [clearHoldButton(service, environment, view.hold.reason)]),
  ];
}

function valueOf(view: ReleaseView): string {
  return buttonValue(view.release.id, proposalOf(view.release)?.hash ?? null);
}

function lane(view: ReleaseView): string {
  return laneName(view.release.service, view.release.environment);
}

function approve(view: ReleaseView, proposal: Proposal): Button {
  return button(actionIds.approve, buttonValue(view.release.id, proposal.hash), {
    label: 'Approve',
    style: 'primary',
    confirm: {
      title: `Approve for ${lane(view)}`,
      text: `${titleOf(view)}: your go covers exactly what this card shows${emergencyPhrase(view)}${authorises(proposal)}. ${consequence(view)}`,
      yes: 'Approve',
      style: 'primary',
    },
  });
}

function authorises({ subject: { mandate } }: Proposal): string {
  return mandate === null ? '' : `, and authorises ${mandatePhrase(mandate)}`;
}

/** True whoever presses: a person with two roles may meet two rules with one go. */
function consequence(view: ReleaseView): string {
  if (view.execution === 'separate') return 'Nothing starts yet: a deployer presses Deploy after the last go.';
  const missing = view.rules.reduce((sum, rule) => sum + Math.max(0, rule.min - rule.given.length), 0);
  const when = isHeldUp(view) ? 'as soon as lane and window allow it' : 'at once';
  return missing <= 1
    ? `It is the last go needed: the deployment starts ${when}.`
    : `If it completes the rules, the deployment starts ${when}.`;
}

function isHeldUp(view: ReleaseView): boolean {
  const obstacles: readonly string[] = ['lane_busy', 'lane_held', 'window_shut', 'preferred_time'];
  return view.hold !== null || view.conditions.some((condition) => obstacles.includes(condition.code));
}

/** Opens a modal, for a rejection wants a reason. */
function reject(view: ReleaseView): Button {
  return button(actionIds.reject, valueOf(view), { label: 'Reject', style: 'danger' });
}

function withdraw(view: ReleaseView): Button {
  return button(actionIds.withdraw, valueOf(view), {
    label: 'Withdraw',
    confirm: {
      title: 'Withdraw the request',
      text: `${titleOf(view)} ends here and nothing is deployed. It can be requested again.`,
      yes: 'Withdraw',
    },
  });
}

function deploy(view: ReleaseView): Button {
  return button(actionIds.deploy, valueOf(view), {
    label: 'Deploy',
    style: 'primary',
    confirm: {
      title: `Deploy to ${lane(view)}`,
      text: `${titleOf(view)}${emergencyPhrase(view)}: everything is checked once more, then the workflow starts and changes what runs.`,
      yes: 'Deploy',
      style: 'primary',
    },
  });
}

function stopBefore(view: ReleaseView): Button {
  return stop(view, 'Nothing has been sent yet: it ends as rejected, and nothing is deployed.');
}

function stopDispatching(view: ReleaseView): Button {
  return stop(
    view,
    'If nothing was sent yet it ends here. If a run was started, it is cancelled as soon as it is known.',
  );
}

function stopRun(view: ReleaseView): Button {
  return stop(
    view,
    'The run is cancelled at GitHub. It may have changed something already: what is live is read and shown.',
  );
}

/** GitHub does not show the run: after a while a stop gives it up, and before that it asks to cancel it. */
function giveUpRun(view: ReleaseView): Button {
  return stop(
    view,
    'GitHub does not show the run. It is asked to cancel it; if it stays unreadable for five minutes, Stop ends the release as failed and holds the lane.',
  );
}

function stop(view: ReleaseView, what: string): Button {
  return button(actionIds.stop, valueOf(view), {
    label: 'Stop',
    style: 'danger',
    confirm: { title: `Stop ${lane(view)}`, text: `${titleOf(view)}. ${what}`, yes: 'Stop it', style: 'danger' },
  });
}

function adoptRun(view: ReleaseView): Button {
  return button(actionIds.adoptRun, valueOf(view), { label: 'Link the run' });
}

function notStarted(view: ReleaseView): Button {
  return button(actionIds.notStarted, valueOf(view), {
    label: 'It never started',
    confirm: {
      title: 'It never started',
      text: `Look at GitHub first. If a run of ${titleOf(view)} exists after all, a second one could be started beside it. A deployer can start it again afterwards.`,
      yes: 'It never started',
      style: 'danger',
    },
  });
}

function extend(view: ReleaseView): Button {
  return button(actionIds.extendWatch, valueOf(view), { label: 'Extend the watch' });
}

function accept(view: ReleaseView): Button {
  return button(actionIds.acceptWatch, valueOf(view), {
    label: 'Accept as it is',
    confirm: acceptance(view, 'It was not verified to be healthy'),
  });
}

function acceptEarly(view: ReleaseView): Button {
  return button(actionIds.acceptWatch, valueOf(view), {
    label: 'Accept without finishing the watch',
    confirm: acceptance(view, 'The watch ends now, before it could say that production is healthy'),
  });
}

function acceptance(view: ReleaseView, what: string): { title: string; text: string; yes: string } {
  return {
    title: 'Accept without a full watch',
    text: `${titleOf(view)}. ${what}; the record says that you accepted it. The lane is free afterwards.`,
    yes: 'Accept',
  };
}

/** Also where no key is set to sign it: whoever presses is told which one, and the view does not know. */
function downloadBundle(view: ReleaseView): Button {
  return button(actionIds.bundle, valueOf(view), { label: 'Download bundle' });
}

function retry(view: ReleaseView): Button {
  return button(actionIds.retry, valueOf(view), {
    label: 'Try once more',
    confirm: {
      title: `Try again on ${lane(view)}`,
      text: `${titleOf(view)}: everything is checked again, then the same workflow starts a second time. There is no third.`,
      yes: 'Try once more',
    },
  });
}
