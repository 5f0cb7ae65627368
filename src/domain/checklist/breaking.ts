import { type Candidate } from '../release/candidate.ts';
import { aNote, asked, aWord, type Entry, type Facts, fingerprint, proven, said } from './entry.ts';

/** Breaking changes beyond these are counted. */
const mostListed = 5;

/** Called for by a commit or a label that says so. "None" is settled only when the commits since a base were read. */
export function breakingItems({ candidate }: Facts): readonly Entry[] {
  const { breaking, moreBreaking } = candidate.changes;
  if (breaking.length === 0) {
    return candidate.base.kind === 'unknown' || candidate.ahead === null
      ? [said('breaking.not-searched', { code: 'breaking-not-searched' })]
      : [proven('breaking.none', { code: 'no-breaking-changes' }, candidate.compareUrl)];
  }
  const listed = breaking.map(({ title, url }) => [title, url]);
  const which = fingerprint(moreBreaking === undefined ? listed : [...listed, moreBreaking.digest]);
  const shown = breaking.slice(0, mostListed);
  const more = countBreaking(candidate.changes) - shown.length;
  return [
    ...shown.map(({ title, url }, index) => said(`breaking.change.${index}`, { code: 'breaking', title, url })),
    ...(more > 0 ? [said('breaking.more', { code: 'breaking-more', count: more })] : []),
    asked(`breaking.guide:${which}`, { code: 'breaking-guide' }, aWord),
    asked(`breaking.clients-notified:${which}`, { code: 'breaking-clients-notified' }, aNote),
  ];
}

/** With those that are not kept by name. */
export function countBreaking({ breaking, moreBreaking }: Candidate['changes']): number {
  return breaking.length + (moreBreaking?.count ?? 0);
}
