import { type Decision } from '../../../src/domain/decision.ts';
import { type Effect } from '../../../src/domain/effects.ts';
import {
  type ChannelId,
  type IncidentId,
  incidentOfRelease,
  type ReleaseId,
  type RepoName,
  type SlackUserId,
} from '../../../src/domain/ids.ts';
import { type IncidentCommand } from '../../../src/domain/incident/commands.ts';
import { decideIncident } from '../../../src/domain/incident/decide.ts';
import { type IncidentEvent } from '../../../src/domain/incident/events.ts';
import { evolveIncident } from '../../../src/domain/incident/evolve.ts';
import { type Incident, type IncidentState, type Severity } from '../../../src/domain/incident/incident.ts';
import { type IncidentPolicy } from '../../../src/domain/incident/policy.ts';
import { dueOfIncident } from '../../../src/domain/incident/wake.ts';
import { type Actor } from '../../../src/domain/people/actor.ts';
import { Calendar } from '../../../src/domain/policy/calendar.ts';
import { AlarmSeverities, type Escalation, IncidentRules } from '../../../src/domain/policy/escalation.ts';
import { after, type Instant } from '../../../src/domain/time.ts';
import { releaseId } from '../../support/facts.ts';
import { noonish } from '../../support/lane.ts';
import { ana, ben, cara, system } from '../../support/people.ts';
import { entryOf, production, service } from '../../support/policy.ts';

export const release: ReleaseId = releaseId(1);
export const rollback: ReleaseId = releaseId(2);
export const incident: IncidentId = incidentOfRelease(release);

export function levelsOf(...levels: readonly (readonly [number, ...string[]])[]): Escalation {
  return levels.map(([level, ...notify]) => ({ level, notify }));
}

/** Ben first, then Ana and Cara, as the example in the documentation has it. */
export const twoLevels: Escalation = levelsOf([1, ben.slack], [2, ana.slack, cara.slack]);

/** The top level's defaults, on a Berlin calendar. */
export function incidentPolicy(change: Partial<IncidentPolicy> = {}): IncidentPolicy {
  return {
    service,
    team: null,
    channels: { releases: 'C0RELEASES' as ChannelId, incidents: 'C0INCIDENTS' as ChannelId },
    people: [ana, ben, cara].map(entryOf),
    calendar: Calendar.parse({ timezone: 'Europe/Berlin', holidays: ['2026-12-25'] }),
    escalation: twoLevels,
    rules: IncidentRules.parse({}),
    severities: AlarmSeverities.parse({}),
    ownChannel: [],
    pager: 'none',
    repo: 'acme/checkout' as RepoName,
    ...change,
  };
}

export type Timed = { readonly event: IncidentEvent; readonly at: Instant };

/** An incident to play with: what is accepted happens, and the clock moves only when the test says so. */
export type IncidentScene = {
  readonly state: IncidentState;
  readonly incident: Incident;
  readonly now: Instant;
  readonly policy: IncidentPolicy;
  readonly events: readonly Timed[];
  readonly effects: readonly Effect[];
  wait(milliseconds: number): void;
  waitUntil(moment: Instant): void;
  configure(change: Partial<IncidentPolicy>): void;
  /** What would be decided; nothing changes. */
  ask(actor: Actor, command: IncidentCommand): Decision<IncidentEvent>;
  when(actor: Actor, command: IncidentCommand): Decision<IncidentEvent>;
  fact(command: IncidentCommand): Decision<IncidentEvent>;
  /** Time passes, and the incident takes each step as it falls due. */
  pass(milliseconds: number): void;
  /** The effects since this was asked last. */
  news(): readonly Effect[];
};

export function createIncidentScene(change: Partial<IncidentPolicy> = {}, start: Instant = noonish): IncidentScene {
  let policy = incidentPolicy(change);
  let state: IncidentState = { id: incident, incident: null };
  let now = start;
  let told = 0;
  const events: Timed[] = [];
  const effects: Effect[] = [];

  function ask(actor: Actor, command: IncidentCommand): Decision<IncidentEvent> {
    return decideIncident(state, command, { now, policy, actor, key: `input-${events.length}` });
  }
  function when(actor: Actor, command: IncidentCommand): Decision<IncidentEvent> {
    const decision = ask(actor, command);
    if (decision.kind !== 'accepted') return decision;
    for (const event of decision.events) {
      state = evolveIncident(state, event, now);
      events.push({ event, at: now });
    }
    effects.push(...decision.effects);
    return decision;
  }

  return {
    get state() {
      return state;
    },
    get incident() {
      if (state.incident === null) throw new Error('Nothing has opened the incident of the scene.');
      return state.incident;
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
      policy = { ...policy, ...other };
    },
    ask,
    when,
    fact: (command) => when(system, command),
    pass(milliseconds) {
      const end = after(now, milliseconds);
      for (let due = dueOfIncident(state); due !== null && due <= end; due = dueOfIncident(state)) {
        if (due > now) now = due;
        when(system, { type: 'AdvanceIncident', incident });
      }
      now = end;
    },
    news() {
      const fresh = effects.slice(told);
      told = effects.length;
      return fresh;
    },
  };
}

/** What people press and type. */
export const does = {
  declare: (severity: Severity, title = 'The shop is down'): IncidentCommand => ({
    type: 'DeclareIncident',
    incident,
    groups: [],
    severity,
    title,
    environment: production,
    release: null,
  }),
  acknowledge: (...groups: readonly string[]): IncidentCommand => ({ type: 'AcknowledgeIncident', incident, groups }),
  resolve: (how = 'The old version is back.'): IncidentCommand => ({
    type: 'ResolveIncident',
    incident,
    groups: [],
    how,
  }),
  change: (severity: Severity, reason = 'More people are hit'): IncidentCommand => ({
    type: 'ChangeSeverity',
    incident,
    groups: [],
    severity,
    reason,
  }),
  update: (text = 'We look at the database.'): IncidentCommand => ({ type: 'PostUpdate', incident, groups: [], text }),
  note: (text: string, writtenBy: SlackUserId | null = null): IncidentCommand => ({
    type: 'AddNote',
    incident,
    groups: [],
    text,
    writtenBy,
  }),
  review: (causes = 'A missing index'): IncidentCommand => ({
    type: 'FillReview',
    incident,
    groups: [],
    impact: 'Nobody could pay for 20 minutes.',
    causes,
    followUps: '',
  }),
};

export const advance: IncidentCommand = { type: 'AdvanceIncident', incident };
