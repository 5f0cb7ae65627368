import { type Instant } from '../time.ts';
import { type ReleaseEvent as Event, shared } from './carried.ts';
import { type Release } from './release.ts';

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
    return { ...release, step: { at: 'intended', dispatch: event.dispatch, intendedAt: at } };
  }
  if (step.at === 'rechecking') return release;
  const { dispatch, intendedAt } = step;
  switch (event.type) {
    case 'DispatchClaimed':
      return { ...release, step: { at: 'calling', dispatch, intendedAt, unknownAt: event.unknownAt } };
    case 'SearchBegun': {
      const { because, until, lookAt } = event;
      return { ...release, step: { at: 'searching', dispatch, intendedAt, because, until, lookAt } };
    }
    case 'SearchContinued':
      return step.at === 'searching' ? { ...release, step: { ...step, lookAt: event.lookAt } } : release;
    case 'PersonAsked':
      return { ...release, step: { at: 'asking-person', dispatch, intendedAt, askAgainAt: event.askAgainAt } };
    case 'TwoRunsFound':
      return {
        ...release,
        step: { at: 'two-runs', dispatch, intendedAt, runs: event.runs, askAgainAt: event.askAgainAt },
      };
    case 'RunAdopted':
      return {
        ...shared(release),
        since: at,
        phase: 'deploying',
        proposal: release.proposal,
        approvedAt: release.approvedAt,
        attempt: release.attempt,
        dispatch,
        run: event.run,
        siblings: step.at === 'two-runs' ? step.runs.map((run) => run.id) : [],
        status: 'queued',
        workflow: 'unknown',
        condemned: null,
        stop: release.stop,
        ended: null,
      };
  }
}

export function evolveRun(
  release: Release,
  event: Event<'RunCondemned' | 'RunProgressed' | 'RunEnded'>,
  at: Instant,
): Release {
  if (release.phase !== 'deploying') return release;
  switch (event.type) {
    case 'RunCondemned':
      return { ...release, condemned: event.cause };
    case 'RunProgressed':
      return { ...release, status: event.status, workflow: event.workflow, run: { ...release.run, url: event.url } };
    case 'RunEnded':
      return {
        ...release,
        status: 'completed',
        ended: { conclusion: event.conclusion, at, readUntil: event.readUntil, reached: release.status },
      };
  }
}
