import { type Aggregate, type Met } from '../aggregate.ts';
import { type LaneCommand } from '../commands.ts';
import { decide } from '../decide.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type EnvironmentName, type ServiceId } from '../ids.ts';
import { eventOf, stored } from '../ledger/events-of.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { projectionsOf } from '../projections.ts';
import { evolveRelease } from '../release/evolve.ts';
import { type Ended } from '../release/release.ts';
import { wakeAfterChange } from '../schedule.ts';
import { evolve, findRelease } from './evolve.ts';
import { emptyLane, type Lane } from './lane.ts';

/** A lane's chain: its releases are in it, so that a dispatch changes release and lane in one commit. */
export type LaneKind = {
  readonly State: Lane;
  readonly Command: LaneCommand;
  readonly Event: LaneEvent;
  readonly Policy: LanePolicy;
};

const beginnings: readonly LaneCommand['type'][] = ['RequestRelease', 'Approve', 'Deploy', 'Retry', 'VerifyItem'];
const small: readonly LaneEvent['type'][] = ['VoteCast', 'CommandRefused', 'LookTaken', 'LateMinutesRead'];

export const laneAggregate: Aggregate<LaneKind> = {
  schema: 7,
  name: 'lane',
  empty(chain) {
    const [, service, environment] = chain.split('.');
    return emptyLane(service as ServiceId, environment as EnvironmentName);
  },
  decide,
  evolve,
  eventOf,
  stored,
  refusalOnRecord(command, { code }) {
    const release = 'release' in command ? command.release : null;
    const redrawn = code === 'subject_changed' && release !== null;
    return {
      events: [{ type: 'CommandRefused', command: command.type, code, release }],
      effects: redrawn ? [{ type: 'ShowCard', release }] : [],
    };
  },
  isBeginning: ({ type }) => beginnings.includes(type),
  isSmall: ({ type }) => small.includes(type),
  projections: (before, lane, met, policy) => projectionsOf(before, lane, endedBy(met), policy),
  wakeAfterChange,
  repaired(before, lane, met, policy) {
    const empty = emptyLane(lane.service, lane.environment);
    const ended = endedBy(met);
    const gone = Object.keys(before.open).filter((release) => !Object.hasOwn(lane.open, release));
    const shown = new Set([...Object.values(lane.open), ...ended].map((release) => release.id));
    return {
      effects: [...shown].map((release): Effect => ({ type: 'ShowCard', release })),
      projections: [
        ...projectionsOf(empty, lane, ended, policy),
        ...gone.map((release) => ({ kind: 'no-open-row', release }) as const),
      ],
      due: wakeAfterChange(empty, lane),
    };
  },
};

/** The releases that ended, and those of which more was found later, as the record keeps them. */
function endedBy(met: readonly Met<LaneKind>[]): readonly Ended[] {
  return met.flatMap(({ state, event, at }) => {
    if (event.type !== 'ReleaseEnded' && event.type !== 'VerdictTurned') return [];
    const release = findRelease(state, event.release);
    if (release === null) return [];
    const after = evolveRelease(release, event, at);
    return after.phase === 'ended' ? [after] : [];
  });
}
