import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests that need a Redis share one private server for each run; every test takes a key prefix of its own. */
const redisSetup = ['test/support/redis.ts'];

/** One fewer is the default, which leaves half of a small machine idle. */
const processors = availableParallelism();

/** Tests start the bot and the terminal program hundreds of times: what Node has compiled once is not compiled again. */
const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) };

const apart = ['test/redis/**', 'test/acceptance/**', 'test/browser/**'];
const second = 1000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          env,
          isolate: false,
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: apart,
          maxWorkers: processors,
          testTimeout: 20 * second,
        },
      },
      {
        test: {
          name: 'redis',
          env,
          isolate: false,
          include: ['test/redis/**/*.test.ts'],
          globalSetup: redisSetup,
          maxWorkers: processors,
          testTimeout: 30 * second,
          hookTimeout: 60 * second,
        },
      },
      {
        test: {
          name: 'acceptance',
          env,
          isolate: false,
          // They mostly wait for a bot that waits for somebody else, and begin when nothing else wants the processors.
          maxWorkers: 6,
          sequence: { groupOrder: 1 },
          include: ['test/acceptance/**/*.test.ts'],
          globalSetup: redisSetup,
          testTimeout: 120 * second,
          hookTimeout: 90 * second,
        },
      },
      {
        test: {
          name: 'browser',
          env,
          isolate: false,
          include: ['test/browser/**/*.test.ts'],
          globalSetup: redisSetup,
          testTimeout: 180 * second,
          hookTimeout: 120 * second,
          // Two browsers and two bots at a time: each mostly waits for what the other side shows.
          maxWorkers: 2,
        },
      },
    ],
  },
});
