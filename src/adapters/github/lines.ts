import { type CommitLine } from '../../domain/release/candidate.ts';
import { type GitCommit } from './shapes.ts';

/** Lines that a card or a modal can show. */
export const mostLines = 20;

export function lineOf(commit: GitCommit): CommitLine {
  return { sha: commit.sha, title: titleOf(commit), author: commit.author };
}

/** The first line of a message, at most 200 characters. */
export function titleOf(commit: GitCommit): string {
  return (commit.message.split('\n', 1)[0] ?? '').trim().slice(0, 200);
}
