import { randomBytes } from 'node:crypto';
import { type TestProject } from 'vitest/node';
import { type ProvidedRedis, provideRedis } from '../../sandbox/redis/provide-redis.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The Redis that all tests of a project share; `inject('redisUrl')` gives it. */
    redisUrl: string;
  }
}

let server: ProvidedRedis | null = null;

/** Global setup: one private server for the project's tests, or the one that REDIS_URL names. */
export async function setup(project: TestProject): Promise<void> {
  server = await provideRedis({ log: say });
  project.provide('redisUrl', server.url);
}

export async function teardown(): Promise<void> {
  await server?.stop();
  server = null;
}

/** A key prefix that no other test has, in the form of the shipped one: with a hash tag. */
export function freshPrefix(): string {
  return `{t${randomBytes(6).toString('hex')}}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
