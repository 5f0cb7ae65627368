import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { enoughKnown } from '../release/limits.ts';
import { after, epochMs, type Instant, instantAt, minute, msBetween } from '../time.ts';
import { type Baseline } from './baseline.ts';
import { type Breach, type JudgeSetup, type JudgeState, openJudge, takeReading, takeRest } from './judge.ts';
import { type Lags, lagOf, mayBeLate } from './lag.ts';
import { emptyReading, type Reading } from './readings.ts';
import { type Doubt, verdictOf } from './verdict.ts';

/**
 * What telemetry says in a watch. Health is looked at on the lane's interval and judged look by look; telemetry comes
 * in minutes, late and in parts, so its minutes are kept and judged together, with the very code that `gonogo backtest`
 * uses. A minute that has not come yet is late, not missing, for ten minutes after it.
 */

/** The triggers that telemetry is judged for. */
export function telemetryTriggers(watch: Pick<WatchPolicy, 'sources'>): readonly Trigger[] {
  return watch.sources.filter((trigger) => trigger !== 'health');
}

/** Triggers whose silence keeps a watch from being healthy. */
export function requiredSignals(watch: Pick<WatchPolicy, 'sources' | 'advisory'>): readonly Trigger[] {
  return telemetryTriggers(watch).filter((trigger) => !watch.advisory.includes(trigger));
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

type Setup = { readonly startedAt: Instant; readonly baseline: Baseline | null; readonly setup: JudgeSetup };

/** The last one of each lane: the same one is asked for with every look. */
const setups = new WeakMap<WatchPolicy, Setup>();

export function signalSetup(watch: WatchPolicy, startedAt: Instant, baseline: Baseline | null): JudgeSetup {
  const known = setups.get(watch);
  if (known !== undefined && known.startedAt === startedAt && known.baseline === baseline) return known.setup;
  const setup = setupFor(watch, startedAt, baseline);
  setups.set(watch, { startedAt, baseline, setup });
  return setup;
}

function setupFor(watch: WatchPolicy, startedAt: Instant, baseline: Baseline | null): JudgeSetup {
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
export function wholeMinute(startedAt: Instant): Instant {
  return instantAt(Math.ceil(epochMs(startedAt) / minute) * minute);
}

/** What has come of telemetry by now: what is made of it, and how late it was. */
export type Signals = { readonly state: JudgeState; readonly lags: Lags };

type Judged = { readonly setup: JudgeSetup; readonly missing: number; readonly state: JudgeState };

/** The last judgement of these very minutes: most looks bring none, and then nothing has to be judged again. */
const judged = new WeakMap<readonly Reading[], Judged>();

/** What is judged of the minutes that have come by `now`. Those that may still come are left out. */
export function judgeSignals(setup: JudgeSetup, minutes: readonly Reading[], now: Instant): JudgeState {
  const last = minutes.at(-1)?.at ?? setup.startedAt;
  const missing = Math.max(0, Math.ceil((msBetween(last, now) - mayBeLate) / minute) - 1);
  const known = judged.get(minutes);
  if (known !== undefined && known.setup === setup && known.missing === missing) return known.state;
  const state = judgeMinutes(setup, minutes, last, missing);
  judged.set(minutes, { setup, missing, state });
  return state;
}

/** `missing`: so many minutes after the last one will not come any more, and are unknown. */
function judgeMinutes(setup: JudgeSetup, minutes: readonly Reading[], last: Instant, missing: number): JudgeState {
  let state = openJudge(setup);
  for (const reading of minutes) state = takeReading(setup, state, reading).state;
  for (let number = 1; number <= missing && state.stage === 'looking'; number += 1)
    state = takeReading(setup, state, emptyReading(after(last, number * minute))).state;
  return state;
}

/** Advisory breaches, the first of each trigger. */
export function recordedIn(state: JudgeState): readonly Breach[] {
  return state.stage === 'looking' || state.stage === 'breached' ? state.recorded : [];
}

export function breachIn(state: JudgeState): Breach | null {
  return state.stage === 'breached' ? state.breach : null;
}

/**
 * Required signals that have been silent for the lesser of ten minutes and a third of the watch. A minute is a
 * measurement only when it is over and its source has had its time, so silence begins no earlier than that.
 */
export function blindTo(
  watch: WatchPolicy,
  setup: JudgeSetup,
  { state, lags }: Signals,
  now: Instant,
): readonly Trigger[] {
  if (state.stage !== 'looking') return [];
  const blindAfter = Math.min(mayBeLate, (setup.minutes * minute) / 3);
  return setup.required.filter((trigger) => {
    const known = state.knownAt[trigger];
    const expected = after(
      known === null ? setup.startedAt : after(known, minute),
      minute + lagOf(watch, lags, trigger),
    );
    return msBetween(expected, now) >= blindAfter;
  });
}

/**
 * Required signals that the verdict waits for: too little is known of them and more could still come, or their source
 * has not had its usual time for the last minute, in which something may have gone wrong.
 */
export function stillToCome(
  watch: WatchPolicy,
  setup: JudgeSetup,
  { state, lags }: Signals,
  endsAt: Instant,
  now: Instant,
): readonly Trigger[] {
  if (state.stage !== 'looking' || now >= after(endsAt, mayBeLate)) return [];
  const wanted = setup.minutes * enoughKnown;
  const isOver = instantAt(Math.floor(epochMs(endsAt) / minute) * minute);
  const last = after(isOver, -minute);
  return setup.required.filter((trigger) => {
    const knownAt = state.knownAt[trigger];
    const isLastLate = (knownAt === null || knownAt < last) && now < after(isOver, lagOf(watch, lags, trigger));
    return state.known[trigger] < wanted || isLastLate;
  });
}

/** What keeps the end of a watch from being healthy as far as telemetry goes; empty when nothing does. */
export function doubtsAtEnd(setup: JudgeSetup, state: JudgeState): readonly Doubt[] {
  if (setup.required.length === 0) return [];
  const verdict = verdictOf(setup, takeRest(setup, state).state);
  return verdict.kind === 'unverified' ? verdict.doubts : [];
}
