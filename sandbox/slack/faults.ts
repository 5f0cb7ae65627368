import { type Args, type Method } from './api.ts';
import { type Answer, type Failure, type Faults } from './contract.ts';
import { textOf } from './json.ts';

/** What shall happen to one call, decided as it comes in. */
export type Fate =
  | { readonly kind: 'normal' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'failing'; readonly failure: Failure };

export type FaultDesk = Faults & {
  readonly isRevoked: boolean;
  readonly delayMs: number;
  fate(method: string, known: Method | undefined, args: Args): Fate;
};

type Planned = { readonly method: string; readonly failure: Failure; readonly left: number };
type Clock = () => number;

/** `chat.postMessage` is let through once a second in each channel, with short bursts: ten in ten seconds. */
const channelPace = { calls: 10, windowMs: 10_000 };
const minuteMs = 60_000;

export function createFaults(now: Clock, tellRevoked: () => Promise<Answer>): FaultDesk {
  const limitedUntil = new Map<string, number>();
  let planned: readonly Planned[] = [];
  let paceWait: ReturnType<typeof createPace> | null = null;
  let isRevoked = false;
  let delayMs = 0;

  const desk: FaultDesk = {
    down: false,
    get isRevoked() {
      return isRevoked;
    },
    get delayMs() {
      return delayMs;
    },
    rateLimit: (method, seconds) => void limitedUntil.set(method, now() + seconds * 1000),
    pace(limits) {
      paceWait = limits === 'as-slack' ? createPace(now) : null;
    },
    failNext(method, failure, times = 1) {
      planned = [...planned, { method, failure, left: times }];
    },
    slow(ms) {
      delayMs = ms;
    },
    async revokeToken() {
      isRevoked = true;
      return await tellRevoked();
    },
    clear() {
      desk.down = false;
      limitedUntil.clear();
      planned = [];
      paceWait = null;
      isRevoked = false;
      delayMs = 0;
    },
    fate(name, method, args) {
      const index = planned.findIndex((plan) => plan.method === name || plan.method === '*');
      const plan = planned[index];
      if (plan !== undefined) {
        planned = plan.left > 1 ? planned.with(index, { ...plan, left: plan.left - 1 }) : planned.toSpliced(index, 1);
        return { kind: 'failing', failure: plan.failure };
      }
      const until = Math.max(limitedUntil.get(name) ?? 0, limitedUntil.get('*') ?? 0);
      const told = Math.ceil((until - now()) / 1000);
      const wait = told > 0 ? told : method === undefined ? 0 : (paceWait?.(name, method, args) ?? 0);
      return wait > 0 ? { kind: 'limited', retryAfterSeconds: wait } : { kind: 'normal' };
    },
  };
  return desk;
}

/** Counts calls, and says how many seconds one has to wait because its method's pace is used up: 0 when it may pass. */
function createPace(now: Clock): (name: string, method: Method, args: Args) => number {
  const recent = new Map<string, readonly number[]>();

  return (name, { pace }, args) => {
    const { calls: most, windowMs } = pace === 'channel' ? channelPace : { calls: pace, windowMs: minuteMs };
    const key = pace === 'channel' ? `${name} ${textOf(args['channel'])}` : name;
    const calls = (recent.get(key) ?? []).filter((at) => at > now() - windowMs);
    const [first] = calls;
    if (first !== undefined && calls.length >= most) return Math.max(1, Math.ceil((first + windowMs - now()) / 1000));
    recent.set(key, [...calls, now()]);
    return 0;
  };
}
