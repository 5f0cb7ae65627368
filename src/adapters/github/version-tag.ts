import { type CommitSha, type RepoName } from '../../domain/ids.ts';
import { partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { TagList } from './shapes.ts';

/** Pages of a hundred tags that are looked through; GitHub does not list them by age. */
const mostPages = 3;

/** `v2.14.0`, `2.14`, `checkout-v2.14.0-rc.1`, `checkout/2.14.0`, `checkout@2.14.0`; not `nightly` or `reviewed`. */
const versionLike = /^(?:[\w.-]{1,60}[-/@])?v?\d{1,9}(?:\.\d{1,9}){1,3}(?:[-+][0-9A-Za-z.+-]{1,60})?$/;

export function isVersionLike(tag: string): boolean {
  return versionLike.test(tag);
}

/** The highest version that names this commit; null when none does, or where tags cannot be listed. */
export async function readVersionTag(reads: GithubReads, repo: RepoName, sha: CommitSha): Promise<string | null> {
  const versions: string[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const read = readBody(
      await reads.get('/repos/{owner}/{repo}/tags', { ...partsOf(repo), per_page: 100, page }),
      TagList,
    );
    if (read.kind !== 'body') break;
    for (const tag of read.body) if (tag.commit.sha === sha && isVersionLike(tag.name)) versions.push(tag.name);
    if (read.body.length < 100) break;
  }
  return versions.toSorted(byVersion).at(-1) ?? null;
}

/** A release candidate comes before its release: `v2.14.0-rc.1` < `v2.14.0`. */
function byVersion(a: string, b: string): number {
  const order = compareText(numbersOf(a), numbersOf(b));
  if (order !== 0) return order;
  return a.length === b.length ? compareText(a, b) : b.length - a.length;
}

function numbersOf(tag: string): string {
  return tag.replace(/(\d)[-+].*$/, '$1');
}

function compareText(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
