import { openItems } from '../checklist/checklist.ts';
import { whoCanSettle } from '../checklist/ticks.ts';
import { judgeGates } from '../gates/judge.ts';
import { type SlackUserId } from '../ids.ts';
import { type Lane, occupant, queue } from '../lane/lane.ts';
import { recordingOf } from '../lane/recording.ts';
import { possibleVoters } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Instant } from '../time.ts';
import {
  type Condition,
  type HistoryRow,
  type LaneRow,
  type OpenRow,
  type ReleaseView,
  type RuleProgress,
  type UndoneBy,
} from '../views.ts';
import { type Blocker } from './blockers.ts';
import { deployersOf } from './dispatch.ts';
import { policyUnder, waivedGates } from './emergency.ts';
import { historyRow } from './history.ts';
import { whyNotRetryable } from './recheck.ts';
import {
  type AwaitingDecision,
  type Deploying,
  type Dispatching,
  type OpenRelease,
  type Proposal,
  phaseName,
  type Release,
  type Scheduled,
} from './release.ts';
import { rollbackUnderWay, watchedBack } from './roll-back.ts';
import { rollbackTargetOf } from './rollback-target.ts';
import { executionOf, isHeld, riskOf } from './start.ts';
import { itemsOf } from './subject.ts';
import { votersUnder } from './vote.ts';

/** Everything that the live message of a release shows, from the state alone. */
export function viewOf(lane: Lane, release: Release, ofLane: LanePolicy, now: Instant): ReleaseView {
  const policy = policyUnder(ofLane, release.request);
  return {
    release,
    policy,
    live: lane.live,
    recording: recordingOf(lane, release),
    hold: lane.hold,
    rules: progressOf(release, policy),
    conditions: conditionsOf(lane, release, policy),
    position: positionOf(lane, release),
    execution: executionOf(policy, release.request, proposalOf(release)?.candidate ?? null),
    risk: riskOf(release.request, proposalOf(release)?.candidate ?? null),
    ...evidenceOf(lane, release, policy),
    waived: waivedGates(ofLane, release.request),
    debt: lane.debts.find((debt) => debt.release === release.id) ?? null,
    retryable:
      release.phase === 'ended' && whyNotRetryable(lane, release, null, { now, policy }) === null ? 'yes' : 'no',
    undone: lane.last === null ? null : undoneBy(historyRow(lane.last), release),
    undoing: undoingOf(lane, release)?.id ?? null,
    now,
  };
}

/** What the gates say and what the checklist holds, judged from what was read last. Nothing before that, and nothing for a rollback. */
function evidenceOf(lane: Lane, release: Release, policy: LanePolicy): Pick<ReleaseView, 'gates' | 'checklist'> {
  const proposal = proposalOf(release);
  if (proposal === null || release.kind === 'rollback') return { gates: [], checklist: [] };
  const { candidate, ticks } = proposal;
  return {
    gates: judgeGates(policy, candidate),
    checklist: itemsOf(policy, { kind: release.kind, candidate, ticks, lane }),
  };
}

/** A press on Roll back would be refused because of it, or would put back once more what is live already and watched. */
function undoingOf(lane: Lane, release: Release): OpenRelease | null {
  const proposal = proposalOf(release);
  if (proposal === null || release.kind === 'rollback') return null;
  const target = rollbackTargetOf(proposal.candidate);
  return rollbackUnderWay(lane, target?.sha ?? null) ?? watchedBack(lane, release.id);
}

function proposalOf(release: Release): Proposal | null {
  return 'proposal' in release ? release.proposal : null;
}

function progressOf(release: Release, policy: LanePolicy): readonly RuleProgress[] {
  const proposal = proposalOf(release);
  return policy.approval.rules.map(({ role, min }) => {
    if (proposal === null) return { role, min, given: [], possible: [] };
    const given = votersUnder(role, proposal.votes);
    const { candidate, outsiders } = proposal;
    const could = possibleVoters(role, release.requestedBy, candidate, outsiders, policy);
    const gave = new Set(given);
    return { role, min, given, possible: could.filter((who) => !gave.has(who)) };
  });
}

function positionOf(lane: Lane, release: Release): number | null {
  const place = queue(lane).findIndex((waiting) => waiting.id === release.id);
  return place === -1 ? null : place + 1;
}

/** What stands between a release and its end, each with the people who can settle it. Empty for one that has ended. */
export function conditionsOf(lane: Lane, release: Release, policy: LanePolicy): readonly Condition[] {
  switch (release.phase) {
    case 'preparing':
      return [
        {
          code: 'gathering',
          problem: release.problem,
          progress: release.progress,
          who: release.problem === null ? [] : [release.requestedBy],
        },
      ];
    case 'awaiting-decision': {
      const { blockers, subject } = release.proposal;
      const blocked = blockers.map(
        (blocker): Condition => ({ code: 'blocked', blocker, who: whoSettles(blocker, lane, release, policy) }),
      );
      const missing = progressOf(release, policy).filter((rule) => rule.given.length < rule.min);
      const votes = missing.map(
        ({ role, min, given, possible }): Condition => ({
          code: 'votes_missing',
          role,
          missing: min - given.length,
          expiresAt: subject.expiresAt,
          who: possible,
        }),
      );
      return [...blocked, ...votes];
    }
    case 'scheduled':
      return [waitingCondition(lane, release, deployersOf(policy))];
    case 'ready': {
      const deployers = deployersOf(policy);
      return [
        { code: 'needs_deploy', lapsesAt: release.lapsesAt, who: deployers },
        ...laneConditions(lane, release, deployers),
      ];
    }
    case 'dispatching':
      return [dispatchCondition(release, deployersOf(policy))];
    case 'deploying':
      return [runCondition(release, deployersOf(policy))];
    case 'watching': {
      const { watch } = release;
      if (watch.stage === 'looking') return [{ code: 'watching', endsAt: watch.endsAt, who: [] }];
      return [{ code: 'version_awaited', until: watch.until, lastSeen: watch.lastSeen, who: [] }];
    }
    case 'unverified':
      return [{ code: 'unverified', because: release.because, who: deployersOf(policy) }];
    case 'ended':
      return [];
  }
}

function laneConditions(lane: Lane, release: Release, deployers: readonly SlackUserId[]): readonly Condition[] {
  const conditions: Condition[] = [];
  if (isHeld(lane, release)) conditions.push({ code: 'lane_held', reason: lane.hold.reason, who: deployers });
  const inLane = occupant(lane);
  if (inLane !== null && inLane.id !== release.id)
    conditions.push({ code: 'lane_busy', behind: inLane.id, position: 1, who: [] });
  return conditions;
}

function waitingCondition(lane: Lane, release: Scheduled, deployers: readonly SlackUserId[]): Condition {
  const { waiting } = release;
  switch (waiting.for) {
    case 'lane':
      return { code: 'lane_busy', behind: waiting.behind, position: positionOf(lane, release) ?? 1, who: [] };
    case 'window':
      return { code: 'window_shut', reason: waiting.reason, opensAt: waiting.opensAt, who: [] };
    case 'cancelled':
      return { code: 'cancelling', behind: waiting.behind, who: [] };
    case 'preferred-time':
      return { code: 'preferred_time', opensAt: waiting.opensAt, who: [] };
    case 'hold':
      return { code: 'lane_held', reason: waiting.reason, who: deployers };
  }
}

/** A gate is settled by whoever asked, an item of the checklist by those who may verify it. */
function whoSettles(
  blocker: Blocker,
  lane: Lane,
  release: AwaitingDecision,
  policy: LanePolicy,
): readonly SlackUserId[] {
  if (blocker.code !== 'checklist_open') return [release.requestedBy];
  const { candidate, ticks } = release.proposal;
  const items = itemsOf(policy, { kind: release.kind, candidate, ticks, lane });
  return [...new Set(openItems(items).flatMap((item) => whoCanSettle(item, policy)))];
}

function runCondition(release: Deploying, deployers: readonly SlackUserId[]): Condition {
  const { ended, unreadable, run, condemned } = release;
  if (ended?.conclusion === 'success' && condemned === null) return { code: 'reading_evidence', who: [] };
  if (ended !== null) return { code: 'reading_live', who: [] };
  if (unreadable === null) return { code: 'run_in_progress', url: run.url, who: [] };
  return { code: 'run_unreadable', url: run.url, reason: unreadable.reason, who: deployers };
}

function dispatchCondition(release: Dispatching, deployers: readonly SlackUserId[]): Condition {
  const { step } = release;
  switch (step.at) {
    case 'rechecking':
      return { code: 'rechecking', waitingFor: step.waitingFor, who: [] };
    case 'intended':
    case 'calling':
      return { code: 'calling_github', who: [] };
    case 'searching':
      return { code: 'looking_for_run', because: step.because, until: step.until, who: [] };
    case 'asking-person':
      return { code: 'run_not_found', searched: step.looked > 0 ? 'yes' : 'no', who: deployers };
    case 'two-runs':
      return { code: 'two_runs', who: deployers };
  }
}

/** More people than this are not named in a row, which is written with every change. */
const mostNamed = 12;

function whoIsAwaited(conditions: readonly Condition[]): Pick<OpenRow, 'waitsFor' | 'waitsForRoles'> {
  const people = new Set<SlackUserId>();
  const roles = new Set<string>();
  for (const condition of conditions) {
    if (condition.who.length > mostNamed) roles.add(condition.code === 'votes_missing' ? condition.role : 'deployer');
    else for (const who of condition.who) people.add(who);
  }
  return { waitsFor: [...people], waitsForRoles: [...roles] };
}

/** The line that `/release status` and Home read. */
export function openRow(lane: Lane, release: OpenRelease, ofLane: LanePolicy): OpenRow {
  const policy = policyUnder(ofLane, release.request);
  const proposal = proposalOf(release);
  const conditions = conditionsOf(lane, release, policy);
  const [next] = conditions;
  return {
    release: release.id,
    service: release.service,
    environment: release.environment,
    phase: phaseName(release),
    sha: proposal?.candidate.sha ?? null,
    version: proposal?.candidate.version ?? null,
    summary: release.request.summary,
    urgency: release.request.urgency,
    requestedBy: release.requestedBy,
    since: release.since,
    card: release.card,
    ...whoIsAwaited(conditions),
    next: next === undefined ? null : { ...next, who: [] },
  };
}

export function laneRow(lane: Lane): LaneRow {
  return { service: lane.service, environment: lane.environment, live: lane.live, hold: lane.hold, debts: lane.debts };
}

/** Whether this was a rollback that put production back from this release after its end; what it cut short says so itself. */
export function undoneBy(row: HistoryRow, release: Release): UndoneBy | null {
  if (release.phase !== 'ended' || release.outcome.kind === 'rolled-back') return null;
  return rollbackOf(row, { release: release.id, endedAt: release.since });
}

/** The same for a row of the history. A retry may have put live again what was rolled back before. */
export function rollbackOf(row: HistoryRow, of: Pick<HistoryRow, 'release' | 'endedAt'>): UndoneBy | null {
  const { undoes, outcome, endedAt, requestedBy, sha, version, card } = row;
  const isBack = outcome === 'succeeded' || outcome === 'accepted-unverified';
  if (!isBack || undoes !== of.release || endedAt < of.endedAt) return null;
  const how = row.mandate === 'yes' ? 'by-mandate' : 'by-person';
  return { release: row.release, at: endedAt, by: requestedBy, how, sha, version, card };
}
