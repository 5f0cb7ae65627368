import { type Effect } from '../effects.ts';
import { type Alert } from '../said.ts';
import { type Finding } from '../watch/finding.ts';

/** What an earlier version left in the outbox, in today's shape. */

type OlderBreach = Omit<Extract<Alert, { kind: 'breached' }>, 'trigger' | 'finding' | 'next'> & {
  /** Health checks that failed in a row. */
  readonly failures: number;
};

/** The effect of an outbox entry. One whose type nobody here knows is given back as it stands: its performer refuses it. */
export function effectOf(stored: unknown): Effect {
  const effect = stored as Effect;
  return effect.type === 'Alert' ? { ...effect, alert: alertOf(effect.alert) } : effect;
}

/** Only health was judged then, and no go authorised a rollback: a person has to press. */
function alertOf(stored: Alert | OlderBreach): Alert {
  if (stored.kind !== 'breached' || !('failures' in stored)) return stored;
  const { failures, ...rest } = stored;
  const finding: Finding = {
    state: 'breached',
    measure: 'failures in a row',
    value: failures,
    threshold: failures,
    baseline: null,
    row: failures,
  };
  return { ...rest, trigger: 'health', finding, next: { kind: 'person', because: 'no-mandate' } };
}
