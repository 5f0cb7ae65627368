import { type Identity } from '../release/candidate.ts';
import { type Entry, type Facts, proven, said } from './entry.ts';

/** What is deployed is read from GitHub; without a base the changes are not known, and the card says why. */
export function changesItems({ candidate }: Facts): readonly Entry[] {
  const { base, ahead, pulls, compareUrl, url } = candidate;
  const authors = new Set([...candidate.authors, ...candidate.coAuthors].map(accountOf)).size;
  const counts = { code: 'changes', commits: ahead, pulls: pulls.length, authors } as const;
  if (base.kind === 'unknown') return [said('changes', { ...counts, commits: null, why: base.reason })];
  if (ahead === null) return [said('changes', { ...counts, why: 'GitHub did not compare it with what is live' })];
  return [proven('changes', { ...counts, why: null }, compareUrl ?? url)];
}

function accountOf(identity: Identity): string {
  return identity.login ?? identity.email.toLowerCase();
}
