import { laneChain } from './ids.ts';
import { type Lane } from './lane/lane.ts';
import { type Projection } from './ledger/commit.ts';
import { type LanePolicy } from './policy/lane-policy.ts';
import { type Ended } from './release/release.ts';
import { historyRow, laneRow, openRow } from './release/view.ts';

/** What has to be written anew for readers after a change: only what the change touched. `ended` are the releases that it ended. */
export function projectionsOf(
  before: Lane,
  lane: Lane,
  ended: readonly Ended[],
  policy: LanePolicy,
): readonly Projection[] {
  const projections: Projection[] = [];
  for (const release of Object.values(lane.open)) {
    if (before.open[release.id] !== release)
      projections.push({ kind: 'open-row', release: release.id, row: openRow(lane, release, policy) });
  }
  for (const release of Object.values(before.open)) {
    if (lane.open[release.id] === undefined) projections.push({ kind: 'no-open-row', release: release.id });
  }
  if (before.live !== lane.live || before.hold !== lane.hold || before.policyVersion === null) {
    projections.push({ kind: 'lane-row', lane: laneChain(lane.service, lane.environment), row: laneRow(lane) });
  }
  for (const release of ended) {
    projections.push({
      kind: 'ended',
      release: release.id,
      at: release.since,
      summary: historyRow(release),
      record: release,
    });
  }
  return projections;
}
