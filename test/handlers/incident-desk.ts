import {
  type ChannelId,
  type GithubLogin,
  type IncidentId,
  type MessageTs,
  type RepoName,
  type ServiceId,
  type SlackUserId,
} from '../../src/domain/ids.ts';
import { type IncidentKind } from '../../src/domain/incident/aggregate.ts';
import {
  type FactIncidentCommand,
  type IncidentCommand,
  type PersonIncidentCommand,
} from '../../src/domain/incident/commands.ts';
import { decideIncident } from '../../src/domain/incident/decide.ts';
import { evolveIncident } from '../../src/domain/incident/evolve.ts';
import { type Incident, type IncidentState, type Severity } from '../../src/domain/incident/incident.ts';
import { type IncidentPolicy } from '../../src/domain/incident/policy.ts';
import { incidentRow, isSomethingLeft } from '../../src/domain/incident/rows.ts';
import { type Actor, type PersonActor } from '../../src/domain/people/actor.ts';
import { Calendar } from '../../src/domain/policy/calendar.ts';
import { Incidents as IncidentsConfig } from '../../src/domain/policy/escalation.ts';
import { type CardPlace } from '../../src/domain/release/release.ts';
import { type FlowAnswer, type Submission } from '../../src/flow.ts';
import { type Incidents } from '../../src/handlers/parts.ts';
import { ana, ben, checkout, now } from '../cards/fixtures.ts';

/** Ona is called first, then whoever is in this group. Ana and Ben stand under people; nobody else has a say. */
export const ona = 'U0ONA' as SlackUserId;
export const onCallGroup = 'S0ONCALL';

export const incident = 'inc-checkout.k3m9t2vw7b' as IncidentId;
export const otherIncident = 'inc-payments.q8r2d5xz4c' as IncidentId;
export const incidentCardAt: CardPlace = { channel: 'C0INCIDENTS' as ChannelId, ts: '1763700000.000900' as MessageTs };

const { severities, ownChannel, ...rules } = IncidentsConfig.parse({});

export const incidentPolicy: IncidentPolicy = {
  service: checkout,
  team: null,
  channels: { releases: 'C0RELEASES' as ChannelId, incidents: 'C0INCIDENTS' as ChannelId },
  people: [
    { slack: ana, github: 'ana' as GithubLogin, roles: ['approver', 'deployer'] },
    { slack: ben, github: 'ben' as GithubLogin, roles: ['approver'] },
  ],
  calendar: Calendar.parse({}),
  escalation: [
    { level: 1, notify: [ona] },
    { level: 2, notify: [onCallGroup] },
  ],
  rules,
  severities,
  ownChannel,
  pager: 'none',
  repo: 'acme/checkout' as RepoName,
};

export const anaHere: PersonActor = {
  kind: 'person',
  slack: ana,
  standing: { kind: 'member' },
  github: 'ana' as GithubLogin,
  roles: ['approver', 'deployer'],
};
const system: Actor = { kind: 'system', part: 'tests' };

/** Incidents as they are decided, without a ledger: what was submitted, and what became of it. */
export type Desk = {
  readonly incidents: Incidents;
  readonly submitted: readonly Submission<IncidentKind>[];
  readonly answers: readonly FlowAnswer<IncidentKind>[];
  /** Whose groups were asked for. */
  readonly asked: readonly SlackUserId[];
  incident(id?: IncidentId): Incident;
  /** Something that happened before the test. */
  given(command: IncidentCommand): void;
};

export function createDesk(groups: readonly string[] = []): Desk {
  const states = new Map<IncidentId, IncidentState>();
  const taken = new Set<string>();
  const submitted: Submission<IncidentKind>[] = [];
  const answers: FlowAnswer<IncidentKind>[] = [];
  const asked: SlackUserId[] = [];

  function take(command: IncidentCommand, actor: Actor, key: string): FlowAnswer<IncidentKind> {
    const id = command.incident;
    const state = states.get(id) ?? { id, incident: null };
    const decision = decideIncident(state, command, { now, policy: incidentPolicy, actor, key });
    const events = decision.kind === 'accepted' ? decision.events : [];
    states.set(
      id,
      events.reduce((before, event) => evolveIncident(before, event, now), state),
    );
    return decision;
  }

  function all(): readonly Incident[] {
    return [...states.values()].flatMap((state) => (state.incident === null ? [] : [state.incident]));
  }

  return {
    submitted,
    answers,
    asked,
    incident(id = incident) {
      const found = states.get(id)?.incident ?? null;
      if (found === null) throw new Error(`${id} was never opened.`);
      return found;
    },
    given(command) {
      take(command, 'groups' in command ? anaHere : system, `given-${states.size}`);
    },
    incidents: {
      async submit(submission) {
        submitted.push(submission);
        const { command, actor, input } = submission;
        const answer: FlowAnswer<IncidentKind> =
          input !== null && taken.has(input) ? { kind: 'replayed' } : take(command, actor, input ?? 'none');
        if (input !== null) taken.add(input);
        answers.push(answer);
        return answer;
      },
      policyOf: () => incidentPolicy,
      async view(id) {
        const found = states.get(id)?.incident ?? null;
        return found === null ? null : { incident: found, policy: incidentPolicy, release: null, toUndo: null, now };
      },
      rows: async () => ({
        open: all()
          .filter(isSomethingLeft)
          .map((each) => incidentRow(each, incidentPolicy)),
        recent: all()
          .filter(({ phase }) => phase === 'resolved')
          .map((each) => incidentRow(each, incidentPolicy)),
      }),
      async at({ channel, ts }) {
        return all().find(({ card }) => card?.channel === channel && card.ts === ts)?.id ?? null;
      },
      async groupsOf(user, of) {
        asked.push(user);
        return groups.filter((group) => of.includes(group));
      },
      newIncidentId: (service: ServiceId | null) => `inc-${service ?? '_'}.newnew0001` as IncidentId,
    },
  };
}

export function by(id: IncidentId = incident): Pick<PersonIncidentCommand, 'incident' | 'groups'> {
  return { incident: id, groups: [] };
}

export function declared(id: IncidentId = incident, severity: Severity = 'P2'): PersonIncidentCommand {
  return { ...by(id), type: 'DeclareIncident', severity, title: 'Totals are wrong', environment: null, release: null };
}

export function posted(id: IncidentId = incident): FactIncidentCommand {
  return { type: 'RecordIncidentCard', incident: id, card: incidentCardAt };
}

/** A desk with one declared incident, whose message is posted. */
export function deskWithIncident(groups: readonly string[] = []): Desk {
  const desk = createDesk(groups);
  desk.given(declared());
  desk.given(posted());
  return desk;
}
