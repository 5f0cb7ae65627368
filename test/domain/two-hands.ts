import { type LaneCommand } from '../../src/domain/commands.ts';
import { decide } from '../../src/domain/decide.ts';
import { type Effect } from '../../src/domain/effects.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { type DispatchId, type ReleaseId } from '../../src/domain/ids.ts';
import { evolve } from '../../src/domain/lane/evolve.ts';
import { emptyLane, type Lane } from '../../src/domain/lane/lane.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type Run } from '../../src/domain/release/dispatch-step.ts';
import { type OpenRelease } from '../../src/domain/release/release.ts';
import { hashPrefix } from '../../src/domain/release/subject.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';
import { nothingLeft } from '../support/evidence.ts';
import {
  completed,
  dispatchId,
  failing,
  healthy,
  newSha,
  oldSha,
  releaseId,
  runOf,
  seen,
  standings,
} from '../support/facts.ts';
import { type Scene, second, type TimedEvent } from '../support/lane.ts';
import { putBack, replayPath } from '../support/lane-rollback.ts';
import { ben, cara, system } from '../support/people.ts';
import { production, service } from '../support/policy.ts';
import { minuteOf, read } from './measured.ts';
import { usual } from './watch/minutes.ts';

/** Something that somebody has set out to say, from what they saw then. It arrives later, perhaps twice, perhaps never. */
type UnderWay = { readonly actor: Actor; readonly command: LaneCommand };

type StartRun = Extract<Effect, { type: 'StartRun' }>;

/**
 * A lane in which a person and the watch reach for the same rollback, with everything between them that can come
 * late, twice, in another order, or not at all. A crash forgets all but the events and the effects that stand with them.
 */
export type TwoHands = {
  readonly events: readonly TimedEvent[];
  readonly alerts: readonly Effect[];
  /** Rollbacks that GitHub was really asked to run. */
  readonly runs: readonly (StartRun & { readonly run: Run })[];
  lane(): Lane;
  step(random: () => number): void;
  /** Nothing more goes wrong: all that is under way arrives, and everybody does their part. */
  settle(): void;
};

const presses = 3;

export function createTwoHands({ lane: begun, policy, now: start, events: before }: Scene): TwoHands {
  let lane = begun;
  let now = start;
  let pressed = 0;
  let dispatches = 10;
  let live = newSha;
  let underWay: UnderWay[] = [];
  const events: TimedEvent[] = [...before];
  const alerts: Effect[] = [];
  const starts: StartRun[] = [];
  const runs: (StartRun & { readonly run: Run })[] = [];

  function submit({ actor, command }: UnderWay): 'accepted' | 'not-accepted' {
    const decision = decide(lane, command, { now, policy, actor, key: `input-${events.length}` });
    if (decision.kind !== 'accepted') return 'not-accepted';
    for (const event of decision.events) {
      lane = evolve(lane, event, now);
      events.push({ event, at: now });
    }
    for (const effect of decision.effects) {
      if (effect.type === 'StartRun') starts.push(effect);
      if (effect.type === 'Alert') alerts.push(effect);
    }
    return 'accepted';
  }

  function crash(): void {
    underWay = [];
    const stored = JSON.parse(JSON.stringify(events)) as readonly TimedEvent[];
    const empty: Lane = { ...emptyLane(service, production), policyVersion: policy.version };
    lane = stored.reduce((state, { event, at }) => evolve(state, event, at), empty);
  }

  /** A worker takes what was intended. It may die right after its claim, or right after the call. */
  function perform(effect: StartRun, fate: number): void {
    const { release, dispatch } = effect;
    if (submit({ actor: system, command: { type: 'ClaimDispatch', release, dispatch } }) !== 'accepted') return;
    if (fate < 0.15) return crash();
    const run = runOf(100 + runs.length);
    runs.push({ ...effect, run });
    if (fate < 0.3) return crash();
    const answer =
      fate < 0.5 ? ({ kind: 'ambiguous', reason: 'HTTP 502' } as const) : ({ kind: 'started', run } as const);
    underWay.push({ actor: system, command: { type: 'RecordDispatchAnswer', release, dispatch, answer } });
  }

  function press(random: () => number): void {
    if (pressed >= presses) return;
    pressed += 1;
    const who = random() < 0.5 ? cara : ben;
    const asked = { target: oldSha, of: null, reason: 'errors rose', warned: ['never-verified'] } as const;
    underWay.push({ actor: who, command: { type: 'RollBack', release: releaseId(50 + pressed), ...asked } });
  }

  function runFor(dispatch: DispatchId): Run | null {
    return runs.find((known) => known.dispatch === dispatch)?.run ?? null;
  }

  /** What jobs would find out about the release at this moment. */
  function factAbout(release: OpenRelease): LaneCommand | null {
    switch (release.phase) {
      case 'preparing':
        return {
          type: 'RecordCandidate',
          release: release.id,
          candidate: putBack({ live: seen(live) }),
          standings: standings(),
        };
      case 'dispatching':
        return factOfDispatch(release);
      case 'deploying':
        return factOfRun(release);
      case 'watching':
        return factOfWatch(release);
      default:
        return { type: 'Advance', release: release.id };
    }
  }

  function factOfDispatch({ id: release, step }: Extract<OpenRelease, { phase: 'dispatching' }>): LaneCommand {
    if (step.at === 'rechecking') {
      dispatches += 1;
      const candidate = putBack({ live: seen(live) });
      return {
        type: 'RecordRecheck',
        release,
        candidate,
        standings: standings(),
        baseline: usual,
        dispatch: dispatchId(dispatches),
      };
    }
    if (step.at !== 'searching') return { type: 'Advance', release };
    const found = runFor(step.dispatch);
    return { type: 'RecordRunsFound', release, dispatch: step.dispatch, runs: found === null ? [] : [found] };
  }

  function factOfRun({ id: release, run, ended, proposal }: Extract<OpenRelease, { phase: 'deploying' }>): LaneCommand {
    if (ended !== null) return { type: 'RecordPostDeploy', release, evidence: { ...nothingLeft, readAt: now } };
    live = oldSha;
    const { blobSha: workflowBlob } = proposal.subject.workflow;
    return {
      type: 'RecordRun',
      release,
      reading: completed(run, 'success', { workflowPath: replayPath, workflowBlob }),
    };
  }

  function factOfWatch({ id: release, kind, watch }: Extract<OpenRelease, { phase: 'watching' }>): LaneCommand {
    if (watch.stage === 'awaiting-version') return { type: 'RecordVersion', release, seen: seen(live) };
    if (now < watch.lookAt) now = watch.lookAt;
    const isBad = kind !== 'rollback';
    const telemetry = read([minuteOf(wholeMinute(after(now, -minute)), isBad ? 'errors' : 'well')]);
    const reading = isBad ? failing : healthy;
    return { type: 'RecordLook', release, look: watch.next, reading, seen: seen(live), telemetry };
  }

  function lookAround(random: () => number): void {
    const open = Object.values(lane.open);
    const release = open[Math.floor(random() * open.length)];
    const fact = release === undefined ? null : factAbout(release);
    if (fact !== null) underWay.push({ actor: system, command: fact });
  }

  function arrive(random: () => number): void {
    const index = Math.floor(random() * underWay.length);
    const [message] = underWay.slice(index, index + 1);
    if (message === undefined) return;
    if (random() < 0.8) underWay.splice(index, 1);
    submit(message);
  }

  function step(random: () => number): void {
    const what = random();
    if (what < 0.1) return press(random);
    if (what < 0.42) return lookAround(random);
    if (what < 0.8) return arrive(random);
    if (what < 0.92) {
      const effect = starts[Math.floor(random() * starts.length)];
      return effect === undefined ? undefined : perform(effect, random());
    }
    if (what < 0.96) return crash();
    now = after(now, random() < 0.7 ? second : 17 * second);
    for (const release of Object.keys(lane.open) as ReleaseId[])
      submit({ actor: system, command: { type: 'Advance', release } });
  }

  /** Asked whether a run was started, Cara looks at GitHub; if there is none she says so, and presses Deploy. */
  function answerFor(release: OpenRelease): void {
    const { id } = release;
    if (
      release.phase === 'dispatching' &&
      release.step.at === 'asking-person' &&
      runFor(release.step.dispatch) === null
    )
      submit({ actor: cara, command: { type: 'ConfirmNotStarted', release: id } });
    if (release.phase === 'ready' && release.because === 'not-started')
      submit({ actor: cara, command: { type: 'Deploy', release: id, shown: hashPrefix(release.proposal.hash) } });
  }

  function settle(): void {
    for (const message of underWay.splice(0)) submit(message);
    for (let round = 0; round < 90; round += 1) {
      for (const effect of starts) perform(effect, 1);
      for (const message of underWay.splice(0)) submit(message);
      for (const release of Object.values(lane.open)) {
        if (lane.open[release.id] === undefined) continue;
        const fact = factAbout(release);
        if (fact !== null) submit({ actor: system, command: fact });
        submit({ actor: system, command: { type: 'Advance', release: release.id } });
        answerFor(release);
      }
      now = after(now, 17 * second);
    }
  }

  return { events, alerts, runs, lane: () => lane, step, settle };
}

function wholeMinute(at: Instant): Instant {
  return `${at.slice(0, 'yyyy-mm-ddThh:mm'.length)}:00.000Z` as Instant;
}

export function eventsOfType<T extends LaneEvent['type']>(
  events: readonly TimedEvent[],
  type: T,
): readonly Extract<LaneEvent, { type: T }>[] {
  return events.flatMap(({ event }) => (event.type === type ? [event as Extract<LaneEvent, { type: T }>] : []));
}
