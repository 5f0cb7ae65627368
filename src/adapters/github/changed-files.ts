import picomatch from 'picomatch';
import { type LanePolicy } from '../../domain/policy/lane-policy.ts';
import { type Changes } from '../../domain/release/candidate.ts';
import { type ChangedFiles, type Range } from './range.ts';

type Lane = Pick<LanePolicy, 'paths' | 'migrations'>;

/** File names that are kept of each list; the count counts all. */
const mostNames = 20;

/**
 * Names of the files below the lane's paths that changed, with the former names of moved ones; null when they are not
 * all known.
 */
export function fileNames(lane: Lane, changed: ChangedFiles | null): readonly string[] | null {
  if (changed === null || changed.extent === 'cut') return null;
  const isOurs = matcher(lane.paths);
  const names = changed.files.flatMap(({ name, formerName }) => (formerName === null ? [name] : [name, formerName]));
  return [...new Set(names.filter((name) => isOurs(name)))];
}

/** Every path where none are given. A path without wildcards may name a folder, for all that is below it. */
export function matcher(paths: readonly string[]): (name: string) => boolean {
  if (paths.length === 0) return () => true;
  return anyOf(paths.flatMap((path) => (/[*?[{(!]/.test(path) ? [path] : [path, `${path.replace(/\/+$/, '')}/**`])));
}

function anyOf(globs: readonly string[]): (name: string) => boolean {
  const matches = picomatch([...globs], { dot: true });
  return (name) => matches(name);
}

/**
 * Migration files that were added or changed. Fails closed: that there are none is only said when every changed file
 * was seen, and that all can be undone only when each has its proof and no further one may exist.
 *
 * A file that matches `reversible` proves the migrations that it stands beside: those of the same name up to its first
 * dot (`0042_add.up.sql` and `0042_add.down.sql`, `V42__add.sql` and `U42__add.sql`), or of the same folder where the
 * name says nothing but up or down (`0042_add/up.sql` and `0042_add/down.sql`). It is no migration of its own then.
 */
export function migrationsIn(lane: Lane, range: Pick<Range, 'base' | 'files'>): Changes['migrations'] {
  const { migrations, paths } = lane;
  if (migrations === null) return { kind: 'unknown', why: 'not-configured' };
  if (range.base.kind === 'unknown') return { kind: 'unknown', why: 'no-base' };
  if (range.files === null) return { kind: 'unknown', why: 'not-answered' };

  const isOurs = matcher(paths);
  const changed = range.files.files.filter(({ name, status }) => status !== 'removed' && isOurs(name));
  const names = changed.map(({ name }) => name);
  const undoing = names.filter(anyOf(migrations.reversible));
  const proven = new Set(undoing.map(subjectOf));
  const candidates = names.filter(anyOf(migrations.globs));
  const forward = new Set(candidates.filter((name) => !undoing.includes(name)).map(subjectOf));
  const found = candidates.filter((name) => !undoing.includes(name) || !forward.has(subjectOf(name)));

  const isCut = range.files.extent === 'cut';
  if (found.length === 0 && isCut) return { kind: 'unknown', why: 'not-answered' };
  const withProof = found.filter((name) => proven.has(subjectOf(name))).length;
  const reversible = withProof === 0 ? 'none' : withProof === found.length && !isCut ? 'all' : 'some';
  return { kind: 'known', value: { files: found.slice(0, mostNames), count: found.length, reversible } };
}

/** What a migration file is about: two files about the same are its way there and back. */
function subjectOf(path: string): string {
  const slash = path.lastIndexOf('/');
  const stem =
    path
      .slice(slash + 1)
      .split('.', 1)[0]
      ?.toLowerCase() ?? '';
  const plain = stem.replace(/^[vu](?=\d)/, '').replace(/[-_](?:up|down|undo|revert|rollback)$/, '');
  return /^(?:|up|down|do|undo|revert|rollback|migrate|migration)$/.test(plain) ? path.slice(0, slash + 1) : plain;
}

const lockfileNames: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'Cargo.lock',
  'go.sum',
  'poetry.lock',
  'uv.lock',
  'Pipfile.lock',
  'Gemfile.lock',
  'composer.lock',
  'packages.lock.json',
]);

/** Lockfiles that changed, as far as changed files are known. */
export function lockfilesIn(lane: Lane, changed: ChangedFiles | null): readonly string[] {
  const isOurs = matcher(lane.paths);
  const names = (changed?.files ?? []).map(({ name }) => name);
  return names
    .filter((name) => isOurs(name) && lockfileNames.has(name.slice(name.lastIndexOf('/') + 1)))
    .slice(0, mostNames);
}
