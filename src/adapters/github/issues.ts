import { z } from 'zod';
import { type RepoName } from '../../domain/ids.ts';
import { type Answer, partsOf, type Silence } from './answers.ts';
import { type GithubReads, type GithubWrites } from './clients.ts';
import { limitOf, quoted } from './problems.ts';
import { Link } from './shapes.ts';

export type IssueAsk = {
  readonly repo: RepoName;
  readonly title: string;
  readonly body: string;
  /** Stands in the body, hidden, and names this issue among all. */
  readonly marker: string;
};

export type IssueMade =
  | { readonly kind: 'made'; readonly url: string }
  /** GitHub said no; the reason is for people. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string };

/** Called again it makes no second one: it finds the one that is there. */
export type MakeIssue = (ask: IssueAsk) => Promise<IssueMade>;

/** What GitHub takes, in characters (https://docs.github.com/rest/issues/issues#create-an-issue). */
const titleLength = 256;
const bodyLength = 65_536;
/** The newest of a repository: what may have been made is minutes old. */
const lookedThrough = 100;
/** Milliseconds. */
const againMs = 10_000;
const limitedMs = 60_000;

const Issues = z.array(z.object({ html_url: Link, body: z.string().nullish() }));
const Made = z.object({ html_url: Link });

/**
 * Makes an issue. GitHub knows no idempotency key, so each call looks for the marker first, among the newest issues of
 * the repository. Where it cannot look it waits: one click must not make two.
 */
export function createMakeIssue(writes: GithubWrites, reads: GithubReads): MakeIssue {
  return async function makeIssue({ repo, title, body, marker }) {
    const hidden = `<!-- gonogo: ${marker} -->`;
    const url = '/repos/{owner}/{repo}/issues';
    const listed = await reads.get(url, {
      ...partsOf(repo),
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: lookedThrough,
    });
    if (listed.kind === 'silence' || listed.status !== 200) return notDone(listed, repo);
    const issues = Issues.safeParse(listed.data);
    if (!issues.success) return later(againMs, 'GitHub listed its issues in a form that cannot be read');
    const found = issues.data.find((issue) => issue.body?.includes(hidden) ?? false);
    if (found !== undefined) return { kind: 'made', url: found.html_url };

    const text = `${body.slice(0, bodyLength - hidden.length - 2)}\n\n${hidden}`;
    const heard = await writes.post(url, partsOf(repo), { title: title.slice(0, titleLength), body: text });
    if (heard.kind === 'silence' || heard.status !== 201) return notDone(heard, repo);
    const made = Made.safeParse(heard.data);
    return made.success
      ? { kind: 'made', url: made.data.html_url }
      : later(againMs, 'GitHub made the issue without saying where; it is looked for');
  };
}

/** A 5xx and a silence may pass, and may have made it: the next call looks. What GitHub refuses it will refuse again. */
function notDone(heard: Answer | Silence, repo: RepoName): IssueMade {
  if (heard.kind === 'silence') return later(againMs, `GitHub did not answer: ${heard.reason}`);
  const said = quoted(heard);
  if (limitOf(heard) !== null) return later(limitedMs, `GitHub's rate limit is used up${said}`);
  switch (heard.status) {
    case 401:
      return failed(`GitHub refused the token (401${said}). An operator has to set a valid one.`);
    case 403:
    case 404:
      return failed(
        `GitHub does not let this token write issues in ${repo} (${heard.status}${said}). Give it write access to issues there.`,
      );
    case 301:
    case 302:
    case 307:
    case 308:
      return failed(`The repository ${repo} has moved (${heard.status}). Put its new name into gonogo.yaml.`);
    case 410:
      return failed(`Issues are switched off in ${repo}. Switch them on in its settings, or write it down elsewhere.`);
    default:
      if (heard.status >= 500 || heard.status === 408) {
        return later(againMs, `GitHub has a fault of its own (${heard.status}${said})`);
      }
      return failed(`GitHub refused the issue (${heard.status}${said}).`);
  }
}

function failed(reason: string): IssueMade {
  return { kind: 'failed', reason };
}

function later(afterMs: number, reason: string): IssueMade {
  return { kind: 'later', afterMs, reason };
}
