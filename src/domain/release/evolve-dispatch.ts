import { type Instant } from '../time.ts';
import { type ReleaseEvent as Event, shared } from './carried.ts';
import { type DispatchStep } from './dispatch-step.ts';
import { type Dispatching, type Release } from './release.ts';

/** From the last check to the run's end. */
export function evolveDispatch(
  release: Release,
  event: Event<
    | 'RecheckDelayed'
    | 'DispatchIntended'
    | 'DispatchClaimed'
    | 'SearchBegun'
    | 'SearchContinued'
    | 'PersonAsked'
    | 'TwoRunsFound'
    | 'RunAdopted'
  >,
  at: Instant,
): Release {
  if (release.phase !== 'dispatching') return release;
  const { step } = release;
  if (event.type === 'RecheckDelayed') {
    if (step.at !== 'rechecking') return release;
    return { ...release, step: { ...step, recheckAt: event.recheckAt, waitingFor: event.reason } };
  }
  if (event.type === 'DispatchIntended') {
    const { dispatch, advisory, baseline } = event;
    return { ...release, baseline, step: { at: 'intended', dispatch, intendedAt: at, advisory } };
  }
  if (step.at === 'rechecking') return release;
  const { dispatch, intendedAt } = step;
  switch (event.type) {
    case 'DispatchClaimed':
      return { ...release, step: { at: 'calling', dispatch, intendedAt, unknownAt: event.unknownAt } };
    case 'SearchBegun': {
      const { because, until, lookAt } = event;
      return { ...release, step: { at: 'searching', dispatch, intendedAt, because, until, lookAt, looked: 0 } };
    }
    case 'SearchContinued':
      if (step.at === 'searching')
        return { ...release, step: { ...step, lookAt: event.lookAt, looked: step.looked + 1 } };
      return step.at === 'asking-person' ? { ...release, step: { ...step, looked: step.looked + 1 } } : release;
    case 'PersonAsked':
      return {
        ...release,
        step: { at: 'asking-person', dispatch, intendedAt, askAgainAt: event.askAgainAt, looked: lookedIn(step) },
      };
    case 'TwoRunsFound':
      return {
        ...release,
        step: { at: 'two-runs', dispatch, intendedAt, runs: event.runs, askAgainAt: event.askAgainAt },
      };
    case 'RunAdopted':
      return adopted(release, step, event, at);
  }
}

/** From here on there is one run. */
function adopted(
  release: Dispatching,
  step: Exclude<DispatchStep, { at: 'rechecking' }>,
  event: Event<'RunAdopted'>,
  at: Instant,
): Release {
  const { dispatch, intendedAt } = step;
  return {
    ...shared(release),
    since: at,
    phase: 'deploying',
    proposal: release.proposal,
    approvedAt: release.approvedAt,
    attempt: release.attempt,
    dispatch,
    intendedAt,
    run: event.run,
    from: event.from,
    unreadable: null,
    siblings: step.at === 'two-runs' ? step.runs.map((run) => run.id) : [],
    status: 'queued',
    workflow: 'unknown',
    condemned: null,
    postDeploy: null,
    baseline: release.baseline,
    stop: release.stop,
    ended: null,
  };
}

function lookedIn(step: DispatchStep): number {
  return step.at === 'searching' || step.at === 'asking-person' ? step.looked : 0;
}

export function evolveRun(
  release: Release,
  event: Event<'RunCondemned' | 'RunProgressed' | 'RunEnded' | 'RunUnreadable' | 'CancelRepeated' | 'PostDeployRead'>,
  at: Instant,
): Release {
  if (release.phase !== 'deploying') return release;
  switch (event.type) {
    case 'PostDeployRead':
      return { ...release, postDeploy: event.evidence };
    case 'RunCondemned':
      return { ...release, condemned: event.cause };
    case 'RunUnreadable':
      return {
        ...release,
        unreadable: { since: release.unreadable?.since ?? at, reason: event.reason, askAgainAt: event.askAgainAt },
      };
    case 'CancelRepeated': {
      const { stop } = release;
      return stop === null
        ? release
        : { ...release, stop: { ...stop, asked: stop.asked + 1, askAgainAt: event.askAgainAt } };
    }
    case 'RunProgressed':
      return {
        ...release,
        status: event.status,
        workflow: event.workflow,
        unreadable: null,
        run: { ...release.run, url: event.url },
      };
    case 'RunEnded':
      return {
        ...release,
        status: 'completed',
        unreadable: null,
        ended: { conclusion: event.conclusion, at, readUntil: event.readUntil, reached: release.status },
      };
  }
}
