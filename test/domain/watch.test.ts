import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { after } from '../../src/domain/time.ts';
import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { failing, healthy, newSha, notSeen, oldSha, seen, strangeSha, unknown } from '../support/facts.ts';
import { effectsOf, effectTypesOf, first, inPhase, minute, type Scene } from '../support/lane.ts';
import { given, look, succeed, watchAll } from '../support/lane-stages.ts';

function looking(): Scene {
  return given('watching/looking');
}

function looksOf(scene: Scene) {
  const { watch } = inPhase(scene.release(), 'watching');
  if (watch.stage !== 'looking') throw new Error('No looks are taken.');
  return watch;
}

/** Takes these looks one after the other, as far as the watch lasts. */
function take(scene: Scene, ...readings: readonly HealthReading[]): void {
  for (const reading of readings) if (scene.phase() === 'watching') look(scene, reading);
}

function version(scene: Scene, what: VersionSeen) {
  return scene.fact({ type: 'RecordVersion', release: first, seen: what });
}

describe('a watch', () => {
  test('begins when the new version is seen live, never before', () => {
    const scene = given('watching/awaiting-version');
    scene.wait(2 * minute);
    version(scene, seen(oldSha));
    expect(inPhase(scene.release(), 'watching').watch.stage).toBe('awaiting-version');
    scene.wait(minute);
    version(scene, seen(newSha));

    expect(looksOf(scene)).toMatchObject({
      startedAt: scene.now,
      endsAt: after(scene.now, 10 * minute),
      next: 1,
      total: 10,
    });
  });

  test('of a lane without a version endpoint begins with the end of the run', () => {
    const scene = given('deploying/running', { watch: { version: null } });
    succeed(scene);

    expect(looksOf(scene).total).toBe(10);
  });

  test.each([
    ['no watch', null],
    ['neither version nor health nor telemetry', { version: null, health: null, sources: [] }],
  ] as const)('of a lane with %s has only the word of the run', (_, watch) => {
    const scene = given('deploying/running', { watch });
    succeed(scene);

    expect(scene.phase()).toBe('succeeded');
  });

  test('in which all is well succeeds', () => {
    const scene = looking();
    watchAll(scene);

    expect(scene.phase()).toBe('succeeded');
  });

  test('in which the new version is never seen is unverified, and people are asked', () => {
    const scene = given('watching/awaiting-version');
    scene.wait(10 * minute);
    const decision = version(scene, notSeen);

    expect(inPhase(scene.release(), 'unverified').because).toBe('never-seen-live');
    expect(effectTypesOf(decision)).toContain('Alert');
  });
});

describe('another version', () => {
  test('that nobody knows is believed the third time in a row: then the release has failed', () => {
    const scene = given('watching/awaiting-version');
    version(scene, seen(strangeSha));
    version(scene, seen(strangeSha));
    expect(scene.phase()).toBe('watching');
    version(scene, seen(strangeSha));

    expect(inPhase(scene.release(), 'ended').outcome).toMatchObject({
      kind: 'failed',
      cause: { code: 'wrong-version', live: strangeSha },
    });
  });

  test('than the one before and the new one does not count when the old one is seen in between', () => {
    const scene = given('watching/awaiting-version');
    for (const sha of [strangeSha, strangeSha, oldSha, strangeSha, strangeSha]) version(scene, seen(sha));

    expect(scene.phase()).toBe('watching');
  });

  test('before the new one may take its time: it is what was live', () => {
    const scene = given('watching/awaiting-version');
    for (let times = 0; times < 6; times += 1) version(scene, seen(oldSha));

    expect(scene.phase()).toBe('watching');
  });

  test('during the looks ends the watch as failed after three in a row', () => {
    const scene = looking();
    for (const sha of [strangeSha, newSha, strangeSha, strangeSha]) look(scene, healthy, seen(sha));
    expect(scene.phase()).toBe('watching');
    look(scene, healthy, seen(oldSha));

    expect(inPhase(scene.release(), 'ended').outcome).toMatchObject({ cause: { code: 'wrong-version', live: oldSha } });
  });
});

describe('a watch that ends while another version answers', () => {
  test('is unverified: somebody may have put the old one back', () => {
    const scene = looking();
    for (let number = 0; number < 8; number += 1) look(scene);
    look(scene, healthy, seen(oldSha));
    look(scene, healthy, seen(oldSha));

    expect(scene.phase()).toBe('unverified');
    expect(scene.lane.live).toEqual({ kind: 'unknown' });
  });

  test('now and then is unverified: a healthy answer of another version says nothing about this one', () => {
    const scene = looking();
    for (let number = 0; number < 10; number += 1) look(scene, healthy, seen(number % 3 === 0 ? newSha : oldSha));

    expect(inPhase(scene.release(), 'unverified').because).toBe('too-few-looks');
  });
});

describe('health', () => {
  test('is breached by the fourth failure in a row, and an alert goes out with it', () => {
    const scene = looking();
    take(scene, failing, failing, failing);
    expect(scene.phase()).toBe('watching');
    const decision = look(scene, failing);

    expect(inPhase(scene.release(), 'ended').outcome).toEqual({
      kind: 'failed',
      cause: {
        code: 'watch-breached',
        trigger: 'health',
        finding: {
          state: 'breached',
          measure: 'failures in a row',
          value: 4,
          threshold: 4,
          baseline: null,
          row: 4,
        },
        rollback: null,
      },
      live: { kind: 'seen', sha: newSha, version: 'v2.14.0' },
    });
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({
        type: 'Alert',
        alert: expect.objectContaining({
          kind: 'breached',
          trigger: 'health',
          finding: expect.objectContaining({ state: 'breached', value: 4, threshold: 4 }),
          next: { kind: 'person', because: 'never' },
          reason: failing.kind === 'failed' ? failing.reason : '',
        }),
      }),
    );
  });

  test('is not breached by three failures and a success', () => {
    const scene = looking();
    take(scene, failing, failing, failing, healthy, failing, failing, failing, healthy);

    expect(scene.phase()).toBe('watching');
  });

  test('unknown neither counts as a failure nor ends a row of them', () => {
    const scene = looking();
    take(scene, failing, unknown, failing, unknown, failing, unknown);
    expect(scene.phase()).toBe('watching');
    take(scene, failing);

    expect(scene.phase()).toBe('failed');
  });

  test('is breached exactly where more than three real failures follow each other', () => {
    const kinds = fc.constantFrom(healthy, failing, unknown);
    fc.assert(
      fc.property(fc.array(kinds, { minLength: 10, maxLength: 10 }), (readings) => {
        const scene = looking();
        take(scene, ...readings);
        const known = readings.map(({ kind }) => kind).filter((kind) => kind !== 'unknown');
        const isBreached = /(?:failed,){4}/.test(`${known.join(',')},`);
        const ends = known.at(-1) === 'failed' ? 'failing' : 'well';
        const expected = isBreached ? 'failed' : known.length >= 8 && ends === 'well' ? 'succeeded' : 'unverified';
        expect(scene.phase()).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});
