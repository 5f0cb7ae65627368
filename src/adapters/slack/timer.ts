/** Stops a timer that has not fired yet; harmless afterwards. */
export type StopTimer = () => void;

/** Runs something once, `milliseconds` from now. Tests pass one that they fire by hand. */
export type StartTimer = (milliseconds: number, run: () => void) => StopTimer;

export function startTimer(milliseconds: number, run: () => void): StopTimer {
  const timer = setTimeout(run, milliseconds);
  return function stop(): void {
    clearTimeout(timer);
  };
}
