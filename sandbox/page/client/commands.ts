import { type LiveService, type RefInfo, type RepoInfo, type Snapshot } from './snapshot.ts';

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
  {
    word: 'replay',
    hint: '<service> <sha or version> [environment]',
    says: 'Ask for what was built before, by digest',
  },
  { word: 'why', hint: '<release, or service and sha>', says: 'What something waits for, or would' },
  { word: 'history', hint: '[service]', says: 'What was deployed, and how it ended' },
  { word: 'help', hint: '', says: 'All commands with examples' },
];

const rollback: Suggestion = {
  text: '/rollback ',
  label: '/rollback <sha or version> [service] [reason]',
  says: 'Put an earlier version back; for deployers',
};

/** Commits that are offered beside branches and tags. */
const offeredCommits = 3;

/** What could come next, best first; empty when the text is no command or needs nothing more. */
export function suggest(text: string, snapshot: Snapshot): readonly Suggestion[] {
  if (!text.startsWith('/')) return [];
  const [command = '', ...rest] = text.split(/\s+/);
  if (rest.length === 0) return commandsLike(command);
  const typed = rest.at(-1) ?? '';
  const before = rest.slice(0, -1);
  if (command === '/release' && before.length === 0) return firstWords(typed, typed);
  const found =
    command === '/release'
      ? argumentsFor(before, snapshot)
      : command === '/rollback'
        ? argumentsOfRollback(before, snapshot)
        : [];
  return found
    .filter((item) => item.word.toLowerCase().startsWith(typed.toLowerCase()) && item.word !== typed)
    .map(({ word, says, isLast }) => ({
      text: `${[command, ...before, word].join(' ')}${isLast ? '' : ' '}`,
      label: word,
      says,
    }));
}

function commandsLike(command: string): readonly Suggestion[] {
  return [
    ...('/release'.startsWith(command) ? firstWords('', '') : []),
    ...('/rollback'.startsWith(command) ? [rollback] : []),
  ];
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
  const [verb = '', service, ref] = before;
  if (service === undefined) {
    const named = servicesIn(snapshot, verb === 'status' || verb === 'history' ? 'last' : 'not-last');
    if (verb === 'why') return [...releasesIn(snapshot), ...named];
    return words.some(({ word, hint }) => word === verb && hint !== '') ? named : [];
  }
  if (ref !== undefined) return [];
  if (verb === 'request') return [...branchesOf(service, snapshot), ...versionsOf(service, snapshot)];
  return verb === 'replay' || verb === 'why' ? versionsOf(service, snapshot) : [];
}

/** The version comes first, and is offered together with its service, so that one choice is enough. */
function argumentsOfRollback(before: readonly string[], snapshot: Snapshot): readonly Argument[] {
  if (before.length === 1) return servicesIn(snapshot, 'not-last');
  if (before.length > 1) return [];
  return snapshot.services.flatMap((service) =>
    earlierVersions(service, snapshot).map(({ name, sha }) => ({
      word: `${name} ${service.name}`,
      says: `${service.name} as it was at ${sha.slice(0, 7)}`,
      isLast: false,
    })),
  );
}

/** What a service could be put back to, best first: the versions before the live one, then the commit right before it. */
export function earlierVersions({ name, sha: live }: LiveService, snapshot: Snapshot): readonly RefInfo[] {
  const commits = repoOf(name, snapshot)?.commits ?? [];
  const place = commits.findIndex(({ sha }) => sha === live);
  if (place < 0) return [];
  const earlier = commits.slice(place + 1).map(({ sha }) => sha);
  const tags = tagsOf(name, snapshot).filter(({ sha }) => earlier.includes(sha));
  return [...tags.toReversed(), ...earlier.slice(0, 1).map((sha) => ({ name: sha.slice(0, 7), sha }))];
}

function servicesIn(snapshot: Snapshot, place: 'last' | 'not-last'): readonly Argument[] {
  return snapshot.services.map(({ name, version }) => ({
    word: name,
    says: version === null ? 'Its version cannot be read now' : `${version} is live`,
    isLast: place === 'last',
  }));
}

function branchesOf(service: string, snapshot: Snapshot): readonly Argument[] {
  const repo = repoOf(service, snapshot);
  if (repo === undefined) return [];
  const others = repo.branches.map(({ name }) => name).filter((name) => name !== repo.defaultBranch);
  return [repo.defaultBranch, ...others].map((word) => ({ word, says: 'A branch', isLast: true }));
}

function versionsOf(service: string, snapshot: Snapshot): readonly Argument[] {
  const commits = repoOf(service, snapshot)?.commits.slice(0, offeredCommits) ?? [];
  return [
    ...tagsOf(service, snapshot).map(({ name, sha }) => ({
      word: name,
      says: `A tag at ${sha.slice(0, 7)}`,
      isLast: true,
    })),
    ...commits.map(({ sha, title, author }) => ({ word: sha.slice(0, 7), says: `${title} (${author})`, isLast: true })),
  ];
}

function tagsOf(service: string, snapshot: Snapshot): readonly RefInfo[] {
  return repoOf(service, snapshot)?.tags ?? [];
}

function repoOf(service: string, snapshot: Snapshot): RepoInfo | undefined {
  return snapshot.repos.find((one) => one.name.endsWith(`/${service}`));
}

/** Releases are known to the page only by the cards that the bot has posted. */
function releasesIn(snapshot: Snapshot): readonly Argument[] {
  const cards = Object.values(snapshot.messages)
    .flat()
    .filter((message) => message.metadata?.event_type === 'gonogo_release');
  const ids = cards.map((message) => message.metadata?.event_payload['release']).filter((id) => typeof id === 'string');
  return [...new Set(ids)].toReversed().map((word) => ({ word, says: 'A release with a card', isLast: true }));
}
