import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { sentenceOf } from '../../src/config.ts';
import { loadPolicy } from '../../src/config-policy.ts';
import { fenceSamples } from './fence-samples.ts';
import { filesBelow, readProjectFile } from './project-files.ts';

const code = ['src', 'test', 'sandbox', 'bench', 'fuzz'].flatMap((folder) =>
  filesBelow(folder, ['.ts', '.tsx', '.mjs', '.js']),
);

describe('the code', () => {
  // Written in halves, so that this list does not find itself.
  const suppressions = [
    'oxlint-' + 'disable',
    'eslint-' + 'disable',
    'biome-' + 'ignore',
    '@ts-' + 'ignore',
    '@ts-' + 'expect-error',
    '@ts-' + 'nocheck',
    'v8 ' + 'ignore',
  ];
  const leftovers = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'];

  test('silences no check', () => {
    expect(code.filter((path) => suppressions.some((word) => readProjectFile(path).includes(word)))).toEqual([]);
  });

  test('leaves nothing for later', () => {
    const pattern = new RegExp(`\\b(?:${leftovers.join('|')})\\b`);

    expect(code.filter((path) => pattern.test(readProjectFile(path)))).toEqual([]);
  });

  test('lies in folders that the import fence knows', () => {
    const known = new Set(fenceSamples.map(({ file }) => file.split('/').slice(0, 2).join('/')));
    const folders = new Set(
      filesBelow('src', ['.ts'])
        .filter((path) => path.split('/').length > 2)
        .map((path) => path.split('/').slice(0, 2).join('/')),
    );

    expect([...folders].filter((folder) => !known.has(folder))).toEqual([]);
  });

  test('of the domain is at most one folder deep, as the fence assumes', () => {
    expect(filesBelow('src/domain', ['.ts']).filter((path) => path.split('/').length > 4)).toEqual([]);
  });
});

describe('the packages', () => {
  const Versions = z.record(z.string(), z.string()).default({});
  const Manifest = z.object({
    dependencies: Versions,
    devDependencies: Versions,
    optionalDependencies: Versions,
    overrides: Versions,
  });

  test('are pinned exactly', () => {
    const manifest = Manifest.parse(JSON.parse(readProjectFile('package.json')));
    const all = Object.values(manifest).flatMap((group) => Object.entries(group));

    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test('are locked as they are pinned', () => {
    const manifest = Manifest.omit({ overrides: true }).parse(JSON.parse(readProjectFile('package.json')));
    const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });
    const { packages } = Lock.parse(JSON.parse(readProjectFile('package-lock.json')));
    const all = Object.values(manifest).flatMap((group) => Object.entries(group));

    expect(all.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)).toEqual([]);
  });

  test('are locked with their digests', () => {
    const Lock = z.object({
      packages: z.record(z.string(), z.object({ integrity: z.string().optional(), link: z.boolean().optional() })),
    });
    const { packages } = Lock.parse(JSON.parse(readProjectFile('package-lock.json')));
    const unlocked = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && integrity === undefined);

    expect(unlocked.map(([path]) => path)).toEqual([]);
  });
});

describe('an example in the docs', () => {
  const pages = ['README.md', ...filesBelow('docs', ['.md'])].filter((path) => filesBelow('.', ['.md']).includes(path));
  const examples = pages.flatMap((page) =>
    [...readProjectFile(page).matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)].map((match) => ({ page, text: match[1] ?? '' })),
  );

  test('is valid YAML', () => {
    const broken = examples.filter(({ text }) =>
      parseAllDocuments(text).some((document) => document.errors.length > 0),
    );

    expect(broken).toEqual([]);
  });

  test('is a valid gonogo.yaml when it looks like one', () => {
    const errors = examples
      .filter(({ text }) => /^version: 1$/m.test(text))
      .flatMap(({ page, text }) => {
        const result = loadPolicy(page, () => text);
        return result.kind === 'bad' ? result.errors.map(sentenceOf) : [];
      });

    expect(errors).toEqual([]);
  });
});
