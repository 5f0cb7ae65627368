import { expect, onTestFinished, test } from 'vitest';
import { type Clock, rehearsalClock, systemClock } from '../../src/adapters/clock.ts';

const hour = 3_600_000;

/** A rehearsal whose clock is moved by hand. */
async function rehearsal(): Promise<{ readonly clock: Clock; readonly moveTo: (ms: number) => Promise<void> }> {
  let offset = 0;
  const clock = await rehearsalClock({ get: async () => String(offset) }, '{t}');
  onTestFinished(clock.stop);
  async function moveTo(ms: number): Promise<void> {
    offset = ms;
    await expect.poll(() => Math.round((clock.nowMs() - clock.wallMs()) / hour) * hour, { interval: 5 }).toBe(ms);
  }
  return { clock, moveTo };
}

test('an hour that a rehearsal skips has passed for whatever waits, and not for the world outside', async () => {
  const { clock, moveTo } = await rehearsal();
  const [elapsed, wall] = [clock.elapsedMs(), clock.wallMs()];
  await moveTo(hour);

  expect(clock.elapsedMs() - elapsed).toBeGreaterThanOrEqual(hour);
  expect(clock.wallMs() - wall).toBeLessThan(hour);
});

test('time that has passed does not come back when a rehearsal is set back', async () => {
  const { clock, moveTo } = await rehearsal();
  await moveTo(2 * hour);
  const elapsed = clock.elapsedMs();
  await moveTo(hour);

  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(elapsed);
});

test('outside of rehearsals nothing is moved', () => {
  const clock = systemClock();

  expect(Math.abs(clock.nowMs() - clock.wallMs())).toBeLessThan(1000);
  expect(Math.abs(clock.elapsedMs() - performance.now())).toBeLessThan(1000);
});
