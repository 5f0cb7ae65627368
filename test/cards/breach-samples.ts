import { type AfterBreach, type Alert } from '../../src/domain/effects.ts';
import { Trigger } from '../../src/domain/policy/watch.ts';
import { type Finding, type Measure } from '../../src/domain/watch/finding.ts';
import { ana, at, ben, liveSha, otherRelease, run, sha } from './fixtures.ts';

type Measured = Extract<Finding, { readonly state: 'breached' | 'quiet' }>;

function breached(measure: Measure, value: number, threshold: number, baseline: number | null): Measured {
  return { state: 'breached', measure, value, threshold, baseline, row: 3 };
}

/** What each trigger would have measured when it fired. */
export const findings: Readonly<Record<Trigger, Measured>> = {
  health: breached('failures in a row', 4, 4, null),
  errors: breached('error percent', 12.25, 6, 1),
  latency: breached('p95 ms', 812.4, 600, 300),
  memory: breached('memory percent', 94, 90, null),
  cpu: breached('cpu percent', 97.5, 90, 41),
};

/** Measures that a trigger has besides its first. */
export const otherFindings: readonly Measured[] = [
  breached('p50 ms', 240, 180, 90),
  breached('restarts', 2, 1, null),
  breached('failures in a row', 1, 1, null),
];

type Breached = Extract<Alert, { kind: 'breached' }>;
type Because = Extract<AfterBreach, { kind: 'person' }>['because'];

const becauseOf: Readonly<Record<Because, true>> = {
  'no-mandate': true,
  migration: true,
  'too-late': true,
  'is-rollback': true,
  'under-way': true,
  'not-named': true,
  'not-asked': true,
  never: true,
  'no-target': true,
  'not-watched': true,
  'reversible-migration': true,
  'config-differs': true,
};
export const nothingFollows: readonly AfterBreach[] = (Object.keys(becauseOf) as readonly Because[]).map((because) => ({
  kind: 'person',
  because,
}));

/** Found in what came after the verdict. */
export const foundLate: readonly AfterBreach[] = (['healthy', 'accepted', 'unverified'] as const).map((called) => ({
  kind: 'late',
  called,
  calledAt: at('12:20'),
  minute: at('12:18'),
  mandate: called === 'accepted' ? 'none' : 'ended',
}));

/** One rollback, as the go of both had authorised. */
export const byMandate: AfterBreach = { kind: 'rollback', release: otherRelease, to: liveSha, grantedBy: [ana, ben] };

/** A breach of which nothing follows by itself, unless the test says otherwise. */
export function breachOf(trigger: Trigger, change: Partial<Breached> = {}): Breached {
  return {
    kind: 'breached',
    run,
    sha,
    trigger,
    reason: trigger === 'health' ? 'it answered 503' : '',
    finding: findings[trigger],
    next: { kind: 'person', because: 'no-mandate' },
    ask: [ana, ben],
    ...change,
  };
}

/** Every trigger with everything that can follow, and the ways in which a finding can be put. */
export const breaches: readonly Breached[] = [
  ...Trigger.options.flatMap((trigger) =>
    [byMandate, ...nothingFollows, ...foundLate].map((next) => breachOf(trigger, { next })),
  ),
  ...otherFindings.map((finding) => breachOf('memory', { finding })),
  breachOf('errors', { finding: { state: 'unknown', because: 'no-data' } }),
];
