import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type RollbackWarning } from '../../src/domain/release/terms.ts';
import { digestOf, withManifest } from '../support/evidence.ts';
import { completed, dispatchId, movedSha, newSha, notSeen, oldSha, releaseId, runOf, seen } from '../support/facts.ts';
import { effectTypesOf, first, inPhase, minute, type Scene, third, typesOf } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { readBack, recheckBack, rollBack, undoesOne } from '../support/lane-rollback.ts';
import { answer, claim, given, readEvidence, runSucceeds } from '../support/lane-stages.ts';
import { ben, cara } from '../support/people.ts';

const fourth = releaseId(4);

const migrated = {
  ...undoesOne,
  migrations: { kind: 'known', value: { files: ['db/migrate/7.sql'], count: 1, reversible: 'none' } },
} as const;
const otherConfig = {
  undoes: { ...undoesOne, liveConfig: digestOf('8') },
  ...withManifest({ version: 'v2.13.0', configDigest: digestOf('9') }),
};

/** The run that is to be undone goes on while somebody confirms, so what is live is still the version before it. */
function confirmedDuringTheRun(): Scene {
  const scene = given('deploying/running');
  rollBack(scene, {
    warned: ['never-verified', 'already-live'],
    candidate: { live: seen(oldSha), undoes: { ...undoesOne, count: 0 } },
  });
  expect(scene.phase(third)).toBe('scheduled');
  return scene;
}

/** Its run succeeded all the same: it is live, with its migration. */
const liveNow: Partial<Candidate> = { live: seen(newSha), undoes: migrated };

function runEnds(scene: Scene): void {
  scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'success') });
  advance(scene, third);
  expect(inPhase(scene.release(third), 'dispatching').step.at).toBe('rechecking');
}

function starts(decision: Decision): boolean {
  return effectTypesOf(decision).includes('StartRun');
}

describe('a warning that came up after the confirm', () => {
  test('is found at the last check, and makes the rollback wait for a second press', () => {
    const scene = confirmedDuringTheRun();
    runEnds(scene);

    expect(starts(recheckBack(scene, liveNow))).toBe(false);
    expect(inPhase(scene.release(third), 'ready')).toMatchObject({
      because: 'rollback-changed',
      proposal: { votes: [] },
    });
  });

  test('is found while the rollback waits for the end of the run', () => {
    const scene = confirmedDuringTheRun();
    readBack(scene, { candidate: liveNow });

    expect(inPhase(scene.release(third), 'ready').because).toBe('rollback-changed');
  });

  test('leaves what is to be undone watched until a person has pressed', () => {
    const scene = confirmedDuringTheRun();
    runEnds(scene);
    recheckBack(scene, liveNow);

    expect(scene.phase()).toBe('deploying');
  });

  test('is confirmed by whoever presses Deploy on the card that names it, and asked about no more', () => {
    const scene = confirmedDuringTheRun();
    runEnds(scene);
    recheckBack(scene, liveNow);
    scene.when(ben, { type: 'Deploy', release: third, shown: scene.shown(third) });

    expect(inPhase(scene.release(third), 'dispatching').proposal.votes).toMatchObject([{ by: ben.slack }]);
    expect(starts(recheckBack(scene, liveNow))).toBe(true);
  });

  test('and another one after that second press is asked about as well', () => {
    const scene = confirmedDuringTheRun();
    runEnds(scene);
    recheckBack(scene, liveNow);
    scene.when(ben, { type: 'Deploy', release: third, shown: scene.shown(third) });

    expect(
      starts(recheckBack(scene, { ...liveNow, ...otherConfig, undoes: { ...migrated, liveConfig: digestOf('8') } })),
    ).toBe(false);
    expect(scene.phase(third)).toBe('ready');
  });

  const later: readonly (readonly [RollbackWarning, Partial<Candidate>])[] = [
    ['config-differs', otherConfig],
    ['migration-between', { undoes: migrated }],
    ['already-live', { live: seen(oldSha) }],
  ];

  test.each(later)('stops a rollback that had been warned of nothing of the kind: %s', (_, change) => {
    const scene = given('succeeded');
    rollBack(scene);

    expect(starts(recheckBack(scene, change))).toBe(false);
    expect(scene.phase(third)).toBe('ready');
  });

  test.each(later)('starts a rollback whose form had named it, though it was not so then: %s', (warning, change) => {
    const scene = given('succeeded');
    rollBack(scene, { warned: ['never-verified', warning], candidate: {} });
    const decision = recheckBack(scene, 'evidence' in change ? { undoes: otherConfig.undoes } : change);

    expect(starts(decision)).toBe(true);
  });

  test('that has gone away since asks for nothing', () => {
    const scene = given('succeeded');
    rollBack(scene, { warned: ['never-verified', 'migration-between'], candidate: { undoes: migrated } });

    expect(starts(recheckBack(scene))).toBe(true);
  });
});

describe('the hold of a rollback', () => {
  test('keeps its reason when the run that it has cancelled ends without anybody knowing what is live', () => {
    const scene = given('deploying/running');
    rollBack(scene);
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled') });
    scene.wait(2 * minute);
    scene.fact({ type: 'RecordVersion', release: first, seen: notSeen });

    expect(scene.phase()).toBe('failed');
    expect(scene.lane.hold).toMatchObject({ reason: expect.stringMatching(/^rollback to 0000000: /), release: third });
  });

  test('is placed anew by a run that was cut short once a person has cleared it', () => {
    const scene = given('deploying/running');
    rollBack(scene);
    scene.when(cara, { type: 'ClearHold' });
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled') });
    scene.wait(2 * minute);
    scene.fact({ type: 'RecordVersion', release: first, seen: notSeen });

    expect(scene.lane.hold).toMatchObject({ release: first });
  });

  test('says what was asked for, which stays true when it never starts', () => {
    const scene = given('succeeded');
    rollBack(scene);
    scene.when(ben, { type: 'Reject', release: third, reason: 'the wrong one' });

    expect(scene.lane.hold?.reason).toBe(`rollback to ${oldSha.slice(0, 7)}: checkout fails`);
  });
});

test('the release that is undone ends in the same commit as the intent to undo it, and not a moment before', () => {
  const scene = given('watching/looking');
  const asked = typesOf(rollBack(scene));
  const checked = typesOf(recheckBack(scene));

  expect(asked).not.toContain('ReleaseEnded');
  expect(checked).toEqual(['ReleaseEnded', 'DispatchIntended']);
});

describe('a rollback that is being watched and has turned out wrong as well', () => {
  function watched(): Scene {
    const scene = given('succeeded');
    rollBack(scene);
    recheckBack(scene);
    claim(scene, third, dispatchId(7));
    answer(scene, runOf(7), third, dispatchId(7));
    runSucceeds(scene, third, 7);
    readEvidence(scene, {}, third);
    expect(scene.phase(third)).toBe('watching');
    return scene;
  }

  test.each([
    ['to another version', movedSha],
    ['to the same version once more', oldSha],
  ])('gives way to a second one, and ends when that starts: %s', (_, target) => {
    const scene = watched();
    const change = { sha: target, live: seen(newSha) };
    scene.when(ben, {
      type: 'RollBack',
      release: fourth,
      target,
      of: third,
      reason: 'no better',
      warned: ['never-verified'],
    });
    readBack(scene, { id: fourth, candidate: change });
    expect(scene.phase(third)).toBe('watching');

    expect(starts(recheckBack(scene, change, fourth, 8))).toBe(true);
    expect(inPhase(scene.release(third), 'ended').outcome).toEqual({ kind: 'rolled-back', by: fourth });
  });

  test('but not before its run is over: two never deploy at a time', () => {
    const scene = given('succeeded');
    rollBack(scene);
    recheckBack(scene);
    claim(scene, third, dispatchId(7));
    answer(scene, runOf(7), third, dispatchId(7));

    expect(
      scene.when(ben, {
        type: 'RollBack',
        release: fourth,
        target: movedSha,
        of: null,
        reason: 'no better',
        warned: [],
      }),
    ).toMatchObject({ refusal: { code: 'rollback_under_way', release: third } });
  });
});
