import { describe, expect, test } from 'vitest';
import { type Effect } from '../../src/domain/effects.ts';
import { failing, healthy, notSeen, seen, strangeSha, unknown } from '../support/facts.ts';
import { first, minute, type Scene } from '../support/lane.ts';
import { given, look, succeed, watchAll } from '../support/lane-stages.ts';
import { cara } from '../support/people.ts';
import { breach, deployed, measuredBy, minutesPass, times, watched } from './measured.ts';

type ShowChart = Extract<Effect, { type: 'ShowChart' }>;

function chartsIn({ effects }: Pick<Scene, 'effects'>): readonly ShowChart[] {
  return effects.filter((effect) => effect.type === 'ShowChart');
}

function signalsIn(scene: Scene): readonly string[] {
  return chartsIn(scene).map(({ signal }) => signal);
}

/** The scene, after the version endpoint has shown this often enough to be believed, or the wait was over. */
function seesOnly(scene: Scene, version: Parameters<typeof seen>[0] | null): Scene {
  for (let time = 0; time < 5 && scene.phase() === 'watching'; time += 1) {
    scene.wait(4 * minute);
    scene.fact({ type: 'RecordVersion', release: first, seen: version === null ? notSeen : seen(version) });
  }
  return scene;
}

describe('one chart comes with each verdict of a watch', () => {
  test('that is healthy, also where health alone is looked at', () => {
    expect(signalsIn(given('succeeded'))).toEqual(['health']);
    expect(signalsIn(minutesAll(watched()))).toEqual(['errors']);
  });

  test('that is a breach, of the signal that breached', () => {
    const scene = given('watching/looking');
    for (const reading of [failing, failing, failing, failing]) look(scene, reading);
    expect(scene.phase()).toBe('failed');
    expect(signalsIn(scene)).toEqual(['health']);

    const slow = watched();
    minutesPass(slow, times(6, 'slow'));
    expect(signalsIn(slow)).toEqual(['latency']);
  });

  test('that is unverified, of health where it is the looks that are unknown', () => {
    const scene = given('watching/looking');
    watchAll(scene, unknown);

    expect(scene.phase()).toBe('unverified');
    expect(signalsIn(scene)).toEqual(['health']);
  });

  test('that the new version was never seen live, or that another one was', () => {
    expect(signalsIn(given('unverified'))).toEqual(['health']);
    expect(signalsIn(seesOnly(deployed(), null))).toEqual(['errors']);

    const stranger = seesOnly(deployed(), strangeSha);
    expect(stranger.phase()).toBe('failed');
    expect(signalsIn(stranger)).toEqual(['errors']);
  });

  test('that a person gave before the end', () => {
    const scene = given('watching/looking');
    look(scene);
    scene.when(cara, { type: 'AcceptUnverified', release: first });

    expect(signalsIn(scene)).toEqual(['health']);
  });

  test('and a watch that was extended has a second one, under a name of its own', () => {
    const scene = given('watching/looking');
    watchAll(scene, unknown);
    scene.when(cara, { type: 'ExtendWatch', release: first });
    watchAll(scene, healthy);

    expect(scene.phase()).toBe('succeeded');
    expect(signalsIn(scene)).toEqual(['health', 'health']);
    expect(new Set(chartsIn(scene).map(({ id }) => id)).size).toBe(2);
  });
});

describe('no chart is drawn', () => {
  test('a second time when a person accepts what the watch left open', () => {
    expect(signalsIn(given('accepted-unverified'))).toEqual(['health']);
  });

  test('of a release that a rollback put an end to before there was a verdict', () => {
    const scene = given('rolled-back');

    expect(scene.phase()).toBe('rolled-back');
    expect(chartsIn(scene)).toEqual([]);
  });

  test('of a run that failed, or of a lane that nobody watches', () => {
    expect(chartsIn(given('failed'))).toEqual([]);

    const unwatched = given('deploying/running', { watch: null });
    succeed(unwatched);
    expect(unwatched.phase()).toBe('succeeded');
    expect(chartsIn(unwatched)).toEqual([]);
  });

  test('where the lane looks at the version alone: there is nothing that could be measured', () => {
    const scene = watched(measuredBy({ sources: [], health: null, hasTelemetry: false }));
    watchAll(scene);

    expect(scene.phase()).toBe('succeeded');
    expect(chartsIn(scene)).toEqual([]);
  });

  test('of what a mandate put back, until its own watch has a verdict', () => {
    const scene = watched();
    breach(scene);

    expect(signalsIn(scene)).toEqual(['errors']);
    expect(chartsIn(scene).map(({ release }) => release)).toEqual([first]);
  });
});

function minutesAll(scene: Scene): Scene {
  minutesPass(scene, times(12, 'well'));
  return scene;
}
