import { describe, expect, test } from 'vitest';
import { after, type Instant } from '../../src/domain/time.ts';
import { createTelemetryTurns } from '../../src/jobs/telemetry-turns.ts';
import { releaseId } from '../support/facts.ts';
import { minute, noonish, second } from '../support/lane.ts';

/** `watches` looked at every ten seconds, evenly; the instants at which each was allowed to ask. */
function asked(watches: number, forMs: number): readonly (readonly Instant[])[] {
  const turns = createTelemetryTurns();
  const times = Array.from({ length: watches }, (): Instant[] => []);
  for (let ms = 0; ms < forMs; ms += 10 * second) {
    for (let index = 0; index < watches; index += 1) {
      const now = after(noonish, ms + Math.floor((index * 10 * second) / watches));
      if (turns.take(releaseId(index + 1), now)) times[index]?.push(now);
    }
  }
  return times;
}

describe('telemetry', () => {
  test('is asked with the first look of each minute', () => {
    const times = asked(30, 3 * minute);

    expect(times.every((each) => each.length === 3)).toBe(true);
    expect(times.flat().every((at) => Number(at.slice(17, 19)) < 10)).toBe(true);
  });

  test('is asked by a late look too: no minute is left out because a look did not fall into its beginning', () => {
    const turns = createTelemetryTurns();
    expect(turns.take(releaseId(1), after(noonish, 0.9 * minute))).toBe(true);

    expect(turns.take(releaseId(1), after(noonish, 1.7 * minute))).toBe(true);
  });

  test('is asked once in each minute for each of 5,000 watches, and spread over the minute', () => {
    const times = asked(5000, 3 * minute);
    const perSecond = Map.groupBy(times.flat(), (at) => at.slice(0, 19));

    expect(times.every((each) => each.length === 3)).toBe(true);
    expect(Math.max(...[...perSecond.values()].map((each) => each.length))).toBeLessThanOrEqual(201);
  });
});
