import { hashOf } from '../hash.ts';
import { type GithubLogin } from '../ids.ts';
import { type GateFact, type ReviewedPull } from './fact.ts';
import { fail, type Grounds, type Judgement, noGrounds, pass, unfit, unknown } from './judgement.ts';
import { type ReviewLack, type UnreviewedPull } from './reason.ts';

/**
 * Fails closed: every pull request has to be approved, at the head that was merged, by a person who is not its author,
 * and nobody may still ask for changes. An approval counts only from somebody who belongs to the repository. A commit that came without a pull request was reviewed by nobody. A range that
 * could not be read whole is `unread`, and so `unknown`; so is one that nobody knows the start of.
 */
export function judgeReview(fact: GateFact): Judgement {
  if (fact.of === 'no-base') return unknown({ code: 'range-not-known', why: fact.reason }, noGrounds);
  if (fact.of !== 'review') return unfit(fact);
  const { pulls, loose } = fact;
  const looseCount = Math.max(fact.looseCount, loose.length);
  const lacking = pulls.map(lackOf).filter((pull) => pull !== null);
  const [first] = lacking;
  const grounds: Grounds = {
    evidence: hashOf({
      pulls: pulls.map(({ number }) => number).sort(byNumber),
      lacking: lacking.map(inShort),
      looseCount,
    }),
    url: first?.url ?? null,
  };
  if (lacking.length > 0 || looseCount > 0)
    return fail({ code: 'not-reviewed', pulls: lacking, loose, looseCount }, grounds);
  if (pulls.length === 0) return pass({ code: 'nothing-to-review' }, grounds);
  return pass({ code: 'reviewed', pulls: pulls.length, leftOut: leftOutOf(pulls) }, grounds);
}

function lackOf(pull: ReviewedPull): UnreviewedPull | null {
  const { author, approvedBy, approvedEarlierBy, rejectedBy } = pull;
  if (rejectedBy.length > 0) return lacks(pull, 'rejected', rejectedBy);
  const others = new Set(approvedBy.filter((login) => login !== author && !isBot(login)));
  // Where GitHub names no author, one of two different people is still somebody else.
  if (others.size >= (author === null ? 2 : 1)) return null;
  if (others.size > 0) return lacks(pull, 'author-unknown', [...others]);
  const earlier = approvedEarlierBy.filter((login) => login !== author && !isBot(login));
  if (earlier.length > 0) return lacks(pull, 'approved-earlier', earlier);
  const outsiders = outsidersOf(pull);
  if (outsiders.length > 0) return lacks(pull, 'outsider-only', outsiders);
  const bots = [...approvedBy, ...(pull.outsiders ?? [])].filter(isBot);
  if (bots.length > 0) return lacks(pull, 'bot-only', bots);
  if (author !== null && approvedBy.includes(author)) return lacks(pull, 'author-only', [author]);
  return lacks(pull, 'not-approved', []);
}

/** People whose approval is left out for who they are, and not for being the author's own. */
function outsidersOf({ author, outsiders = [] }: ReviewedPull): readonly GithubLogin[] {
  return outsiders.filter((login) => login !== author && !isBot(login));
}

function leftOutOf(pulls: readonly ReviewedPull[]): readonly GithubLogin[] {
  return [...new Set(pulls.flatMap(outsidersOf))].sort();
}

function lacks(pull: ReviewedPull, lack: ReviewLack, by: readonly GithubLogin[]): UnreviewedPull {
  return { number: pull.number, url: pull.url, lack, by };
}

/** GitHub ends the login of an app with `[bot]`, which no person's login can contain. */
function isBot(login: GithubLogin): boolean {
  return login.endsWith('[bot]');
}

/** Who gave the approval is not in it: a second approval of what is approved already changes nothing. */
function inShort({ number, lack }: UnreviewedPull): { readonly number: number; readonly lack: ReviewLack } {
  return { number, lack };
}

function byNumber(a: number, b: number): number {
  return a - b;
}
