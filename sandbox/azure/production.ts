/**
 * What the demo's services show of themselves, minute by minute, for the doubles that hand it out. A switch counts for
 * the whole minute that it is thrown in and all after it; what was before stays as it was.
 */
export type Signals = {
  readonly requestsPerMinute: number;
  readonly errorPercent: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly restartsPerMinute: number;
  /** `silent`: the service may run, but nothing measures it. */
  readonly data: 'flowing' | 'silent';
};

/** One minute. `restarts` is the total since the beginning. */
export type Minute = {
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly restarts: number;
};

export type Production = {
  readonly services: readonly string[];
  /** Throws when there is no such service. */
  readonly set: (service: string, signals: Partial<Signals>) => void;
  readonly state: (service: string) => Signals;
  /** Null for a minute that nothing measured, and for one that has not begun. */
  readonly minuteOf: (service: string, atMs: number) => Minute | null;
};

export const healthySignals: Signals = {
  requestsPerMinute: 60,
  errorPercent: 0.5,
  p50Ms: 40,
  p95Ms: 180,
  cpuPercent: 30,
  memoryPercent: 55,
  restartsPerMinute: 0,
  data: 'flowing',
};

type Change = { readonly fromMs: number; readonly signals: Signals };

const minuteMs = 60_000;

export function createProduction(options: {
  readonly services: Readonly<Record<string, Partial<Signals>>>;
  readonly now?: () => number;
  readonly onChange?: () => void;
}): Production {
  const now = options.now ?? Date.now;
  const histories = new Map<string, Change[]>(
    Object.entries(options.services).map(([name, signals]) => [
      name,
      [{ fromMs: 0, signals: { ...healthySignals, ...signals } }],
    ]),
  );

  function historyOf(service: string): Change[] {
    const history = histories.get(service);
    if (history === undefined) throw new Error(`the sandbox has no service ${service}`);
    return history;
  }

  function state(service: string): Signals {
    return historyOf(service).at(-1)?.signals ?? healthySignals;
  }

  return {
    services: [...histories.keys()],
    set(service, signals) {
      historyOf(service).push({ fromMs: startOf(now()), signals: { ...state(service), ...signals } });
      options.onChange?.();
    },
    state,
    minuteOf(service, atMs) {
      const history = historyOf(service);
      const signals = history.findLast(({ fromMs }) => fromMs <= atMs)?.signals;
      if (signals === undefined || signals.data === 'silent' || atMs > now()) return null;
      return minuteFrom(signals, service, startOf(atMs), restartsUntil(history, startOf(atMs)));
    },
  };
}

function startOf(atMs: number): number {
  return Math.floor(atMs / minuteMs) * minuteMs;
}

function minuteFrom(signals: Signals, service: string, atMs: number, restarts: number): Minute {
  const requests = Math.round(signals.requestsPerMinute * around(0.1, service, atMs, 'requests'));
  const expected = (requests * signals.errorPercent) / 100;
  // Rates below one error a minute show as one error in some of the minutes.
  const errors = Math.min(requests, Math.floor(expected + share(service, atMs, 'errors')));
  return {
    requests,
    errors,
    p50Ms: signals.p50Ms * around(0.05, service, atMs, 'p50'),
    p95Ms: signals.p95Ms * around(0.08, service, atMs, 'p95'),
    cpuPercent: signals.cpuPercent * around(0.04, service, atMs, 'cpu'),
    memoryPercent: signals.memoryPercent * around(0.02, service, atMs, 'memory'),
    restarts,
  };
}

function restartsUntil(history: readonly Change[], atMs: number): number {
  return history.reduce((sum, { fromMs, signals }, index) => {
    if (signals.restartsPerMinute === 0 || fromMs > atMs) return sum;
    const untilMs = Math.min(history[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY, atMs + minuteMs);
    return sum + Math.round(((untilMs - fromMs) / minuteMs) * signals.restartsPerMinute);
  }, 0);
}

/** Close to 1, the same whenever the same minute is asked for. */
function around(spread: number, ...of: readonly (string | number)[]): number {
  return 1 + spread * (2 * share(...of) - 1);
}

/** From 0 to 1, by a hash (FNV-1a, then mixed) and not by chance. */
function share(...of: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const sign of of.join('|')) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
