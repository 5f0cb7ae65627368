import { type Aggregate, type Met } from '../aggregate.ts';
import { type Effect } from '../effects.ts';
import { incidentIn } from '../ids.ts';
import { incidentEventOf, storedIncident } from '../ledger/events-of.ts';
import { type IncidentCommand } from './commands.ts';
import { decideIncident } from './decide.ts';
import { effectsOf } from './effects-of.ts';
import { type IncidentEvent } from './events.ts';
import { evolveIncident } from './evolve.ts';
import { type IncidentState } from './incident.ts';
import { type IncidentPolicy } from './policy.ts';
import { incidentProjections } from './rows.ts';
import { wakeIncident } from './wake.ts';

/** An incident has a chain of its own: it outlives its release, and many people write to it while a lane goes on. */
export type IncidentKind = {
  readonly State: IncidentState;
  readonly Command: IncidentCommand;
  readonly Event: IncidentEvent;
  readonly Policy: IncidentPolicy;
};

const small: readonly IncidentEvent['type'][] = ['PageClaimed', 'CommandRefused'];

export const incidentAggregate: Aggregate<IncidentKind> = {
  schema: 2,
  name: 'incident',
  empty(chain) {
    const id = incidentIn(chain);
    if (id === null) throw new TypeError(`${chain} is no chain of an incident.`);
    return { id, incident: null };
  },
  decide: decideIncident,
  evolve: evolveIncident,
  eventOf: incidentEventOf,
  stored: storedIncident,
  refusalOnRecord: ({ type }, { code }) => ({
    events: [{ type: 'CommandRefused', command: type, code }],
    effects: [],
  }),
  isBeginning: () => false,
  isSmall: ({ type }) => small.includes(type),
  projections: (before, after, _met, policy) => incidentProjections(before, after, policy),
  wakeAfterChange: wakeIncident,
  repaired: (_before, after, met, policy) => ({
    effects: after.incident === null ? [] : [{ type: 'ShowIncident', incident: after.id }, ...wantedBy(met, policy)],
    projections: incidentProjections({ id: after.id, incident: null }, after, policy),
    due: wakeIncident({ id: after.id, incident: null }, after),
  }),
};

/** A page, an acknowledgement or a settled debt must not be lost with its write; each of them may be done twice. */
function wantedBy(met: readonly Met<IncidentKind>[], policy: IncidentPolicy): readonly Effect[] {
  return met.flatMap(({ state, event, at }) => {
    const { incident } = evolveIncident(state, event, at);
    const wanted = incident === null ? [] : effectsOf(state.incident, event, incident, policy, at);
    return wanted.filter(({ type }) => type !== 'ShowIncident');
  });
}
