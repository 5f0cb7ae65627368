import { type Redis } from 'ioredis';
import { type Instant, instantAt } from '../domain/time.ts';

/** The one reader of a clock. */
export type Clock = {
  readonly now: () => Instant;
  /** Milliseconds since 1970, by the same clock. */
  readonly nowMs: () => number;
  /** Milliseconds since 1970 as the world outside counts them: in rehearsals only our own clock is moved. */
  readonly wallMs: () => number;
  /** Milliseconds that have passed since some moment; never goes back. In rehearsals what was moved has passed as well. */
  readonly elapsedMs: () => number;
  readonly stop: () => void;
};

export function systemClock(): Clock {
  return { now: () => instantAt(Date.now()), nowMs: wallMs, wallMs, elapsedMs: steadyMs, stop: () => undefined };
}

function wallMs(): number {
  return Date.now();
}

function steadyMs(): number {
  return performance.now();
}

/** How often a rehearsal's clock is read anew, in milliseconds. */
const readEvery = 100;

/** For rehearsals: adds the milliseconds found in Redis, so that hours can pass in a second. */
export async function rehearsalClock(redis: Pick<Redis, 'get'>, prefix: string): Promise<Clock> {
  let offset = 0;
  let furthest = 0;
  async function read(): Promise<void> {
    const text = await redis.get(`${prefix}:test-clock`);
    const ms = Number(text ?? '0');
    offset = Number.isFinite(ms) ? ms : 0;
    furthest = Math.max(furthest, offset);
  }
  await read();
  const timer = setInterval(() => void read().catch(() => undefined), readEvery);
  timer.unref();
  function nowMs(): number {
    return Date.now() + offset;
  }
  function elapsedMs(): number {
    return steadyMs() + furthest;
  }
  return { now: () => instantAt(nowMs()), nowMs, wallMs, elapsedMs, stop: () => clearInterval(timer) };
}
