import { expect, test } from 'vitest';
import { type WatchPolicy } from '../../src/domain/policy/lane-policy.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';
import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { createHealthCheck, type HealthCheck } from '../../src/evidence/health-check.ts';
import { policyWith } from '../support/policy.ts';

const url = 'https://checkout.example.com/healthz';

function watchOf(change: Partial<WatchPolicy> = {}): WatchPolicy | null {
  return policyWith({ watch: change }).watch;
}

function open(reading: HealthReading = { kind: 'ok', ms: 40 }): {
  readonly healthCheck: HealthCheck;
  readonly asked: readonly string[];
  wait(this: void, milliseconds: number): void;
} {
  const asked: string[] = [];
  let now = '2026-11-20T12:00:00.000Z' as Instant;
  const probe = {
    async health({ health }: WatchPolicy): Promise<HealthReading> {
      asked.push(health?.url ?? '');
      return reading;
    },
  };
  return {
    healthCheck: createHealthCheck({ probe, now: () => now }),
    asked,
    wait(milliseconds) {
      now = after(now, milliseconds);
    },
  };
}

test.each([
  [
    { kind: 'ok', ms: 40 },
    { kind: 'answered', newest: null },
  ],
  [
    { kind: 'failed', reason: 'it answered 404' },
    { kind: 'failing', reason: 'it answered 404' },
  ],
  [
    { kind: 'unknown', reason: 'no such host' },
    { kind: 'blind', code: 'not-answered', reason: 'no such host' },
  ],
] as const)('a health check before the vote that is %j is told as it is', async (reading, outcome) => {
  expect(await open(reading).healthCheck(watchOf())).toEqual([
    { source: 'health-check', query: url, fields: [], triggers: ['health'], outcome },
  ]);
});

test('it is asked at most every five minutes, and at once where its address was changed', async () => {
  const { healthCheck, asked, wait } = open();
  const other = { url: 'https://checkout.example.com/health', timeoutMs: 5000, html: false };
  await Promise.all([healthCheck(watchOf()), healthCheck(watchOf())]);
  wait(5 * minute - 1);
  await healthCheck(watchOf());
  expect(asked).toEqual([url]);
  await healthCheck(watchOf({ health: other }));
  wait(1);
  await healthCheck(watchOf());

  expect(asked).toEqual([url, other.url, url]);
});

test('it is not asked where the lane has none', async () => {
  const { healthCheck, asked } = open();

  expect([await healthCheck(watchOf({ health: null })), await healthCheck(null), asked]).toEqual([[], [], []]);
});
