import { beforeAll, describe, expect, test } from 'vitest';
import { fenceSamples, importWays } from './fence-samples.ts';
import { type Finding, lintPlanted } from './lint-planted.ts';

const fence = ['eslint(no-restricted-imports)', 'typescript(consistent-type-imports)'];

/** The lines of one file that the fence complained about. */
function reportedLines(findings: readonly Finding[], path: string): readonly number[] {
  const lines = findings.filter((finding) => finding.path === path && fence.includes(finding.rule));
  return [...new Set(lines.map(({ line }) => line))].toSorted((a, b) => a - b);
}

function importLines(sources: readonly string[]): string {
  return sources.map((source) => `import '${source}';\n`).join('');
}

/** Each sample's first forbidden import, tried in one way; the file keeps its name, so that the same rule meets it. */
async function lintOneWay(text: (from: string) => string): Promise<readonly Finding[]> {
  return lintPlanted(new Map(fenceSamples.map(({ file, mayNot }) => [file, text(mayNot[0] ?? 'zod')])));
}

describe('the import fence', () => {
  let allowed: readonly Finding[] = [];
  let forbidden: readonly Finding[] = [];

  beforeAll(async () => {
    allowed = await lintPlanted(new Map(fenceSamples.map(({ file, may }) => [file, importLines(may)])));
    forbidden = await lintPlanted(new Map(fenceSamples.map(({ file, mayNot }) => [file, importLines(mayNot)])));
  }, 60_000);

  test.each(fenceSamples)('lets $file import what it may', ({ file }) => {
    expect(reportedLines(allowed, file)).toEqual([]);
  });

  test.each(fenceSamples)('reports every import that $file may not have', ({ file, mayNot }) => {
    const reported = reportedLines(forbidden, file).map((line) => mayNot[line - 1]);

    expect(reported).toEqual(mayNot);
  });

  test.each(importWays)('sees a forbidden $name in every folder', async ({ text }) => {
    const findings = await lintOneWay(text);
    const missed = fenceSamples.filter(({ file }) => reportedLines(findings, file).length === 0);

    expect(missed.map(({ file }) => file)).toEqual([]);
  });

  test('lets handlers and jobs know the types of their SDK, and not its code', async () => {
    const files: readonly (readonly [string, string])[] = [
      ['src/handlers/planted.ts', '@slack/bolt'],
      ['src/handlers/sub/planted.ts', '@slack/bolt'],
      ['src/jobs/planted.ts', 'bullmq'],
      ['src/jobs/sub/planted.ts', 'bullmq'],
    ];
    const ofTypes = files.map(([file, from]): [string, string] => [
      file,
      `import { type Thing } from '${from}';\nexport type Used = Thing;\n`,
    ]);
    const ofCode = files.map(([file, from]): [string, string] => [
      file,
      `import { Thing } from '${from}';\nexport const used = new Thing();\n`,
    ]);
    const types = await lintPlanted(new Map(ofTypes));
    const code = await lintPlanted(new Map(ofCode));

    expect(files.map(([file]) => reportedLines(types, file))).toEqual([[], [], [], []]);
    expect(files.map(([file]) => reportedLines(code, file))).toEqual([[1], [1], [1], [1]]);
  });
});

describe('the domain', () => {
  const impurities = [
    'new Date()',
    'Date.now()',
    'performance.now()',
    'process.exitCode',
    'globalThis.Date.now()',
    'Math.random()',
    "fetch('http://127.0.0.1')",
    'setTimeout(() => undefined, 1)',
    'setInterval(() => undefined, 1)',
    'crypto.randomUUID()',
    'Temporal.Now.instant()',
  ];
  const restricted = ['eslint(no-restricted-globals)', 'eslint(no-restricted-properties)'];

  test('has no clock, no randomness, no network and no process', async () => {
    const text = impurities.map((code, index) => `export const impure${index} = ${code};\n`).join('');
    const path = 'src/domain/release/planted.ts';
    const findings = await lintPlanted(new Map([[path, text]]));
    const lines = new Set(findings.filter(({ rule }) => restricted.includes(rule)).map(({ line }) => line));

    expect(impurities.filter((_, index) => !lines.has(index + 1))).toEqual([]);
  });
});

describe('the linter', () => {
  const careless: readonly { readonly rule: string; readonly text: string }[] = [
    {
      rule: 'typescript(no-floating-promises)',
      text: 'async function save(): Promise<void> {}\nexport function go(): void {\n  save();\n}\n',
    },
    {
      rule: 'typescript(strict-boolean-expressions)',
      text: "export function named(name: string): string {\n  return name ? name : 'nobody';\n}\n",
    },
    {
      rule: 'typescript(switch-exhaustiveness-check)',
      text: "export function say(vote: 'go' | 'no-go'): void {\n  switch (vote) {\n    case 'go':\n      return;\n  }\n}\n",
    },
    { rule: 'typescript(no-explicit-any)', text: 'export function take(value: any): void {\n  value();\n}\n' },
    { rule: 'typescript(no-non-null-assertion)', text: 'export const first = (list: string[]): string => list[0]!;\n' },
    { rule: 'node(no-process-env)', text: 'export const home = process.env;\n' },
  ];

  test('reports each of these', async () => {
    const files = careless.map(({ text }, index): [string, string] => [`src/adapters/planted-${index}.ts`, text]);
    const findings = await lintPlanted(new Map(files));
    const missed = careless.filter(
      ({ rule }, index) =>
        !findings.some((finding) => finding.path === `src/adapters/planted-${index}.ts` && finding.rule === rule),
    );

    expect(missed).toEqual([]);
  });
});
