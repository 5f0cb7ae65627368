import { describe, expect, test } from 'vitest';
import { after, type Instant } from '../../../src/domain/time.ts';
import { type Lags, lagOf, longerLags } from '../../../src/domain/watch/lag.ts';
import { type TelemetryRead } from '../../../src/domain/watch/telemetry.ts';
import { createScene, minute, noonish, type Scene, second } from '../../support/lane.ts';
import { looksOf, lookWith, measuredBy, minuteOf, read, type Shown, watched } from '../measured.ts';

const azure = { region: 'westeurope', resourceId: '/subscriptions/s/providers/Microsoft.App/containerApps/checkout' };

function at(minutes: number): Instant {
  return after(noonish, minutes * minute);
}

describe('how late telemetry is', () => {
  const { newest: nothing } = read([]);

  /** Minutes 0 and on were known before; these are brought `lateBy` after the end of the last of them. */
  function measured(brought: readonly number[], lateBy: number, known: readonly number[] = [], lags: Lags = {}): Lags {
    const now = after(at((brought.at(-1) ?? 0) + 1), lateBy);
    const minutes = known.map((number) => minuteOf(at(number)));
    return longerLags(
      { minutes, lags },
      brought.map((number) => minuteOf(at(number))),
      { newest: nothing },
      now,
    );
  }

  test('is measured by the newest minute that has come, in whole minutes', () => {
    expect(measured([1, 2], 4 * minute + second, [0])).toMatchObject({ requests: 5 * minute, cpuPercent: 5 * minute });
  });

  test('is measured by what the source itself says it has, where it says so', () => {
    const newest: TelemetryRead['newest'] = { ...nothing, errors: at(3) };
    const now = at(5);

    expect(longerLags({ minutes: [], lags: {} }, [minuteOf(at(1))], { newest }, now)).toMatchObject({
      errors: 2 * minute,
      requests: 3 * minute,
    });
  });

  test('is not measured by a minute that completes what was known: nothing newer has come', () => {
    expect(measured([1], 9 * minute, [0, 1, 2])).toEqual({});
  });

  test('is kept as the longest that was seen', () => {
    const lags = measured([1], 6 * minute, [0]);

    expect(measured([2], 2 * minute, [0, 1], lags)).toEqual({});
    expect(measured([2], 8 * minute, [0, 1], lags)).toMatchObject({ errors: 8 * minute });
  });

  test('is never more than ten minutes: what is older than that is not awaited', () => {
    expect(measured([1], 45 * minute, [0])).toMatchObject({ errors: 10 * minute });
  });
});

describe('a signal is awaited', () => {
  const { watch } = createScene(measuredBy({ azure })).policy;

  test.each([
    ['as long as its source usually takes, where nothing was measured', {}, 3],
    ['as long as that where less was measured', { requests: minute, errors: minute }, 3],
    ['as long as was measured, by the slower of what it is judged by', { requests: 4 * minute, errors: 7 * minute }, 7],
  ] as const)('%s', (_, lags, minutes) => {
    expect(watch === null ? null : lagOf(watch, lags, 'errors')).toBe(minutes * minute);
  });
});

describe('a source that comes six minutes late, where three are usual', () => {
  /** Every minute comes six minutes after its end; the watch has twenty of them. */
  function late(shown: (number: number) => Shown): Scene {
    const scene = watched(measuredBy({ minutes: 20, azure }));
    const { startedAt } = looksOf(scene);
    for (let looks = 1; looks < 32 && scene.phase() === 'watching'; looks += 1) {
      const number = looks - 7;
      lookWith(scene, read(number < 0 ? [] : [minuteOf(after(startedAt, number * minute), shown(number))]));
    }
    return scene;
  }

  test('is waited for as long as it has shown to take, so that a bad end is seen', () => {
    const scene = late((number) => (number >= 18 ? 'errors' : 'well'));

    expect(scene.phase()).toBe('failed');
  });

  test('is not called blind while it goes on coming, and all of it well is a success', () => {
    const scene = late(() => 'well');

    expect(scene.phase()).toBe('succeeded');
    expect(scene.effects.filter(({ type }) => type === 'Alert')).toEqual([]);
  });
});
