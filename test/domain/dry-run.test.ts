import { describe, expect, test } from 'vitest';
import { emptyLane, type Lane } from '../../src/domain/lane/lane.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { dryRunOf } from '../../src/domain/release/dry-run.ts';
import { proposalOf } from '../../src/domain/release/proposal.ts';
import { rollbackDraftOf, whyNotBack, whyNotBackTo } from '../../src/domain/release/rollback-draft.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import {
  ana,
  at,
  backwards,
  ben,
  candidate,
  cara,
  checkout,
  dana,
  found,
  liveSha,
  lost,
  now,
  otherRelease,
  policy,
  production,
  releaseId,
} from '../cards/fixtures.ts';
import { awaiting, deploying, preparing, scheduled, watching } from '../cards/releases.ts';
import { verified } from '../handlers/support.ts';

const lane = emptyLane(checkout, production);
const ref = { kind: 'ref', name: 'main' } as const;
const asked = { ref, requester: dana, standings: {} };

const red: Candidate = {
  ...candidate,
  within: null,
  evidence: { ...candidate.evidence, tests: found({ suites: [{ name: 'unit', passed: 8, total: 9 }] }) },
};
const risky: Candidate = {
  ...candidate,
  changes: { ...candidate.changes, breaking: [{ title: 'Drop /v1', url: null }] },
};

function laneWith(changes: Partial<Lane>): Lane {
  return { ...lane, ...changes };
}

describe('a dry run', () => {
  test.each([
    ['nothing blocks', candidate],
    ['a test fails on no allowed branch', red],
    ['it breaks something', risky],
  ])('says just what a request would meet when %s', (_what, of) => {
    const release = { ...preparing, requestedBy: dana };
    const actor = { kind: 'system', part: 'gather' } as const;
    const facts = { round: 1, ticks: [], candidate: of, standings: {} };
    const proposal = proposalOf(lane, release, facts, { now, policy, actor, key: 'k' });
    const view = viewOf(lane, { ...awaiting, proposal: proposal ?? awaiting.proposal }, policy, now);

    const run = dryRunOf(lane, policy, of, asked, now);

    expect(run.blockers).toEqual(proposal?.blockers);
    expect(run.gates).toEqual(view.gates);
    expect(run.checklist).toEqual(view.checklist);
    expect(run.rules.map(({ possible }) => possible)).toEqual(view.rules.map(({ possible }) => possible));
  });

  test('names for each rule who could approve, without whoever asks and whom Slack calls no member', () => {
    const run = dryRunOf(
      lane,
      policy,
      candidate,
      { ...asked, requester: ana, standings: { [cara]: { kind: 'guest' } } },
      now,
    );

    expect(run.rules).toEqual([{ role: 'approver', min: 2, given: [], possible: [ben] }]);
    expect(run.blockers).toMatchObject([{ code: 'rules_cannot_be_met', needed: 2, possible: 1 }]);
  });

  test('says the least risk that the change itself allows, and that a deployer would start it', () => {
    expect(dryRunOf(lane, policy, candidate, asked, now)).toMatchObject({ risk: 'Low', execution: 'on-go' });
    expect(dryRunOf(lane, policy, risky, asked, now)).toMatchObject({ risk: 'High', execution: 'separate' });
  });

  test('says when the window opens, and what else it would wait for', () => {
    const deny = [{ cron: '0 11 * * *', forMs: 2 * 3_600_000, timezone: 'UTC', reason: 'lunch' }];
    const shut = { ...policy, windows: { deny, allow: [] } } as LanePolicy;
    const hold = { reason: 'rolled back', since: now, release: null, kind: 'rollback' as const };
    const busy = laneWith({ hold, open: { [watching.id]: watching } });

    expect(dryRunOf(busy, shut, candidate, asked, now)).toMatchObject({
      window: { kind: 'shut', reason: 'lunch', opensAt: at('13:00') },
      hold,
      laneBusyBehind: releaseId,
    });
    expect(dryRunOf(lane, policy, candidate, asked, now)).toMatchObject({
      window: { kind: 'open' },
      hold: null,
      laneBusyBehind: null,
    });
  });

  test('goes behind the last that waits for the lane', () => {
    const waits = { ...scheduled, id: otherRelease };

    const busy = laneWith({ open: { [watching.id]: watching, [waits.id]: waits } });

    expect(dryRunOf(busy, policy, candidate, asked, now).laneBusyBehind).toBe(otherRelease);
  });
});

describe('what a rollback would do', () => {
  const why = { of: otherRelease, reason: 'totals' };

  test('is told with when it was verified, what to be warned of, and how long others took', () => {
    const known = laneWith({
      verified: [verified(liveSha, 'v2.13.0'), verified('1a2b', 'v2.12.0', { tookMs: null })],
      open: { [watching.id]: watching },
    });

    expect(rollbackDraftOf(known, policy, backwards, why, now)).toMatchObject({
      verifiedAt: at('08:00'),
      warnings: ['migration-between'],
      tookMs: [6 * 60_000],
      occupant: { release: watching.id, phase: 'watching', version: 'v2.14.0' },
      ...why,
    });
  });

  test('warns of what was never verified here', () => {
    expect(rollbackDraftOf(lane, policy, backwards, why, now)).toMatchObject({
      verifiedAt: null,
      warnings: ['never-verified', 'migration-between'],
      occupant: null,
    });
  });

  test('cannot be done without the digests, and nothing else of the evidence counts', () => {
    const earlier = { ...backwards, ahead: 0 };
    const bare = { ...earlier, evidence: { ...backwards.evidence, manifest: lost<never>() } };

    expect(whyNotBackTo(lane, policy, bare, { by: ana })).toMatchObject({ code: 'digests_unavailable' });
    expect(whyNotBackTo(lane, policy, { ...red, ahead: 0, evidence: backwards.evidence }, { by: ana })).toBeNull();
    expect(whyNotBackTo(lane, policy, { ...earlier, ahead: 12 }, { by: ana })).toMatchObject({ code: 'not_earlier' });
  });

  test('cannot be done without a workflow for it, nor beside a rollback that runs', () => {
    const waits = { ...awaiting, kind: 'rollback' } as const;
    const back = { ...deploying, kind: 'rollback' } as const;

    expect(whyNotBack(lane, policy)).toBeNull();
    expect(whyNotBack(lane, { ...policy, replay: null })).toEqual({ code: 'no_replay_workflow' });
    expect(whyNotBack(laneWith({ open: { [waits.id]: waits } }), policy)).toBeNull();
    expect(whyNotBack(laneWith({ open: { [back.id]: back } }), policy)).toEqual({
      code: 'rollback_under_way',
      release: back.id,
    });
  });
});
