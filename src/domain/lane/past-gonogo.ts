import {
  type CommitSha,
  type DispatchId,
  type EnvironmentName,
  type GithubLogin,
  type ReleaseId,
  type RunId,
} from '../ids.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { after, hour, type Instant, minute } from '../time.ts';

/**
 * Runs of a lane's workflow that somebody started past Gonogo. A run is ours by the id of a dispatch in its name, or
 * because it was adopted; whatever began before the lane was guarded is nobody's business here.
 */
export type Guard = {
  readonly since: Instant;
  /** Runs that were there when it began, as far as their time does not say so. */
  readonly known: readonly RunId[];
  /** Told, newest last. One that has ended is kept for as long as a look goes back. */
  readonly past: readonly RunPast[];
};

/** A run as GitHub lists it. */
export type ListedRun = {
  readonly id: RunId;
  readonly url: string;
  readonly title: string;
  /** Of the ref that it was started on. What it deploys stands in its inputs, which GitHub does not tell. */
  readonly sha: CommitSha | null;
  readonly startedBy: GithubLogin | null;
  /** Null where nothing can be concluded from it. */
  readonly createdAt: Instant | null;
  /** The path of its workflow file. */
  readonly workflow: string;
};

/** A run that none of the lanes started which use its file. */
export type StrayRun = ListedRun & {
  /** The release that somebody seems to have started by hand; null for none. */
  readonly byHandFor: ReleaseId | null;
  /** Of those lanes: nobody knows which one it is for. */
  readonly environments: readonly EnvironmentName[];
};

export type RunPast = StrayRun & {
  readonly seenAt: Instant;
  readonly ended: 'yes' | 'no';
};

/** A dispatch that GitHub was asked for. `run`: what was adopted for it. */
export type Call = { readonly dispatch: DispatchId; readonly at: Instant; readonly run: RunId | null };

export type GuardEvent =
  | { readonly type: 'RunsGuarded'; readonly known: readonly RunId[] }
  | { readonly type: 'RunPastGonogoSeen'; readonly run: StrayRun }
  /** `conclusion` is null where GitHub did not show it any more. */
  | {
      readonly type: 'RunPastGonogoEnded';
      readonly run: RunId;
      readonly conclusion: string | null;
      readonly live: VersionSeen | null;
    };

/** A look at a workflow's runs goes back so far. */
export const looksBack = 24 * hour;
/** What is older than any look is not kept. */
const kept = 2 * looksBack;
/** GitHub's clock and ours may differ. */
export const clockLeeway = 2 * minute;

export function guardAfter(guard: Guard | null, event: GuardEvent, at: Instant): Guard | null {
  if (event.type === 'RunsGuarded') return guard ?? { since: at, known: event.known, past: [] };
  if (guard === null) return null;
  switch (event.type) {
    case 'RunPastGonogoSeen': {
      const still = guard.past.filter(({ ended, seenAt }) => ended === 'no' || after(seenAt, kept) > at);
      return { ...guard, past: [...still, { ...event.run, seenAt: at, ended: 'no' }] };
    }
    case 'RunPastGonogoEnded':
      return { ...guard, past: guard.past.map((one) => (one.id === event.run ? { ...one, ended: 'yes' } : one)) };
  }
}

/** The last ones are kept however old they are: a look whose clock is moved goes back further. */
const keptCalls = 20;

/** Those that a look may still meet. */
export function calledAlso(calls: readonly Call[], dispatch: DispatchId, at: Instant): readonly Call[] {
  const still = calls.filter((call, place) => calls.length - place < keptCalls || after(call.at, kept) > at);
  return [...still, { dispatch, at, run: null }];
}

export function adoptedAlso(calls: readonly Call[], dispatch: DispatchId | null, run: RunId): readonly Call[] {
  return calls.map((call) => (call.dispatch === dispatch ? { ...call, run } : call));
}
