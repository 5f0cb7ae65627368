import { z } from 'zod';
import { type CommitSha } from '../../domain/ids.ts';
import { type LanePolicy } from '../../domain/policy/lane-policy.ts';
import { type Problem, partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { problemOf } from './problems.ts';

type Lane = Pick<LanePolicy, 'repo' | 'refs'>;
type Place = { readonly name: string; readonly at: string };
type Found = { readonly kind: 'within'; readonly ref: string | null };

/** Comparisons for one commit; refs beyond them are not looked at, so a commit only on those counts as outside. */
const mostComparisons = 40;

/** `*` stands for any characters, also for slashes. */
export function matchesRef(name: string, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(name);
}

/**
 * The requestable ref that holds a commit; null when none does. GitHub shows commits of anybody's fork under
 * the repository's own address, so that a SHA can be read there does not mean that it was ever merged.
 * A reading that failed is a problem and never a null: votes would be void for a hiccup.
 */
export async function readWithin(
  reads: GithubReads,
  lane: Lane,
  sha: CommitSha,
  names: readonly string[],
): Promise<Found | Problem> {
  const known = names.find((name) => lane.refs.some((pattern) => matchesRef(name, pattern)));
  if (known !== undefined) return { kind: 'within', ref: known };

  const listed = await Promise.all(lane.refs.map(async (pattern) => await placesOf(reads, lane, pattern)));
  const problem = listed.find((list) => 'kind' in list);
  const places = listed.flatMap((list) => ('kind' in list ? [] : list)).slice(0, mostComparisons);
  const checked = await Promise.all(places.map(async (place) => await holds(reads, lane, place, sha)));
  const index = checked.findIndex((one) => one === 'holds');
  if (index !== -1) return { kind: 'within', ref: places[index]?.name ?? null };
  return problem ?? checked.find((one) => typeof one !== 'string') ?? { kind: 'within', ref: null };
}

const RefList = z.array(z.object({ ref: z.string(), object: z.object({ sha: z.string() }) }));

/** Branches before tags, for most commits are on a branch, and what comes last may not be looked at. */
async function placesOf(reads: GithubReads, lane: Lane, pattern: string): Promise<readonly Place[] | Problem> {
  const start = pattern.split('*', 1)[0] ?? '';
  const [branches, tags] = await Promise.all([
    listRefs(reads, lane, 'heads', start),
    listRefs(reads, lane, 'tags', start),
  ]);
  // A server that cannot list refs still knows one by a name that is written out.
  if (branches === 'not-listed' || tags === 'not-listed')
    return pattern.includes('*') ? [] : [await placeOf(reads, lane, pattern)];
  if ('kind' in branches) return branches;
  if ('kind' in tags) return tags;
  const wanted = branches.filter((branch) => matchesRef(branch.name, pattern));
  const shadowed = new Set(branches.map((branch) => branch.name));
  // Compared by name, for an annotated tag has a SHA of its own; a branch of that name would be taken instead.
  const wantedTags = tags.filter((tag) => matchesRef(tag.name, pattern) && !shadowed.has(tag.name));
  return [...wanted, ...wantedTags.toReversed().map(({ name }) => ({ name, at: name }))];
}

/** The commit that a name stands for; the name itself where the server does not say, which the comparison then uses. */
async function placeOf(reads: GithubReads, lane: Lane, name: string): Promise<Place> {
  const heard = await reads.get('/repos/{owner}/{repo}/commits/{ref}', { ...partsOf(lane.repo), ref: name });
  const read = readBody(heard, z.object({ sha: z.string() }));
  return { name, at: read.kind === 'body' ? read.body.sha : name };
}

async function listRefs(
  reads: GithubReads,
  lane: Lane,
  space: 'heads' | 'tags',
  start: string,
): Promise<readonly Place[] | 'not-listed' | Problem> {
  const heard = await reads.get('/repos/{owner}/{repo}/git/matching-refs/{ref}', {
    ...partsOf(lane.repo),
    ref: `${space}/${start}`,
  });
  const read = readBody(heard, RefList);
  if (read.kind === 'answer' && read.status === 404) return 'not-listed';
  if (read.kind !== 'body') return problemOf(read, lane.repo);
  return read.body.map(({ ref, object }) => ({ name: ref.slice(`refs/${space}/`.length), at: object.sha }));
}

const Standing = z
  .object({ status: z.string().optional(), behind_by: z.number().optional() })
  .transform(({ status, behind_by: behind }) => status ?? (behind === 0 ? 'ahead' : 'diverged'));

/** A ref holds a commit when, seen from the commit, it is the same or only ahead. */
async function holds(
  reads: GithubReads,
  lane: Lane,
  place: Place,
  sha: CommitSha,
): Promise<'holds' | 'apart' | Problem> {
  if (place.at === sha) return 'holds';
  const basehead = `${sha}...${place.at}`;
  const heard = await reads.get('/repos/{owner}/{repo}/compare/{basehead}', {
    ...partsOf(lane.repo),
    basehead,
    per_page: 1,
    page: 1,
  });
  const read = readBody(heard, Standing);
  if (read.kind === 'body') return read.body === 'ahead' || read.body === 'identical' ? 'holds' : 'apart';
  return read.kind === 'answer' && (read.status === 404 || read.status === 422) ? 'apart' : problemOf(read, lane.repo);
}
