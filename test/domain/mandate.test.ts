import { describe, expect, test } from 'vitest';
import { digestOf, manifestFacts, present, withManifest } from '../support/evidence.ts';
import { failing, newSha, nothingCalledFor, oldSha } from '../support/facts.ts';
import { first, inPhase, outcomeOf } from '../support/lane.ts';
import { askBack, readBack, recheckBack, rollBack } from '../support/lane-rollback.ts';
import { ana, ben, cara } from '../support/people.ts';
import {
  approved,
  automatic,
  automaticIds,
  breach,
  breachAlert,
  measured,
  measuredBy,
  minutesPass,
  target,
  times,
  watched,
} from './measured.ts';

function migrations(reversible: 'all' | 'some' | 'none') {
  return { kind: 'known', value: { files: ['db/migrate/7.sql'], count: 1, reversible } } as const;
}

describe('a mandate', () => {
  test('stands in what is approved: target by its digest, triggers and minutes', () => {
    const { subject } = inPhase(approved().release(), 'dispatching').proposal;

    expect(subject.mandate).toEqual({
      to: oldSha,
      version: 'v2.13.0',
      manifest: digestOf('d'),
      triggers: ['health', 'errors', 'latency', 'memory', 'cpu'],
      minutes: 30,
    });
  });

  test.each([
    ['the request asks for none', measured, { request: { mandate: 'no' } }],
    ['the lane never grants one', { ...measured, rollback: { mandate: 'never', minutes: 30 } }, {}],
    [
      'nobody has the digests of what is live',
      measured,
      {
        candidate: {
          target: {
            ...target,
            manifest: { state: 'missing', code: 'no-artifact', detail: 'there is none', source: null },
          },
        },
      },
    ],
    ['there is no workflow to replay with', { ...measured, replay: null }, {}],
    ['every trigger is only tried out', measuredBy({ advisory: ['health', 'errors', 'latency', 'memory', 'cpu'] }), {}],
  ] as const)('is not granted where %s', (_, change, asked) => {
    expect(inPhase(approved(change, asked).release(), 'dispatching').proposal.subject.mandate).toBeNull();
  });

  test.each(['some', 'none'] as const)('is not granted across a migration of which %s can be undone', (reversible) => {
    const candidate = { changes: { ...nothingCalledFor, migrations: migrations(reversible) } };
    const scene = approved(measured, { candidate });
    expect(scene.release()).toMatchObject({ proposal: { subject: { mandate: null } } });
  });

  test('is not granted across a migration that can be undone: its rollback would wait for a person', () => {
    const scene = approved(measured, {
      candidate: { changes: { ...nothingCalledFor, migrations: migrations('all') } },
    });
    expect(scene.release()).toMatchObject({ proposal: { subject: { mandate: null } } });
  });

  test('is not granted back to another configuration: its rollback would wait for a person', () => {
    const before = { ...target, manifest: present({ ...manifestFacts, configDigest: digestOf('1') }) };
    const { evidence } = withManifest({ configDigest: digestOf('2') });
    const scene = approved(measured, {
      candidate: { target: before, ...(evidence === undefined ? {} : { evidence }) },
    });
    expect(scene.release()).toMatchObject({ proposal: { subject: { mandate: null } } });
  });

  test('is not granted while GitHub does not say whether there is a migration', () => {
    const unread = { kind: 'unknown', why: 'not-answered' } as const;
    const scene = approved(measured, { candidate: { changes: { ...nothingCalledFor, migrations: unread } } });
    expect(scene.release()).toMatchObject({ proposal: { subject: { mandate: null } } });
  });

  test('names no trigger that the lane only tries out', () => {
    const { subject } = inPhase(approved(measuredBy({ advisory: ['latency'] })).release(), 'dispatching').proposal;
    expect(subject.mandate?.triggers).toEqual(['health', 'errors', 'memory', 'cpu']);
  });
});

describe('a breach within a mandate', () => {
  test('begins one rollback to the approved target, holds the lane, and says who authorised it', () => {
    const scene = watched();
    const alert = breachAlert(breach(scene));
    const back = automatic(scene);

    expect(alert.next).toEqual({ kind: 'rollback', release: back.id, to: oldSha, grantedBy: [ana.slack] });
    expect(back).toMatchObject({
      kind: 'rollback',
      phase: 'preparing',
      request: { ref: { kind: 'sha', sha: oldSha } },
    });
    expect(back.cause).toMatchObject({ of: first, mandate: { trigger: 'errors', manifest: digestOf('d') } });
    expect(scene.lane.hold?.release).toBe(back.id);
    expect(inPhase(scene.release(), 'ended').outcome).toMatchObject({
      cause: { code: 'watch-breached', rollback: back.id },
    });
  });

  test('is dispatched as a replay of the same digests once it was read and checked', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    readBack(scene, { id });
    const decision = recheckBack(scene, {}, id);
    const effects = decision.kind === 'accepted' ? decision.effects : [];

    expect(effects).toContainEqual(
      expect.objectContaining({
        type: 'StartRun',
        workflow: 'replay.yml',
        inputs: expect.objectContaining({ release_sha: oldSha }),
      }),
    );
  });

  test.each([
    ['latency', ['slow', 'slow', 'slow']],
    ['cpu', times(5, 'cpu' as const)],
    ['memory', times(5, 'memory' as const)],
  ] as const)('of %s begins it as well', (trigger, shown) => {
    const scene = watched();
    const alert = breachAlert(minutesPass(scene, shown));
    expect(alert).toMatchObject({ trigger, next: { kind: 'rollback', to: oldSha } });
  });

  test('of health begins it as well', () => {
    const scene = watched();
    const alert = breachAlert(minutesPass(scene, times(4, 'well'), { reading: failing }));
    expect(alert).toMatchObject({ trigger: 'health', next: { kind: 'rollback', to: oldSha } });
  });

  test('of two triggers in the same look begins one', () => {
    const scene = watched();
    minutesPass(scene, ['well', 'well'], { reading: failing });
    minutesPass(scene, ['errors', 'errors'], { reading: failing });

    expect(scene.phase()).toBe('failed');
    expect(automaticIds(scene)).toHaveLength(1);
  });

  test('is told again by a look that was under way: nothing more begins', () => {
    const scene = watched();
    breach(scene);
    const again = {
      look: 3,
      reading: failing,
      seen: { kind: 'seen', sha: newSha, version: null },
      telemetry: null,
    } as const;

    expect(outcomeOf(scene.fact({ type: 'RecordLook', release: first, ...again }))).toBe('nothing');
    expect(automaticIds(scene)).toHaveLength(1);
  });
});

describe('nothing is put back by itself', () => {
  test.each([
    ['the request did not ask for it', measured, { request: { mandate: 'no' } }, 'not-asked'],
    ['the lane never grants it', { ...measured, rollback: { mandate: 'never', minutes: 30 } }, {}, 'never'],
    [
      'a migration can be undone',
      measured,
      { candidate: { changes: { ...nothingCalledFor, migrations: migrations('all') } } },
      'reversible-migration',
    ],
  ] as const)('where %s: people are told why, and asked to act', (_, change, asked, because) => {
    const scene = watched(change, asked);
    const alert = breachAlert(breach(scene));

    expect(alert).toMatchObject({
      next: { kind: 'person', because },
      ask: [ana.slack, ben.slack, cara.slack],
    });
    expect(automaticIds(scene)).toEqual([]);
    expect(outcomeOf(rollBack(scene))).toBe('accepted');
  });

  test('where a migration cannot be undone: people are told, and the lane is held until one has looked', () => {
    const scene = watched(measured, {
      candidate: { changes: { ...nothingCalledFor, migrations: migrations('none') } },
    });
    const alert = breachAlert(breach(scene));

    expect(alert).toMatchObject({
      next: { kind: 'person', because: 'migration' },
      ask: [ana.slack, ben.slack, cara.slack],
    });
    expect(automaticIds(scene)).toEqual([]);
    expect(scene.lane.hold?.release).toBe(first);
    expect(outcomeOf(rollBack(scene))).toBe('accepted');
  });

  test('when the minutes of the mandate are over', () => {
    const scene = watched({ ...measured, rollback: { mandate: 'propose', minutes: 3 } });
    minutesPass(scene, ['well', 'well', 'well']);
    const alert = breachAlert(breach(scene));

    expect(alert.next).toEqual({ kind: 'person', because: 'too-late' });
    expect(automaticIds(scene)).toEqual([]);
  });

  test('later than its minutes after the version went live, although somebody extended the watch', () => {
    const scene = watched({ ...measured, rollback: { mandate: 'propose', minutes: 15 } });
    minutesPass(scene, times(20, 'nothing'));
    expect(scene.phase()).toBe('unverified');
    scene.when(cara, { type: 'ExtendWatch', release: first });
    const alert = breachAlert(breach(scene));

    expect(alert.next).toEqual({ kind: 'person', because: 'too-late' });
    expect(automaticIds(scene)).toEqual([]);
  });

  test('for a trigger that the go did not name, although the lane acts on it by now', () => {
    const scene = watched(measuredBy({ advisory: ['errors'] }));
    scene.configure(measured);
    const alert = breachAlert(breach(scene));

    expect(alert).toMatchObject({ trigger: 'errors', next: { kind: 'person', because: 'not-named' } });
    expect(automaticIds(scene)).toEqual([]);
  });

  test('by a trigger that the lane only tries out: it is told in the thread, and the watch goes on', () => {
    const scene = watched(measuredBy({ advisory: ['errors'] }));
    const decision = breach(scene);

    expect(scene.phase()).toBe('watching');
    expect(scene.lane.hold).toBeNull();
    expect(decision?.kind === 'accepted' ? decision.effects : []).toContainEqual(
      expect.objectContaining({
        type: 'Reply',
        note: expect.objectContaining({ kind: 'advisory-breach', trigger: 'errors' }),
      }),
    );
  });

  test('by a health check that the lane only tries out', () => {
    const scene = watched(measuredBy({ advisory: ['health'] }));
    minutesPass(scene, times(6, 'well'), { reading: failing });

    expect(scene.phase()).toBe('watching');
    expect(automaticIds(scene)).toEqual([]);
  });

  test('beside a rollback that a person has begun', () => {
    const scene = watched();
    minutesPass(scene, ['errors']);
    askBack(scene);
    const alert = breachAlert(minutesPass(scene, ['errors']));

    expect(alert.next).toEqual({ kind: 'person', because: 'under-way' });
    expect(automaticIds(scene)).toEqual([]);
    expect(outcomeOf(readBack(scene))).toBe('accepted');
    expect(outcomeOf(recheckBack(scene))).toBe('accepted');
  });
});

describe('a person who presses Roll back after the breach', () => {
  test('to the same version is told that it is under way', () => {
    const scene = watched();
    breach(scene);
    expect(outcomeOf(askBack(scene))).toBe('rollback_under_way');
  });

  test('cannot begin a second one once the first is checked or runs', () => {
    const scene = watched();
    breach(scene);
    const { id } = automatic(scene);
    readBack(scene, { id });
    expect(outcomeOf(askBack(scene))).toBe('rollback_under_way');
    recheckBack(scene, {}, id);
    expect(outcomeOf(askBack(scene))).toBe('rollback_under_way');
  });
});
