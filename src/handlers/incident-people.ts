import { type AnswerIn } from '../domain/commands.ts';
import { type IncidentId, incidentChain } from '../domain/ids.ts';
import { type IncidentKind } from '../domain/incident/aggregate.ts';
import { type PersonIncidentCommand } from '../domain/incident/commands.ts';
import { type IncidentPolicy, ladderGroups, listedAs } from '../domain/incident/policy.ts';
import { type PersonActor } from '../domain/people/actor.ts';
import { type Action, mayTry } from '../domain/people/authority.ts';
import { type Refusal } from '../domain/refusals.ts';
import { type FlowAnswer } from '../flow.ts';
import { type HandlerParts } from './parts.ts';
import { type Who } from './payloads.ts';
import { personOf } from './people.ts';

type Parts = Pick<HandlerParts, 'standing' | 'teamId' | 'incidents'>;

/** `groups`: those of the ladder that the person is in; asked of Slack only where the config does not name the person. */
export type InIncident = { readonly actor: PersonActor; readonly groups: readonly string[] };

export async function inIncident(
  parts: Parts,
  who: Who,
  policy: Pick<IncidentPolicy, 'people' | 'escalation'>,
): Promise<InIncident> {
  const asked = listedAs(policy, who.user, []) === 'listed' ? [] : ladderGroups(policy);
  const [actor, groups] = await Promise.all([
    personOf(parts, who, policy.people),
    asked.length === 0 ? [] : parts.incidents.groupsOf(who.user, asked),
  ]);
  return { actor, groups };
}

/** Why somebody may not even try; null when they may. */
export function notAllowedIn(policy: IncidentPolicy, { actor, groups }: InIncident, action: Action): Refusal | null {
  const authority = mayTry(actor, action, null, null, listedAs(policy, actor.slack, groups));
  return authority.allowed ? null : { code: 'not_allowed', action, because: authority.because, needs: authority.needs };
}

/** Whom and what a command names besides what it asks for. */
export type By = Pick<PersonIncidentCommand, 'incident' | 'groups'>;
export type CommandFor = (by: By) => PersonIncidentCommand;

export type IncidentInput = {
  readonly incident: IncidentId;
  readonly who: Who;
  readonly input: string;
  readonly answerIn: AnswerIn;
};

/** One input, one command, once. Throws when the ledger does not answer. */
export async function submitIncident(
  parts: Parts,
  { incident, who, input, answerIn }: IncidentInput,
  commandFor: CommandFor,
): Promise<FlowAnswer<IncidentKind>> {
  const { actor, groups } = await inIncident(parts, who, parts.incidents.policyOf(incident));
  const command = commandFor({ incident, groups });
  return await parts.incidents.submit({ chain: incidentChain(incident), command, actor, input, answerIn, claim: null });
}
