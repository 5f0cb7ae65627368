import { describe, expect, test } from 'vitest';
import { eventVersions, type LaneEvent } from '../../../src/domain/events.ts';
import { type ChainId, type PolicyVersion } from '../../../src/domain/ids.ts';
import { evolve, findRelease } from '../../../src/domain/lane/evolve.ts';
import { emptyLane, type Lane } from '../../../src/domain/lane/lane.ts';
import { genesis, type LedgerEntry } from '../../../src/domain/ledger/entry.ts';
import { eventOf, UnknownEvent } from '../../../src/domain/ledger/events-of.ts';
import { broughtUp, endedOf } from '../../../src/domain/ledger/older.ts';
import { historyRow } from '../../../src/domain/release/history.ts';
import { phaseName } from '../../../src/domain/release/release.ts';
import { after, type Instant, minute } from '../../../src/domain/time.ts';
import { readProjectFile } from '../../architecture/project-files.ts';
import { candidate, dispatchId, healthy, movedSha, newSha, standings } from '../../support/facts.ts';
import { createScene, effectTypesOf, first, inPhase, next, outcomeOf, type Scene } from '../../support/lane.ts';
import { approve } from '../../support/lane-stages.ts';
import { ana, ben, cara, dana } from '../../support/people.ts';
import { production, service } from '../../support/policy.ts';
import { looksOf, minuteOf, watched } from '../measured.ts';

type Written = {
  readonly policyVersion: PolicyVersion;
  readonly entries: readonly Pick<LedgerEntry, 'type' | 'v' | 'data' | 'at'>[];
  readonly ended: unknown;
  readonly live: Lane['live'];
  readonly shown: string;
};

/**
 * A lane as the version before wrote it, when it knew nothing of evidence: one release that was approved by two,
 * deployed and watched, and one that has one go of two.
 */
const written = JSON.parse(readProjectFile('test/domain/ledger/lane-v1.json')) as Written;

function entry(change: Pick<LedgerEntry, 'type' | 'v' | 'data'> & { readonly at?: Instant }): LedgerEntry {
  const chain = 'lane.checkout.production' as ChainId;
  const at = '2026-11-18T10:00:00.000Z' as Instant;
  return { chain, seq: 1, actor: 'system:jobs', prev: genesis, hash: genesis, at, ...change };
}

test('a look that named all minutes each time is read as one that names those that it brought', () => {
  const scene = watched();
  const { startedAt } = looksOf(scene);
  const minutes = [0, 1, 2].map((number) => minuteOf(after(startedAt, number * minute)));
  for (let number = 1; number <= minutes.length; number += 1) {
    const rest = { missed: 0, reading: healthy, strangers: 0, blind: [], problems: [] };
    const lookAt = after(startedAt, (number + 1) * minute);
    const data = { release: first, look: number, lookAt, minutes: minutes.slice(0, number), ...rest };
    scene.happens(eventOf(entry({ type: 'LookTaken', v: 2, data })));
  }

  expect(looksOf(scene).minutes).toEqual(minutes);
});

test.each([
  [{ kind: 'ok', ms: 40 }, 1],
  [{ kind: 'failed', reason: 'it answered 503' }, 1],
  [{ kind: 'unknown', reason: 'no answer from the name server' }, 0],
] as const)('a look that did not say whether it counts counts by what it showed: %j', (reading, known) => {
  const scene = watched();
  const lookAt = after(looksOf(scene).startedAt, 2 * minute);
  const rest = { missed: 0, strangers: 0, minutes: [], blind: [], problems: [] };
  scene.happens(
    eventOf(entry({ type: 'LookTaken', v: 3, data: { release: first, look: 1, lookAt, reading, ...rest } })),
  );

  expect(looksOf(scene).known).toBe(known);
});

function replayed(): Lane {
  const start: Lane = { ...emptyLane(service, production), policyVersion: written.policyVersion };
  return written.entries.reduce((lane, each) => evolve(lane, eventOf(entry(each)), each.at), start);
}

/** A scene that goes on where the older version stopped. */
function goingOn(): Scene {
  const scene = createScene({ watch: { minutes: 2 } });
  for (const each of written.entries) {
    scene.waitUntil(each.at);
    scene.happens(eventOf(entry(each)));
  }
  return scene;
}

describe('a lane that an older version wrote', () => {
  test('reads the same: what ended how, what is live, what waits for whom', () => {
    const lane = replayed();

    expect(Object.values(lane.open).map((release) => [release.id, phaseName(release)])).toEqual([
      [next, 'awaiting-decision'],
    ]);
    expect(lane.live).toEqual(written.live);
    expect(lane.last?.outcome).toEqual({ kind: 'succeeded' });
    expect(lane.last?.proposal?.votes.map(({ by }) => by)).toEqual([ana.slack, ben.slack]);
  });

  test('holds deployments, without a cause and without evidence: nothing was asked of either then', () => {
    const last = replayed().last;

    expect(last).toMatchObject({ kind: 'deploy', cause: null, postDeploy: null });
    expect(last?.proposal).toMatchObject({
      ticks: [],
      candidate: {
        evidence: { manifest: { state: 'unreadable', code: 'not-answered' }, gates: {} },
        target: { kind: 'none' },
        undoes: null,
      },
    });
  });

  test('has its verified version among those that one can go back to, with digests that nobody knows yet', () => {
    expect(replayed().verified).toMatchObject([{ sha: newSha, release: first, manifest: null, configDigest: null }]);
  });

  test('has cards whose buttons still fit: the second go completes the first', () => {
    const scene = goingOn();
    expect(scene.shown(next)).toBe(written.shown);
    const { policyVersion } = inPhase(scene.release(next), 'awaiting-decision').proposal.subject;
    expect(policyVersion).toBe(written.policyVersion);
    expect(inPhase(scene.release(next), 'awaiting-decision').proposal.votes.map(({ by }) => by)).toEqual([ana.slack]);
  });

  test('has nothing started on a go that covered less: what is known now is put to the vote again first', () => {
    const scene = goingOn();
    const approved: LaneEvent = {
      type: 'VoteCast',
      release: next,
      vote: { by: ben.slack, github: ben.github, roles: ben.roles, at: scene.now },
    };
    scene.happens(approved);
    scene.happens({ type: 'RecheckBegun', release: next, attempt: 1, deployer: cara.slack });
    const decision = scene.fact({
      type: 'RecordRecheck',
      baseline: null,
      release: next,
      candidate: candidate({ sha: movedSha }),
      standings: standings(dana),
      dispatch: dispatchId(2),
    });

    expect(effectTypesOf(decision)).not.toContain('StartRun');
    expect(inPhase(scene.release(next), 'awaiting-decision').voided?.voters).toEqual([ana.slack, ben.slack]);
    expect(outcomeOf(approve(scene, ana, next))).toBe('accepted');
  });

  test('has a record of its ended release that reads like the release itself', () => {
    const record = endedOf(written.ended);
    const release = findRelease(replayed(), first);
    if (record === null || release?.phase !== 'ended') throw new Error('Both have ended.');

    // How long it took was not measured then; from its events it can be told now.
    // Nor were looks kept one by one.
    const watch = release.watch?.stage === 'looking' ? { ...release.watch, trail: '' } : release.watch;
    expect({ ...record, tookMs: null }).toEqual({ ...release, tookMs: null, watch });
    expect(record.tookMs).toBeNull();
    expect(historyRow(record)).toEqual(historyRow(release));
  });

  test('a record of today is taken as it stands, and no record is none', () => {
    const { last } = replayed();

    expect(endedOf(last)).toBe(last);
    expect(endedOf(null)).toBeNull();
  });
});

test('a record of before minutes were read after a verdict says that none are awaited, and nothing turned', () => {
  const { last } = replayed();
  if (last?.watch?.stage !== 'looking') throw new Error('It was watched.');
  const { late, turned, lags, ...watch } = last.watch;

  expect([late, turned, lags]).toEqual([null, null, {}]);
  expect(endedOf({ ...last, watch })).toEqual(last);
});

describe('what was written before there were emergencies', () => {
  const asked = { ref: { kind: 'ref', name: 'main' }, urgency: 'Urgent' };

  test('asks for none, in both of its shapes', () => {
    for (const v of [1, 2])
      expect(broughtUp('ReleaseRequested', v, { request: asked, kind: 'replay', cause: null })).toMatchObject({
        kind: v === 1 ? 'deploy' : 'replay',
        request: { ...asked, emergency: null },
      });
  });

  test('asks for no rollback by itself, and its rollbacks were pressed by a person', () => {
    const cause = { of: null, reason: 'Payments are failing', by: ben.slack };

    expect(broughtUp('ReleaseRequested', 2, { request: asked, kind: 'rollback', cause })).toEqual({
      request: { ...asked, emergency: null, mandate: 'no' },
      kind: 'rollback',
      cause: { ...cause, mandate: null },
    });
  });

  test('what is there already stays as it is', () => {
    const mandate = { to: newSha, minutes: 30 };
    const proposal = { subject: { mandate }, candidate: { rehearsal: [1], sight: null } };

    expect(broughtUp('ProposalMade', 2, { proposal })).toEqual({ proposal });
    expect(broughtUp('ItemVerified', 1, { subject: { mandate } })).toEqual({ subject: { mandate } });
    expect(broughtUp('DispatchIntended', 2, { baseline: 1 })).toEqual({ baseline: 1 });
  });

  test('has records that say so as well, and are read as they stand otherwise', () => {
    const { last } = replayed();
    if (last === null) throw new Error('It has ended.');
    const { emergency, ...request } = last.request;

    expect(emergency).toBeNull();
    expect(endedOf({ ...last, request })).toEqual(last);
  });
});

describe('an event', () => {
  const older = Object.entries(eventVersions).filter(([, version]) => version > 1);

  test.each(older)('%s of every earlier version can be read', (type, version) => {
    for (let v = 1; v < version; v += 1) expect(broughtUp(type, v, {})).not.toBeNull();
  });

  test('that tells of a failed watch from before measurements were kept says that there is none', () => {
    const outcome = { kind: 'failed', cause: { code: 'watch-breached', trigger: 'health' }, live: null };

    expect(broughtUp('ReleaseEnded', 1, { release: first, outcome })).toEqual({
      release: first,
      outcome: { ...outcome, cause: { ...outcome.cause, finding: null, rollback: null } },
    });
    expect(broughtUp('ReleaseEnded', 1, { outcome: { kind: 'expired' } })).toEqual({ outcome: { kind: 'expired' } });
  });

  test.each([
    ['of a version that is still to come', { type: 'VoteCast', v: eventVersions.VoteCast + 1 }],
    ['of a version that never was', { type: 'ProposalMade', v: 0 }],
    ['of an unknown type', { type: 'MoonLanded', v: 1 }],
    ['of a type that every object has', { type: 'constructor', v: 1 }],
  ])('%s stops the reader; it is never skipped', (_, { type, v }) => {
    expect(() => eventOf(entry({ type, v, data: {} }))).toThrow(UnknownEvent);
  });
});
