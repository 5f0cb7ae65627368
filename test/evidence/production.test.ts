import { describe, expect, test } from 'vitest';
import { type WatchPolicy } from '../../src/domain/policy/lane-policy.ts';
import { after, hour, type Instant, minute, msBetween, second } from '../../src/domain/time.ts';
import { emptyReading, type Reading } from '../../src/domain/watch/readings.ts';
import { type Rehearsed, type Telemetry } from '../../src/domain/watch/telemetry.ts';
import { createProduction, type Production } from '../../src/evidence/production.ts';
import { policy } from '../cards/fixtures.ts';

const start = '2026-11-20T12:00:00.000Z' as Instant;

function watchOf(change: Partial<WatchPolicy> = {}): WatchPolicy {
  if (policy.watch === null) throw new Error('The lane is not watched.');
  return { ...policy.watch, hasTelemetry: true, sources: ['health', 'errors'], ...change };
}

function prometheusAt(url: string): Partial<WatchPolicy> {
  return { prometheus: { url, queries: { requests: 'sum(rate(requests))' } } };
}

const now = { kind: 'now' } as const;

type Asked = {
  readonly from: Instant;
  readonly to: Instant;
  readonly sha: string | null;
  readonly withinMs: number | undefined;
};
type Office = {
  readonly production: Production;
  readonly asked: readonly Asked[];
  readonly rehearsed: readonly Instant[];
  wait(this: void, milliseconds: number): void;
};

/** One request in a hundred fails, at so many requests a minute. */
function steady(requests: number): (at: Instant) => Partial<Reading> {
  return () => ({ requests, errors: requests / 100 });
}

function open(minuteAt: (at: Instant) => Partial<Reading> = steady(600)): Office {
  const asked: Asked[] = [];
  const rehearsed: Instant[] = [];
  let time = start;
  const answered: Rehearsed = {
    source: 'prometheus',
    query: 'requests',
    fields: ['requests'],
    triggers: ['errors'],
    outcome: { kind: 'answered', newest: start },
  };
  const telemetry: Telemetry = {
    async readings({ from, to, sha, withinMs }) {
      asked.push({ from, to, sha, withinMs });
      const minutes = Array.from({ length: msBetween(from, to) / minute }, (_, index) => after(from, index * minute));
      const readings = minutes.map((at) => ({ ...emptyReading(at), ...minuteAt(at) }));
      const newest = { requests: to, errors: to, p50Ms: null, p95Ms: null, cpuPercent: null, memoryPercent: null };
      return { readings, newest: { ...newest, restarts: null }, problems: [] };
    },
    async rehearse(_watch, at) {
      rehearsed.push(at);
      return [answered];
    },
  };
  return {
    production: createProduction({ telemetry, now: () => time }),
    asked,
    rehearsed,
    wait(milliseconds) {
      time = after(time, milliseconds);
    },
  };
}

describe('the baseline of a dispatch', () => {
  test('is read from the hour before and the same hour of each of the seven days before, of every version', async () => {
    const { production, asked } = open();

    await production.baseline(watchOf(), now);

    const days = [1, 2, 3, 4, 5, 6, 7].map((day) => after(start, -day * 24 * hour));
    expect(asked).toEqual([
      { from: after(start, -hour), to: start, sha: null, withinMs: 10 * second },
      ...days.map((from) => ({ from, to: after(from, hour), sha: null, withinMs: 10 * second })),
    ]);
  });

  test('has ten seconds of its own, however short the interval of the looks is', async () => {
    const { production, asked } = open();

    await production.baseline(watchOf({ everyMs: second }), now);

    expect(new Set(asked.map(({ withinMs }) => withinMs))).toEqual(new Set([10 * second]));
  });

  test('of what mends production is measured as of the dispatch of what it undoes, and within three seconds', async () => {
    const { production, asked } = open();
    const before = after(start, -45 * minute);

    expect(await production.baseline(watchOf(), { kind: 'before', at: before })).toMatchObject({ takenAt: before });

    expect(asked[0]).toEqual({ from: after(before, -hour), to: before, sha: null, withinMs: 3 * second });
    expect(asked).toHaveLength(8);
  });

  test('leaves out the hour before where nobody knows for how long the fault has gone on', async () => {
    const { production, asked } = open((at) => ({ requests: 600, errors: at >= after(start, -hour) ? 300 : 6 }));

    expect(await production.baseline(watchOf(), { kind: 'other-days' })).toMatchObject({
      requestsPerMinute: 600,
      errors: { rate: 0.01 },
    });
    expect(asked).toHaveLength(7);
  });

  test('is as of now, in requests a minute and errors per request', async () => {
    const { production } = open();

    expect(await production.baseline(watchOf(), now)).toMatchObject({
      takenAt: start,
      requestsPerMinute: 600,
      errors: { rate: 0.01 },
      cpu: null,
    });
  });

  test('is read anew for each dispatch', async () => {
    const { production, asked, wait } = open();

    await production.baseline(watchOf(), now);
    wait(minute);
    expect(await production.baseline(watchOf(), now)).toMatchObject({ takenAt: after(start, minute) });

    expect(asked).toHaveLength(16);
  });

  test('knows nothing of a signal of which nothing came: never 0', async () => {
    const { production } = open(() => ({}));

    expect(await production.baseline(watchOf(), now)).toMatchObject({
      requestsPerMinute: null,
      errors: null,
      p50: null,
      p95: null,
      cpu: null,
      memory: null,
    });
  });
});

describe('what is said before the vote', () => {
  test('is asked of each query once in five minutes, however often the candidate is read', async () => {
    const { production, rehearsed, wait } = open();

    await Promise.all([production.rehearsal(watchOf()), production.rehearsal(watchOf())]);
    wait(5 * minute - 1);
    expect(await production.rehearsal(watchOf())).toHaveLength(1);
    expect(rehearsed).toEqual([start]);

    wait(1);
    await production.rehearsal(watchOf());
    expect(rehearsed).toEqual([start, after(start, 5 * minute)]);
  });

  test('comes from a baseline that is at most a quarter of an hour old', async () => {
    const { production, asked, wait } = open();

    await production.sight(watchOf());
    wait(15 * minute - 1);
    await production.sight(watchOf());
    expect(asked).toHaveLength(8);

    wait(1);
    await production.sight(watchOf());
    expect(asked).toHaveLength(16);
  });

  test('is asked for each source by itself', async () => {
    const { production, rehearsed } = open();

    await production.rehearsal(watchOf(prometheusAt('https://one.example.com')));
    await production.rehearsal(watchOf(prometheusAt('https://two.example.com')));

    expect(rehearsed).toHaveLength(2);
  });

  test('is how small a rise it would notice: the more traffic, the smaller', async () => {
    const few = await open(steady(6)).production.sight(watchOf());
    const many = await open(steady(600)).production.sight(watchOf());

    expect(few?.requestsPerMinute).toBe(6);
    expect(many?.requestsPerMinute).toBe(600);
    expect(many?.points ?? Number.NaN).toBeLessThan(few?.points ?? Number.NaN);
  });

  test('is that not even an outage would be noticed, where hardly anybody comes', async () => {
    const { production } = open((at) => ({ requests: at.endsWith('0:00.000Z') ? 4 : 0, errors: 0 }));

    expect(await production.sight(watchOf())).toMatchObject({ points: null });
  });

  test('is nothing where errors are not looked at, or nothing is known of them', async () => {
    expect(await open().production.sight(watchOf({ sources: ['health', 'cpu'] }))).toBeNull();
    expect(await open(() => ({})).production.sight(watchOf())).toBeNull();
  });
});

test.each([
  ['without telemetry', watchOf({ hasTelemetry: false })],
  ['without a watch', null],
])('a lane %s is asked nothing, and nothing is claimed of it', async (_which, watch) => {
  const { production, asked, rehearsed } = open();

  expect(await production.baseline(watch, now)).toBeNull();
  expect(await production.rehearsal(watch)).toEqual([]);
  expect(await production.sight(watch)).toBeNull();
  expect([...asked, ...rehearsed]).toEqual([]);
});
