import { type Alert } from '../../../src/domain/effects.ts';
import { type SlackUserId } from '../../../src/domain/ids.ts';
import { type IncidentCommand } from '../../../src/domain/incident/commands.ts';
import { type Alarm } from '../../../src/domain/incident/incident.ts';
import { type Report } from '../../../src/domain/incident/report.ts';
import { type Trigger } from '../../../src/domain/policy/watch.ts';
import { type FailureCause } from '../../../src/domain/release/outcome.ts';
import { newSha, oldSha, runOf } from '../../support/facts.ts';
import { production } from '../../support/policy.ts';
import { incident, release, rollback } from './scene.ts';

const run = runOf(1);
const ask: readonly SlackUserId[] = [];

export function breached(trigger: Trigger): Alert {
  const finding = { state: 'breached', measure: 'p95 ms', value: 900, threshold: 400, baseline: 200, row: 3 } as const;
  const next = { kind: 'person', because: 'no-mandate' } as const;
  return { kind: 'breached', run, sha: newSha, trigger, reason: '', finding, next, ask };
}

export function failed(cause: FailureCause): Alert {
  return { kind: 'failed', run, cause, live: null, ask };
}

export const stalled: Alert = {
  kind: 'rollback-stalled',
  because: { code: 'calling' },
  byHand: { repo: 'acme/checkout', workflow: 'replay.yml', ref: 'main', inputs: {} } as Extract<
    Alert,
    { kind: 'rollback-stalled' }
  >['byHand'],
  ask,
};
export const blind: Alert = { kind: 'blind', triggers: ['errors'], problems: [], ask };
export const unverified: Alert = { kind: 'unverified', because: 'too-few-looks', detail: '', ask };
export const unreadable: Alert = { kind: 'run-unreadable', run, reason: 'HTTP 500', ask };

export function alarm(
  alert: Alert,
  key = `${alert.kind}-1`,
  kind: Alarm['kind'] = 'deploy',
  of: Alarm['release'] = release,
): Extract<IncidentCommand, { type: 'RaiseAlarm' }> {
  return {
    type: 'RaiseAlarm',
    incident,
    environment: production,
    alarm: { key, release: of, kind, sha: newSha, version: 'v2.14.0', alert },
  };
}

export function report(what: Report, of = rollback): IncidentCommand {
  return { type: 'JoinReport', incident, environment: production, release: of, report: what };
}

export function rollbackBegun(by: Extract<Report, { kind: 'rollback-begun' }>['by']): Report {
  return { kind: 'rollback-begun', to: oldSha, by, reason: 'Payments fail', of: release };
}
export const putBack: Extract<Report, { kind: 'put-back' }> = { kind: 'put-back', to: oldSha, version: 'v2.13.0' };
