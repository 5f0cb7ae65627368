import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { enoughKnown } from '../release/limits.ts';
import { after, epochMs, type Instant, instantAt, minute } from '../time.ts';
import { type Baseline } from './baseline.ts';
import { type Breach, type JudgeSetup, type JudgeState, openJudge, takeReading, takeRest } from './judge.ts';
import { emptyReading, numericFields, type Reading } from './readings.ts';
import { type Doubt, verdictOf } from './verdict.ts';

/**
 * What telemetry says in a watch. Health is looked at on the lane's interval and judged look by look; telemetry comes
 * in minutes, late and in parts, so its minutes are kept and judged together, with the very code that `gonogo backtest`
 * uses. A minute that has not come yet is late, not missing, until this long after it.
 */
export const mayBeLate = 10 * minute;

/** The triggers that telemetry is judged for. */
export function telemetryTriggers(watch: Pick<WatchPolicy, 'sources'>): readonly Trigger[] {
  return watch.sources.filter((trigger) => trigger !== 'health');
}

/** Triggers whose silence keeps a watch from being healthy. */
export function requiredSignals(watch: Pick<WatchPolicy, 'sources' | 'advisory'>): readonly Trigger[] {
  return telemetryTriggers(watch).filter((trigger) => !watch.advisory.includes(trigger));
}

/**
 * The minutes that are known, with those that were just read: a newer reading of a minute counts, for late data only
 * ever completes it, and what it does not know leaves what was known.
 */
export function withMinutes(
  known: readonly Reading[],
  read: readonly Reading[],
  from: Instant,
  until: Instant,
): readonly Reading[] {
  const byMinute = new Map(known.map((reading) => [reading.at, reading]));
  for (const reading of read) {
    if (reading.at < from || reading.at >= until) continue;
    const before = byMinute.get(reading.at);
    if (before !== undefined) byMinute.set(reading.at, completed(before, reading));
    else if (isKnown(reading)) byMinute.set(reading.at, reading);
  }
  return [...byMinute.values()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function completed(before: Reading, now: Reading): Reading {
  let reading = before;
  for (const field of numericFields) {
    const value = now[field];
    if (value !== null) reading = { ...reading, [field]: value };
  }
  return reading;
}

function isKnown(reading: Reading): boolean {
  return numericFields.some((field) => reading[field] !== null);
}

const noBaseline: Omit<Baseline, 'takenAt'> = {
  requestsPerMinute: null,
  errors: null,
  p50: null,
  p95: null,
  cpu: null,
  memory: null,
  restarts: 0,
};

export function signalSetup(watch: WatchPolicy, startedAt: Instant, baseline: Baseline | null): JudgeSetup {
  return {
    minutes: watch.minutes,
    everyMs: minute,
    grainMs: minute,
    triggers: watch.triggers,
    judged: telemetryTriggers(watch),
    required: requiredSignals(watch),
    advisory: watch.advisory,
    baseline: baseline ?? { takenAt: startedAt, ...noBaseline },
    startedAt: wholeMinute(startedAt),
    version: { kind: 'seen', sha: null },
  };
}

/** The first whole minute that lies in the watch. */
function wholeMinute(startedAt: Instant): Instant {
  return instantAt(Math.ceil(epochMs(startedAt) / minute) * minute);
}

/** What is judged of the minutes that have come by `now`. Those that may still come are left out. */
export function judgeSignals(setup: JudgeSetup, minutes: readonly Reading[], now: Instant): JudgeState {
  let state = openJudge(setup);
  for (const reading of minutes) state = takeReading(setup, state, reading).state;
  const late = after(now, -mayBeLate);
  const last = minutes.at(-1)?.at ?? setup.startedAt;
  // Minutes that will not come any more are unknown.
  for (let at = after(last, minute); at < late && state.stage === 'looking'; at = after(at, minute))
    state = takeReading(setup, state, emptyReading(at)).state;
  return state;
}

/** Advisory breaches, the first of each trigger. */
export function recordedIn(state: JudgeState): readonly Breach[] {
  return state.stage === 'looking' || state.stage === 'breached' ? state.recorded : [];
}

export function breachIn(state: JudgeState): Breach | null {
  return state.stage === 'breached' ? state.breach : null;
}

/** Required signals that have been silent for the lesser of ten minutes and a third of the watch. */
export function blindTo(setup: JudgeSetup, state: JudgeState, now: Instant): readonly Trigger[] {
  if (state.stage !== 'looking') return [];
  const blindAfter = Math.min(mayBeLate, (setup.minutes * minute) / 3);
  return setup.required.filter(
    (trigger) => epochMs(now) - epochMs(state.knownAt[trigger] ?? setup.startedAt) >= blindAfter,
  );
}

/** Whether more could still come that the verdict waits for. */
export function mayStillCome(setup: JudgeSetup, state: JudgeState, endsAt: Instant, now: Instant): 'yes' | 'no' {
  if (state.stage !== 'looking' || now >= after(endsAt, mayBeLate)) return 'no';
  const wanted = setup.minutes * enoughKnown;
  return setup.required.some((trigger) => state.known[trigger] < wanted) ? 'yes' : 'no';
}

/** What keeps the end of a watch from being healthy as far as telemetry goes; empty when nothing does. */
export function doubtsAtEnd(setup: JudgeSetup, state: JudgeState): readonly Doubt[] {
  if (setup.required.length === 0) return [];
  const verdict = verdictOf(setup, takeRest(setup, state).state);
  return verdict.kind === 'unverified' ? verdict.doubts : [];
}
