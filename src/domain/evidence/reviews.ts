import { type ReviewedPull } from '../gates/fact.ts';
import { type GithubLogin } from '../ids.ts';
import { type RangePull, type ReviewFact } from './reading.ts';

/**
 * What the reviews of a pull request say, the newest word of each person: an approval, a wish for changes, or nothing
 * when it was dismissed. A comment takes nothing back. An approval counts for the commit that was merged; one of an
 * earlier commit approves what was there then. `reviews` come oldest first; one whose writer GitHub does not name
 * says nothing.
 */
export function reviewed(pull: RangePull, reviews: readonly ReviewFact[]): ReviewedPull {
  const words = new Map<GithubLogin, ReviewFact>();
  for (const review of reviews) {
    if (review.by !== null && review.state !== 'commented') words.set(review.by, review);
  }
  const approvals = [...words].filter(([, { state }]) => state === 'approved');
  return {
    number: pull.number,
    url: pull.url,
    author: pull.author,
    approvedBy: approvals.filter(([, { commit }]) => isHead(pull, commit)).map(([login]) => login),
    approvedEarlierBy: approvals.filter(([, { commit }]) => !isHead(pull, commit)).map(([login]) => login),
    rejectedBy: [...words].filter(([, { state }]) => state === 'changes-requested').map(([login]) => login),
  };
}

function isHead(pull: RangePull, commit: ReviewFact['commit']): boolean {
  return pull.head !== null && commit === pull.head;
}
