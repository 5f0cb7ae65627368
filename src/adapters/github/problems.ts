import { type RepoName } from '../../domain/ids.ts';
import { type Answer, headerOf, type Problem, type Silence, saidBy } from './answers.ts';

/** One sentence for an answer that did not help: what happened, and what a person can do. */
export function problemOf(heard: Answer | Silence, repo: RepoName): Problem {
  return {
    kind: 'problem',
    passing: 'passing',
    sentence: heard.kind === 'silence' ? silent(heard) : sentenceFor(heard, repo),
  };
}

function silent(heard: Silence): string {
  return `GitHub could not be read: ${heard.reason}. If this lasts, check the network and GITHUB_API_URL.`;
}

function sentenceFor(answer: Answer, repo: RepoName): string {
  const said = quoted(answer);
  const limit = limitOf(answer);
  if (limit !== null) return `GitHub's rate limit is used up; ${limit}. Nothing is lost.`;
  switch (answer.status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return `The repository ${repo} has moved (${answer.status}${said}). Put its new name into gonogo.yaml.`;
    case 401:
      return isClockSkew(answer) ? skewSentence(answer) : tokenSentence(said);
    case 403:
      return `GitHub does not allow this token to read ${repo} (403${said}). Give it read access to contents, pull requests and actions of that repository.`;
    case 404:
      return `GitHub shows this token no repository ${repo}. Check the name in gonogo.yaml, and that the token or the App's installation covers it.`;
    default:
      return answer.status >= 500
        ? `GitHub has a fault of its own (${answer.status}${said}). If this lasts, look at GitHub’s status page.`
        : `GitHub answered ${answer.status}${said} for ${repo}. Check GITHUB_API_URL and the repository's name.`;
  }
}

function tokenSentence(said: string): string {
  return `GitHub refused the token (401${said}). Set a valid GITHUB_TOKEN, or check the App's id, private key and installation id, and start Gonogo again.`;
}

/** GitHub's words as the end of a parenthesis; empty when it had none. */
export function quoted(answer: Answer): string {
  const said = saidBy(answer);
  return said === '' ? '' : `: ${said}`;
}

/**
 * When asking is allowed again, in words; null when the answer is about something else. GitHub refuses with
 * 403 or 429, and tells by `retry-after` (seconds) or `x-ratelimit-reset` (seconds since 1970).
 */
export function limitOf(answer: Answer): string | null {
  if (answer.status !== 403 && answer.status !== 429) return null;
  const wait = headerOf(answer, 'retry-after');
  const used = headerOf(answer, 'x-ratelimit-remaining') === '0';
  if (wait === null && !used && answer.status !== 429 && !/rate limit/i.test(saidBy(answer))) return null;
  if (wait !== null && /^\d+$/.test(wait)) return `it lifts in ${wait} seconds`;
  const reset = Number(headerOf(answer, 'x-ratelimit-reset') ?? 'none');
  return used && Number.isFinite(reset)
    ? `it lifts at ${new Date(reset * 1000).toISOString().slice(11, 16)} UTC`
    : 'GitHub does not say when it lifts';
}

/**
 * GitHub does not have this, or does not show it to this token, and will not tomorrow either. A rate limit and every
 * fault pass: what could not be read because of one is not absent.
 */
export function isWithheld(answer: Answer): boolean {
  return [404, 405, 410, 501].includes(answer.status) || (answer.status === 403 && limitOf(answer) === null);
}

/** An App signs with the time of this machine, and GitHub refuses a signature from the future. */
function isClockSkew(answer: Answer): boolean {
  return /'(Expiration time|Issued at)' claim/i.test(saidBy(answer));
}

function skewSentence(answer: Answer): string {
  const theirs = headerOf(answer, 'date');
  const compare = theirs === null ? '' : ` GitHub's clock said ${theirs}.`;
  return `GitHub refused the App's signature because of clock skew: this machine's clock is wrong.${compare} Set the machine's clock right, for example with NTP.`;
}
