import { type LaneCommand } from '../../src/domain/commands.ts';
import { decide } from '../../src/domain/decide.ts';
import { type Decision } from '../../src/domain/decision.ts';
import { type Effect } from '../../src/domain/effects.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { evolve, findRelease } from '../../src/domain/lane/evolve.ts';
import { emptyLane, type Lane } from '../../src/domain/lane/lane.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { evolveRelease } from '../../src/domain/release/evolve.ts';
import { type Phase, phaseName, type Release } from '../../src/domain/release/release.ts';
import { hashPrefix } from '../../src/domain/release/subject.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { releaseId } from './facts.ts';
import { system } from './people.ts';
import { type PolicyChange, policyWith, production, service } from './policy.ts';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** A Wednesday, 11:00 in Berlin. */
export const noonish = '2026-11-18T10:00:00.000Z' as Instant;

export const first = releaseId(1);
export const next = releaseId(2);
export const third = releaseId(3);

export type TimedEvent = { readonly event: LaneEvent; readonly at: Instant };

/**
 * A lane to play with: commands go through `decide`, what is accepted goes through `evolve`, and the clock
 * moves only when the test says so. It keeps every event and every effect that came out.
 */
export type Scene = {
  readonly lane: Lane;
  readonly now: Instant;
  readonly policy: LanePolicy;
  readonly events: readonly TimedEvent[];
  readonly effects: readonly Effect[];
  wait(milliseconds: number): void;
  waitUntil(moment: Instant): void;
  /** Another config is in force; the lane has not been told. */
  configure(change: PolicyChange): void;
  /** What would be decided; nothing changes. */
  ask(actor: Actor, command: LaneCommand): Decision;
  /** Decides and lets it happen. */
  when(actor: Actor, command: LaneCommand): Decision;
  /** The same for what the system found. */
  fact(command: LaneCommand): Decision;
  /** Something has happened, whoever decided it. */
  happens(event: LaneEvent): void;
  /** A release, also one that has left the lane. */
  release(id?: ReleaseId): Release;
  phase(id?: ReleaseId): Phase;
  /** What a button of the release's card carries now. */
  shown(id?: ReleaseId): string;
};

export function createScene(change: PolicyChange = {}, start: Instant = noonish): Scene {
  let policy = policyWith(change);
  let lane: Lane = { ...emptyLane(service, production), policyVersion: policy.version };
  let now = start;
  const events: TimedEvent[] = [];
  const effects: Effect[] = [];
  const gone = new Map<string, Release>();

  function happens(event: LaneEvent): void {
    if (event.type === 'ReleaseEnded') {
      const release = findRelease(lane, event.release);
      if (release !== null) gone.set(event.release, evolveRelease(release, event, now));
    }
    lane = evolve(lane, event, now);
    events.push({ event, at: now });
  }
  function apply(decision: Decision): Decision {
    if (decision.kind !== 'accepted') return decision;
    for (const event of decision.events) happens(event);
    effects.push(...decision.effects);
    return decision;
  }
  function ask(actor: Actor, command: LaneCommand): Decision {
    return decide(lane, command, { now, policy, actor, key: `input-${events.length}` });
  }
  function release(id: ReleaseId = first): Release {
    const found = findRelease(lane, id) ?? gone.get(id);
    if (found === undefined) throw new Error(`There is no ${id} in the scene.`);
    return found;
  }

  return {
    get lane() {
      return lane;
    },
    get now() {
      return now;
    },
    get policy() {
      return policy;
    },
    events,
    effects,
    wait(milliseconds) {
      now = after(now, milliseconds);
    },
    waitUntil(moment) {
      now = moment;
    },
    configure(other) {
      policy = policyWith(other);
    },
    ask,
    when(actor, command) {
      return apply(ask(actor, command));
    },
    fact(command) {
      return apply(ask(system, command));
    },
    happens,
    release,
    phase(id = first) {
      return phaseName(release(id));
    },
    shown(id = first) {
      const found = release(id);
      return 'proposal' in found && found.proposal !== null ? hashPrefix(found.proposal.hash) : '';
    },
  };
}

/** The release in one of its phases; throws where it is in another, so that a test reads only fields that exist. */
export function inPhase<P extends Release['phase']>(release: Release, phase: P): Extract<Release, { phase: P }> {
  if (release.phase !== phase) throw new Error(`${release.id} is ${release.phase}, not ${phase}.`);
  return release as Extract<Release, { phase: P }>;
}

export function eventsOf(decision: Decision): readonly LaneEvent[] {
  return decision.kind === 'accepted' ? decision.events : [];
}

export function effectsOf(decision: Decision): readonly Effect[] {
  return decision.kind === 'accepted' ? decision.effects : [];
}

export function typesOf(decision: Decision): readonly string[] {
  return eventsOf(decision).map(({ type }) => type);
}

export function effectTypesOf(decision: Decision): readonly string[] {
  return effectsOf(decision).map(({ type }) => type);
}

/** `accepted`, `nothing`, or the code of the refusal. */
export function outcomeOf(decision: Decision): string {
  return decision.kind === 'refused' ? decision.refusal.code : decision.kind;
}
