import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Done, type Task } from './detect-task.ts';

const script = new URL('detect-thread.ts', import.meta.url);

/** All tasks, on as many threads as the machine has cores; the answers are in the order of the tasks. */
export async function inThreads(tasks: readonly Task[]): Promise<readonly Done[]> {
  const done: Done[] = [];
  const waiting = [...tasks.entries()];
  const threads = Array.from({ length: Math.min(8, availableParallelism(), tasks.length) }, () => new Worker(script));

  async function work(thread: Worker): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, task] = next;
      thread.postMessage(task);
      const answers: unknown[] = await once(thread, 'message');
      done[index] = answers[0] as Done;
    }
  }

  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map(async (thread) => await thread.terminate()));
  }
  return done;
}
