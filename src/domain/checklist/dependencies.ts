import { type Candidate, type Dependency } from '../release/candidate.ts';
import { aNote, asked, aWord, type Entry, type Facts, fingerprint, named, proven, said } from './entry.ts';

/** Dependencies beyond these are told as one item. */
const mostDependencies = 10;

/**
 * Fails closed: a dependency is settled only by an empty list of weaknesses and by a licence that is known. Where
 * GitHub could not compare, a changed lockfile is what asks for a person; where production does not say what is
 * live, somebody has to look. A lane that says nowhere how to find that out is told so.
 */
export function dependencyItems({ candidate, policy }: Facts): readonly Entry[] {
  const { dependencies } = candidate.changes;
  if (dependencies.kind === 'unknown') return [notCompared(dependencies.why, candidate, policy)];
  const all = distinct(dependencies.value.added);
  const unlisted = Math.max(0, dependencies.value.count - dependencies.value.added.length);
  if (all.length + unlisted === 0) {
    return [proven('dependencies.none', { code: 'no-new-dependencies' }, candidate.compareUrl)];
  }
  // What asks for somebody is named before what does not.
  const sorted = all.toSorted((a, b) => Number(isGood(a)) - Number(isGood(b)));
  const shown = sorted.slice(0, mostDependencies);
  const rest = sorted.slice(mostDependencies);
  return [
    ...shown.flatMap((dependency) => [scanned(dependency, candidate), licensed(dependency, candidate)]),
    ...restItems(rest, unlisted, candidate),
  ];
}

function scanned({ name, version, advisories }: Dependency, candidate: Candidate): Entry {
  const text = { code: 'dependency-scanned', name, version, advisories } as const;
  const id = `${idOf(name, version)}.scanned`;
  if (advisories === null) return asked(id, text, aNote);
  if (advisories.length === 0) return proven(id, text, candidate.compareUrl);
  return asked(`${id}:${fingerprint(advisories.toSorted())}`, text, aNote);
}

function licensed({ name, version, licence }: Dependency, candidate: Candidate): Entry {
  const text = { code: 'dependency-licence', name, version, licence } as const;
  const id = `${idOf(name, version)}.licence`;
  return licence === null ? asked(id, text, aWord) : proven(id, text, candidate.compareUrl);
}

function restItems(rest: readonly Dependency[], unlisted: number, candidate: Candidate): readonly Entry[] {
  const count = rest.length + unlisted;
  if (count === 0) return [];
  const text = { code: 'dependencies-more', count } as const;
  if (unlisted === 0 && rest.every(isGood)) return [proven('dependencies.more', text, candidate.compareUrl)];
  return [asked(`dependencies.more:${fingerprint([unlisted, ...rest.map(contentOf)])}`, text, aNote)];
}

function notCompared(
  why: 'no-base' | 'not-answered' | 'not-configured',
  candidate: Candidate,
  { watch }: Facts['policy'],
): Entry {
  const id = 'dependencies.not-compared';
  if (why === 'no-base') {
    const text = { code: 'dependencies-not-compared', why } as const;
    return watch === null || watch.version === null ? said(id, text) : asked(id, text, aNote);
  }
  const { lockfiles, files } = candidate.changes;
  if (lockfiles.length > 0) {
    const which = fingerprint(lockfiles);
    return asked(`dependencies.lockfile:${which}`, { code: 'dependencies-lockfile', files: lockfiles }, aNote);
  }
  const text = { code: 'dependencies-not-compared', why: 'not-answered' } as const;
  switch (files) {
    case 'whole':
      return proven('dependencies.none', { code: 'no-new-dependencies' }, candidate.compareUrl);
    // A lockfile may be among those that were not listed.
    case 'cut':
      return asked(id, text, aNote);
    // A server that lists no files at all calls for nothing, and proves nothing.
    case 'not-given':
      return said(id, text);
  }
}

function isGood({ advisories, licence }: Dependency): boolean {
  return advisories?.length === 0 && licence !== null;
}

function contentOf({ name, version, licence, advisories }: Dependency): Parameters<typeof fingerprint>[0] {
  return [name, version, licence, advisories];
}

function idOf(name: string, version: string): string {
  return `dependencies.${named(version.includes('@') ? JSON.stringify([name, version]) : `${name}@${version}`)}`;
}

/** The same version in two lockfiles is one dependency; what is not known of either is not known of it. */
function distinct(added: readonly Dependency[]): readonly Dependency[] {
  const byId = new Map<string, Dependency>();
  for (const dependency of added) {
    const id = idOf(dependency.name, dependency.version);
    const other = byId.get(id);
    byId.set(id, other === undefined ? dependency : merged(other, dependency));
  }
  return [...byId.values()];
}

function merged(one: Dependency, other: Dependency): Dependency {
  const advisories =
    one.advisories === null || other.advisories === null
      ? null
      : [...new Set([...one.advisories, ...other.advisories])];
  const known = one.licence === null || other.licence === null ? null : [...new Set([one.licence, other.licence])];
  return { ...one, advisories, licence: known === null ? null : known.join(' and ') };
}
