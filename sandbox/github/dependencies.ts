import { type Advisory, type DependencyChange } from './held-types.ts';
import { type Commit, type Repo, type Tree } from './types.ts';

/** What GitHub's dependency graph sees between two commits: npm's files, or what the world was told. */

type Package = Pick<DependencyChange, 'manifest' | 'name' | 'version' | 'scope' | 'license' | 'source'>;

export function dependencyChanges(repo: Repo, base: Commit, head: Commit): readonly DependencyChange[] {
  const given = repo.givenDependencies.findLast(({ headSha }) => headSha === head.sha);
  if (given !== undefined) return given.changes;
  const before = packagesIn(base.tree);
  const after = packagesIn(head.tree);
  return [
    ...without(before, after).map((one) => changeOf('removed', one, repo.advisories)),
    ...without(after, before).map((one) => changeOf('added', one, repo.advisories)),
  ];
}

function changeOf(
  change: DependencyChange['change'],
  found: Package,
  advisories: readonly Advisory[],
): DependencyChange {
  const vulnerabilities = advisories.filter(({ name, version }) => name === found.name && version === found.version);
  return { change, ecosystem: 'npm', ...found, vulnerabilities };
}

function without(some: readonly Package[], others: readonly Package[]): readonly Package[] {
  const known = new Set(others.map(keyOf));
  return some.filter((one) => !known.has(keyOf(one)));
}

function keyOf({ manifest, name, version }: Package): string {
  return JSON.stringify([manifest, name, version]);
}

function packagesIn(tree: Tree): readonly Package[] {
  return [...tree].flatMap(([path, text]) => {
    const file = path.split('/').at(-1);
    if (file === 'package-lock.json') return packagesOfLock(path, objectOf(text));
    return file === 'package.json' ? packagesOfManifest(path, objectOf(text)) : [];
  });
}

/** Lockfiles of version 2 and 3: every installed package, by the folder in which it lies. */
function packagesOfLock(manifest: string, lock: Record<string, unknown>): readonly Package[] {
  return Object.entries(asObject(lock['packages'])).flatMap(([folder, value]) => {
    const entry = asObject(value);
    const name = folder.split('node_modules/').at(-1) ?? '';
    const version = textOf(entry['version']);
    if (folder === '' || version === null) return [];
    const scope = entry['dev'] === true ? 'development' : 'runtime';
    return [{ manifest, name, version, scope, license: textOf(entry['license']), source: null }];
  });
}

/** Direct dependencies, with the range that is asked for instead of a version. */
function packagesOfManifest(manifest: string, file: Record<string, unknown>): readonly Package[] {
  const groups = [
    { key: 'dependencies', scope: 'runtime' },
    { key: 'devDependencies', scope: 'development' },
  ] as const;
  return groups.flatMap(({ key, scope }) =>
    Object.entries(asObject(file[key])).map(([name, range]) => {
      return { manifest, name, version: textOf(range) ?? '', scope, license: null, source: null };
    }),
  );
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
