import { type IncidentId, type ReleaseId } from '../domain/ids.ts';
import { type Incident, type Severity } from '../domain/incident/incident.ts';
import { type Phase, phaseName, type Release } from '../domain/release/release.ts';

/** By which a card is found again in its channel. Every member can read it, so it holds ids alone. */
export type ReleaseMetadata = {
  readonly event_type: 'gonogo_release';
  readonly event_payload: { readonly release: ReleaseId; readonly phase: Phase };
};

export function metadataOf(release: Release): ReleaseMetadata {
  return { event_type: 'gonogo_release', event_payload: { release: release.id, phase: phaseName(release) } };
}

/** By which an incident's live message is found again. */
export type IncidentMetadata = {
  readonly event_type: 'gonogo_incident';
  readonly event_payload: {
    readonly incident: IncidentId;
    readonly severity: Severity;
    readonly state: Incident['phase'];
  };
};

export function incidentMetadata({ id, severity, phase }: Incident): IncidentMetadata {
  return { event_type: 'gonogo_incident', event_payload: { incident: id, severity, state: phase } };
}
