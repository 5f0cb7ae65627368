import { type Snapshot } from './snapshot.ts';

/** One line under the composer: what it would write, and what that does. */
export type Suggestion = {
  /** The whole text of the composer once it is taken. */
  readonly text: string;
  readonly label: string;
  readonly says: string;
};

/** The commands that this workspace hands to the app; any other is refused by the client itself, as Slack does. */
export const appCommands: readonly string[] = ['/release', '/rollback', '/incident'];

type Word = { readonly word: string; readonly hint: string; readonly says: string };
const words: readonly Word[] = [
  { word: 'request', hint: '<service> <sha or ref> [environment]', says: 'Ask for a deployment' },
  { word: 'status', hint: '[service]', says: 'What is live, what is open' },
  { word: 'why', hint: '<release>', says: 'What a release is waiting for, and for whom' },
  { word: 'history', hint: '[service]', says: 'What was deployed, and how it ended' },
  { word: 'help', hint: '', says: 'All commands with examples' },
];

/** Commits that are offered beside branches and tags. */
const offeredCommits = 3;

/** What could come next, best first; empty when the text is no command or needs nothing more. */
export function suggest(text: string, snapshot: Snapshot): readonly Suggestion[] {
  if (!text.startsWith('/')) return [];
  const [command = '', ...rest] = text.split(/\s+/);
  if (rest.length === 0) return '/release'.startsWith(command) ? firstWords('', '') : [];
  if (command !== '/release') return [];
  const typed = rest.at(-1) ?? '';
  const before = rest.slice(0, -1);
  if (before.length === 0) return firstWords(typed, typed);
  return argumentsFor(before, snapshot)
    .filter((item) => item.word.toLowerCase().startsWith(typed.toLowerCase()) && item.word !== typed)
    .map(({ word, says, isLast }) => ({
      text: `/release ${[...before, word].join(' ')}${isLast ? '' : ' '}`,
      label: word,
      says,
    }));
}

function firstWords(typed: string, exactly: string): readonly Suggestion[] {
  return words
    .filter(({ word, hint }) => word.startsWith(typed) && !(word === exactly && hint === ''))
    .map(({ word, hint, says }) => ({
      text: `/release ${word}${hint === '' ? '' : ' '}`,
      label: hint === '' ? `/release ${word}` : `/release ${word} ${hint}`,
      says,
    }));
}

type Argument = { readonly word: string; readonly says: string; readonly isLast: boolean };

function argumentsFor(before: readonly string[], snapshot: Snapshot): readonly Argument[] {
  const [verb, service, ref] = before;
  const names = snapshot.services.map((one) => one.name);
  if (verb === 'request' && service === undefined) {
    return names.map((word) => ({ word, says: liveNow(word, snapshot), isLast: false }));
  }
  if (verb === 'request' && ref === undefined) return refsOf(service ?? '', snapshot);
  if ((verb === 'status' || verb === 'history') && service === undefined) {
    return names.map((word) => ({ word, says: liveNow(word, snapshot), isLast: true }));
  }
  return verb === 'why' && service === undefined ? releasesIn(snapshot) : [];
}

function liveNow(service: string, snapshot: Snapshot): string {
  const live = snapshot.services.find((one) => one.name === service)?.version ?? null;
  return live === null ? 'Its version cannot be read now' : `${live} is live`;
}

function refsOf(service: string, snapshot: Snapshot): readonly Argument[] {
  const repo = snapshot.repos.find((one) => one.name.endsWith(`/${service}`));
  if (repo === undefined) return [];
  const branches = [
    repo.defaultBranch,
    ...repo.branches.map(({ name }) => name).filter((name) => name !== repo.defaultBranch),
  ];
  return [
    ...branches.map((word) => ({ word, says: 'A branch', isLast: true })),
    ...repo.tags.map(({ name, sha }) => ({ word: name, says: `A tag at ${sha.slice(0, 7)}`, isLast: true })),
    ...repo.commits
      .slice(0, offeredCommits)
      .map(({ sha, title, author }) => ({ word: sha.slice(0, 7), says: `${title} (${author})`, isLast: true })),
  ];
}

/** Releases are known to the page only by the cards that the bot has posted. */
function releasesIn(snapshot: Snapshot): readonly Argument[] {
  const cards = Object.values(snapshot.messages)
    .flat()
    .filter((message) => message.metadata?.event_type === 'gonogo_release');
  const ids = cards.map((message) => message.metadata?.event_payload['release']).filter((id) => typeof id === 'string');
  return [...new Set(ids)].toReversed().map((word) => ({ word, says: 'A release with a card', isLast: true }));
}
