import { randomInt } from 'node:crypto';
import {
  type DispatchId,
  type EnvironmentName,
  type IncidentId,
  type ReleaseId,
  type ServiceId,
} from '../domain/ids.ts';

/** No vowels, so that no words come out, and nothing that is easily mistaken for something else. */
const letters = '23456789bcdfghjkmnpqrstvwxz';

function random(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)] ?? '').join('');
}

export function newReleaseId(service: ServiceId, environment: EnvironmentName): ReleaseId {
  return `${service}.${environment}.${random(10)}` as ReleaseId;
}

export function newIncidentId(service: ServiceId | null): IncidentId {
  return `inc-${service ?? '_'}.${random(10)}` as IncidentId;
}

/** 27^20 possibilities: unique also among those that a lost record no longer knows. */
export function newDispatchId(): DispatchId {
  return `gng-${random(20)}` as DispatchId;
}
