import { z } from 'zod';
import { type CommitSha } from '../../domain/ids.ts';
import { type LanePolicy } from '../../domain/policy/lane-policy.ts';
import { type Changes, type Dependency } from '../../domain/release/candidate.ts';
import { headerOf, partsOf, readBody } from './answers.ts';
import { matcher } from './changed-files.ts';
import { type GithubReads } from './clients.ts';
import { type Range } from './range.ts';

/** Dependencies that are kept; `count` counts all. Advisories that are kept of one. */
const mostKept = 20;
const mostAdvisories = 10;

const Change = z
  .object({
    change_type: z.enum(['added', 'removed']),
    manifest: z.string(),
    ecosystem: z.string(),
    name: z.string(),
    version: z.string().nullish(),
    license: z.string().nullish(),
    vulnerabilities: z.array(z.object({ advisory_ghsa_id: z.string() })).nullish(),
  })
  .transform((change) => ({
    type: change.change_type,
    manifest: change.manifest,
    ecosystem: change.ecosystem,
    name: change.name.slice(0, 200),
    version: (change.version ?? '').slice(0, 100),
    licence: change.license?.slice(0, 100) ?? null,
    advisories: change.vulnerabilities?.map(({ advisory_ghsa_id: id }) => id.slice(0, 40)) ?? null,
  }));
type Change = z.infer<typeof Change>;

/**
 * What the candidate depends on and the base does not: new names, and newer versions of known ones when they have
 * advisories. Not known when GitHub has no dependency graph of the repository, or says itself that it is not whole.
 */
export async function readDependencies(
  reads: GithubReads,
  lane: Pick<LanePolicy, 'repo' | 'paths'>,
  range: Pick<Range, 'base'>,
  head: CommitSha,
): Promise<Changes['dependencies']> {
  if (range.base.kind === 'unknown') return { kind: 'unknown', why: 'no-base' };
  const heard = await reads.get('/repos/{owner}/{repo}/dependency-graph/compare/{basehead}', {
    ...partsOf(lane.repo),
    basehead: `${range.base.sha}...${head}`,
  });
  const read = readBody(heard, z.array(Change));
  if (read.kind !== 'body') return { kind: 'unknown', why: 'not-answered' };
  const warned = heard.kind === 'answer' ? headerOf(heard, 'x-github-dependency-graph-snapshot-warnings') : null;
  if (warned !== null && warned !== '') return { kind: 'unknown', why: 'not-answered' };

  const isOurs = matcher(lane.paths);
  const found = worthALook(read.body.filter(({ manifest }) => isOurs(manifest)));
  return { kind: 'known', value: { added: found.slice(0, mostKept), count: found.length } };
}

/** Those with advisories first. One name and version counts once, in however many manifests it stands. */
function worthALook(changes: readonly Change[]): readonly Dependency[] {
  const before = new Set(changes.filter(({ type }) => type === 'removed').map(nameOf));
  const found = new Map<string, Dependency>();
  for (const change of changes) {
    if (change.type === 'removed') continue;
    const isBump = before.has(nameOf(change));
    if (isBump && (change.advisories ?? []).length === 0) continue;
    const key = JSON.stringify([nameOf(change), change.version]);
    found.set(key, merged(found.get(key), change));
  }
  return [...found.values()].toSorted((a, b) => weight(b) - weight(a));
}

function nameOf({ ecosystem, name }: Change): string {
  return `${ecosystem} ${name}`;
}

function merged(known: Dependency | undefined, { name, version, licence, advisories }: Change): Dependency {
  const all =
    known?.advisories === undefined || known.advisories === null
      ? advisories
      : [...known.advisories, ...(advisories ?? [])];
  return {
    name,
    version,
    licence: known?.licence ?? licence,
    advisories: all === null ? null : [...new Set(all)].slice(0, mostAdvisories),
  };
}

function weight({ advisories }: Dependency): number {
  return advisories?.length ?? 0;
}
