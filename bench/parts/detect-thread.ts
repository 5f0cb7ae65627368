import { parentPort } from 'node:worker_threads';
import { carryOut, type Task } from './detect-task.ts';

/** Carries out one task after the other, until it is ended. */
parentPort?.on('message', (task: Task) => parentPort?.postMessage(carryOut(task)));
