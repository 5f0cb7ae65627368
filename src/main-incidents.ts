import { newIncidentId } from './adapters/ids.ts';
import { createProjections } from './adapters/ledger/projections.ts';
import { type Config } from './config.ts';
import {
  type ChainId,
  type IncidentId,
  incidentChain,
  incidentIn,
  type ReleaseId,
  serviceOfIncident,
} from './domain/ids.ts';
import { type IncidentKind, incidentAggregate } from './domain/incident/aggregate.ts';
import { type Listing, listed, releaseShown } from './domain/incident/listing.ts';
import { type IncidentPolicy } from './domain/incident/policy.ts';
import { type IncidentRow, type IncidentView } from './domain/incident/views.ts';
import { UnknownEvent } from './domain/ledger/events-of.ts';
import { resolveIncidentPolicies } from './domain/policy/incident-policies.ts';
import { type ReleaseView } from './domain/views.ts';
import { createFlow, type Flow, type FlowParts } from './flow.ts';
import { type HandlerParts } from './handlers/index.ts';
import { flowLedger, type Readings } from './main-ledger.ts';
import { type Parts } from './main-parts.ts';

/** How many resolved incidents are shown. */
const shownResolved = 10;

/** The incidents' own flow over the same ledger, and what is read of them. */
export type IncidentSide = {
  readonly flow: Flow<IncidentKind>;
  readonly view: (incident: IncidentId) => Promise<IncidentView | null>;
  /** Every incident that somebody still has to do something about. */
  readonly open: () => Promise<readonly IncidentId[]>;
  readonly forHandlers: HandlerParts['incidents'];
};

export function connectIncidents(
  config: Config,
  parts: Pick<Parts, 'ledger' | 'redis' | 'clock' | 'slack'> & {
    readonly readings: Pick<Readings, 'view'>;
    readonly committed: FlowParts<IncidentKind>['committed'];
  },
): IncidentSide {
  const { ledger, redis, clock, readings, slack, committed } = parts;
  const policyOfService = resolveIncidentPolicies(config.policy);
  const projections = createProjections({ redis, prefix: config.ledger.prefix });

  function policyOf(incident: IncidentId): IncidentPolicy {
    return policyOfService(serviceOfIncident(incident));
  }

  function policyOfChain(chain: ChainId): IncidentPolicy | null {
    const incident = incidentIn(chain);
    return incident === null ? null : policyOf(incident);
  }

  const flow = createFlow({
    aggregate: incidentAggregate,
    ledger: flowLedger(ledger, incidentAggregate),
    now: clock.now,
    policyOf: policyOfChain,
    committed,
  });

  async function view(id: IncidentId): Promise<IncidentView | null> {
    const incident = (await flow.read(incidentChain(id)))?.incident ?? null;
    if (incident === null) return null;
    const about = releaseShown(incident);
    const release = about === null ? null : await releaseIn(readings, about);
    return { incident, policy: policyOf(id), release, toUndo: await toUndoIn(readings, release), now: clock.now() };
  }

  async function rows(): Promise<Listing> {
    const [open, recent] = await Promise.all([projections.incidentRows(), projections.recentIncidents(shownResolved)]);
    return listed({ open: open as readonly IncidentRow[], recent: recent as readonly IncidentRow[] });
  }

  return {
    flow,
    view,
    open: async () => (await rows()).open.map(({ incident }) => incident),
    forHandlers: {
      submit: (submission) => flow.submit(submission),
      policyOf,
      view,
      rows,
      async at({ channel, ts }) {
        const { open, recent } = await rows();
        const found = [...open, ...recent].find(({ card }) => card?.channel === channel && card.ts === ts);
        return found?.incident ?? null;
      },
      groupsOf: (user, groups) => slack.groupsOf(user, groups),
      newIncidentId,
    },
  };
}

/** What a rollback was to undo; any other release is what could be undone itself. */
export async function toUndoIn(
  readings: Pick<Readings, 'view'>,
  view: ReleaseView | null,
): Promise<ReleaseView | null> {
  if (view === null || view.release.kind !== 'rollback') return view;
  const of = view.release.cause?.of ?? null;
  return of === null ? null : await releaseIn(readings, of);
}

/** A lane that this version cannot read starts nothing, but people are paged about its incidents all the same. */
export async function releaseIn(readings: Pick<Readings, 'view'>, id: ReleaseId): Promise<ReleaseView | null> {
  try {
    return await readings.view(id);
  } catch (error) {
    if (error instanceof UnknownEvent) return null;
    throw error;
  }
}
