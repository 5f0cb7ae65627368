import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type DispatchId, type ReleaseId, type RunId } from '../ids.ts';
import { deployersOf } from '../release/dispatch.ts';
import { type Run } from '../release/dispatch-step.ts';
import { type Instant } from '../time.ts';
import { type Lane } from './lane.ts';

/**
 * A run that GitHub was asked for, that no search found, and whose release a rollback has taken the place of. GitHub may
 * show it all the same, and then it deploys beside the rollback. It is looked for until its time is over; what appears
 * is cancelled, and people are told.
 */
export type LateRun = {
  readonly release: ReleaseId;
  /** What took its place. */
  readonly rollback: ReleaseId;
  readonly dispatch: DispatchId;
  /** The path of the workflow file that was to be started. */
  readonly workflow: string;
  /** When it was intended: no run of it is older. */
  readonly intendedAt: Instant;
  /** Since when it is looked for beside the rollback, and until when. */
  readonly at: Instant;
  readonly until: Instant;
  /** What has appeared, and was told. */
  readonly found: readonly RunId[];
};

export type LateRunEvent = { readonly release: ReleaseId; readonly dispatch: DispatchId } & (
  | ({ readonly type: 'LateRunAwaited' } & Pick<LateRun, 'rollback' | 'workflow' | 'intendedAt' | 'until'>)
  | { readonly type: 'LateRunFound'; readonly runs: readonly Run[] }
  /** Its time is over. */
  | { readonly type: 'LateRunGivenUp' }
);

export function lateRunsAfter(late: readonly LateRun[], event: LateRunEvent, at: Instant): readonly LateRun[] {
  const { release, dispatch } = event;
  switch (event.type) {
    case 'LateRunAwaited': {
      const { rollback, workflow, intendedAt, until } = event;
      return [...late, { release, rollback, dispatch, workflow, intendedAt, at, until, found: [] }];
    }
    case 'LateRunFound': {
      const found = event.runs.map(({ id }) => id);
      return late.map((one) => (one.dispatch === dispatch ? { ...one, found: [...one.found, ...found] } : one));
    }
    case 'LateRunGivenUp':
      return late.filter((one) => one.dispatch !== dispatch);
  }
}

/** Null where nobody waits for a run of this dispatch any more. */
export function lateRunOf({ lateRuns }: Pick<Lane, 'lateRuns'>, dispatch: DispatchId): LateRun | null {
  return lateRuns.find((late) => late.dispatch === dispatch) ?? null;
}

/** Whoever looked found these. Each is cancelled and told of once; the search goes on, for there may be a second one. */
export function decideLateRuns(
  late: LateRun,
  { runs }: Pick<Extract<FactCommand, { type: 'RecordRunsFound' }>, 'runs'>,
  { now, policy }: Context,
): Decision {
  const { release, rollback, dispatch } = late;
  const news = runs.filter(({ id }) => !late.found.includes(id));
  const over: LaneEvent[] = now >= late.until ? [{ type: 'LateRunGivenUp', release, dispatch }] : [];
  if (news.length === 0) return over.length > 0 ? accepted(over) : nothing('No other run has appeared.');
  const cancels = news.map(({ id: run }): Effect => ({ type: 'CancelRun', release, repo: policy.repo, run }));
  const alert: Effect = {
    type: 'Alert',
    id: `late-run-${news.map(({ id }) => id).join('-')}`,
    release: rollback,
    alert: { kind: 'late-run', of: release, dispatch, runs: news, ask: deployersOf(policy) },
  };
  return accepted([{ type: 'LateRunFound', release, dispatch, runs: news }, ...over], [...cancels, alert]);
}

/** GitHub did not answer the last searches: what it did not say within the time nobody waits for. */
export function decideLateRunOver(
  lane: Lane,
  { dispatch }: Extract<FactCommand, { type: 'EndLateSearch' }>,
  { now }: Context,
): Decision {
  const late = lateRunOf(lane, dispatch);
  if (late === null) return nothing('Nobody looks for this run any more.');
  if (now < late.until) return nothing('It is still looked for.');
  return accepted([{ type: 'LateRunGivenUp', release: late.release, dispatch }]);
}
