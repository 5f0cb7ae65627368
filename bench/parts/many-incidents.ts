import { type createLedger } from '../../src/adapters/ledger/ledger.ts';
import { type IncidentId, incidentChain, type MessageTs, type SlackUserId } from '../../src/domain/ids.ts';
import { incidentAggregate } from '../../src/domain/incident/aggregate.ts';
import { type IncidentCommand } from '../../src/domain/incident/commands.ts';
import { type IncidentEvent } from '../../src/domain/incident/events.ts';
import { type Severity } from '../../src/domain/incident/incident.ts';
import { type IncidentPolicy } from '../../src/domain/incident/policy.ts';
import { genesis, link } from '../../src/domain/ledger/entry.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type Instant } from '../../src/domain/time.ts';

type Ledger = ReturnType<typeof createLedger>;

/** So many commits are under way at a time. */
const atOnce = 100;

const system: Actor = { kind: 'system', part: 'bench' };

/**
 * Incidents that somebody declared at `openedAt` and nobody has acknowledged, each with its message in Slack. What their
 * opening would say is taken as said: no effects wait.
 */
export async function manyIncidents(parts: {
  readonly ledger: Ledger;
  readonly count: number;
  readonly policy: IncidentPolicy;
  readonly by: SlackUserId;
  readonly severity: Severity;
  readonly openedAt: Instant;
}): Promise<readonly IncidentId[]> {
  const ids = Array.from({ length: parts.count }, (_, index) => idOf(index));
  for (let from = 0; from < ids.length; from += atOnce)
    await Promise.all(ids.slice(from, from + atOnce).map((id, index) => put(parts, id, from + index)));
  return ids;
}

function idOf(index: number): IncidentId {
  return `inc-_.b${String(index).padStart(9, '0')}` as IncidentId;
}

async function put(
  { ledger, policy, by, severity, openedAt }: Parameters<typeof manyIncidents>[0],
  incident: IncidentId,
  index: number,
): Promise<void> {
  const chain = incidentChain(incident);
  const ts = `1700000002.${String(index).padStart(6, '0')}` as MessageTs;
  const declarer: Actor = { kind: 'person', slack: by, standing: { kind: 'member' }, github: null, roles: [] };
  const told: readonly (readonly [Actor, IncidentCommand])[] = [
    [
      declarer,
      {
        type: 'DeclareIncident',
        incident,
        groups: [],
        severity,
        title: `The totals of baskets are wrong in shop ${index}`,
        environment: null,
        release: null,
      },
    ],
    [system, { type: 'RecordIncidentCard', incident, card: { channel: policy.channels.incidents, ts } }],
  ];
  let state = incidentAggregate.empty(chain);
  const empty = state;
  const events: IncidentEvent[] = [];
  for (const [actor, command] of told) {
    const decision = incidentAggregate.decide(state, command, { now: openedAt, policy, actor, key: `bench-${index}` });
    if (decision.kind !== 'accepted') throw new Error(`${command.type}: ${JSON.stringify(decision)}`);
    for (const event of decision.events) {
      state = incidentAggregate.evolve(state, event, openedAt);
      events.push(event);
    }
  }
  const answer = await ledger.commit(
    {
      chain,
      expected: { version: 0, head: genesis },
      entries: link(
        chain,
        0,
        genesis,
        events.map((event) => ({ ...incidentAggregate.stored(event), at: openedAt, actor: 'system:bench' })),
      ),
      state: { schema: incidentAggregate.schema, [incidentAggregate.name]: state },
      effects: [],
      projections: incidentAggregate.projections(empty, state, [], policy),
      due: incidentAggregate.wakeAfterChange(empty, state),
      inputs: [],
      claims: [],
    },
    'within-limit',
  );
  if (answer.kind !== 'committed') throw new Error(`${chain}: ${JSON.stringify(answer)}`);
}
