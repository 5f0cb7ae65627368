import { type Severity } from '../../src/domain/incident/incident.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { by, createDesk, type Desk, declared, incident, otherIncident } from './incident-desk.ts';
import { createWorld, type World } from './support.ts';

/** The incident that is declared along with an emergency. */
export const fresh = 'inc-checkout.newnew0001';

export function worldWith(desk: Desk, changes: Partial<HandlerParts> = {}): World {
  return createWorld({ incidents: desk.incidents, ...changes });
}

export function deskWith(...severities: readonly Severity[]): Desk {
  const desk = createDesk();
  for (const severity of severities) desk.given(declared(incident, severity));
  return desk;
}

export function ofAnother(): Desk {
  const desk = createDesk();
  desk.given(declared(otherIncident, 'P1'));
  return desk;
}

export function resolved(): Desk {
  const desk = deskWith('P1');
  desk.given({ ...by(), type: 'ResolveIncident', how: 'Put back.' });
  return desk;
}
