import { type ChecklistItem, type Section, sections } from '../domain/checklist/item.ts';
import { isTickable } from '../domain/checklist/ticks.ts';
import { type SlackUserId } from '../domain/ids.ts';
import { partOf } from '../domain/people/eligibility.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type Instant } from '../domain/time.ts';
import { aboutDependency, dependencyName } from './checklist-brought-sentences.ts';
import { markdownLink, markdownPhrase, markdownText, type Phrase } from './checklist-phrase.ts';
import { itemPhrase } from './checklist-sentences.ts';
import { partWords } from './checklist-state.ts';
import { identityName, versionName } from './names.ts';

export type ChecklistExport = {
  readonly items: readonly ChecklistItem[];
  readonly candidate: Candidate;
  readonly policy: LanePolicy;
  readonly requestedBy: SlackUserId;
  readonly preparedBy: string;
  readonly now: Instant;
};

const headings: Readonly<Record<Section, string>> = {
  changes: 'Changes Included',
  tests: 'Tests Passed',
  database: 'Database Changes',
  dependencies: 'Dependencies',
  'breaking-changes': 'Breaking Changes',
  'rollback-plan': 'Rollback Plan',
  monitoring: 'Monitoring',
  staging: 'Staging',
};

/**
 * The checklist as a Markdown document, one line an item. `[x]` is settled, `[ ]` waits for a person; a line without a
 * box only informs, and needs nobody. A section that nothing calls for has no heading.
 */
export function checklistMarkdown(shown: ChecklistExport): string {
  const { items, candidate, preparedBy, now } = shown;
  const parts = sections.flatMap((name) => {
    const own = items.filter((item) => item.section === name);
    return own.length === 0 ? [] : ['', `### ${headings[name]}`, ...sectionLines(name, own, shown)];
  });
  return [
    '## Deployment Checklist',
    '',
    `**Version**: ${markdownText(versionName(candidate.version, candidate.sha), 120)}`,
    `**Date**: ${now.slice(0, 10)}`,
    `**Prepared By**: ${markdownText(preparedBy, 120)}`,
    ...parts,
    '',
  ].join('\n');
}

function sectionLines(name: Section, items: readonly ChecklistItem[], shown: ChecklistExport): readonly string[] {
  switch (name) {
    case 'changes':
      return [...changeLines(shown.candidate), ...items.map((item) => itemLine(item, shown))];
    case 'dependencies':
      return dependencyLines(items, shown);
    case 'database':
    case 'breaking-changes':
      return nestedLines(items, shown);
    case 'tests':
    case 'rollback-plan':
    case 'monitoring':
    case 'staging':
      return items.map((item) => itemLine(item, shown));
  }
}

/** Pull requests where there are any, else commits. They were read from GitHub, so they are there. */
function changeLines({ pulls, commits }: Candidate): readonly string[] {
  if (pulls.length > 0) {
    return pulls.map(
      ({ number, url, title, author }) =>
        `- [x] ${markdownLink(url, `PR ${number}`)}: ${markdownText(title, 160)}${author === null ? '' : ` (${markdownText(author, 60)})`}`,
    );
  }
  return commits.map(
    ({ sha, title, author }) =>
      `- [x] \`${sha.slice(0, 7)}\`: ${markdownText(title, 160)} (${markdownText(identityName(author), 60)})`,
  );
}

/** What was brought stands as a parent, checked once all that it asks for is; below it is what it asks for. */
function nestedLines(items: readonly ChecklistItem[], shown: ChecklistExport): readonly string[] {
  if (!items.some(isParent)) return items.map((item) => itemLine(item, shown));
  const children = items.filter((item) => !isParent(item));
  const box = boxOf(children.every(({ state }) => state.kind === 'settled') ? 'settled' : 'open');
  return [
    ...items.filter(isParent).map((item) => `- ${box}${words(itemPhrase(item.text), shown)}`),
    ...children.map((item) => `  ${itemLine(item, shown)}`),
  ];
}

const parents: readonly string[] = ['migration', 'migrations-more', 'breaking', 'breaking-more'];

function isParent({ text }: ChecklistItem): boolean {
  return parents.includes(text.code);
}

function dependencyLines(items: readonly ChecklistItem[], shown: ChecklistExport): readonly string[] {
  const lines: string[] = [];
  let last = '';
  for (const item of items) {
    const { text } = item;
    if (text.code !== 'dependency-scanned' && text.code !== 'dependency-licence') {
      lines.push(itemLine(item, shown));
      continue;
    }
    const name = words(dependencyName(text), shown);
    if (name !== last) {
      const of = items.filter((other) => isAbout(other, text));
      lines.push(`- ${boxOf(of.every(({ state }) => state.kind === 'settled') ? 'settled' : 'open')}${name}`);
      last = name;
    }
    lines.push(`  ${line(item, aboutDependency(text), shown)}`);
  }
  return lines;
}

function isAbout({ text }: ChecklistItem, about: { readonly name: string; readonly version: string }): boolean {
  return 'version' in text && text.name === about.name && text.version === about.version;
}

function itemLine(item: ChecklistItem, shown: ChecklistExport): string {
  return line(item, itemPhrase(item.text), shown);
}

function line(item: ChecklistItem, phrase: Phrase, shown: ChecklistExport): string {
  return `- ${boxOf(isTickable(item) ? 'open' : item.state.kind)}${words(phrase, shown)}${settledBy(item, shown)}`;
}

function boxOf(state: ChecklistItem['state']['kind']): string {
  return { settled: '[x] ', open: '[ ] ', informs: '' }[state];
}

function settledBy({ state }: ChecklistItem, { policy, candidate, requestedBy }: ChecklistExport): string {
  if (state.kind !== 'settled') return '';
  if (state.by === 'evidence') return state.url === null ? '' : ` (${markdownLink(state.url, 'source')})`;
  const { by, at, note } = state.tick;
  const part = partOf(by, requestedBy, candidate, policy);
  const who = `${markdownText(nameOf(by, policy), 80)}${part === null ? '' : `, ${partWords[part]}`}, ${at.slice(0, 10)}`;
  return note.trim() === '' ? ` (${who})` : ` (${who}: ${markdownText(note, 300)})`;
}

function words(phrase: Phrase, { policy }: ChecklistExport): string {
  return markdownPhrase(phrase, (user) => nameOf(user, policy));
}

/** Slack's ids say nothing outside Slack, so the GitHub account stands before them where one is linked. */
function nameOf(user: SlackUserId, { people }: LanePolicy): string {
  const github = people.find(({ slack }) => slack === user)?.github ?? null;
  return github === null ? user : `${github} (${user})`;
}
