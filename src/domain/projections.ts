import { laneChain } from './ids.ts';
import { type Lane } from './lane/lane.ts';
import { type Projection } from './ledger/commit.ts';
import { type LanePolicy } from './policy/lane-policy.ts';
import { historyRow } from './release/history.ts';
import { type Ended, type OpenRelease } from './release/release.ts';
import { laneRow, openRow } from './release/view.ts';

/** What has to be written anew for readers after a change: only what the change touched. `ended` are the releases that it ended. */
export function projectionsOf(
  before: Lane,
  lane: Lane,
  ended: readonly Ended[],
  policy: LanePolicy,
): readonly Projection[] {
  const projections: Projection[] = [];
  for (const release of Object.values(lane.open)) {
    const known = before.open[release.id];
    if (known !== release && !hasOnlyBeenLookedAt(known, release))
      projections.push({ kind: 'open-row', release: release.id, row: openRow(lane, release, policy) });
  }
  for (const release of Object.values(before.open)) {
    if (lane.open[release.id] === undefined) projections.push({ kind: 'no-open-row', release: release.id });
  }
  if (
    before.live !== lane.live ||
    before.hold !== lane.hold ||
    before.debts !== lane.debts ||
    before.policyVersion === null
  ) {
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

/** Looks come in hundreds a second, and no row says anything of them. */
function hasOnlyBeenLookedAt(known: OpenRelease | undefined, release: OpenRelease): boolean {
  if (known?.phase !== 'watching' || release.phase !== 'watching') return false;
  const isLooking = known.watch.stage === 'looking' && release.watch.stage === 'looking';
  if (!isLooking || known.since !== release.since || known.watch.endsAt !== release.watch.endsAt) return false;
  return known.card === release.card && known.proposal === release.proposal && known.request === release.request;
}
