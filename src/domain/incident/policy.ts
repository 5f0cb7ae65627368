import { type ChannelId, type RepoName, type ServiceId, type SlackUserId } from '../ids.ts';
import { type Calendar } from '../policy/calendar.ts';
import { type AlarmSeverities, type Escalation, type IncidentRules, type Incidents } from '../policy/escalation.ts';
import { type PersonPolicy } from '../policy/lane-policy.ts';

/**
 * The effective policy of the incidents of one service, or of those about none: its team's calendar and ladder, else the
 * top level's. Durations are milliseconds. It is plain JSON.
 */
export type IncidentPolicy = {
  readonly service: ServiceId | null;
  readonly team: string | null;
  readonly channels: { readonly releases: ChannelId; readonly incidents: ChannelId };
  readonly people: readonly PersonPolicy[];
  readonly calendar: Calendar;
  /** Level 1 first. */
  readonly escalation: Escalation;
  readonly rules: IncidentRules;
  /** How severe each alarm of a release is. */
  readonly severities: AlarmSeverities;
  /** The severities whose incidents get a channel of their own. */
  readonly ownChannel: Incidents['ownChannel'];
  /** Whether pages go out by webhook as well. */
  readonly pager: 'configured' | 'none';
  /** Where issues are made; null where the incident is about no service. */
  readonly repo: RepoName | null;
};

/** Everybody of the ladder up to a level: people, and user groups. */
export function toldUpTo(
  { escalation }: Pick<IncidentPolicy, 'escalation'>,
  level: number,
): { readonly people: readonly SlackUserId[]; readonly groups: readonly string[] } {
  const names = [...new Set(escalation.filter((each) => each.level <= level).flatMap(({ notify }) => notify))];
  return {
    people: names.filter((name) => !name.startsWith('S')) as SlackUserId[],
    groups: names.filter((name) => name.startsWith('S')),
  };
}

/** Who has a say in an incident: whoever stands under `people`, in its ladder, or in one of the ladder's user groups. */
export function listedAs(
  { people, escalation }: Pick<IncidentPolicy, 'people' | 'escalation'>,
  user: SlackUserId,
  groups: readonly string[],
): 'listed' | 'not-listed' {
  if (people.some(({ slack }) => slack === user)) return 'listed';
  const told = escalation.flatMap(({ notify }) => notify);
  return told.includes(user) || groups.some((group) => told.includes(group)) ? 'listed' : 'not-listed';
}

/** The user groups of the ladder. */
export function ladderGroups({ escalation }: Pick<IncidentPolicy, 'escalation'>): readonly string[] {
  return [...new Set(escalation.flatMap(({ notify }) => notify).filter((name) => name.startsWith('S')))];
}
