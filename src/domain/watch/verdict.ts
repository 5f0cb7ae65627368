import { type Trigger } from '../policy/watch.ts';
import { enoughKnown } from '../release/limits.ts';
import { type Instant } from '../time.ts';
import {
  type Breach,
  type JudgeSetup,
  type JudgeState,
  type Look,
  type Looking,
  openJudge,
  takeReading,
  takeRest,
} from './judge.ts';
import { inOrder, type Reading } from './readings.ts';

/** What a watch concludes. Unknown never turns into health: that needs enough known looks of every required signal. */
export type Verdict =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'breached'; readonly breach: Breach }
  | { readonly kind: 'unverified'; readonly doubts: readonly Doubt[] };

export type Doubt =
  | { readonly code: 'never-seen-live' }
  /** Not one reading came. */
  | { readonly code: 'nothing-seen' }
  /** Too many looks at this signal were unknown. */
  | { readonly code: 'too-few-known'; readonly trigger: Trigger; readonly known: number; readonly looks: number }
  /** The signal came, and there was nothing to compare it with. */
  | { readonly code: 'no-baseline'; readonly trigger: Trigger }
  /** The last looks spoke for a breach that was not complete. */
  | { readonly code: 'ends-failing'; readonly trigger: Trigger };

export type Judgement = {
  readonly verdict: Verdict;
  /** When the watch began: the new version was seen; null when it never was. */
  readonly startedAt: Instant | null;
  readonly looks: readonly Look[];
  /** Breaches of advisory triggers. */
  readonly recorded: readonly Breach[];
};

/** Judges a whole watch. Readings may come in any order, and several may be parts of the same instant's. */
export function judge(setup: JudgeSetup, readings: readonly Reading[]): Judgement {
  return judgeInOrder(setup, inOrder(readings));
}

/** The same for readings that are in order already, one for each instant. */
export function judgeInOrder(setup: JudgeSetup, readings: readonly Reading[]): Judgement {
  let state = openJudge(setup);
  let startedAt: Instant | null = null;
  const looks: Look[] = [];
  for (const reading of readings) {
    const step = takeReading(setup, state, reading);
    for (const look of step.looks) looks.push(look);
    state = step.state;
    if (state.stage === 'looking' || state.stage === 'breached') startedAt = state.startedAt;
    if (state.stage === 'breached' || state.stage === 'never-seen') break;
  }
  const rest = takeRest(setup, state);
  for (const look of rest.looks) looks.push(look);
  if (rest.state.stage === 'looking') startedAt = rest.state.startedAt;
  return { verdict: verdictOf(setup, rest.state), startedAt, looks, recorded: recordedIn(rest.state) };
}

function recordedIn(state: JudgeState): readonly Breach[] {
  return state.stage === 'looking' || state.stage === 'breached' ? state.recorded : [];
}

/** The verdict when the time is over and no more readings are expected. */
export function verdictOf(setup: JudgeSetup, state: JudgeState): Verdict {
  switch (state.stage) {
    case 'awaiting':
    case 'never-seen':
      return { kind: 'unverified', doubts: [{ code: 'never-seen-live' }] };
    case 'breached':
      return { kind: 'breached', breach: state.breach };
    case 'looking': {
      const doubts = doubtsAbout(setup, state);
      return doubts.length === 0 ? { kind: 'healthy' } : { kind: 'unverified', doubts };
    }
  }
}

function doubtsAbout(setup: JudgeSetup, state: Looking): readonly Doubt[] {
  const { required, baseline } = setup;
  const { known, looks, rows } = state;
  const doubts: Doubt[] = state.taken === 0 ? [{ code: 'nothing-seen' }] : [];
  for (const trigger of required) {
    if (looks > 0 && known[trigger] >= looks * enoughKnown) continue;
    const isRelative = trigger === 'errors' || trigger === 'latency';
    const lacksBaseline =
      trigger === 'errors' ? baseline.errors === null : baseline.p50 === null && baseline.p95 === null;
    if (isRelative && lacksBaseline) doubts.push({ code: 'no-baseline', trigger });
    else doubts.push({ code: 'too-few-known', trigger, known: known[trigger], looks });
  }
  if (required.includes('health') && rows.health.failures > 0) doubts.push({ code: 'ends-failing', trigger: 'health' });
  if (required.includes('errors') && rows.errors.row > 0 && rows.errors.agrees)
    doubts.push({ code: 'ends-failing', trigger: 'errors' });
  return doubts;
}
