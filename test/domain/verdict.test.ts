import { describe, expect, test } from 'vitest';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { after } from '../../src/domain/time.ts';
import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { completed, failing, healthy, newSha, notSeen, runOf, seen, unknown } from '../support/facts.ts';
import { effectTypesOf, first, hour, inPhase, minute, outcomeOf, type Scene, second } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { given, look, succeed, watchAll } from '../support/lane-stages.ts';
import { ana, cara } from '../support/people.ts';

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

describe('looks that did not happen', () => {
  test('because the worker was dead for ten minutes are unknown', () => {
    const scene = looking();
    take(scene, healthy, healthy);
    scene.wait(6 * minute);
    scene.fact({ type: 'RecordLook', telemetry: null, release: first, look: 3, reading: healthy, seen: seen(newSha) });
    const last = scene.events.at(-1)?.event;

    expect(last).toMatchObject({ type: 'LookTaken', look: 8, missed: 5 });
    expect(looksOf(scene)).toMatchObject({ next: 9, known: 3 });
  });

  test('make a watch unverified when fewer than four in five are known', () => {
    const scene = looking();
    take(scene, healthy, healthy, healthy);
    scene.wait(20 * minute);
    scene.fact({ type: 'RecordLook', telemetry: null, release: first, look: 4, reading: healthy, seen: seen(newSha) });

    expect(inPhase(scene.release(), 'unverified').because).toBe('too-few-looks');
  });

  test('all of them: then a single late one does not make a success', () => {
    const scene = looking();
    scene.wait(3 * hour);
    scene.fact({ type: 'RecordLook', telemetry: null, release: first, look: 1, reading: healthy, seen: seen(newSha) });

    expect(scene.phase()).toBe('unverified');
  });

  test('and one that is reported twice is one look', () => {
    const scene = looking();
    look(scene);
    const again = {
      type: 'RecordLook',
      telemetry: null,
      release: first,
      look: 1,
      reading: failing,
      seen: seen(newSha),
    } as const;

    expect(outcomeOf(scene.fact(again))).toBe('nothing');
  });
});

describe('the end of a watch', () => {
  test('needs four known looks in five', () => {
    const enough = looking();
    take(enough, unknown, unknown, ...Array.from({ length: 8 }, () => healthy));
    const few = looking();
    take(few, unknown, unknown, unknown, ...Array.from({ length: 7 }, () => healthy));

    expect([enough.phase(), few.phase()]).toEqual(['succeeded', 'unverified']);
  });

  test('that is failing is no success: a person looks', () => {
    const scene = looking();
    take(scene, ...Array.from({ length: 9 }, () => healthy), failing);

    expect(inPhase(scene.release(), 'unverified').because).toBe('ends-failing');
  });

  test('in which nothing at all could be seen is unverified, never healthy', () => {
    const scene = looking();
    watchAll(scene, unknown);

    expect(inPhase(scene.release(), 'unverified').because).toBe('too-few-looks');
  });
});

describe('a health check that the lane only tries out', () => {
  const tried = { watch: { advisory: ['health'] } } as const;

  test.each([
    ['is never known', unknown],
    ['always fails', failing],
  ])('and that %s keeps nothing from being a success', (_, reading) => {
    const scene = given('watching/looking', tried);
    watchAll(scene, reading);

    expect(scene.phase()).toBe('succeeded');
  });

  test('leaves it to the version whether enough is known', () => {
    const scene = given('watching/looking', tried);
    for (let number = 0; number < 10; number += 1) look(scene, healthy, number % 2 === 0 ? notSeen : seen(newSha));

    expect(inPhase(scene.release(), 'unverified').because).toBe('too-few-looks');
  });

  test('of a lane without a version endpoint leaves it to the looks having been taken', () => {
    const alone = { watch: { version: null, advisory: ['health'] } } as const;
    const taken = given('deploying/running', alone);
    succeed(taken);
    for (let number = 0; number < 10; number += 1) look(taken, unknown, notSeen);
    const missed = given('deploying/running', alone);
    succeed(missed);
    missed.wait(10 * minute);
    const late = { look: 1, reading: healthy, seen: notSeen, telemetry: null } as const;
    missed.fact({ type: 'RecordLook', release: first, ...late });

    expect([taken.phase(), missed.phase()]).toEqual(['succeeded', 'unverified']);
  });
});

describe('what is unverified', () => {
  test('is asked about again every hour', () => {
    const scene = given('unverified');
    scene.wait(hour - second);
    expect(outcomeOf(advance(scene))).toBe('nothing');
    scene.wait(second);

    expect(effectTypesOf(advance(scene))).toContain('Reply');
    expect(inPhase(scene.release(), 'unverified').askAgainAt).toBe(after(scene.now, hour));
  });

  test('keeps the lane until a person has settled it', () => {
    const scene = given('unverified');
    scene.wait(48 * hour);
    advance(scene);

    expect(scene.phase()).toBe('unverified');
  });

  test('can be accepted by a deployer, who stands for it by name', () => {
    const scene = given('unverified');
    scene.when(cara, { type: 'AcceptUnverified', release: first });

    expect(inPhase(scene.release(), 'ended').outcome).toEqual({ kind: 'accepted-unverified', by: cara.slack });
  });

  test('cannot be accepted by somebody who does not deploy', () => {
    const approverOnly = { ...ana, roles: ['approver'] };

    expect(outcomeOf(given('unverified').ask(approverOnly, { type: 'AcceptUnverified', release: first }))).toBe(
      'not_allowed',
    );
  });

  test('can be watched once more, judged by its own looks', () => {
    const scene = looking();
    watchAll(scene, unknown);
    scene.when(cara, { type: 'ExtendWatch', release: first });
    expect(looksOf(scene)).toMatchObject({ next: 1, total: 10, known: 0 });
    watchAll(scene);

    expect(scene.phase()).toBe('succeeded');
  });

  test('and never seen live waits for the version again when it is extended', () => {
    const scene = given('unverified');
    scene.when(cara, { type: 'ExtendWatch', release: first });

    expect(inPhase(scene.release(), 'watching').watch.stage).toBe('awaiting-version');
  });

  test('because nobody could read the workflow file does not become a success by being watched', () => {
    const scene = given('deploying/running');
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'success', { workflowBlob: null }) });
    scene.wait(5 * minute);
    advance(scene);
    scene.when(cara, { type: 'ExtendWatch', release: first });
    version(scene, seen(newSha));
    watchAll(scene);

    expect(scene.phase()).not.toBe('succeeded');
  });

  test('carries a row of failures over into the extended watch', () => {
    const scene = looking();
    take(scene, ...Array.from({ length: 7 }, () => healthy), failing, failing, failing);
    scene.when(cara, { type: 'ExtendWatch', release: first });
    look(scene, failing);

    expect(scene.phase()).toBe('failed');
  });
});
