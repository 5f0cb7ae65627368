import { type ServiceId } from '../ids.ts';
import { type IncidentPolicy } from '../incident/policy.ts';
import { type Policy } from './policy.ts';

/**
 * The effective policy of every service's incidents. A service that the config does not have, and none at all, go by
 * the top level's ladder and calendar: an incident outlives the config that it was born under.
 */
export function resolveIncidentPolicies(policy: Policy): (service: ServiceId | null) => IncidentPolicy {
  const known = new Map(policy.services.map(({ id }) => [id, resolveOne(policy, id)]));
  const top = resolveOne(policy, null);
  return (service) => (service === null ? top : (known.get(service) ?? { ...top, service }));
}

function resolveOne(policy: Policy, id: ServiceId | null): IncidentPolicy {
  const service = policy.services.find((each) => each.id === id);
  const team = policy.teams.find((each) => each.id === service?.team);
  const { severities, ownChannel, ...rules } = policy.incidents;
  return {
    service: id,
    team: team?.id ?? null,
    channels: policy.slack.channels,
    people: policy.people.map(({ slack, github, roles }) => ({ slack, github: github ?? null, roles })),
    calendar: team?.calendar ?? policy.calendar,
    escalation: (team?.escalation ?? policy.escalation).toSorted((a, b) => a.level - b.level),
    rules,
    severities,
    ownChannel,
    pager: policy.paging === undefined ? 'none' : 'configured',
    repo: service?.repo ?? null,
  };
}
