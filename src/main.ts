import { enableCompileCache } from 'node:module';

/**
 * Gonogo's process. Everything is loaded after the cache of compiled code is on, which halves the time from start to
 * ready from the second start of a version on. Where it cannot be written, the start is only slower.
 */
enableCompileCache();
await import('./main-run.ts');
