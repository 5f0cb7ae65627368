import { describe, expect, test } from 'vitest';
import { type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { type FailureCause } from '../../src/domain/release/outcome.ts';
import { allLeft, decision, image, images, infra, missing, silent, smoke, withManifest } from '../support/evidence.ts';
import { newSha, notSeen, oldSha, seen } from '../support/facts.ts';
import {
  createScene,
  effectsOf,
  effectTypesOf,
  first,
  inPhase,
  minute,
  outcomeOf,
  type Scene,
  second,
} from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { approveAll, given, propose, readEvidence, runSucceeds, start, watchAll } from '../support/lane-stages.ts';
import { cara } from '../support/people.ts';
import { oneGo, type PolicyChange } from '../support/policy.ts';

const all: PolicyChange = { postDeploy: { required: ['infra', 'smoke', 'decision'] } };

/** A release with two images by digest, whose run has succeeded. */
function over(change: PolicyChange = {}): Scene {
  const scene = createScene({ ...oneGo, watch: { minutes: 1 }, ...change });
  propose(scene, { candidate: withManifest() });
  approveAll(scene);
  start(scene);
  runSucceeds(scene);
  return scene;
}

function live(scene: Scene, version = seen(newSha)) {
  return scene.fact({ type: 'RecordVersion', release: first, seen: version });
}

function outcome(scene: Scene): unknown {
  return inPhase(scene.release(), 'ended').outcome;
}

const wrongSha = {
  state: 'unreadable',
  code: 'wrong-sha',
  detail: `the file is of ${oldSha}`,
  source: null,
} as const;

/** What speaks against the run, whether the lane asked for it or not; `held` where something else may be live. */
const contradictions: readonly (readonly [string, Partial<PostDeploy>, FailureCause, 'held' | 'free'])[] = [
  [
    'it deployed another digest of an image',
    { infra: infra({ images: [image('api', 'f'), image('web', 'b')] }) },
    { code: 'wrong-digests', images: ['api'] },
    'held',
  ],
  [
    'it left an image out',
    { infra: infra({ images: images.slice(0, 1) }) },
    { code: 'wrong-digests', images: ['web'] },
    'held',
  ],
  [
    'it deployed an image that nobody approved',
    { infra: infra({ images: [...images, image('worker', 'c')] }) },
    { code: 'wrong-digests', images: ['worker'] },
    'held',
  ],
  [
    'it deployed to another environment',
    { infra: infra({ environment: 'staging' }) },
    { code: 'evidence-contradicts', evidence: 'infra', detail: 'it deployed to staging' },
    'held',
  ],
  [
    'its deployment did not succeed',
    { infra: infra({ status: 'failed' }) },
    { code: 'evidence-contradicts', evidence: 'infra', detail: 'its status is failed' },
    'held',
  ],
  [
    'what it deployed is of another commit',
    { infra: wrongSha },
    { code: 'evidence-contradicts', evidence: 'infra', detail: wrongSha.detail },
    'held',
  ],
  [
    'its smoke test is of another commit',
    { smoke: wrongSha },
    { code: 'evidence-contradicts', evidence: 'smoke', detail: wrongSha.detail },
    'held',
  ],
  [
    'its decision is of another commit',
    { decision: wrongSha },
    { code: 'evidence-contradicts', evidence: 'decision', detail: wrongSha.detail },
    'held',
  ],
  ['its smoke test failed', { smoke: smoke([], 'failed') }, { code: 'smoke-failed', checks: [] }, 'free'],
  [
    'a check of its smoke test failed, whatever the test calls itself',
    { smoke: smoke(['GET /healthz']) },
    { code: 'smoke-failed', checks: ['GET /healthz'] },
    'free',
  ],
  [
    'it decided to hold',
    { decision: decision('hold', ['error budget']) },
    { code: 'decision-hold', decision: 'hold', reasons: ['error budget'] },
    'free',
  ],
  [
    'it decided something that nobody knows',
    { decision: decision('Release') },
    { code: 'decision-hold', decision: 'Release', reasons: [] },
    'free',
  ],
];

describe('a run that says itself that it went wrong', () => {
  test.each(contradictions)('has failed, with that cause, and is an alert: %s', (_, left, cause) => {
    const scene = over();
    const said = readEvidence(scene, left);
    live(scene);

    expect(outcome(scene)).toMatchObject({ kind: 'failed', cause });
    expect(effectsOf(said)).toContainEqual(
      expect.objectContaining({ type: 'Alert', alert: expect.objectContaining({ kind: 'failed', cause }) }),
    );
  });

  test.each(contradictions)('holds the lane where something else runs than was approved: %s', (_, left, __, held) => {
    const scene = over();
    readEvidence(scene, left);
    live(scene);

    expect(scene.lane.hold === null ? 'free' : 'held').toBe(held);
  });

  test.each(contradictions)('has failed in a lane that requires all evidence, too: %s', (_, left, cause) => {
    const scene = over(all);
    readEvidence(scene, { ...allLeft, ...left });
    live(scene);

    expect(outcome(scene)).toMatchObject({ cause });
  });

  test('is no candidate for a retry: what it would deploy is not what was approved', () => {
    const scene = over();
    readEvidence(scene, { infra: infra({ images: [image('api', 'f')] }) });
    live(scene);

    expect(outcomeOf(scene.ask(cara, { type: 'Retry', release: first, shown: scene.shown() }))).toBe('not_retryable');
  });

  test('ends although nobody can read what is live', () => {
    const scene = over();
    readEvidence(scene, { smoke: smoke(['GET /healthz']) });
    scene.wait(minute);
    live(scene, notSeen);

    expect(scene.phase()).toBe('failed');
  });

  test('has failed although its evidence came after that was given up, as long as its watch has not begun', () => {
    const scene = over(all);
    scene.wait(59 * second);
    readEvidence(scene, { infra: infra({ environment: 'staging' }) });
    live(scene);

    expect(scene.phase()).toBe('failed');
  });
});

describe('a replay that deployed other digests', () => {
  test('has failed, is said so, and holds the lane', () => {
    const scene = createScene(oneGo);
    propose(scene, { kind: 'replay', candidate: withManifest() });
    approveAll(scene);
    start(scene);
    runSucceeds(scene);
    const said = readEvidence(scene, { infra: infra({ images: [image('api', 'f'), image('web', 'b')] }) });
    live(scene);

    expect(outcome(scene)).toMatchObject({ cause: { code: 'wrong-digests', images: ['api'] } });
    expect(effectTypesOf(said)).toContain('Alert');
    expect(scene.lane.hold).toMatchObject({ release: first });
  });
});

describe('evidence that the lane requires', () => {
  test('and that says what was approved lets the watch begin, and the release succeed', () => {
    const scene = over(all);
    readEvidence(scene, allLeft);
    live(scene);
    watchAll(scene);

    expect(scene.phase()).toBe('succeeded');
    expect(inPhase(scene.release(), 'ended').postDeploy).toMatchObject(allLeft);
  });

  test('is waited for up to a minute when it is not there', () => {
    const scene = over(all);
    expect(outcomeOf(readEvidence(scene))).toBe('nothing');
    scene.wait(59 * second);
    expect(outcomeOf(readEvidence(scene))).toBe('nothing');
    expect(scene.phase()).toBe('deploying');
    readEvidence(scene, allLeft);

    expect(scene.phase()).toBe('watching');
  });

  test.each([
    ['is missing', { ...allLeft, decision: missing }],
    ['cannot be read', { ...allLeft, smoke: silent }],
    ['is all missing', {}],
  ])('and %s after a minute: production is watched, and the release never succeeds by itself', (_, left) => {
    const scene = over(all);
    scene.wait(minute);
    readEvidence(scene, left);
    expect(scene.phase()).toBe('watching');
    live(scene);
    watchAll(scene);

    expect(inPhase(scene.release(), 'unverified').because).toBe('evidence-missing');
  });

  test('and that nobody could ask for at all is missing after a minute', () => {
    const scene = over(all);
    scene.wait(minute);
    advance(scene);
    expect(scene.phase()).toBe('watching');
    live(scene);
    watchAll(scene);

    expect(inPhase(scene.release(), 'unverified').because).toBe('evidence-missing');
  });

  test('and is missing leaves a lane without a watch unverified at once, and people are asked', () => {
    const scene = over({ ...all, watch: null });
    scene.wait(minute);
    const said = readEvidence(scene);

    expect(inPhase(scene.release(), 'unverified').because).toBe('evidence-missing');
    expect(effectTypesOf(said)).toContain('Alert');
  });

  test('and is missing is made good by no longer watch, only by a person who takes it upon them', () => {
    const scene = over({ ...all, watch: null });
    scene.wait(minute);
    readEvidence(scene);

    expect(outcomeOf(scene.when(cara, { type: 'ExtendWatch', release: first }))).toBe('wrong_phase');
    scene.when(cara, { type: 'AcceptUnverified', release: first });
    expect(scene.phase()).toBe('accepted-unverified');
    expect(scene.lane.verified).toEqual([]);
  });

  test('is asked for only of what the lane lists', () => {
    const scene = over({ postDeploy: { required: ['smoke'] } });
    readEvidence(scene, { smoke: smoke() });

    expect(scene.phase()).toBe('watching');
  });
});

describe('where nothing is required and nothing is there', () => {
  test('the run’s word and the watch decide, as ever', () => {
    const scene = over();
    readEvidence(scene);
    live(scene);
    watchAll(scene);

    expect(scene.phase()).toBe('succeeded');
  });

  test('and a lane without a watch has only the run’s word', () => {
    const scene = over({ watch: null });
    readEvidence(scene);

    expect(scene.phase()).toBe('succeeded');
  });

  test('a deployment of images says nothing about a commit without a manifest', () => {
    const scene = given('deploying/reading-evidence');
    readEvidence(scene, { infra: infra() });

    expect(scene.phase()).toBe('watching');
  });

  test('a second reading changes nothing', () => {
    const scene = over();
    readEvidence(scene);

    expect(outcomeOf(readEvidence(scene, { smoke: smoke(['GET /healthz']) }))).toBe('nothing');
  });
});
