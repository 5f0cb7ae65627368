import { type CommitSha, type EnvironmentName, type ReleaseId, type ServiceId, type SlackUserId } from '../ids.ts';
import { type Instant } from '../time.ts';
import { type HistoryLine, type HistoryRow } from '../views.ts';
import { breachFoundLater } from '../watch/late.ts';
import { type Candidate } from './candidate.ts';
import { type Ended } from './release.ts';

/** The record of what was released, one row for each release that has ended. */

export const historyTypes = ['feature', 'hotfix', 'emergency', 'replay', 'rollback'] as const;

/** How an end is called where people ask for it. */
export const historyStatuses = [
  'success',
  'accepted',
  'rolled-back',
  'failed',
  'rejected',
  'expired',
  'withdrawn',
  'superseded',
] as const;
export type HistoryStatus = (typeof historyStatuses)[number];

/** What somebody wants to see of the history. Null asks for nothing in particular. */
export type HistoryFilter = {
  readonly service: ServiceId | null;
  readonly environment: EnvironmentName | null;
  /** Whoever asked for it or approved it. */
  readonly by: SlackUserId | null;
  readonly status: HistoryStatus | null;
  readonly type: (typeof historyTypes)[number] | null;
  /** Ended at this instant or after it. */
  readonly since: Instant | null;
  /** Ended before this instant. */
  readonly before: Instant | null;
};

/** The line that `/release history` keeps for good. */
export function historyRow(release: Ended): HistoryRow {
  const { proposal, outcome } = release;
  return {
    release: release.id,
    service: release.service,
    environment: release.environment,
    endedAt: release.since,
    sha: proposal?.candidate.sha ?? null,
    version: proposal?.candidate.version ?? null,
    type: typeOf(release),
    outcome: outcome.kind,
    rollback: outcome.kind === 'rolled-back' ? 'Yes' : 'N/A',
    ...undoneIn(release),
    ...failureIn(release),
    notes: outcome.kind === 'rejected' ? outcome.reason : release.request.summary,
    requestedBy: release.requestedBy,
    approvedBy: proposal?.votes.map((vote) => vote.by) ?? [],
    card: release.card,
  };
}

function undoneIn(release: Ended): Pick<HistoryRow, 'undoes' | 'mandate' | 'wasLive'> {
  const { cause } = release;
  const mandate = cause === null || cause.mandate === null ? 'no' : 'yes';
  return { undoes: cause?.of ?? null, mandate, wasLive: wasLiveBefore(release) };
}

function failureIn(release: Ended): Pick<HistoryRow, 'failure' | 'breached'> {
  const { outcome } = release;
  if (outcome.kind !== 'failed') return { failure: null, breached: breachFoundLater(release)?.trigger ?? null };
  const { cause } = outcome;
  return { failure: cause.code, breached: cause.code === 'watch-breached' ? cause.trigger : null };
}

function wasLiveBefore({ kind, proposal }: Ended): CommitSha | null {
  const live = proposal?.candidate.live ?? null;
  return kind === 'rollback' && live?.kind === 'seen' ? live.sha : null;
}

/** What it is for the history: how it was asked for says more than what is in it. */
function typeOf({ kind, request, proposal }: Ended): HistoryRow['type'] {
  if (kind === 'rollback') return 'Rollback';
  if (request.urgency === 'Emergency') return 'Emergency';
  if (kind === 'replay') return 'Replay';
  const branch = request.ref.kind === 'ref' ? request.ref.name : (proposal?.candidate.within ?? '');
  return isFixBranch(branch) || isLabelledFix(proposal?.candidate ?? null) ? 'Hotfix' : 'Feature';
}

function isFixBranch(branch: string): boolean {
  return /^(?:hotfix|fix)\//i.test(branch);
}

const fixLabels: readonly string[] = ['hotfix', 'bug'];

function isLabelledFix(candidate: Candidate | null): boolean {
  const labels = candidate?.labels ?? [];
  return labels.some((label) => fixLabels.includes(label.toLowerCase()));
}

type OlderRow = Omit<HistoryRow, 'type' | Added> &
  Partial<Pick<HistoryRow, Added>> & { readonly type: HistoryRow['type'] | 'Deploy' };
type Added = 'undoes' | 'mandate' | 'wasLive' | 'breached';

/** A row as it was kept, in today's shape: earlier versions told deployments apart by nothing, and kept no link. */
export function storedHistoryRow(summary: unknown): HistoryRow {
  const row = summary as OlderRow;
  const type = row.type === 'Deploy' ? 'Feature' : row.type;
  const { undoes = null, mandate = 'no', wasLive = null, breached = null } = row;
  return { ...row, type, undoes, mandate, wasLive, breached };
}

/**
 * Rows of which the newest come first, each with what undid it and with what it undid, as far as these rows tell.
 * Whatever undid a release has ended later, so it stands before it. Where a rollback names none, it has undone the
 * newest release before it of the commit that production showed then.
 */
export function historyLines(rows: readonly HistoryRow[]): readonly HistoryLine[] {
  const undoneBy = new Map<ReleaseId, HistoryRow>();
  const undid = new Map<ReleaseId, HistoryRow>();
  let unnamed: readonly HistoryRow[] = [];
  const named = new Map<ReleaseId, readonly HistoryRow[]>();
  for (const row of rows) {
    const by = [...(named.get(row.release) ?? []), ...unnamed.filter((rollback) => isWhatWasLive(row, rollback))];
    for (const rollback of by) undid.set(rollback.release, row);
    unnamed = unnamed.filter((rollback) => !by.includes(rollback));
    const worked = by.find(hasPutBack);
    if (worked !== undefined) undoneBy.set(row.release, worked);
    if (row.undoes !== null) named.set(row.undoes, [...(named.get(row.undoes) ?? []), row]);
    else if (row.wasLive !== null) unnamed = [...unnamed, row];
  }
  return rows.map((row) => {
    const undone = undoneBy.get(row.release) ?? null;
    const rollback = undone === null ? row.rollback : 'Yes';
    return { ...row, rollback, undoneBy: undone, undid: undid.get(row.release) ?? null };
  });
}

function isWhatWasLive(row: HistoryRow, rollback: HistoryRow): boolean {
  const isOfLane = row.service === rollback.service && row.environment === rollback.environment;
  const hasRun = hasPutBack(row) || row.outcome === 'failed' || row.outcome === 'rolled-back';
  return isOfLane && hasRun && row.sha === rollback.wasLive && row.sha !== rollback.sha;
}

/** What failed has put nothing live, or nobody knows what. */
function hasPutBack({ outcome }: Pick<HistoryRow, 'outcome'>): boolean {
  return outcome === 'succeeded' || outcome === 'accepted-unverified';
}

/** How a release ended, as the history calls it: what was undone later is no success any more. */
export function historyStatusOf({ outcome, rollback }: Pick<HistoryRow, 'outcome' | 'rollback'>): HistoryStatus | null {
  if (rollback === 'Yes') return 'rolled-back';
  switch (outcome) {
    case 'succeeded':
      return 'success';
    case 'accepted-unverified':
      return 'accepted';
    case 'rolled-back':
    case 'failed':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
    case 'superseded':
      return outcome;
    default:
      return null;
  }
}

export function matchesHistory(line: HistoryLine, filter: HistoryFilter): boolean {
  const { service, environment, by, status, type, since, before } = filter;
  return (
    (service === null || line.service === service) &&
    (environment === null || line.environment === environment) &&
    (by === null || line.requestedBy === by || line.approvedBy.includes(by)) &&
    (status === null || hasStatus(line, status)) &&
    (type === null || line.type.toLowerCase() === type) &&
    (since === null || line.endedAt >= since) &&
    (before === null || line.endedAt < before)
  );
}

/** What failed and was put back is both. */
function hasStatus(line: HistoryLine, status: HistoryStatus): boolean {
  return historyStatusOf(line) === status || (status === 'failed' && line.outcome === 'failed');
}
