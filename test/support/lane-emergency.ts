import { type Decision } from '../../src/domain/decision.ts';
import { type IncidentId, type ReleaseId } from '../../src/domain/ids.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type Emergency } from '../../src/domain/release/emergency.ts';
import { type ReleaseRequest } from '../../src/domain/release/terms.ts';
import { candidate, newSha, request, standings } from './facts.ts';
import { first, type Scene } from './lane.ts';
import { approveAll, start } from './lane-stages.ts';
import { cara } from './people.ts';

export const outage = 'inc-checkout.outage00' as IncidentId;

export function emergencyOf(change: Partial<Emergency> = {}): Emergency {
  return { incident: outage, severity: 'P1', skipStaging: 'no', by: cara.slack, ...change };
}

export function emergencyRequest(change: Partial<Emergency> = {}): ReleaseRequest {
  return request({ urgency: 'Emergency', emergency: emergencyOf(change), ref: { kind: 'sha', sha: newSha } });
}

export type Declared = {
  readonly id?: ReleaseId;
  readonly by?: Actor;
  readonly emergency?: Partial<Emergency>;
  readonly candidate?: Partial<Candidate>;
};

/** Cara declares it, for an outage, unless a test says otherwise. */
export function declare(scene: Scene, { id = first, by = cara, emergency = {}, ...read }: Declared = {}): Decision {
  const sha = read.candidate?.sha ?? newSha;
  const declared = { ...emergencyRequest(emergency), ref: { kind: 'sha', sha } as const };
  return scene.when(by, { type: 'RequestRelease', release: id, kind: 'deploy', request: declared, again: null });
}

/** It is declared, and what was read about it is put to the vote. */
export function proposeEmergency(scene: Scene, declared: Declared = {}): void {
  const { id = first, candidate: change = {} } = declared;
  declare(scene, declared);
  scene.fact({ type: 'RecordCandidate', release: id, candidate: candidate(change), standings: standings() });
}

/** It is approved by two, and Cara presses Deploy. */
export function goAhead(scene: Scene, id: ReleaseId = first): Decision {
  approveAll(scene, id);
  return scene.when(cara, { type: 'Deploy', release: id, shown: scene.shown(id) });
}

/** From the declaration to its run. */
export function startEmergency(scene: Scene, declared: Declared = {}, number = 1): void {
  const { id = first } = declared;
  proposeEmergency(scene, declared);
  goAhead(scene, id);
  start(scene, id, number);
}
