import { describe, expect, test } from 'vitest';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { conditionsOf } from '../../src/domain/release/view.ts';
import { missing, silent } from '../support/evidence.ts';
import { noEvidence } from '../support/facts.ts';
import { effectsOf, hour, inPhase, minute, type Scene, third, typesOf } from '../support/lane.ts';
import { advance, queued } from '../support/lane-queue.ts';
import { readBack, recheckBack, replayWorkflow, rollBack } from '../support/lane-rollback.ts';
import { given } from '../support/lane-stages.ts';
import { cara } from '../support/people.ts';
import { denyDaily, oneGo } from '../support/policy.ts';

/** A lane in which the newest version is live and verified. */
function live(change: Parameters<typeof given>[1] = {}): Scene {
  return given('succeeded', change);
}

function started(scene: Scene): unknown {
  return effectsOf(recheckBack(scene)).find(({ type }) => type === 'StartRun');
}

describe('nothing but what it cancels keeps a rollback from starting', () => {
  test('not a window that is shut', () => {
    const scene = live({ windows: denyDaily('0 10 * * *', 6) });
    rollBack(scene);

    expect(started(scene)).toBeDefined();
  });

  test('not a lane that is held', () => {
    const scene = live();
    scene.happens({ type: 'HoldPlaced', reason: 'month end', release: null });
    rollBack(scene);

    expect(started(scene)).toBeDefined();
  });

  test('not the queue, which goes on waiting behind its hold', () => {
    const scene = live(oneGo);
    scene.happens({ type: 'HoldPlaced', reason: 'month end', release: null });
    queued(scene);
    rollBack(scene);
    scene.fact({ type: 'Advance', release: 'checkout.production.release2' as typeof third });

    expect(started(scene)).toBeDefined();
    expect(scene.phase('checkout.production.release2' as typeof third)).toBe('scheduled');
  });

  test('and not how long ago its deployer looked', () => {
    const scene = live();
    rollBack(scene);
    scene.wait(45 * minute);
    advance(scene, third);

    expect(started(scene)).toBeDefined();
  });
});

describe('a rollback whose digests nobody knows', () => {
  const unknown: readonly (readonly [string, Candidate['evidence']['manifest']])[] = [
    ['there is no manifest', missing],
    ['GitHub has deleted it, and no copy was kept', { ...missing, code: 'expired' }],
    ['GitHub does not answer', silent],
    ['the file is of another commit', { ...silent, code: 'wrong-sha' }],
  ];

  test.each(unknown)('does not start, and says what can be done instead: %s', (_, manifest) => {
    const scene = live();
    const decision = rollBack(scene, { candidate: { evidence: { ...noEvidence, manifest } } });

    expect(typesOf(decision)).toEqual(['GatherFailed']);
    expect(inPhase(scene.release(third), 'preparing').problem).toMatch(/Choose another version, or deploy a fix/);
    expect(conditionsOf(scene.lane, scene.release(third), scene.policy)).toMatchObject([
      { code: 'gathering', who: [cara.slack] },
    ]);
  });

  test('leaves what is in the lane alone', () => {
    const scene = given('watching/looking');
    rollBack(scene, { candidate: { evidence: noEvidence } });

    expect(scene.phase()).toBe('watching');
  });

  test('starts as soon as they are known', () => {
    const scene = live();
    rollBack(scene, { candidate: { evidence: { ...noEvidence, manifest: silent } } });
    readBack(scene);

    expect(scene.phase(third)).toBe('dispatching');
  });

  test('is given up after an hour', () => {
    const scene = live();
    rollBack(scene, { candidate: { evidence: noEvidence } });
    scene.wait(hour);
    advance(scene, third);
    advance(scene, third);

    expect(scene.phase(third)).toBe('expired');
  });

  test('nor does one start whose workflow cannot be started as it is, or is not there', () => {
    const lacking = live();
    const lacks = [{ what: 'run-name', lines: 'run-name: …' }] as const;
    rollBack(lacking, { candidate: { workflow: { ...replayWorkflow, lacks } as Candidate['workflow'] } });
    const gone = live();
    rollBack(gone, { candidate: { workflow: { kind: 'missing', path: '.github/workflows/replay.yml', ref: 'main' } } });

    expect(inPhase(lacking.release(third), 'preparing').problem).toMatch(/cannot be started as it is/);
    expect(inPhase(gone.release(third), 'preparing').problem).toMatch(/replay\.workflow in gonogo\.yaml/);
  });
});
