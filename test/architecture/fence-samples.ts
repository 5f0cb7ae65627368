/**
 * Who may import what, as samples. `sub` stands for any folder one level down, `other` for its neighbour.
 * A `..` hidden inside a path is the classic way around a fence, so each folder has some.
 */
export type FenceSample = {
  /** The file that holds the imports. A folder's files all follow the same rule. */
  readonly file: string;
  readonly may: readonly string[];
  readonly mayNot: readonly string[];
};

export const fenceSamples: readonly FenceSample[] = [
  {
    file: 'src/domain/planted.ts',
    may: ['zod', 'temporal-polyfill', 'croner', './ids.ts', './release/release.ts'],
    mayNot: [
      'ioredis',
      '@slack/bolt',
      'node:fs',
      'node:crypto',
      'fs',
      'zod/../ioredis',
      '../flow.ts',
      '../config.ts',
      '../adapters/clock.ts',
      './../flow.ts',
      './release/../../flow.ts',
      './a/b/../../../flow.ts',
    ],
  },
  {
    file: 'src/domain/sub/planted.ts',
    may: ['zod', 'temporal-polyfill', './near.ts', '../ids.ts', '../other/thing.ts'],
    mayNot: [
      'pino',
      'node:crypto',
      'node:process',
      '../../flow.ts',
      '../../cards/card.ts',
      './../../flow.ts',
      '../other/../../flow.ts',
      '../../domain/../flow.ts',
      './../../adapters/clock.ts',
    ],
  },
  {
    file: 'src/cards/planted.ts',
    may: ['./near.ts', './sub/thing.ts', '../domain/ids.ts', '../domain/release/release.ts'],
    mayNot: [
      'zod',
      '@slack/types',
      'node:path',
      '../flow.ts',
      '../handlers/vote.ts',
      '../adapters/slack.ts',
      './../flow.ts',
      '../domain/../flow.ts',
      '../domain/release/../../flow.ts',
      './sub/../../flow.ts',
    ],
  },
  {
    file: 'src/cards/sub/planted.ts',
    may: ['./near.ts', '../near.ts', '../other/thing.ts', '../../domain/ids.ts', '../../domain/lane/lane.ts'],
    mayNot: [
      'zod',
      '../../flow.ts',
      '../../domain/../flow.ts',
      '../other/../../flow.ts',
      './../../flow.ts',
      '../../../package.json',
    ],
  },
  {
    file: 'src/evidence/planted.ts',
    may: ['zod', 'yauzl', 'node:crypto', './near.ts', '../domain/ids.ts', '../domain/release/release.ts'],
    mayNot: ['@octokit/rest', 'node:fs', '../flow.ts', '../cards/card.ts', '../jobs/look.ts', '../domain/../flow.ts'],
  },
  {
    file: 'src/evidence/sub/planted.ts',
    may: ['zod', './near.ts', '../near.ts', '../../domain/ids.ts'],
    mayNot: ['ioredis', '../../flow.ts', '../../cards/card.ts', '../../domain/../flow.ts', '../other/../../flow.ts'],
  },
  {
    file: 'src/handlers/planted.ts',
    may: ['zod', 'node:crypto', './near.ts', '../flow.ts', '../domain/ids.ts', '../cards/card.ts'],
    mayNot: [
      '@slack/web-api',
      'bullmq',
      'node:fs',
      '../config.ts',
      '../main.ts',
      '../jobs/look.ts',
      '../adapters/clock.ts',
      '../evidence/zip.ts',
      '../domain/../adapters/clock.ts',
      '../cards/../config.ts',
    ],
  },
  {
    file: 'src/handlers/sub/planted.ts',
    may: ['zod', './near.ts', '../near.ts', '../../flow.ts', '../../domain/lane/lane.ts', '../../cards/card.ts'],
    mayNot: [
      'ioredis',
      '../../config.ts',
      '../../adapters/clock.ts',
      '../../cards/../adapters/clock.ts',
      '../other/../../config.ts',
    ],
  },
  {
    file: 'src/jobs/planted.ts',
    may: ['./near.ts', '../flow.ts', '../domain/ids.ts', '../evidence/zip.ts'],
    mayNot: [
      'zod',
      'ioredis',
      '../cards/card.ts',
      '../adapters/clock.ts',
      '../handlers/vote.ts',
      '../config.ts',
      '../evidence/../config.ts',
    ],
  },
  {
    file: 'src/jobs/sub/planted.ts',
    may: ['../near.ts', '../../flow.ts', '../../domain/ids.ts', '../../evidence/zip.ts'],
    mayNot: ['ioredis', '../../cards/card.ts', '../../adapters/clock.ts', '../../evidence/../config.ts'],
  },
  {
    file: 'src/adapters/planted.ts',
    may: [
      'ioredis',
      '@slack/web-api',
      'node:fs/promises',
      './ledger/ledger.ts',
      '../domain/ids.ts',
      '../cards/card.ts',
    ],
    mayNot: [
      '../flow.ts',
      '../config.ts',
      '../handlers/vote.ts',
      '../jobs/look.ts',
      '../evidence/zip.ts',
      './../flow.ts',
      '../domain/../flow.ts',
      './sub/../../flow.ts',
    ],
  },
  {
    file: 'src/adapters/sub/planted.ts',
    may: ['bullmq', './near.ts', '../near.ts', '../other/thing.ts', '../../domain/ids.ts', '../../cards/card.ts'],
    mayNot: [
      '../../flow.ts',
      '../../config.ts',
      '../../evidence/zip.ts',
      './../../flow.ts',
      '../other/../../flow.ts',
      '../../domain/../flow.ts',
      '../../../sandbox/x.ts',
    ],
  },
  { file: 'src/new-folder/planted.ts', may: [], mayNot: ['zod', '../flow.ts', './near.ts'] },
  {
    file: 'src/flow.ts',
    may: ['./domain/ids.ts', './domain/lane/lane.ts'],
    mayNot: [
      'zod',
      'ioredis',
      './config.ts',
      './cards/card.ts',
      './adapters/clock.ts',
      './domain/../config.ts',
      '../sandbox/x.ts',
    ],
  },
  {
    file: 'src/config.ts',
    may: ['zod', 'yaml', './config-errors.ts', './domain/policy/policy.ts'],
    mayNot: ['ioredis', 'node:fs', './flow.ts', './adapters/clock.ts', './domain/../flow.ts'],
  },
  {
    file: 'src/main.ts',
    may: ['ioredis', 'node:process', './config.ts', './adapters/clock.ts', './handlers/index.ts'],
    mayNot: ['../sandbox/x.ts', '../test/x.ts', './adapters/../../sandbox/x.ts'],
  },
  {
    file: 'src/domain/hash.ts',
    may: ['node:crypto', './canonical-json.ts'],
    mayNot: ['node:fs', './time.ts', '../flow.ts', './../flow.ts'],
  },
];

/** The ways in which one file can reach another. Each must be seen. */
export const importWays: readonly { readonly name: string; readonly text: (from: string) => string }[] = [
  { name: 'import', text: (from) => `import { thing } from '${from}';\nexport const used = thing;\n` },
  { name: 'import for its effect', text: (from) => `import '${from}';\n` },
  { name: 'import of a type', text: (from) => `import { type Thing } from '${from}';\nexport type Used = Thing;\n` },
  {
    name: 'import of types only',
    text: (from) => `import type { Thing } from '${from}';\nexport type Used = Thing;\n`,
  },
  { name: 'import of everything', text: (from) => `import * as all from '${from}';\nexport const used = all;\n` },
  { name: 're-export', text: (from) => `export { thing } from '${from}';\n` },
  { name: 're-export of everything', text: (from) => `export * from '${from}';\n` },
  { name: 're-export of a type', text: (from) => `export type { Thing } from '${from}';\n` },
  {
    name: 'dynamic import',
    text: (from) => `export async function load(): Promise<unknown> {\n  return import('${from}');\n}\n`,
  },
  { name: 'import inside a type', text: (from) => `export type Used = import('${from}').Thing;\n` },
];
