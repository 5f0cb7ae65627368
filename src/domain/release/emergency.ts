import { type IncidentId, type ServiceId, type SlackUserId } from '../ids.ts';
import { type Incident, type Severity } from '../incident/incident.ts';
import { type GateKind } from '../policy/gates.ts';
import { type LanePolicy, type WatchPolicy } from '../policy/lane-policy.ts';
import { second } from '../time.ts';

/**
 * What makes a request an emergency: a person declared it, for an incident of P1 or P2. It stands in the subject, so
 * that everyone who votes go approves just this, skipping staging included.
 *
 * It is approved like any other, and a person presses Deploy. What an emergency does not wait for are the words of
 * people and of later checks (review, checks, scorecard), windows, and staging where that was asked for. Evidence of
 * what was built is never waived: without it nobody knows what would go live.
 */
export type Emergency = {
  readonly incident: IncidentId;
  readonly severity: EmergencySeverity;
  readonly skipStaging: 'yes' | 'no';
  readonly by: SlackUserId;
};

const emergencySeverities = ['P1', 'P2'] as const satisfies readonly Severity[];
export type EmergencySeverity = (typeof emergencySeverities)[number];

/** How bad it is, where an emergency of this service may be for this incident; null where it may not. */
export function emergencyFor(
  { service, phase, severity }: Pick<Incident, 'service' | 'phase' | 'severity'>,
  wanted: ServiceId,
): EmergencySeverity | null {
  if (phase === 'resolved' || (service !== null && service !== wanted)) return null;
  return emergencySeverities.find((one) => one === severity) ?? null;
}

type Asked = { readonly emergency: Pick<Emergency, 'skipStaging'> | null };

const neverAsked: readonly GateKind[] = ['review', 'window'];
/** Not asked where the lane has better evidence of the same commit. */
const lesserEvidence: readonly GateKind[] = ['checks', 'scorecard'];
const evidence: readonly GateKind[] = ['workflow-run', 'manifest', 'artifacts', 'smoke'];

/** The gates that block any other release of the lane and are not asked in this emergency, by their ids. */
export function waivedGates({ gates }: Pick<LanePolicy, 'gates'>, { emergency }: Asked): readonly string[] {
  if (emergency === null) return [];
  const blocking = gates.filter(({ mode }) => mode === 'blocking');
  const waived = [
    ...neverAsked,
    ...(blocking.some(({ kind }) => evidence.includes(kind)) ? lesserEvidence : []),
    ...(emergency.skipStaging === 'yes' ? ['staging'] : []),
  ];
  return blocking.filter(({ kind }) => waived.includes(kind)).map(({ id }) => id);
}

/**
 * The lane's rules as they are for this release: the same ones, but for an emergency. There waived gates are shown and
 * recorded and block nothing, no window is shut, and the watch is closer. The version stays that of the lane: what
 * differs follows from the emergency, which stands in the subject beside it.
 */
export function policyUnder(policy: LanePolicy, request: Asked): LanePolicy {
  if (request.emergency === null) return policy;
  const waived = waivedGates(policy, request);
  return {
    ...policy,
    gates: policy.gates.map((gate) => (waived.includes(gate.id) ? { ...gate, mode: 'advisory' } : gate)),
    windows: { deny: [], allow: [] },
    watch: policy.watch === null ? null : closer(policy.watch),
  };
}

/** Looks at half the interval, for twice the time; a look takes its second, so they come no closer than that. */
function closer(watch: WatchPolicy): WatchPolicy {
  const everyMs = Math.min(watch.everyMs, Math.max(second, Math.floor(watch.everyMs / 2)));
  return { ...watch, everyMs, minutes: 2 * watch.minutes };
}
