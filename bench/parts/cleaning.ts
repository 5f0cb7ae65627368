/** What was begun last ends first, whatever became of the bench; one end that fails does not keep the others from theirs. */
export type Cleaning = { add(task: () => Promise<void>): void };

export async function withCleaning(run: (cleaning: Cleaning) => Promise<void>): Promise<void> {
  const tasks: (() => Promise<void>)[] = [];
  try {
    await run({ add: (task) => void tasks.push(task) });
  } finally {
    const ends = await runBackwards(tasks);
    for (const failure of ends) process.stderr.write(`Not everything could be stopped: ${String(failure)}\n`);
  }
}

async function runBackwards(tasks: readonly (() => Promise<void>)[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const task of tasks.toReversed()) await task().catch((error: unknown) => failures.push(error));
  return failures;
}
