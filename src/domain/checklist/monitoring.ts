import { type SlackUserId } from '../ids.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Entry, type Facts, proven, said } from './entry.ts';

/** What a person may say once for all releases of the lane, where the config does not show it. */
export const standingIds: readonly string[] = ['monitoring.alerts', 'monitoring.dashboards'];

/** Read from the lane's rules. What they do not show is only said, and a person may record it once for the lane. */
export function monitoringItems({ policy }: Facts): readonly Entry[] {
  const watched = policy.watch?.sources ?? [];
  const alerts = { code: 'alerts', watched } as const;
  return [
    watched.length > 0 ? proven('monitoring.alerts', alerts, null) : said('monitoring.alerts', alerts),
    said('monitoring.dashboards', { code: 'dashboards' }),
    onCall(policy),
  ];
}

function onCall(policy: LanePolicy): Entry {
  const { who, groups } = onCallOf(policy);
  if (who.length + groups.length === 0) return said('monitoring.on-call', { code: 'no-on-call' });
  return proven('monitoring.on-call', { code: 'on-call', who, groups }, null);
}

/** Whom the lane's ladder tells first: people, and user groups by their Slack ids. */
export function onCallOf({ escalation }: Pick<LanePolicy, 'escalation'>): {
  readonly who: readonly SlackUserId[];
  readonly groups: readonly string[];
} {
  const first = Math.min(...escalation.map(({ level }) => level));
  const notified = escalation.filter(({ level }) => level === first).flatMap(({ notify }) => notify);
  return { who: notified.filter(isUser), groups: notified.filter((name) => !isUser(name)) };
}

/** User groups begin with an S. */
function isUser(name: string): name is SlackUserId {
  return /^[UW]/.test(name);
}
