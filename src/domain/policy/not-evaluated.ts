import { type Gate, type GateKind } from './gates.ts';
import { type LaneRules } from './lane.ts';
import { type Policy } from './policy.ts';
import { type Service } from './service.ts';
import { signalSources } from './signals.ts';

/**
 * What the config can ask for, and whether this version does it. Whoever builds one of these turns its line
 * to true, and the card, `gonogo check` and the approval follow.
 */
const evaluated = {
  gates: {
    'workflow-run': true,
    review: true,
    checks: true,
    manifest: true,
    scorecard: true,
    artifacts: true,
    smoke: true,
    policy: true,
    environment: true,
    staging: true,
    window: true,
    lane: true,
  } satisfies Record<GateKind, boolean>,
  telemetry: true,
  postDeployEvidence: true,
  rollbackMandate: true,
  replay: true,
  migrations: true,
  agents: false,
  escalation: true,
  paging: true,
};

/** In people's words, for the card: what the lane asks for and nobody looks at yet. None of it counts as passed. */
export function lacksOfLane(rules: LaneRules): readonly string[] {
  const lacks = gatesNotEvaluated(rules.gates).map(nameOfGate);
  if (!evaluated.telemetry && rules.watch !== undefined) {
    const { azure, prometheus, advisory } = rules.watch;
    if (azure !== undefined || prometheus !== undefined) {
      const signals = signalSources(rules.watch).sources.filter((trigger) => trigger !== 'health');
      const told = signals.map((signal) => (advisory.includes(signal) ? `${signal} (advisory)` : signal));
      lacks.push(told.length === 0 ? 'telemetry' : `telemetry (${told.join(', ')})`);
    }
  }
  const evidence = rules.postDeploy?.required ?? [];
  if (!evaluated.postDeployEvidence && evidence.length > 0) lacks.push(`post-deploy evidence (${evidence.join(', ')})`);
  if (!evaluated.rollbackMandate && rules.rollback !== undefined && rules.rollback.mandate !== 'never') {
    lacks.push('rollback mandate');
  }
  return lacks;
}

/** The blocking gates that nobody looks at yet. Fails closed: a lane with any of them cannot be approved. */
export function blockingLacksOfLane(rules: LaneRules): readonly string[] {
  return gatesNotEvaluated(rules.gates)
    .filter((gate) => gate.mode === 'blocking')
    .map(nameOfGate);
}

/** The whole list for `gonogo check`: what belongs to no lane, and what each lane asks for. */
export function lacksOfPolicy(policy: Policy): readonly string[] {
  const lacks: string[] = [];
  if (!evaluated.agents && policy.agents.length > 0) lacks.push('agents (requests by token)');
  const ladders = [policy.escalation, ...policy.teams.map((team) => team.escalation ?? [])];
  if (!evaluated.escalation && ladders.some((ladder) => ladder.length > 0)) lacks.push('escalation ladder');
  if (!evaluated.paging && policy.paging !== undefined) lacks.push('paging by webhook');
  for (const service of policy.services) lacks.push(...lacksOfService(service));
  return lacks;
}

function lacksOfService(service: Service): readonly string[] {
  const lacks: string[] = [];
  if (!evaluated.migrations && service.migrations !== undefined) lacks.push(`${service.id}: migrations`);
  for (const lane of service.lanes) {
    const name = `${service.id} ${lane.environment}`;
    lacks.push(...lacksOfLane(lane).map((lack) => `${name}: ${lack}`));
    if (!evaluated.replay && lane.replay !== undefined)
      lacks.push(`${name}: replay workflow (${lane.replay.workflow})`);
  }
  return lacks;
}

function gatesNotEvaluated(gates: readonly Gate[]): readonly Gate[] {
  return gates.filter((gate) => !evaluated.gates[gate.kind]);
}

function nameOfGate(gate: Gate): string {
  return `gate "${gate.id}" (${gate.kind})`;
}
