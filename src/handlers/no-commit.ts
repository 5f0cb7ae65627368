import { CommitSha } from '../domain/ids.ts';

/** How Git writes that there is no commit: what names it puts a refusal on record and can do nothing else. */
export const noCommit = CommitSha.parse('0'.repeat(40));
