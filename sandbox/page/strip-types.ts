import { stripTypeScriptTypes } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/** A thread's whole work: it is given sources by path, and answers with what is left of them without types. */
const sources = workerData as Readonly<Record<string, string>>;
const code = Object.entries(sources).map(([path, source]) => [path, stripTypeScriptTypes(source)] as const);
parentPort?.postMessage(Object.fromEntries(code));
