import { type z } from 'zod';
import { type Read } from '../../domain/evidence/reading.ts';
import { type RepoName } from '../../domain/ids.ts';
import { type Answer, type Problem, partsOf, readBody, type Silence } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { isWithheld, problemOf, quoted } from './problems.ts';
import { type Parameters } from './read-calls.ts';

/** One page as its schema reads it. `total` is GitHub's count of all pages, where it gives one. */
export type Page<T> = { readonly items: readonly T[]; readonly total: number | null };

export type Listing<T> = {
  readonly url: string;
  readonly parameters: Parameters;
  readonly page: z.ZodType<Page<T>>;
  /** What is listed twice, because the list grew meanwhile, counts once. */
  readonly keyOf: (item: T) => string;
  /** Items of a page: GitHub's largest. */
  readonly size: number;
  /** Pages that are read at most. */
  readonly pages: number;
  /** In people's words, and what the token needs to list them. */
  readonly what: string;
  readonly access: string;
};

/** Reads a list to its end. A list that was not seen whole is a problem: "none" or "the newest" would be a guess. */
export async function readList<T>(
  reads: GithubReads,
  repo: RepoName,
  listing: Listing<T>,
): Promise<Read<readonly T[]>> {
  const { url, parameters, page: schema, keyOf, size, pages, what, access } = listing;
  const found = new Map<string, T>();
  let seen = 0;
  for (let page = 1; page <= pages; page += 1) {
    const asked = { ...partsOf(repo), ...parameters, per_page: size, page };
    const read = readBody(await reads.get(url, asked), schema);
    if (read.kind !== 'body') return readProblem(read, repo, what, access);
    const { items, total } = read.body;
    for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
    seen += items.length;
    const isWhole = total === null ? items.length < size : seen >= total;
    if (isWhole) return { kind: 'read', value: [...found.values()] };
    if (items.length === 0) break;
  }
  return notWhole(repo, what, seen);
}

/** Says which right is missing where GitHub shows nothing; everything else passes by itself. */
export function readProblem(heard: Answer | Silence, repo: RepoName, what: string, access: string): Problem {
  if (heard.kind === 'silence' || !isWithheld(heard)) return problemOf(heard, repo);
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `GitHub does not show this token ${what} of ${repo} (${heard.status}${quoted(heard)}). Give it read access to ${access}.`,
  };
}

function notWhole(repo: RepoName, what: string, seen: number): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `GitHub listed ${seen} of ${what} of ${repo}, and there are more. So it is not known what the others say.`,
  };
}
