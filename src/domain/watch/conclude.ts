import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Alert, type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { deployersOf } from '../release/dispatch.ts';
import { askAgainEvery, enoughKnown } from '../release/limits.ts';
import { type Unverified, type UnverifiedBecause, type Watching } from '../release/release.ts';
import { lackingIn } from '../release/required-evidence.ts';
import { after } from '../time.ts';
import { minutesAwaited } from './late.ts';
import { withMinutes } from './minutes.ts';
import { type Doubt as SignalDoubt } from './verdict.ts';
import { type LookReading, type Watch } from './watch.ts';

type Looking = Extract<Watch, { stage: 'looking' }>;

type Taken = Extract<LaneEvent, { type: 'LookTaken' }>;

export function wrongVersion(
  release: Watching,
  seen: Extract<VersionSeen, { kind: 'seen' }>,
  context: Context,
): Decision {
  const cause = { code: 'wrong-version', live: seen.sha } as const;
  const alert: Alert = { kind: 'failed', run: release.run, cause, live: seen, ask: deployersOf(context.policy) };
  return accepted(
    [{ type: 'ReleaseEnded', release: release.id, outcome: { kind: 'failed', cause, live: seen } }],
    [{ type: 'Alert', id: `wrong-version-${release.run.id}`, release: release.id, alert }],
  );
}

/** The time is over. Healthy needs enough known looks and an end that is neither failing nor another version's; anything else is for a person. */
export function verdict(release: Watching, taken: Taken, doubts: readonly SignalDoubt[], context: Context): Decision {
  const { watch } = release;
  if (watch.stage !== 'looking') return nothing('No looks are taken now.');
  const isExtra = taken.look > watch.total;
  const known = taken.counts === 'no' || isExtra ? watch.known : watch.known + 1;
  // A health check that is only tried out does not speak against the release.
  const row = context.policy.watch?.advisory.includes('health') === true ? 0 : rowAfter(watch, taken.reading);
  const lacking = lackingIn(context.policy, release.postDeploy);
  const doubt =
    doubtAbout({ known, total: watch.total, row, strangers: taken.strangers }) ??
    doubtFromSignals(doubts) ??
    doubtFrom(lacking);
  const minutes = withMinutes(watch.minutes, taken.minutes);
  const late = minutesAwaited(release.id, { ...watch, minutes }, context);
  if (doubt === null) {
    const succeeded: LaneEvent = { type: 'ReleaseEnded', release: release.id, outcome: { kind: 'succeeded' } };
    return accepted([taken, succeeded, ...late]);
  }
  const ended = unverified(release, doubt.because, doubt.detail, context);
  return ended.kind === 'accepted' ? accepted([taken, ...ended.events, ...late], ended.effects) : ended;
}

/** What speaks against a watch that is over, but for telemetry; null when nothing does. */
export function doubtAfter(
  { postDeploy }: Unverified,
  { known, total, failuresInARow, strangers }: Looking,
  policy: LanePolicy,
): Doubt | null {
  const row = policy.watch?.advisory.includes('health') === true ? 0 : failuresInARow;
  return doubtAbout({ known, total, row, strangers }) ?? doubtFrom(lackingIn(policy, postDeploy));
}

function rowAfter(watch: Looking, reading: LookReading): number {
  if (reading.kind === 'failed') return watch.failuresInARow + 1;
  return reading.kind === 'ok' ? 0 : watch.failuresInARow;
}

type Doubt = { readonly because: UnverifiedBecause; readonly detail: string };

function doubtAbout(end: {
  readonly known: number;
  readonly total: number;
  readonly row: number;
  readonly strangers: number;
}): Doubt | null {
  if (end.strangers > 0)
    return { because: 'another-version', detail: `the last ${end.strangers} looks showed another version` };
  if (end.known < end.total * enoughKnown)
    return { because: 'too-few-looks', detail: `${end.known} of ${end.total} looks are known` };
  return end.row > 0 ? { because: 'ends-failing', detail: `the last ${end.row} known looks failed` } : null;
}

/** Too little was known of a signal that the lane relies on, or it pointed to a breach when the time was over. */
function doubtFromSignals(doubts: readonly SignalDoubt[]): Doubt | null {
  if (doubts.length === 0) return null;
  const detail = [...new Set(doubts.map((doubt) => ('trigger' in doubt ? doubt.trigger : doubt.code)))].join(', ');
  const isFailing = doubts.some(({ code }) => code === 'ends-failing');
  return { because: isFailing ? 'ends-failing' : 'signals-unknown', detail };
}

/** A run that did not leave behind what the lane requires is never a success, however well production looks. */
function doubtFrom(lacking: readonly string[]): Doubt | null {
  return lacking.length === 0 ? null : { because: 'evidence-missing', detail: lacking.join(', ') };
}

export function unverified(release: Watching, because: UnverifiedBecause, detail: string, context: Context): Decision {
  const alert: Effect = {
    type: 'Alert',
    id: `unverified-${release.run.id}-${context.now}`,
    release: release.id,
    alert: { kind: 'unverified', because, detail, ask: deployersOf(context.policy) },
  };
  return accepted(
    [{ type: 'VerdictUnverified', release: release.id, because, askAgainAt: after(context.now, askAgainEvery) }],
    [alert],
  );
}
