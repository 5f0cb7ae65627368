import { textOf } from '../../slack/json.ts';
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
    word: 'emergency',
    hint: '<service> <sha or ref>',
    says: 'Deploy in an outage, with fewer gates and a review after it',
  },
  {
    word: 'replay',
    hint: '<service> <sha or version> [environment]',
    says: 'Ask for what was built before, by digest',
  },
  { word: 'why', hint: '<release, or service and sha>', says: 'What something waits for, or would' },
  { word: 'history', hint: '[service] [filters]', says: 'What was deployed, and how it ended' },
  { word: 'show', hint: '<release, sha or version> [service]', says: 'Everything about one release' },
  { word: 'help', hint: '', says: 'All commands with examples' },
];

const rollback: Suggestion = {
  text: '/rollback ',
  label: '/rollback <sha or version> [service] [reason]',
  says: 'Put an earlier version back; for deployers',
};

const incidentWords: readonly Word[] = [
  {
    word: 'declare',
    hint: '[P1–P4] [what is wrong]',
    says: 'Say that something is wrong; whoever is on call is paged',
  },
  { word: 'list', hint: '', says: 'What is open, and who has it' },
  { word: 'ack', hint: '[incident]', says: 'Take it: nobody else is paged' },
  { word: 'resolve', hint: '[incident] [how]', says: 'Say that it is over' },
  { word: 'note', hint: '[incident] <text>', says: 'Add to its timeline' },
  { word: 'help', hint: '', says: 'All words with examples' },
];

/** Commits that are offered beside branches and tags. */
const offeredCommits = 3;

/** What could come next, best first; empty when the text is no command or needs nothing more. */
export function suggest(text: string, snapshot: Snapshot): readonly Suggestion[] {
  if (!text.startsWith('/')) return [];
  const [command = '', ...rest] = text.split(/\s+/);
  if (rest.length === 0) return commandsLike(command);
  const typed = rest.at(-1) ?? '';
  const before = rest.slice(0, -1);
  if (command === '/release' && before.length === 0) return firstWords(command, words, typed);
  if (command === '/incident' && before.length === 0) return firstWords(command, incidentWords, typed);
  return argumentsOf(command, before, snapshot)
    .filter((item) => item.word.toLowerCase().startsWith(typed.toLowerCase()) && item.word !== typed)
    .map(({ word, says, isLast }) => ({
      text: `${[command, ...before, word].join(' ')}${isLast ? '' : ' '}`,
      label: word,
      says,
    }));
}

function argumentsOf(command: string, before: readonly string[], snapshot: Snapshot): readonly Argument[] {
  if (command === '/release') return argumentsFor(before, snapshot);
  if (command === '/rollback') return argumentsOfRollback(before, snapshot);
  const [verb = '', ...more] = before;
  const takesOne = command === '/incident' && more.length === 0 && ['ack', 'resolve', 'note'].includes(verb);
  return takesOne ? incidentsIn(snapshot, verb === 'ack' ? 'last' : 'not-last') : [];
}

function commandsLike(command: string): readonly Suggestion[] {
  return [
    ...('/release'.startsWith(command) ? firstWords('/release', words, '') : []),
    ...('/rollback'.startsWith(command) ? [rollback] : []),
    ...('/incident'.startsWith(command) ? firstWords('/incident', incidentWords, '') : []),
  ];
}

function firstWords(command: string, known: readonly Word[], typed: string): readonly Suggestion[] {
  return known
    .filter(({ word, hint }) => word.startsWith(typed) && !(word === typed && hint === ''))
    .map(({ word, hint, says }) => ({
      text: `${command} ${word}${hint === '' ? '' : ' '}`,
      label: hint === '' ? `${command} ${word}` : `${command} ${word} ${hint}`,
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
  if (verb === 'request' || verb === 'emergency')
    return [...branchesOf(service, snapshot), ...versionsOf(service, snapshot)];
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

/** Incidents are known by their messages, newest first. */
function incidentsIn(snapshot: Snapshot, place: 'last' | 'not-last'): readonly Argument[] {
  return Object.values(snapshot.messages)
    .flat()
    .filter(
      ({ metadata }) => metadata?.event_type === 'gonogo_incident' && metadata.event_payload['state'] !== 'resolved',
    )
    .toReversed()
    .map(({ metadata, text }) => ({
      word: textOf(metadata?.event_payload['incident']),
      says: text,
      isLast: place === 'last',
    }));
}

/** Releases are known to the page only by the cards that the bot has posted. */
function releasesIn(snapshot: Snapshot): readonly Argument[] {
  const cards = Object.values(snapshot.messages)
    .flat()
    .filter((message) => message.metadata?.event_type === 'gonogo_release');
  const ids = cards.map((message) => message.metadata?.event_payload['release']).filter((id) => typeof id === 'string');
  return [...new Set(ids)].toReversed().map((word) => ({ word, says: 'A release with a card', isLast: true }));
}
