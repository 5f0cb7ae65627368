import { describe, expect, test } from 'vitest';
import { type CandidateEvidence } from '../../src/domain/release/candidate.ts';
import { dueIn } from '../../src/domain/schedule.ts';
import { silent } from '../support/evidence.ts';
import { dispatchId, noEvidence, oldSha, runOf } from '../support/facts.ts';
import { effectsOf, effectTypesOf, first, hour, minute, type Scene, second, third, typesOf } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { askBack, readBack, recheckBack, rollBack } from '../support/lane-rollback.ts';
import { answer, given } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';
import { after, asked, called, checking, toldBy } from './stalled.ts';

const unread: CandidateEvidence = { ...noEvidence, manifest: silent };

describe('a rollback that has not started after two minutes', () => {
  test('is told to all deployers, not a second earlier', () => {
    const scene = asked();

    expect(after(scene, 2 * minute - second)).toBeUndefined();
    expect(after(scene, second)).toMatchObject({ ask: [ana.slack, ben.slack, cara.slack] });
  });

  test('is told with what it waits for: what it goes back to has not been read', () => {
    expect(after(asked(), 2 * minute)).toMatchObject({ because: { code: 'not-read', problem: null } });
  });

  test('is told with what it waits for: what it goes back to cannot be read', () => {
    const scene = asked();
    readBack(scene, { candidate: { evidence: unread } });

    expect(after(scene, 2 * minute)).toMatchObject({
      because: { code: 'not-read', problem: expect.stringContaining('HTTP 502') },
    });
  });

  test('is told with what it waits for: the end of what it has cancelled', () => {
    const scene = given('deploying/running');
    rollBack(scene);

    expect(after(scene, 2 * minute)).toMatchObject({ because: { code: 'behind', release: first } });
  });

  test('is told with what it waits for: GitHub, at its last check', () => {
    const scene = checking();
    scene.fact({ type: 'RecordGatherFailure', release: third, reason: 'HTTP 503', final: 'passing' });

    expect(after(scene, 2 * minute)).toMatchObject({ because: { code: 'rechecking', said: 'HTTP 503' } });
  });

  test('is told with what it waits for: a last check that does not end', () => {
    expect(after(checking(), 2 * minute)).toMatchObject({ because: { code: 'rechecking', said: null } });
  });

  test('is told with what it waits for: nobody knows what became of the call', () => {
    const scene = called();
    scene.fact({
      type: 'RecordDispatchAnswer',
      release: third,
      dispatch: dispatchId(7),
      answer: { kind: 'ambiguous', reason: 'HTTP 502' },
    });

    expect(after(scene, 2 * minute)).toMatchObject({ because: { code: 'calling' } });
  });

  test('is told with what somebody would start by hand, as far as that is known, and with the id that it requires', () => {
    const inputs = { release_sha: oldSha, gonogo_request_id: 'by-hand' };
    const bare = { repo: 'acme/checkout', workflow: 'replay.yml', ref: 'main', inputs };

    expect(after(asked(), 2 * minute)?.byHand).toEqual(bare);
    expect(after(checking(), 2 * minute)?.byHand).toEqual({
      ...bare,
      inputs: { ...inputs, release_manifest: expect.stringContaining('@sha256:') },
    });
  });

  test('is told by the names that the lane’s workflow gives to its inputs', () => {
    const scene = given('succeeded', { inputs: { release_sha: 'commit', gonogo_request_id: 'ticket' } });
    askBack(scene);

    expect(after(scene, 2 * minute)?.byHand.inputs).toEqual({ commit: oldSha, ticket: 'by-hand' });
  });

  test('is told again every hour, as an alert of its own, and goes on trying all the same', () => {
    const scene = given('deploying/running');
    rollBack(scene);
    const ids: unknown[] = [];
    for (let minutes = 1; minutes <= 125; minutes += 1) {
      scene.wait(minute);
      const decision = advance(scene, third);
      ids.push(...effectsOf(decision).flatMap((effect) => (effect.type === 'Alert' ? [effect.id] : [])));
    }

    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
    expect(scene.phase(third)).toBe('scheduled');
  });

  test('starts as it would have when what it waited for is there', () => {
    const scene = checking();
    expect(after(scene, 2 * minute)).toBeDefined();

    expect(effectTypesOf(recheckBack(scene))).toContain('StartRun');
  });

  test('that nobody could read for an hour ends, however often that was told', () => {
    const scene = asked();
    after(scene, 2 * minute);
    scene.wait(hour);
    advance(scene, third);
    advance(scene, third);

    expect(scene.phase(third)).toBe('expired');
  });
});

describe('nobody is told', () => {
  test('of a rollback whose run is known', () => {
    const scene = called();
    answer(scene, runOf(7), third, dispatchId(7));

    expect(after(scene, 10 * minute)).toBeUndefined();
  });

  test('of one that is over', () => {
    const scene = asked();
    scene.when(ben, { type: 'Withdraw', release: third });
    scene.wait(10 * minute);

    expect(toldBy(advance(scene, third))).toBeUndefined();
  });

  test.each(['preparing', 'scheduled', 'dispatching/rechecking', 'dispatching/searching'] as const)(
    'of a deployment that has not started, which may wait: %s',
    (stage) => {
      expect(after(given(stage), 2 * minute, first)).toBeUndefined();
    },
  );
});

test('the alarm is due by itself, once, while there is something to tell', () => {
  const scene = given('deploying/running');
  rollBack(scene);
  const at = inMinutes(scene, 2);
  expect(dueOf(scene)).toContain(at);
  scene.wait(2 * minute);
  expect(typesOf(advance(scene, third))).toEqual(['RollbackStalled']);

  expect(dueOf(scene)).not.toContain(at);
  expect(dueOf(scene)).toContain(inMinutes(scene, 60));
});

function dueOf(scene: Scene): readonly string[] {
  return dueIn(scene.lane).flatMap(({ work, at }) => ('release' in work && work.release === third ? [at] : []));
}

function inMinutes(scene: Scene, minutes: number): string {
  return new Date(Date.parse(scene.now) + minutes * minute).toISOString();
}
