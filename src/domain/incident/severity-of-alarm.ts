import { type AlarmName, type AlarmSeverities } from '../policy/escalation.ts';
import { type Alarm, type Severity } from './incident.ts';

export function severityOfAlarm(alarm: Pick<Alarm, 'kind' | 'alert'>, severities: AlarmSeverities): Severity {
  return severities[alarmName(alarm)];
}

/**
 * What an alarm is called in the config. A rollback that breaches, fails or cannot be shown to have worked is a rollback
 * that failed: production is broken, and what was to mend it did not, as far as anybody knows. One of which nobody knows
 * whether it goes on has stalled. A run that did something else than was approved is `unapproved-run`.
 */
export function alarmName({ kind, alert }: Pick<Alarm, 'kind' | 'alert'>): AlarmName {
  switch (alert.kind) {
    case 'breached':
      return kind === 'rollback' ? 'rollback-failed' : alert.trigger;
    case 'failed':
      return kind === 'rollback' ? 'rollback-failed' : nameOfFailure(alert.cause);
    // Production fails, whether or not the new version was seen to be what does.
    case 'down':
      return kind === 'rollback' ? 'rollback-failed' : 'health';
    case 'unverified':
      return kind === 'rollback' ? 'rollback-failed' : alert.kind;
    case 'run-not-found':
    case 'run-unreadable':
      return kind === 'rollback' ? 'rollback-stalled' : alert.kind;
    // A rollback that it deploys beside has not failed for that.
    case 'late-run':
    case 'unapproved-run':
      return 'unapproved-run';
    case 'two-runs':
    case 'stop-too-late':
    case 'cancel-unheard':
    case 'blind':
    case 'rollback-stalled':
      return alert.kind;
  }
}

function nameOfFailure(cause: Extract<Alarm['alert'], { kind: 'failed' }>['cause']): AlarmName {
  switch (cause.code) {
    case 'two-runs':
      return 'two-runs';
    case 'workflow-changed':
    case 'rerun-by-hand':
    case 'wrong-digests':
    case 'evidence-contradicts':
      return 'unapproved-run';
    case 'watch-breached':
      return cause.trigger;
    case 'run-failed':
    case 'run-cancelled':
    case 'run-evicted':
    case 'run-lost':
    case 'not-our-run':
    case 'wrong-version':
    case 'smoke-failed':
    case 'decision-hold':
      return 'failed';
  }
}
