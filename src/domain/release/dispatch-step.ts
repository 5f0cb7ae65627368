import { type DispatchId, type RunId, type SlackUserId } from '../ids.ts';
import { type Instant } from '../time.ts';

/** What the last check before a dispatch waits for. */
export type RecheckWait =
  | { readonly for: 'github'; readonly said: string }
  | { readonly for: 'slack'; readonly who: SlackUserId }
  | { readonly for: 'workflow'; readonly path: string; readonly ref: string };

/** What the advisory gates said: those that would have blocked are among the judged. */
export type AdvisoryJudged = { readonly judged: readonly string[]; readonly wouldHaveBlocked: readonly string[] };

/**
 * `rechecking`: everything is read afresh; nothing has been sent. `intended`: the intent is in the ledger, the
 * call waits for a worker to claim it. From `calling` on a run may exist. `searching`: nobody knows whether
 * one does. `asking-person`: the bounded search found none. `two-runs`: a stop that only people resolve.
 */
export type DispatchStep =
  | {
      readonly at: 'rechecking';
      readonly since: Instant;
      readonly recheckAt: Instant;
      readonly waitingFor: RecheckWait | null;
    }
  | {
      readonly at: 'intended';
      readonly dispatch: DispatchId;
      readonly intendedAt: Instant;
      /** Counted when the call is claimed. Absent in what was kept before, which was counted with its intent. */
      readonly advisory?: AdvisoryJudged;
    }
  | { readonly at: 'calling'; readonly dispatch: DispatchId; readonly intendedAt: Instant; readonly unknownAt: Instant }
  | {
      readonly at: 'searching';
      readonly dispatch: DispatchId;
      readonly intendedAt: Instant;
      readonly because: string;
      readonly until: Instant;
      readonly lookAt: Instant;
      /** How many searches GitHub has answered. */
      readonly looked: number;
    }
  | {
      readonly at: 'asking-person';
      readonly dispatch: DispatchId;
      readonly intendedAt: Instant;
      readonly askAgainAt: Instant;
      readonly looked: number;
    }
  | {
      readonly at: 'two-runs';
      readonly dispatch: DispatchId;
      readonly intendedAt: Instant;
      readonly runs: readonly Run[];
      readonly askAgainAt: Instant;
    };

export type Run = { readonly id: RunId; readonly url: string };

export type RunStatus = 'queued' | 'in_progress' | 'completed';

/** `cancel` ends the run; `no-go` came too late to prevent it and is kept, so that people can act on it. */
export type StopAsked = {
  readonly by: SlackUserId;
  readonly at: Instant;
  readonly reason: string;
  readonly wants: 'cancel' | 'no-go';
  /** How often the run was asked to be cancelled, and when it will be again while it goes on. */
  readonly asked: number;
  readonly askAgainAt: Instant;
};
