import { describe, expect, test } from 'vitest';
import { type Reading } from '../../../src/domain/watch/readings.ts';
import { judge, type Verdict } from '../../../src/domain/watch/verdict.ts';
import { atMinute, minuteAt, minutesFrom, nothingKnown, setupWith } from './minutes.ts';

const silent = {
  requests: null,
  errors: null,
  p50Ms: null,
  p95Ms: null,
  cpuPercent: null,
  memoryPercent: null,
  restarts: null,
  health: 'unknown',
} as const;
const telemetryOnly = ['errors', 'latency', 'memory', 'cpu'] as const;

function codes(verdict: Verdict): readonly string[] {
  return verdict.kind === 'unverified' ? verdict.doubts.map(({ code }) => code) : [verdict.kind];
}

describe('a watch', () => {
  test('is healthy when all is well and enough is known', () => {
    const { verdict, looks } = judge(setupWith(), minutesFrom(0, 30));

    expect(verdict).toEqual({ kind: 'healthy' });
    expect(looks).toHaveLength(30);
  });

  test('is unverified, and never healthy, when no reading comes at all', () => {
    const { verdict, looks } = judge(setupWith(), []);

    expect(codes(verdict)).toContain('nothing-seen');
    expect(looks).toHaveLength(29);
    expect(looks.every(({ missed }) => missed)).toBe(true);
  });

  test('is unverified when nothing is required and nothing came', () => {
    expect(codes(judge(setupWith({ required: [] }), []).verdict)).toEqual(['nothing-seen']);
  });

  test('is unverified when every query fails for the whole watch', () => {
    const { verdict } = judge(setupWith(), minutesFrom(0, 30, silent));

    expect(verdict.kind).toBe('unverified');
    expect(codes(verdict)).toEqual(Array.from({ length: 5 }, () => 'too-few-known'));
  });

  test('is unverified when it is cut short', () => {
    expect(judge(setupWith(), minutesFrom(0, 20)).verdict.kind).toBe('unverified');
  });

  test('needs four known looks in five of every required signal', () => {
    function lacking(few: number): readonly Reading[] {
      return minutesFrom(0, 30, (index) => (index < few ? { cpuPercent: null } : {}));
    }

    expect(judge(setupWith(), lacking(6)).verdict).toEqual({ kind: 'healthy' });
    expect(judge(setupWith(), lacking(7)).verdict).toEqual({
      kind: 'unverified',
      doubts: [{ code: 'too-few-known', trigger: 'cpu', known: 23, looks: 30 }],
    });
  });

  test('counts looks that nobody took as unknown', () => {
    const readings = minutesFrom(0, 30).filter((_, index) => index < 10 || index >= 20);
    const { verdict, looks } = judge(setupWith(), readings);

    expect(verdict.kind).toBe('unverified');
    expect(looks.filter(({ missed }) => missed).map(({ at }) => at)).toEqual(
      Array.from({ length: 10 }, (_, index) => atMinute(10 + index)),
    );
  });

  test('does not ask for signals that the lane has no source of', () => {
    const { verdict } = judge(
      setupWith({ judged: ['health'], required: ['health'] }),
      minutesFrom(0, 30, { ...silent, health: 'ok' }),
    );

    expect(verdict).toEqual({ kind: 'healthy' });
  });

  test('is unverified when it ends on failures that are no breach yet', () => {
    const { verdict } = judge(
      setupWith(),
      minutesFrom(0, 30, (index) => (index >= 28 ? { health: 'failed' } : {})),
    );

    expect(verdict).toEqual({ kind: 'unverified', doubts: [{ code: 'ends-failing', trigger: 'health' }] });
  });

  test('says that there was nothing to compare with, where there is no baseline', () => {
    const { verdict } = judge(setupWith({ baseline: nothingKnown }), minutesFrom(0, 30));

    expect(verdict).toEqual({
      kind: 'unverified',
      doubts: [
        { code: 'no-baseline', trigger: 'errors' },
        { code: 'no-baseline', trigger: 'latency' },
      ],
    });
  });

  test('names one trigger and the others beside it when several breach at once', () => {
    const { verdict } = judge(setupWith(), minutesFrom(0, 30, { errors: 60, p95Ms: 900 }));

    expect(verdict).toMatchObject({ kind: 'breached', breach: { trigger: 'errors', at: atMinute(1), also: [] } });
    const slow = judge(
      setupWith(),
      minutesFrom(0, 30, (index) => ({ errors: index >= 2 ? 60 : 0, p95Ms: 900 })),
    );
    expect(slow.verdict).toMatchObject({ breach: { trigger: 'errors', at: atMinute(3), also: ['latency'] } });
  });

  test('takes no looks after a breach', () => {
    const { looks } = judge(setupWith(), minutesFrom(0, 30, { health: 'failed' }));

    expect(looks).toHaveLength(4);
  });

  test('ignores what lies before it and after its end', () => {
    const readings = [
      ...minutesFrom(-60, 60, { health: 'failed' }),
      ...minutesFrom(0, 30),
      ...minutesFrom(30, 30, { health: 'failed' }),
    ];

    expect(judge(setupWith(), readings).verdict).toEqual({ kind: 'healthy' });
  });
});

describe('an advisory trigger', () => {
  const setup = setupWith({ advisory: ['latency'], required: ['health', 'errors', 'memory', 'cpu'] });

  test('is recorded once and not acted on', () => {
    const { verdict, recorded } = judge(setup, minutesFrom(0, 30, { p95Ms: 900 }));

    expect(verdict).toEqual({ kind: 'healthy' });
    expect(recorded).toMatchObject([{ trigger: 'latency', at: atMinute(3) }]);
  });

  test('does not hold up a verdict by being unknown', () => {
    expect(judge(setup, minutesFrom(0, 30, { p50Ms: null, p95Ms: null })).verdict).toEqual({ kind: 'healthy' });
  });
});

describe('a blind watch', () => {
  function blindLooks(minutes: number, readings: readonly Reading[]): readonly string[] {
    const { looks } = judge(setupWith({ minutes }), readings);
    return looks.filter(({ blind }) => blind.length > 0).map(({ at }) => at.slice(11, 16));
  }

  test('says so when a signal has been unknown for a third of the watch', () => {
    const readings = minutesFrom(0, 15, (index) => (index >= 4 && index < 12 ? { cpuPercent: null } : {}));

    expect(blindLooks(15, readings)).toEqual(['12:08', '12:09', '12:10', '12:11']);
  });

  test('says so after ten minutes, however long the watch', () => {
    const readings = minutesFrom(0, 120, (index) => (index >= 4 && index < 15 ? { cpuPercent: null } : {}));

    expect(blindLooks(120, readings)).toEqual(['12:13', '12:14']);
  });

  test('names the signals', () => {
    const { looks } = judge(setupWith(), minutesFrom(0, 30, { ...silent, health: 'ok' }));

    expect(looks.at(-1)?.blind).toEqual(telemetryOnly);
  });
});

describe('the version', () => {
  const before = 'a'.repeat(40);
  const approved = 'b'.repeat(40);
  const awaited = setupWith({ version: { kind: 'awaited', before } });

  test('of before is ignored until the new one is seen, and the watch begins there', () => {
    const readings = minutesFrom(0, 35, (index) =>
      index < 5 ? { sha: before, errors: 60, health: 'failed' } : { sha: approved },
    );
    const { verdict, startedAt, looks } = judge(awaited, readings);

    expect(verdict).toEqual({ kind: 'healthy' });
    expect(startedAt).toBe(atMinute(5));
    expect(looks).toHaveLength(30);
  });

  test('that is never seen makes the watch unverified', () => {
    expect(codes(judge(awaited, minutesFrom(0, 30, { sha: before })).verdict)).toEqual(['never-seen-live']);
    expect(codes(judge(awaited, minutesFrom(0, 30)).verdict)).toEqual(['never-seen-live']);
  });

  test('of another SHA says nothing about the approved one', () => {
    const setup = setupWith({ version: { kind: 'seen', sha: approved } });
    const readings = minutesFrom(0, 30, (index) =>
      index >= 10 && index < 14 ? { sha: before, health: 'failed', errors: 60 } : { sha: approved },
    );

    expect(judge(setup, readings).verdict).toEqual({ kind: 'healthy' });
  });
});

describe('late data', () => {
  test('that is bad flips a healthy verdict', () => {
    const early = minutesFrom(0, 30, (index) => (index >= 24 ? { errors: null } : {}));
    const late = minutesFrom(24, 6, { ...silent, requests: 60, errors: 30 });

    expect(judge(setupWith(), early).verdict).toEqual({ kind: 'healthy' });
    expect(judge(setupWith(), [...early, ...late]).verdict).toMatchObject({
      kind: 'breached',
      breach: { trigger: 'errors' },
    });
  });
});

describe('looks that are closer than telemetry', () => {
  test('know what telemetry brought last until it can bring something new', () => {
    const everyMs = 10_000;
    const setup = setupWith({ everyMs, grainMs: 60_000, minutes: 10 });
    const probes = Array.from({ length: 60 }, (_, index) => ({
      ...minuteAt(0, index % 6 === 0 ? {} : silent),
      at: atMinute(index / 6),
      health: 'ok' as const,
    }));

    expect(judge(setup, probes).verdict).toEqual({ kind: 'healthy' });
  });
});
