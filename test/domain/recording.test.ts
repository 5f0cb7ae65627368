import { describe, expect, test } from 'vitest';
import { type CommitSha } from '../../src/domain/ids.ts';
import { type Recording, recordingOf } from '../../src/domain/lane/recording.ts';
import { candidate, failing, newSha, oldSha, seen, shaOf } from '../support/facts.ts';
import { next, type Scene } from '../support/lane.ts';
import { queued } from '../support/lane-queue.ts';
import { given, watchAll } from '../support/lane-stages.ts';
import { oneGo } from '../support/policy.ts';

const newest = shaOf('4');

/** A lane in which nothing is on record, with its first release being watched and another one behind it. */
function behindTheFirst(): Scene {
  const scene = given('watching/looking', oneGo);
  expect(scene.lane.live).toEqual({ kind: 'unknown' });
  queued(scene, next, { candidate: { sha: newest } });
  return scene;
}

/** What the card of the one behind offers, once it was read that this is live. */
function offered(scene: Scene, live: CommitSha): Recording {
  scene.fact({
    type: 'RecordCandidate',
    release: next,
    candidate: candidate({ sha: newest, live: seen(live) }),
    standings: {},
  });
  return recordingOf(scene.lane, scene.release(next));
}

describe('recording what is live, in a lane that is new', () => {
  test('is offered while a request waits for its decision', () => {
    const scene = given('awaiting-decision');

    expect(recordingOf(scene.lane, scene.release())).toBe('offered');
  });

  test('is not offered while a release is in the lane, on no card', () => {
    const scene = behindTheFirst();

    expect(offered(scene, newSha)).toBe('in-lane');
    expect(recordingOf(scene.lane, scene.release())).toBe('in-lane');
  });

  test('is not offered for what has just failed its watch', () => {
    const scene = behindTheFirst();
    watchAll(scene, failing);

    expect(scene.phase()).toBe('failed');
    expect(offered(scene, newSha)).toBe('breached');
    expect(recordingOf(scene.lane, scene.release())).toBe('breached');
  });

  test('is offered again once somebody has put something else live by hand', () => {
    const scene = behindTheFirst();
    watchAll(scene, failing);

    expect(offered(scene, oldSha)).toBe('offered');
  });
});
