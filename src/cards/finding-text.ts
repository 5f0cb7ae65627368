import { type Trigger } from '../domain/policy/watch.ts';
import { type Finding } from '../domain/watch/finding.ts';
import { count, type Markup, md } from './text.ts';

/** What was measured, against what: as it stands now, or as it stood when it breached. */
export function findingText(finding: Finding, when: 'now' | 'then' = 'now'): Markup {
  if (finding.state === 'unknown') return md`Nothing is known of what it measured`;
  const { measure, value, threshold, baseline } = finding;
  if (measure === 'failures in a row') return md`${count(value, 'health check')} in a row failed`;
  if (measure === 'restarts') return md`${count(value, 'restart was', 'restarts were')} counted (limit ${threshold})`;
  const usual = baseline === null ? '' : `, usually ${inUnit(baseline, measure)}`;
  const is = when === 'now' ? 'is' : 'was';
  return md`${`${names[measure]} ${is} at ${inUnit(value, measure)} (limit ${inUnit(threshold, measure)}${usual})`}`;
}

const names = {
  'error percent': 'The error rate',
  'p50 ms': 'The median response time',
  'p95 ms': 'The 95th percentile of the response time',
  'cpu percent': 'The processor load',
  'memory percent': 'The memory in use',
} as const;

const units = {
  'error percent': '%',
  'p50 ms': 'ms',
  'p95 ms': 'ms',
  'cpu percent': '%',
  'memory percent': '%',
} as const;

function inUnit(value: number, measure: keyof typeof units): string {
  const rounded = value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded} ${units[measure]}`;
}

/** What a breach means, in a sentence: by what was measured, where that is on record. */
export function breachText(trigger: Trigger, finding: Finding | null): Markup {
  if (finding !== null && finding.state !== 'unknown') return md`${findingText(finding, 'then')} after the deployment.`;
  switch (trigger) {
    case 'health':
      return md`The health checks failed too often in a row after the deployment.`;
    case 'errors':
      return md`More requests failed after the deployment than before it.`;
    case 'latency':
      return md`Answers took longer after the deployment than before it.`;
    case 'memory':
      return md`Memory ran out after the deployment.`;
    case 'cpu':
      return md`The processors were exhausted after the deployment.`;
  }
}

/** For a table of releases. */
export const breachInShort: Readonly<Record<Trigger, string>> = {
  health: 'health checks failed',
  errors: 'more requests failed',
  latency: 'answers took longer',
  memory: 'memory ran out',
  cpu: 'processors exhausted',
};
