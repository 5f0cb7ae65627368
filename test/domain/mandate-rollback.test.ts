import { describe, expect, test } from 'vitest';
import { viewOf } from '../../src/domain/release/view.ts';
import { after, minute } from '../../src/domain/time.ts';
import { digestOf, withManifest } from '../support/evidence.ts';
import { dispatchId, newSha, oldSha } from '../support/facts.ts';
import { effectsOf, first, inPhase, second, third, typesOf } from '../support/lane.ts';
import { askBack, putBack, readBack, recheckBack } from '../support/lane-rollback.ts';
import { fail } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';
import {
  automatic,
  automaticIds,
  breach,
  breachAlert,
  minutesPass,
  putLive,
  runsBack,
  times,
  watched,
} from './measured.ts';

describe('what is to be put back by itself', () => {
  test('with other digests than those that were approved waits for a person', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    readBack(scene, { id, candidate: withManifest({ version: 'v2.13.0' }, 'e') });

    expect(inPhase(scene.release(id), 'ready').because).toBe('rollback-changed');
    expect(scene.effects.filter(({ type }) => type === 'StartRun')).toHaveLength(1);
  });

  test('and changes between reading and checking waits for a person', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    readBack(scene, { id });
    recheckBack(scene, withManifest({ version: 'v2.13.0' }, 'e'), id);

    expect(inPhase(scene.release(id), 'ready').because).toBe('rollback-changed');
  });

  test('of which nobody has the digests any more does not start, and people are told after two minutes', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    const gone = { state: 'missing', code: 'no-artifact', detail: 'it is gone', source: null } as const;
    readBack(scene, { id, candidate: { evidence: { ...putBack().evidence, manifest: gone } } });
    scene.wait(2 * minute + second);
    const told = scene.fact({ type: 'Advance', release: id });

    expect(scene.phase(id)).toBe('preparing');
    expect(told.kind === 'accepted' ? told.effects : []).toContainEqual(
      expect.objectContaining({ type: 'Alert', alert: expect.objectContaining({ kind: 'rollback-stalled' }) }),
    );
  });

  test('and takes another configuration with it waits for a person', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    const { undoes } = putBack();
    const before = withManifest({ version: 'v2.13.0', configDigest: digestOf('1') });
    readBack(scene, {
      id,
      candidate: { ...before, undoes: undoes === null ? null : { ...undoes, liveConfig: digestOf('2') } },
    });

    expect(scene.phase(id)).toBe('ready');
  });

  test('and waits for a person is told at once as an incident, with what came up: it had been said to begin by itself', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    const { undoes } = putBack();
    const between = { kind: 'known', value: { files: ['db/7.sql'], count: 1, reversible: 'all' } } as const;
    const told = readBack(scene, {
      id,
      candidate: { undoes: undoes === null ? null : { ...undoes, migrations: between } },
    });

    expect(effectsOf(told)).toContainEqual(
      expect.objectContaining({
        type: 'Alert',
        release: id,
        alert: expect.objectContaining({
          kind: 'rollback-stalled',
          because: { code: 'waits-for-confirm', because: 'rollback-changed', detail: 'migration-between' },
        }),
      }),
    );
  });

  test('starts although the one who said go is a member no more: the go was given', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    readBack(scene, { id });
    const decision = scene.fact({
      type: 'RecordRecheck',
      release: id,
      candidate: putBack(),
      standings: { [ana.slack]: { kind: 'guest' } },
      baseline: null,
      dispatch: dispatchId(9),
    });
    expect(typesOf(decision)).toContain('DispatchIntended');
  });
});

describe('a rollback that began by itself', () => {
  test('and breaches its own watch is not rolled back, and nothing else begins by itself', () => {
    const scene = watched();
    const id = putLive(scene);
    const alert = breachAlert(minutesPass(scene, ['errors', 'errors'], { id, sees: oldSha }));

    expect(alert.next).toEqual({ kind: 'person', because: 'is-rollback' });
    expect(automaticIds(scene)).toEqual([id]);
    expect(scene.lane.hold).not.toBeNull();
  });

  test('whose run fails and leaves the version live that was to go is told to people as an incident', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    runsBack(scene, id);
    fail(scene, id, 7, newSha);

    expect(scene.phase(id)).toBe('failed');
    expect(scene.effects).toContainEqual(
      expect.objectContaining({ type: 'Alert', release: id, alert: expect.objectContaining({ kind: 'failed' }) }),
    );
  });

  test('whose run fails is not tried again by itself', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    runsBack(scene, id);
    fail(scene, id, 7);
    scene.wait(60 * minute);
    scene.fact({ type: 'Advance', release: id });

    expect(scene.phase(id)).toBe('failed');
    expect(automaticIds(scene)).toEqual([id]);
    expect(scene.effects).toContainEqual(
      expect.objectContaining({ type: 'Alert', release: id, alert: expect.objectContaining({ kind: 'failed' }) }),
    );
    expect(scene.lane.hold).not.toBeNull();
    expect(scene.events.filter(({ event }) => event.type === 'DispatchClaimed')).toHaveLength(2);
  });

  test('that goes well leaves the lane held until a deployer clears it', () => {
    const scene = watched();
    const id = putLive(scene);
    minutesPass(scene, times(10, 'well'), { id, sees: oldSha });

    expect(scene.phase(id)).toBe('succeeded');
    expect(scene.lane.live).toMatchObject({ kind: 'known', sha: oldSha });
    expect(scene.lane.hold?.release).toBe(id);
    const cleared = scene.when(ben, { type: 'ClearHold' });
    expect(scene.lane.hold).toBeNull();
    expect(effectsOf(cleared)).toEqual(
      expect.arrayContaining([
        { type: 'ShowCard', release: id },
        { type: 'ShowCard', release: first },
      ]),
    );
  });

  test('that goes well is told on the card of what it put back, which is drawn with its end', () => {
    const scene = watched();
    const id = putLive(scene);
    minutesPass(scene, times(9, 'well'), { id, sees: oldSha });
    const last = minutesPass(scene, ['well'], { id, sees: oldSha });

    expect(last === null ? [] : effectsOf(last)).toContainEqual({ type: 'ShowCard', release: first });
    expect(viewOf(scene.lane, scene.release(), scene.policy, scene.now).undone).toMatchObject({
      release: id,
      by: ana.slack,
      how: 'by-mandate',
      sha: oldSha,
    });
  });

  test('offers no other rollback of the same, from the breach on until it has ended', () => {
    const scene = watched();
    function undoing(): unknown {
      return viewOf(scene.lane, scene.release(), scene.policy, scene.now).undoing;
    }
    expect(undoing()).toBeNull();
    breach(scene);
    const { id } = automatic(scene);
    expect(undoing()).toBe(id);
    runsBack(scene, id);
    expect(undoing()).toBe(id);
    fail(scene, id, 7);
    expect(scene.phase(id)).toBe('failed');
    expect(undoing()).toBeNull();
  });

  test('offers none while it is watched, and draws the card of what it undoes as it begins and starts', () => {
    const scene = watched();
    const begun = breach(scene);
    expect(begun === null ? [] : effectsOf(begun)).toContainEqual({ type: 'ShowCard', release: first });
    const { id } = automatic(scene);
    readBack(scene, { id });
    expect(effectsOf(recheckBack(scene, {}, id))).toContainEqual({ type: 'ShowCard', release: first });
    const other = watched();
    const live = putLive(other);
    expect(viewOf(other.lane, other.release(), other.policy, other.now).undoing).toBe(live);
  });

  test('and a person puts back once more goes on by that person alone', () => {
    const scene = watched();
    const id = putLive(scene);
    scene.waitUntil(after(scene.now, minute));
    askBack(scene, { id: third });

    expect(scene.release(third).cause).toMatchObject({ by: cara.slack, mandate: null });
    expect(automaticIds(scene)).toEqual([id]);
  });
});
