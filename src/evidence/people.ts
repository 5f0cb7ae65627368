import { GithubLogin } from '../domain/ids.ts';
import { type Identity } from '../domain/release/candidate.ts';

/** What Git says of the people of one commit. */
export type NamedCommit = { readonly message: string; readonly author: Identity; readonly committer: Identity };

/** `12345+ana@users.noreply.github.com`, and the older form without the number. */
const noreplyAddress = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/i;

/** Anywhere in the message: squashed commits carry the trailers of the commits that they swallowed. */
const coAuthorTrailer = /^[ \t]*co-authored-by:[ \t]*([^<\n]*)<([^<>\n]*)>/gim;

/**
 * Who wrote some commits, each person once. An address that a commit of the range shows with an account
 * stands for that account wherever else it appears; so does the private address that GitHub gives out.
 * Committers are not authors, but their addresses help to tell who is who.
 */
export function peopleOf(commits: readonly NamedCommit[]): {
  readonly authors: readonly Identity[];
  readonly coAuthors: readonly Identity[];
} {
  const accounts = accountsIn(commits);
  const authors = commits.map((commit) => withAccount(commit.author, accounts));
  const coAuthors = commits
    .flatMap((commit) => coAuthorsIn(commit.message))
    .map((identity) => withAccount(identity, accounts));
  return { authors: distinct(authors), coAuthors: distinct(coAuthors) };
}

function coAuthorsIn(message: string): readonly Identity[] {
  return [...message.matchAll(coAuthorTrailer)].map((trailer) => ({
    login: null,
    name: (trailer[1] ?? '').trim(),
    email: (trailer[2] ?? '').trim(),
  }));
}

function accountsIn(commits: readonly NamedCommit[]): ReadonlyMap<string, GithubLogin> {
  const accounts = new Map<string, GithubLogin>();
  for (const identity of commits.flatMap((commit) => [commit.committer, commit.author])) {
    if (identity.login !== null && identity.email !== '') accounts.set(identity.email.toLowerCase(), identity.login);
  }
  return accounts;
}

function withAccount(identity: Identity, accounts: ReadonlyMap<string, GithubLogin>): Identity {
  if (identity.login !== null) return identity;
  const email = identity.email.toLowerCase();
  const login = accounts.get(email) ?? GithubLogin.safeParse(noreplyAddress.exec(email)?.[1]).data ?? null;
  return { ...identity, login };
}

/** One identity for each account, and for each address or name where no account is known; in order of appearance. */
function distinct(identities: readonly Identity[]): readonly Identity[] {
  const seen = new Map<string, Identity>();
  for (const identity of identities) {
    const key = identity.login ?? `${identity.email.toLowerCase()} ${identity.email === '' ? identity.name : ''}`;
    if (!seen.has(key)) seen.set(key, identity);
  }
  return [...seen.values()];
}
