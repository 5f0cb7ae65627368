import { type ReviewedPull } from '../gates/fact.ts';
import { type GithubLogin } from '../ids.ts';
import { type RangePull, type ReviewFact } from './reading.ts';

/**
 * What the reviews of a pull request say, the newest word of each person: an approval, a wish for changes, or nothing
 * when it was dismissed. A comment takes nothing back. An approval counts for the commit that was merged; one of an
 * earlier commit approves what was there then. `reviews` come oldest first; one whose writer GitHub does not name
 * says nothing. Anybody may approve in a public repository: an approval counts only from somebody who belongs to it or
 * is among `writers`, while a wish for changes is heard from everybody.
 */
export function reviewed(
  pull: RangePull,
  reviews: readonly ReviewFact[],
  writers: ReadonlySet<GithubLogin>,
): ReviewedPull {
  const words = new Map<GithubLogin, ReviewFact>();
  for (const review of reviews) {
    if (review.by !== null && review.state !== 'commented') words.set(review.by, review);
  }
  const approved = [...words].filter(([, { state }]) => state === 'approved');
  const approvals = approved.filter(([login, { belongs }]) => belongs === 'yes' || writers.has(login));
  const outsiders = approved.filter(([login, { belongs }]) => belongs === 'no' && !writers.has(login));
  return {
    number: pull.number,
    url: pull.url,
    author: pull.author,
    approvedBy: approvals.filter(([, { commit }]) => isHead(pull, commit)).map(([login]) => login),
    approvedEarlierBy: approvals.filter(([, { commit }]) => !isHead(pull, commit)).map(([login]) => login),
    rejectedBy: [...words].filter(([, { state }]) => state === 'changes-requested').map(([login]) => login),
    ...(outsiders.length === 0 ? {} : { outsiders: outsiders.map(([login]) => login) }),
  };
}

function isHead(pull: RangePull, commit: ReviewFact['commit']): boolean {
  return pull.head !== null && commit === pull.head;
}
