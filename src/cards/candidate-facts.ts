import { shortSha } from '../domain/ids.ts';
import { type Candidate, type CommitLine, type PullLine } from '../domain/release/candidate.ts';
import { type Release } from '../domain/release/release.ts';
import { identityName } from './names.ts';
import { clause, code, count, joined, lines, link, type Markup, md, prose } from './text.ts';

const pullLinks = 8;
const authorNames = 12;

/** Before the start everything is shown for the decision; afterwards what was live is history. */
export type Moment = 'before-start' | 'after-start';

/** From the start on, what happens matters more than what was asked. */
export function momentOf({ phase }: Release): Moment {
  switch (phase) {
    case 'preparing':
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return 'before-start';
    case 'dispatching':
    case 'deploying':
    case 'watching':
    case 'unverified':
    case 'ended':
      return 'after-start';
  }
}

/** What would be deployed, compared with what is live: the same words in the modal and on the card. */
export function candidateText(candidate: Candidate, moment: Moment = 'before-start'): Markup {
  return lines(
    changeText(candidate),
    distanceText(candidate, moment),
    behindText(candidate, moment),
    pullsText(candidate.pulls),
    authorsText(candidate),
    ...commitsText(candidate, moment === 'before-start' ? 10 : 3),
  );
}

/** The head commit with its author, so that the list below has the others alone. */
function changeText(candidate: Candidate): Markup {
  const { sha, url, title, commits } = candidate;
  const head = commits.find((commit) => commit.sha === sha);
  const by = head === undefined ? md`` : md` (${prose(identityName(head.author), 40)})`;
  return md`*Change:* ${link(url, shortSha(sha))} ${prose(title, 120)}${by}`;
}

/** "12 commits ahead of what is live (`abc1234`)", or why that cannot be said. */
function distanceText(candidate: Candidate, moment: Moment): Markup {
  const { base, ahead, compareUrl } = candidate;
  if (base.kind === 'unknown') {
    return md`What ${moment === 'before-start' ? 'is' : 'was'} live is not known (${clause(base.reason, 200)}), so the changes cannot be counted. Only the head commit is shown.`;
  }
  const compare = compareUrl === null ? md`` : md` ${link(compareUrl, 'Compare')}`;
  const live = code(shortSha(base.sha));
  if (ahead === null) return md`The distance to ${live}, which was live, could not be read.${compare}`;
  if (moment === 'after-start') return md`${count(ahead, 'commit')} since ${live}, which was live before.${compare}`;
  if (ahead === 0 && candidate.sha === base.sha) return md`This is what is live already (${live}).${compare}`;
  return md`${count(ahead, 'commit')} ahead of what is live (${live}).${compare}`;
}

function behindText(candidate: Candidate, moment: Moment): Markup | null {
  const { behind } = candidate;
  if (behind === null || behind === 0) return null;
  if (moment === 'after-start') return md`Note: it has not ${count(behind, 'commit')} that production had.`;
  return md`Note: production has ${count(behind, 'commit')} that this has not. Deploying it takes ${behind === 1 ? 'it' : 'them'} away.`;
}

function pullsText(pulls: readonly PullLine[]): Markup | null {
  if (pulls.length === 0) return null;
  const shown = pulls
    .slice(0, pullLinks)
    .map((pull) => md`${link(pull.url, `#${pull.number}`)} ${prose(pull.title, 60)}`);
  const more = pulls.length - shown.length;
  return md`*Pull requests:* ${joined(more > 0 ? [...shown, md`${more} more`] : shown, '; ')}`;
}

function authorsText(candidate: Candidate): Markup | null {
  const all = [...new Set([...candidate.authors, ...candidate.coAuthors].map(identityName))];
  const shown = all.slice(0, authorNames).map((name) => prose(name, 60));
  const more = all.length - shown.length;
  if (shown.length === 0) return null;
  const pusher =
    candidate.lastPusher.kind === 'known'
      ? md` Pushed last by ${prose(identityName(candidate.lastPusher.who), 60)}.`
      : md``;
  return md`*Authors:* ${joined(more > 0 ? [...shown, md`${more} more`] : shown, ', ')}.${pusher}`;
}

function commitsText(candidate: Candidate, most: number): readonly Markup[] {
  const others = candidate.commits.filter(({ sha }) => sha !== candidate.sha);
  const told = candidate.commits.length - others.length;
  const shown = others.slice(0, most - told).map(commitText);
  const more = Math.max(candidate.ahead ?? 0, candidate.commits.length) - told - shown.length;
  return more > 0 && shown.length > 0 ? [...shown, md`and ${count(more, 'older commit')}`] : shown;
}

function commitText(commit: CommitLine): Markup {
  return md`• ${code(shortSha(commit.sha))} ${prose(commit.title, 90)} (${prose(identityName(commit.author), 40)})`;
}
