import { type Alert } from '../domain/effects.ts';
import { type ReleaseView } from '../domain/views.ts';
import { seenText } from './names.ts';
import { bringBackText } from './rollback-offer.ts';
import { code, type Markup, md } from './text.ts';

/** What a failed deployment means for what runs now, and what can be done about it. */

export function failureMeans(alert: Extract<Alert, { kind: 'failed' }>): Markup {
  switch (alert.cause.code) {
    case 'wrong-version':
      return md`What runs was not approved here: somebody deployed past Gonogo, or the workflow deploys something else than it was given.`;
    case 'workflow-changed':
    case 'rerun-by-hand':
    case 'two-runs':
      return md`${seenText(alert.live)} What ran is not what was approved.`;
    case 'not-our-run':
      return md`${seenText(alert.live)} Whether GitHub started a run of this deployment is still not known.`;
    case 'run-lost':
      return md`${seenText(alert.live)} The run may have changed production, or may still do so. The lane is held.`;
    case 'wrong-digests':
    case 'evidence-contradicts':
      return md`${seenText(alert.live)} What runs now is not what was approved, or not in this environment, at least in part.`;
    case 'smoke-failed':
      return md`${seenText(alert.live)} The new version was deployed, and its own test says that it does not work.`;
    case 'decision-hold':
      return md`${seenText(alert.live)} The new version was deployed, and the pipeline itself says that it must not stay.`;
    case 'run-evicted':
      return md`${seenText(alert.live)} As far as Gonogo saw, the run changed nothing.`;
    case 'run-failed':
    case 'run-cancelled':
    case 'watch-breached':
      return md`${seenText(alert.live)} The run may have changed production before it ended, so the service may be in between two versions.`;
  }
}

export function failureTodo(alert: Extract<Alert, { kind: 'failed' }>, view: ReleaseView | null): Markup {
  switch (alert.cause.code) {
    case 'run-lost':
      return md`Find out at GitHub and in production what is live, then clear the hold on the card.`;
    case 'not-our-run':
      return md`Look at the workflow’s runs at GitHub for one that is still going on, and at what is live, before anything else is started.`;
    case 'run-evicted':
      return md`Look at the run, and request the release again when the cause is settled.`;
    default:
      if (view?.release.kind === 'rollback') return rollbackTodo();
      return md`Look at the run and at the service. ${bringBackText(view)}`;
  }
}

/** Nothing is tried twice by itself: whatever is wrong now is not the version alone. */
function rollbackTodo(): Markup {
  return md`Look at the run and at the service now: nothing is tried again by itself. Press Try once more on the card where it stands there, go back further with ${code('/rollback')}, or deploy a fix with ${code('/release request')} once the hold is cleared.`;
}
