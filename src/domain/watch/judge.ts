import { type WatchPolicy } from '../policy/lane-policy.ts';
import { Trigger } from '../policy/watch.ts';
import { versionWithin } from '../release/limits.ts';
import { after, type Instant, minute, msBetween } from '../time.ts';
import { type Baseline } from './baseline.ts';
import { type Finding } from './finding.ts';
import { emptyRows, type Findings, judgeReading, type Rows } from './judge-look.ts';
import { emptyReading, plausible, type Reading } from './readings.ts';
import { type ErrorJudge, errorJudge } from './trigger-errors.ts';

/**
 * The judge of one watch: takes readings in order of time and makes looks of them.
 *
 *   awaiting ── a reading of another version than before ──▶ looking ── a trigger breaches ──▶ breached
 *      └────── nothing of it in time ──▶ never-seen
 *
 * A breach is final: what comes later does not undo it. Readings that come late are judged by judging all of them again,
 * in order; that costs microseconds for each. A look that brought nothing counts as a look, and as unknown.
 * The state is plain JSON.
 */
export type JudgeSetup = {
  readonly minutes: number;
  /** The distance of two looks. */
  readonly everyMs: number;
  /** How often telemetry can bring something new at best; until then what it last brought counts as known. */
  readonly grainMs: number;
  readonly triggers: WatchPolicy['triggers'];
  /** Triggers that are judged at all. */
  readonly judged: readonly Trigger[];
  /** Of these, the ones that have to be known for a verdict of health. */
  readonly required: readonly Trigger[];
  /** Of these, the ones whose breach is recorded and not acted on. */
  readonly advisory: readonly Trigger[];
  readonly baseline: Baseline;
  /** When the new version was seen live; where it is awaited, when the deployment ended. */
  readonly startedAt: Instant;
  readonly version: Version;
};

/** `seen`: readings that name another SHA are unknown; with `sha` null none is. `awaited`: any other SHA than `before`. */
export type Version =
  | { readonly kind: 'seen'; readonly sha: string | null }
  | { readonly kind: 'awaited'; readonly before: string };

export type JudgeState =
  | { readonly stage: 'awaiting'; readonly since: Instant; readonly before: string }
  | { readonly stage: 'never-seen' }
  | Looking
  | {
      readonly stage: 'breached';
      readonly startedAt: Instant;
      readonly breach: Breach;
      readonly recorded: readonly Breach[];
    };

export type Looking = {
  readonly stage: 'looking';
  readonly startedAt: Instant;
  readonly sha: string | null;
  readonly lastAt: Instant;
  readonly looks: number;
  /** Those of them that brought a reading. */
  readonly taken: number;
  /** How many looks knew each signal, and when it was known last. */
  readonly known: Readonly<Record<Trigger, number>>;
  readonly knownAt: Readonly<Record<Trigger, Instant | null>>;
  /** The readings of the last five minutes. */
  readonly window: readonly Reading[];
  readonly errorJudge: ErrorJudge | null;
  readonly rows: Rows;
  /** The first breach of each advisory trigger. */
  readonly recorded: readonly Breach[];
};

export type Breach = {
  readonly trigger: Trigger;
  readonly at: Instant;
  readonly finding: Finding;
  /** Other triggers that breached at the same look. */
  readonly also: readonly Trigger[];
};

export type Look = {
  readonly at: Instant;
  /** No reading came. */
  readonly missed: boolean;
  readonly findings: Findings;
  /** Required signals that have been unknown for the lesser of ten minutes and a third of the watch. */
  readonly blind: readonly Trigger[];
};

export type Step = { readonly state: JudgeState; readonly looks: readonly Look[] };

const windowMs = 5 * minute;
const blindAfterMs = 10 * minute;

export function openJudge(setup: JudgeSetup): JudgeState {
  const { version, startedAt } = setup;
  if (version.kind === 'awaited') return { stage: 'awaiting', since: startedAt, before: version.before };
  return looking(setup, startedAt, version.sha);
}

function looking(setup: JudgeSetup, startedAt: Instant, sha: string | null): Looking {
  const judge = errorJudge(setup.baseline.errors, setup.triggers.errorPoints);
  return {
    stage: 'looking',
    startedAt,
    sha,
    lastAt: startedAt,
    looks: 0,
    taken: 0,
    known: { health: 0, errors: 0, latency: 0, memory: 0, cpu: 0 },
    knownAt: { health: null, errors: null, latency: null, memory: null, cpu: null },
    window: [],
    errorJudge: judge,
    rows: emptyRows(judge),
    recorded: [],
  };
}

export function endOf(setup: JudgeSetup, { startedAt }: Looking): Instant {
  return after(startedAt, setup.minutes * minute);
}

/** Readings come in order of time, one for each instant; one from before the watch or after its end is ignored. */
export function takeReading(setup: JudgeSetup, state: JudgeState, raw: Reading): Step {
  const reading = plausible(raw);
  if (state.stage === 'awaiting') return takeAwaited(setup, state, reading);
  if (state.stage !== 'looking') return { state, looks: [] };
  if (reading.at < state.startedAt || reading.at >= endOf(setup, state)) return { state, looks: [] };
  const upTo = fillMissed(setup, state, reading.at);
  const { state: now, look } = takeLook(setup, upTo.state, ofThisVersion(upTo.state, reading), 'taken');
  return { state: now, looks: [...upTo.looks, look] };
}

function takeAwaited(setup: JudgeSetup, state: Extract<JudgeState, { stage: 'awaiting' }>, reading: Reading): Step {
  if (reading.at < state.since) return { state, looks: [] };
  const until = after(state.since, Math.min(setup.minutes * minute, versionWithin));
  if (reading.at >= until) return { state: { stage: 'never-seen' }, looks: [] };
  if (reading.sha === null || reading.sha === state.before) return { state, looks: [] };
  return takeReading(setup, looking(setup, reading.at, reading.sha), reading);
}

/** What another version answered says nothing about the one that is watched. */
function ofThisVersion({ sha }: Looking, reading: Reading): Reading {
  return sha === null || reading.sha === null || reading.sha === sha ? reading : emptyReading(reading.at);
}

/** The looks that brought nothing before `at`. Half an interval of lateness is none. */
function fillMissed(
  setup: JudgeSetup,
  before: Looking,
  at: Instant,
): { readonly state: Looking; readonly looks: readonly Look[] } {
  let state = before;
  const looks: Look[] = [];
  while (msBetween(state.lastAt, at) > 1.5 * setup.everyMs) {
    const missed = takeLook(setup, state, emptyReading(after(state.lastAt, setup.everyMs)), 'missed');
    // Without data nothing can breach.
    if (missed.state.stage !== 'looking') break;
    state = missed.state;
    looks.push(missed.look);
  }
  return { state, looks };
}

function takeLook(
  setup: JudgeSetup,
  state: Looking,
  reading: Reading,
  how: 'taken' | 'missed',
): { readonly state: JudgeState; readonly look: Look } {
  const { at } = reading;
  const from = after(at, -windowMs);
  const window = [...state.window.filter((earlier) => earlier.at > from), reading];
  const rules = { ...setup, errorJudge: state.errorJudge };
  const { rows, findings } = judgeReading(rules, state.rows, window, reading);

  const known = { ...state.known };
  const knownAt = { ...state.knownAt };
  for (const trigger of Trigger.options) {
    if (findings[trigger].state !== 'unknown') knownAt[trigger] = at;
    const last = knownAt[trigger];
    const fresh = trigger === 'health' ? 0 : setup.grainMs;
    if (last === at || (last !== null && msBetween(last, at) < fresh)) known[trigger] += 1;
  }
  const blindAfter = Math.min(blindAfterMs, (setup.minutes * minute) / 3);
  const blind = setup.required.filter((trigger) => msBetween(knownAt[trigger] ?? state.startedAt, at) >= blindAfter);
  const look: Look = { at, missed: how === 'missed', findings, blind };

  const breached = setup.judged.filter((trigger) => findings[trigger].state === 'breached');
  const [trigger, ...also] = breached.filter((each) => !setup.advisory.includes(each));
  const recorded = [...state.recorded, ...newlyRecorded(setup, state, look, breached)];
  if (trigger !== undefined) {
    const breach = { trigger, at, finding: findings[trigger], also };
    return { state: { stage: 'breached', startedAt: state.startedAt, breach, recorded }, look };
  }
  const counted = { looks: state.looks + 1, taken: state.taken + (how === 'taken' ? 1 : 0) };
  return { state: { ...state, ...counted, lastAt: at, known, knownAt, window, rows, recorded }, look };
}

function newlyRecorded(
  setup: JudgeSetup,
  { recorded }: Looking,
  { at, findings }: Look,
  breached: readonly Trigger[],
): readonly Breach[] {
  return breached
    .filter((each) => setup.advisory.includes(each) && recorded.every(({ trigger }) => trigger !== each))
    .map((trigger) => ({ trigger, at, finding: findings[trigger], also: [] }));
}

/** The looks that are still missing when the time is over. */
export function takeRest(setup: JudgeSetup, state: JudgeState): Step {
  if (state.stage !== 'looking') return { state, looks: [] };
  return fillMissed(setup, state, after(endOf(setup, state), setup.everyMs / 2));
}
