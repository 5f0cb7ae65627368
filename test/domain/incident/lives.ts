import { type Effect, effectId } from '../../../src/domain/effects.ts';
import { type ChannelId, incidentChain, type MessageTs } from '../../../src/domain/ids.ts';
import { type IncidentCommand } from '../../../src/domain/incident/commands.ts';
import { decideIncident } from '../../../src/domain/incident/decide.ts';
import { type IncidentEvent } from '../../../src/domain/incident/events.ts';
import { evolveIncident } from '../../../src/domain/incident/evolve.ts';
import { type IncidentState } from '../../../src/domain/incident/incident.ts';
import { dueOfIncident, wakeIncident } from '../../../src/domain/incident/wake.ts';
import { type LedgerEntry } from '../../../src/domain/ledger/entry.ts';
import { incidentEventOf, storedIncident } from '../../../src/domain/ledger/events-of.ts';
import { type Actor } from '../../../src/domain/people/actor.ts';
import { after, earliest, type Instant } from '../../../src/domain/time.ts';
import { noonish } from '../../support/lane.ts';
import { ana, ben, cara, dana, type Person, system } from '../../support/people.ts';
import { alarm, blind, breached, putBack, report, rollbackBegun } from './alarms.ts';
import { advance, does, incident, incidentPolicy } from './scene.ts';

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export type Chance = () => number;
export function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every day is a working day in UTC, so that the book can tell a P4's due time without a calendar. */
export const policy = incidentPolicy({
  pager: 'configured',
  calendar: {
    timezone: 'UTC',
    workdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    hours: { from: '09:00', to: '17:00' },
    holidays: [],
  },
});

type Page = Extract<Effect, { type: 'PagePerson' | 'PageOut' }>;
export type Written = { readonly event: IncidentEvent; readonly at: Instant };

/** A ledger, an outbox and a due time that outlive the process, and a process that knows a state as long as it lives. */
export type World = {
  state: IncidentState;
  now: Instant;
  /** When the sweeper will come; null when it has nothing to come for. */
  due: Instant | null;
  readonly entries: string[];
  readonly outbox: Map<string, Page>;
  /** What was tried, whatever came of it. */
  readonly tried: Set<IncidentCommand['type']>;
};

export function newWorld(): World {
  return {
    state: { id: incident, incident: null },
    now: noonish,
    due: null,
    entries: [],
    outbox: new Map(),
    tried: new Set(),
  };
}

export type Done = {
  readonly kind: 'accepted' | 'not-accepted';
  readonly events: readonly IncidentEvent[];
  readonly effects: readonly Effect[];
};
export const nothingDone: Done = { kind: 'not-accepted', events: [], effects: [] };

/** Decides and appends, as the loop does: events, effects and due time in one write. */
export function submit(world: World, actor: Actor, command: IncidentCommand): Done {
  const { state, now } = world;
  world.tried.add(command.type);
  const decision = decideIncident(state, command, { now, policy, actor, key: `${world.entries.length}` });
  if (decision.kind !== 'accepted') return nothingDone;
  for (const event of decision.events) {
    world.state = evolveIncident(world.state, event, now);
    world.entries.push(JSON.stringify({ ...storedIncident(event), at: now }));
  }
  for (const effect of decision.effects) {
    if (effect.type === 'PagePerson' || effect.type === 'PageOut') world.outbox.set(effectId(effect), effect);
  }
  world.due = earliest([world.due, wakeIncident(state, world.state)]);
  return decision;
}

/** The sweeper comes when it is due, lets the incident take its steps and asks when to come again. */
export function sweep(world: World): Done {
  if (world.due === null || world.due > world.now) return nothingDone;
  const done = submit(world, system, advance);
  world.due = dueOfIncident(world.state);
  return done;
}

/** The state as a process that has just started finds it: from the events alone. */
export function replayed(world: World): IncidentState {
  let state: IncidentState = { id: incident, incident: null };
  for (const [index, text] of world.entries.entries()) {
    const written = JSON.parse(text) as Pick<LedgerEntry, 'type' | 'v' | 'data' | 'at'>;
    const entry = { ...written, chain: incidentChain(incident), seq: index + 1, actor: '', prev: '', hash: '' };
    state = evolveIncident(state, incidentEventOf(entry), written.at);
  }
  return state;
}

const minute = 60_000;
const waits = [0, 0, 1000, minute, 5 * minute, 17 * minute, 60 * minute, 5 * 60 * minute, 26 * 60 * minute];

export function pass(world: World, chance: Chance): void {
  const toDue = chance() < 0.4 && world.due !== null && world.due > world.now;
  world.now = toDue && world.due !== null ? world.due : after(world.now, one(waits, chance));
}

/** Something that somebody does or that is found, whether it fits or not. */
export function anyCommand(chance: Chance): readonly [Actor, IncidentCommand] {
  const who = one([ben, ana, cara, dana], chance);
  const severity = one(['P1', 'P2', 'P3', 'P4'] as const, chance);
  const pick = chance();
  if (pick < 0.07) return [who, does.acknowledge()];
  if (pick < 0.15) return [who, does.resolve()];
  if (pick < 0.38) return [who, does.change(severity)];
  if (pick < 0.45) return one(besides, chance)(who, one([ben, ana, cara], chance));
  if (pick < 0.51) return [who, does.update()];
  if (pick < 0.55) return [who, does.review()];
  if (pick < 0.6) return [who, does.note('Seen in the logs')];
  if (pick < 0.65) return [who, does.declare(severity)];
  if (pick < 0.7) return [system, report(rollbackBegun({ kind: 'mandate' }))];
  if (pick < 0.75) return [system, report(putBack)];
  const key = `alarm-${Math.floor(chance() * 60)}`;
  return [system, alarm(one([breached('health'), breached('errors'), blind], chance), key)];
}

type Besides = (who: Person, to: Person) => readonly [Actor, IncidentCommand];
const byPerson = { incident, groups: [] } as const;
const card = { channel: 'C0INCIDENTS' as ChannelId, ts: '1763700000.000100' as MessageTs };
const made = { kind: 'made', url: 'https://github.com/acme/checkout/issues/7' } as const;

/** What is no step of the ladder: it neither answers nor wakes anybody. */
const besides: readonly Besides[] = [
  (who, { slack: to }) => [who, { type: 'GiveRole', ...byPerson, role: 'lead', to }],
  (who, { slack: to }) => [who, { type: 'GiveRole', ...byPerson, role: 'scribe', to }],
  (who, { slack: owner }) => [who, { type: 'TakeAction', ...byPerson, action: 'process', owner }],
  (who) => [who, { type: 'FinishAction', ...byPerson, action: 'process', note: 'Looked at' }],
  (who) => [who, { type: 'AskForIssue', ...byPerson, purpose: 'task' }],
  () => [system, { type: 'RecordIssue', incident, purpose: 'task', made }],
  () => [system, { type: 'RecordIssue', incident, purpose: 'task', made: { kind: 'failed', reason: 'HTTP 410' } }],
  () => [system, { type: 'RecordIncidentCard', incident, card }],
  () => [system, { type: 'RecordIncidentCardLost', incident, reason: 'deleted' }],
  () => [system, { type: 'RecordIncidentChannel', incident, channel: 'C0OWN' as ChannelId }],
];

export function one<T>(all: readonly T[], chance: Chance): T {
  const found = all[Math.floor(chance() * all.length)];
  if (found === undefined) throw new RangeError('There is nothing to choose from.');
  return found;
}
