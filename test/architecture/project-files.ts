import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The repository's root, seen from this file. */
export const root = join(import.meta.dirname, '..', '..');

const elsewhere: readonly string[] = ['node_modules', '.git', 'coverage', '.cache'];

/** All files below a folder of the repository, by their path from its root; none when there is no such folder. */
export function filesBelow(folder: string, ends: readonly string[]): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && ends.some((end) => entry.name.endsWith(end)))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !path.split('/').some((part) => elsewhere.includes(part)))
      .toSorted();
  } catch {
    return [];
  }
}

export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
