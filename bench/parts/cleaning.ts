/** What was begun last ends first, whatever became of the bench; one end that fails does not keep the others from theirs. */
export type Cleaning = { add(task: () => Promise<void>): void };

/** No bench takes this long; one that does is stuck, and says so instead of staying for ever. */
const longestMs = 240_000;

/** Also when it is told to stop, everything that was begun is ended. */
export async function withCleaning(run: (cleaning: Cleaning) => Promise<void>): Promise<void> {
  const tasks: (() => Promise<void>)[] = [];
  const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
  const timer = setTimeout(() => stop(new Error(`The bench was not done after ${longestMs / 1000} s.`)), longestMs);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop(new Error(`Stopped by ${signal}.`)));
  }
  let exitCode = 0;
  try {
    await Promise.race([run({ add: (task) => void tasks.push(task) }), stopped]);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    exitCode = 1;
  }
  clearTimeout(timer);
  for (const failure of await runBackwards(tasks)) {
    process.stderr.write(`Not everything could be stopped: ${String(failure)}\n`);
  }
  // Where it was broken off, the rest of it may still wait for something.
  if (exitCode !== 0) process.exit(exitCode);
}

async function runBackwards(tasks: readonly (() => Promise<void>)[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const task of tasks.toReversed()) await task().catch((error: unknown) => failures.push(error));
  return failures;
}
