import { describe, expect, test } from 'vitest';
import { type Standings } from '../../src/domain/commands.ts';
import { type Decision } from '../../src/domain/decision.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { historyRow } from '../../src/domain/release/history.ts';
import { image, missing, silent, withManifest } from '../support/evidence.ts';
import { dispatchId, newSha, noEvidence, oldSha, otherBlob, runOf, seen, standings } from '../support/facts.ts';
import {
  effectTypesOf,
  inPhase,
  minute,
  next,
  outcomeOf,
  type Scene,
  second,
  third,
  typesOf,
} from '../support/lane.ts';
import { advance, finish, queued, quick } from '../support/lane-queue.ts';
import { putBack, readBack, recheckBack, replayWorkflow, rollBack } from '../support/lane-rollback.ts';
import { answer, claim, fail, given } from '../support/lane-stages.ts';
import { ana, ben, cara, dana, person, unchecked, withStanding } from '../support/people.ts';
import { entryOf, listed, oneGo } from '../support/policy.ts';

function confirmed(change: Parameters<typeof given>[1] = {}): Scene {
  const scene = given('succeeded', change);
  rollBack(scene);
  return scene;
}

function checkedWith(scene: Scene, who: Standings, change: Partial<Candidate> = {}): Decision {
  const dispatch = dispatchId(7);
  return scene.fact({
    type: 'RecordRecheck',
    baseline: null,
    release: third,
    candidate: putBack(change),
    standings: who,
    dispatch,
  });
}

/** From the last check to a run. */
function run(scene: Scene): void {
  recheckBack(scene);
  claim(scene, third, dispatchId(7));
  answer(scene, runOf(7), third, dispatchId(7));
}

const otherImages = withManifest({ images: [image('api', 'f')] }, 'e');
const otherWorkflow = { workflow: { ...replayWorkflow, blobSha: otherBlob } as Candidate['workflow'] };

describe('a rollback that would do something else than was confirmed', () => {
  const changes: readonly (readonly [string, Partial<Candidate>])[] = [
    ['the manifest', otherImages],
    ['the replay workflow', otherWorkflow],
  ];

  test.each(changes)('asks once more before it starts, when %s has changed', (_, change) => {
    const scene = confirmed();
    const decision = recheckBack(scene, change);

    expect(effectTypesOf(decision)).not.toContain('StartRun');
    expect(inPhase(scene.release(third), 'ready')).toMatchObject({ because: 'rollback-changed' });
    scene.when(ben, { type: 'Deploy', release: third, shown: scene.shown(third) });
    expect(inPhase(scene.release(third), 'dispatching').proposal.votes).toMatchObject([{ by: ben.slack }]);
    expect(effectTypesOf(recheckBack(scene, change))).toContain('StartRun');
  });

  test.each(changes)('asks once more while it waits for what it has cancelled, when %s has changed', (_, change) => {
    const scene = given('deploying/running');
    rollBack(scene);
    readBack(scene, { candidate: change });

    expect(scene.phase(third)).toBe('ready');
    scene.when(ana, { type: 'Deploy', release: third, shown: scene.shown(third) });
    expect(scene.phase(third)).toBe('scheduled');
  });

  test('is not started by a press on the card that showed what was confirmed before', () => {
    const scene = confirmed();
    const before = scene.shown(third);
    recheckBack(scene, otherImages);

    expect(outcomeOf(scene.when(ana, { type: 'Deploy', release: third, shown: before }))).toBe('subject_changed');
  });

  test('is not started at all while nobody has its digests any more', () => {
    const scene = confirmed();
    recheckBack(scene, { evidence: { ...noEvidence, manifest: missing } });

    expect(scene.when(ana, { type: 'Deploy', release: third, shown: scene.shown(third) })).toMatchObject({
      refusal: { code: 'not_approvable', blockers: [{ code: 'digests_unavailable' }] },
    });
    readBack(scene);
    expect(outcomeOf(scene.when(ana, { type: 'Deploy', release: third, shown: scene.shown(third) }))).toBe('accepted');
  });

  test('waits while GitHub does not say what the manifest holds', () => {
    const scene = confirmed();
    const decision = recheckBack(scene, { evidence: { ...noEvidence, manifest: silent } });

    expect(typesOf(decision)).toEqual(['RecheckDelayed']);
    expect(effectTypesOf(recheckBack(scene))).toContain('StartRun');
  });

  test('and the same reading as before changes nothing', () => {
    const scene = given('deploying/running');
    rollBack(scene);

    expect(outcomeOf(readBack(scene))).toBe('nothing');
  });
});

describe('the person who confirmed it', () => {
  test.each([
    ['is a guest by now', withStanding(cara, 'guest')],
    ['is gone by now', withStanding(cara, 'deleted')],
    ['turns out to be a bot', withStanding(cara, 'bot')],
  ])('no longer counts when Slack says that they are none of us: %s', (_, who) => {
    const scene = confirmed();
    const decision = checkedWith(scene, standings(who));

    expect(effectTypesOf(decision)).not.toContain('StartRun');
    expect(inPhase(scene.release(third), 'ready')).toMatchObject({ because: 'rollback-changed' });
    expect(inPhase(scene.release(third), 'ready').proposal.votes).toEqual([]);
  });

  test('no longer counts when the config calls them no deployer any more', () => {
    const scene = confirmed();
    scene.configure({ people: [...listed.filter(({ slack }) => slack !== cara.slack), entryOf(person('cara'))] });

    expect(effectTypesOf(checkedWith(scene, standings()))).not.toContain('StartRun');
    expect(scene.phase(third)).toBe('ready');
  });

  test.each([
    ['Slack does not answer', standings(unchecked(cara))],
    ['nobody was asked about', {}],
  ])('counts while nobody knows who they are: %s', (_, who) => {
    expect(effectTypesOf(checkedWith(confirmed(), who))).toContain('StartRun');
  });
});

describe('a rollback at its end', () => {
  test('makes what it put back the live and the newest verified version', () => {
    const scene = confirmed(quick);
    run(scene);
    finish(scene, third, 7);

    expect(scene.phase(third)).toBe('succeeded');
    expect(scene.lane.live).toMatchObject({ sha: oldSha, how: { kind: 'verified', release: third } });
    expect(scene.lane.verified.map(({ sha }) => sha)).toEqual([oldSha, newSha]);
    expect(historyRow(inPhase(scene.release(third), 'ended'))).toMatchObject({
      type: 'Rollback',
      outcome: 'succeeded',
      notes: 'checkout fails',
      approvedBy: [cara.slack],
    });
  });

  test('leaves the lane held until a deployer clears it, and nothing starts before that', () => {
    const scene = confirmed(quick);
    queued(scene);
    run(scene);
    finish(scene, third, 7);
    advance(scene, next);
    expect(inPhase(scene.release(next), 'scheduled').waiting).toMatchObject({ for: 'hold' });
    expect(outcomeOf(scene.when(dana, { type: 'ClearHold' }))).toBe('not_allowed');
    scene.when(ben, { type: 'ClearHold' });

    expect(scene.lane.hold).toBeNull();
  });

  test('has whatever was approved before it put to the vote again', () => {
    const scene = given('succeeded', quick);
    scene.happens({ type: 'HoldPlaced', reason: 'month end', release: null });
    queued(scene);
    rollBack(scene);
    run(scene);
    finish(scene, third, 7);
    scene.when(ben, { type: 'ClearHold' });
    advance(scene, next);

    expect(inPhase(scene.release(next), 'awaiting-decision').voided).toMatchObject({
      changes: [{ what: 'order', came: third }],
      voters: [ana.slack],
    });
  });

  test('that failed leaves everything else as it was, holds the lane, and is tried again only by a person', () => {
    const scene = confirmed(oneGo);
    const { live, verified } = scene.lane;
    run(scene);
    fail(scene, third, 7);
    scene.wait(10 * minute);
    advance(scene, third);

    expect(scene.phase(third)).toBe('failed');
    expect(scene.lane).toMatchObject({ live, verified, hold: { release: third } });
    scene.when(ben, { type: 'Retry', release: third, shown: scene.shown(third) });
    expect(inPhase(scene.release(third), 'dispatching')).toMatchObject({ attempt: 2 });
  });

  test('has what it put an end to neither live nor verified, and says so in the history', () => {
    const scene = given('watching/looking');
    rollBack(scene);
    recheckBack(scene);

    expect(scene.lane.verified).toEqual([]);
    expect(scene.lane.live).toEqual({ kind: 'unknown' });
    expect(historyRow(inPhase(scene.release(), 'ended'))).toMatchObject({ outcome: 'rolled-back', rollback: 'Yes' });
  });

  test('says how long it took, from the intent to the version being seen live', () => {
    const scene = confirmed(quick);
    run(scene);
    scene.wait(90 * second);
    finish(scene, third, 7);

    expect(scene.lane.verified[0]).toMatchObject({ tookMs: 90 * second });
  });

  test('goes on with its second attempt when that was refused and somebody presses: there is no third', () => {
    const scene = confirmed(oneGo);
    run(scene);
    fail(scene, third, 7);
    scene.when(ben, { type: 'Retry', release: third, shown: scene.shown(third) });
    recheckBack(scene, {}, third, 8);
    claim(scene, third, dispatchId(8));
    const refused = { kind: 'refused', message: 'Workflow is disabled' } as const;
    scene.fact({ type: 'RecordDispatchAnswer', release: third, dispatch: dispatchId(8), answer: refused });
    scene.when(cara, { type: 'Deploy', release: third, shown: scene.shown(third) });

    expect(inPhase(scene.release(third), 'dispatching')).toMatchObject({ attempt: 2 });
  });

  test('that GitHub refuses to start waits for a press, and one person is one vote however often they press', () => {
    const scene = confirmed();
    recheckBack(scene);
    claim(scene, third, dispatchId(7));
    scene.fact({
      type: 'RecordDispatchAnswer',
      release: third,
      dispatch: dispatchId(7),
      answer: { kind: 'refused', message: 'Workflow is disabled' },
    });
    expect(inPhase(scene.release(third), 'ready').because).toBe('dispatch-refused');
    scene.when(cara, { type: 'Deploy', release: third, shown: scene.shown(third) });

    expect(inPhase(scene.release(third), 'dispatching').proposal.votes.map(({ by }) => by)).toEqual([cara.slack]);
    expect(scene.lane.live).toMatchObject({ sha: newSha });
    expect(effectTypesOf(recheckBack(scene, { live: seen(newSha) }, third, 8))).toContain('StartRun');
  });
});
