import { describe, expect, test } from 'vitest';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { manifestText } from '../../src/domain/release/manifest-text.ts';
import { digestOf, images, manifestFacts, missing, present, silent, withManifest } from '../support/evidence.ts';
import { candidate, dispatchId, newSha, noEvidence, request, standings } from '../support/facts.ts';
import { createScene, effectsOf, first, inPhase, next, outcomeOf, type Scene } from '../support/lane.ts';
import { replayPath, replayWorkflow } from '../support/lane-rollback.ts';
import { approve, approveAll, propose } from '../support/lane-stages.ts';
import { ana, dana } from '../support/people.ts';
import { oneGo, type PolicyChange } from '../support/policy.ts';

function replay(change: Partial<Candidate> = {}, policy: PolicyChange = oneGo): Scene {
  const scene = createScene(policy);
  propose(scene, { kind: 'replay', candidate: { workflow: replayWorkflow, ...withManifest(), ...change } });
  return scene;
}

function subject(scene: Scene) {
  return inPhase(scene.release(), 'awaiting-decision').proposal.subject;
}

function blockers(scene: Scene): readonly string[] {
  return inPhase(scene.release(), 'awaiting-decision').proposal.blockers.map(({ code }) => code);
}

function ask(scene: Scene, kind: 'deploy' | 'replay', release = first) {
  return scene.when(dana, { type: 'RequestRelease', release, kind, request: request(), again: null });
}

describe('a replay', () => {
  test('puts the very images to the vote that were built before, and the replay workflow', () => {
    expect(subject(replay())).toMatchObject({
      kind: 'replay',
      images,
      manifest: digestOf('d'),
      workflow: { path: replayPath, ref: 'main' },
    });
  });

  test('hands our copy of the manifest to a workflow that takes it: the images that are to run, and no more', () => {
    expect(subject(replay()).inputs).toEqual({
      release_sha: newSha,
      release_manifest: manifestText(newSha, manifestFacts),
    });
  });

  test('hands it over by the name that the workflow uses', () => {
    const workflow = { ...replayWorkflow, declares: ['sha', 'manifest'] } as Candidate['workflow'];
    const scene = replay({ workflow }, { ...oneGo, inputs: { release_sha: 'sha', release_manifest: 'manifest' } });

    expect(Object.keys(subject(scene).inputs).toSorted()).toEqual(['manifest', 'sha']);
  });

  test('hands over the commit alone to a workflow that takes nothing else', () => {
    const workflow = { ...replayWorkflow, declares: ['release_sha'] } as Candidate['workflow'];

    expect(subject(replay({ workflow })).inputs).toEqual({ release_sha: newSha });
  });

  test('is started with exactly what was approved, and its dispatch id', () => {
    const scene = replay();
    const { inputs } = subject(scene);
    approveAll(scene);
    const decision = scene.fact({
      type: 'RecordRecheck',
      baseline: null,
      release: first,
      candidate: candidate({ workflow: replayWorkflow, ...withManifest() }),
      standings: standings(dana),
      dispatch: dispatchId(1),
    });

    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({
        type: 'StartRun',
        workflow: 'replay.yml',
        inputs: { ...inputs, gonogo_request_id: dispatchId(1) },
      }),
    );
  });

  test.each([
    ['was never there', missing],
    ['has expired, and no copy was kept', { ...missing, code: 'expired' }],
    ['cannot be read', silent],
    ['is of another commit', { ...silent, code: 'wrong-sha' }],
  ] as const)('of a commit whose manifest %s is known to be impossible before anybody is asked', (_, manifest) => {
    const scene = replay({ evidence: { ...noEvidence, manifest } });

    expect(blockers(scene)).toEqual(['digests_unavailable']);
    expect(outcomeOf(approve(scene, ana))).toBe('not_approvable');
  });

  test('may be voted on once its digests are there, from our copy as well', () => {
    const scene = replay({ evidence: noEvidence });
    const manifest = present(manifestFacts);
    const ours =
      manifest.state === 'present' ? { ...manifest, source: { ...manifest.source, from: 'ours' as const } } : manifest;
    scene.fact({
      type: 'RecordCandidate',
      release: first,
      candidate: candidate({ workflow: replayWorkflow, evidence: { ...noEvidence, manifest: ours } }),
      standings: standings(dana),
    });

    expect(blockers(scene)).toEqual([]);
    expect(outcomeOf(approve(scene, ana))).toBe('accepted');
  });

  test('is refused in a lane that has no replay workflow', () => {
    expect(outcomeOf(ask(createScene({ replay: null }), 'replay'))).toBe('no_replay_workflow');
  });

  test('needs its votes like any other release, and waits for windows and holds', () => {
    const scene = replay();
    scene.happens({ type: 'HoldPlaced', reason: 'month end', release: null });
    approveAll(scene);

    expect(inPhase(scene.release(), 'scheduled').waiting).toMatchObject({ for: 'hold' });
  });

  test('and a deployment of the same commit are two things that may be asked for', () => {
    const scene = createScene();
    ask(scene, 'deploy');

    expect(outcomeOf(ask(scene, 'replay', next))).toBe('accepted');
    expect(outcomeOf(ask(scene, 'deploy', next))).toBe('already_requested');
  });
});

test('a deployment needs no manifest, and hands none over', () => {
  const scene = createScene(oneGo);
  propose(scene, { candidate: { workflow: replayWorkflow, evidence: noEvidence } });

  expect(blockers(scene)).toEqual([]);
  expect(subject(scene).inputs).toEqual({ release_sha: newSha });
});
