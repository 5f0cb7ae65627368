import { createHash } from 'node:crypto';
import { type Identity, type Tree } from './types.ts';

/** Git's own object ids, so that a blob's SHA here is the one that `git hash-object` prints. */

const nowhere = '0'.repeat(40);

/** The SHA that stands for "no commit" in push events. */
export const zeroSha = nowhere;

export function blobSha(text: string): string {
  return objectSha('blob', Buffer.from(text));
}

/** One entry of a tree object: a file or a folder directly inside it. */
export type TreeEntry = {
  readonly path: string;
  readonly mode: '100644' | '040000';
  readonly type: 'blob' | 'tree';
  readonly sha: string;
  readonly size: number | null;
};

/** The entries directly inside a folder (`''` is the root), in Git's order. */
export function entriesOf(tree: Tree, folder: string): readonly TreeEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = new Set<string>();
  for (const path of tree.keys()) {
    if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] ?? '');
  }
  const entries = [...names].map((name): TreeEntry => {
    const path = `${prefix}${name}`;
    const text = tree.get(path);
    if (text === undefined) return { path, mode: '040000', type: 'tree', sha: treeSha(tree, path), size: null };
    return { path, mode: '100644', type: 'blob', sha: blobSha(text), size: Buffer.byteLength(text) };
  });
  return entries.toSorted((a, b) => compareText(sortKey(a), sortKey(b)));
}

/** The SHA of a folder of the tree; `''` is the root. */
export function treeSha(tree: Tree, folder: string): string {
  const parts = entriesOf(tree, folder).flatMap((entry) => {
    const name = entry.path.slice(folder === '' ? 0 : folder.length + 1);
    // In the object itself Git writes a folder's mode without its leading zero.
    return [Buffer.from(`${entry.mode.replace(/^0/, '')} ${name}\0`), Buffer.from(entry.sha, 'hex')];
  });
  return objectSha('tree', Buffer.concat(parts));
}

export type CommitParts = {
  readonly treeSha: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
};

export function commitSha(parts: CommitParts): string {
  const lines = [
    `tree ${parts.treeSha}`,
    ...parts.parents.map((parent) => `parent ${parent}`),
    `author ${signatureLine(parts.author)}`,
    `committer ${signatureLine(parts.committer)}`,
    '',
    `${parts.message}\n`,
  ];
  return objectSha('commit', Buffer.from(lines.join('\n')));
}

export function tagSha(name: string, commit: string, tagger: Identity, message: string): string {
  const lines = [
    `object ${commit}`,
    'type commit',
    `tag ${name}`,
    `tagger ${signatureLine(tagger)}`,
    '',
    `${message}\n`,
  ];
  return objectSha('tag', Buffer.from(lines.join('\n')));
}

function objectSha(kind: 'blob' | 'tree' | 'commit' | 'tag', content: Buffer): string {
  return createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest('hex');
}

function signatureLine(who: Identity): string {
  return `${who.name} <${who.email}> ${Math.floor(Date.parse(who.date) / 1000)} +0000`;
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey(entry: TreeEntry): string {
  return entry.type === 'tree' ? `${entry.path}/` : entry.path;
}

function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
