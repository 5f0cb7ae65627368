import { type ItemText, type Section } from '../domain/checklist/item.ts';
import {
  aboutDependency,
  breakingPhrase,
  databasePhrase,
  dependenciesPhrase,
  dependencyName,
} from './checklist-brought-sentences.ts';
import { namesPhrase, type Phrase, slackPhrase } from './checklist-phrase.ts';
import { count, type Markup } from './text.ts';

/** One short line for each item, in the words of the deployment checklist. Whether it is so is shown beside it. */

export function itemText(text: ItemText): Markup {
  return slackPhrase(itemPhrase(text));
}

export const sectionTitles: Readonly<Record<Section, string>> = {
  changes: 'Changes included',
  tests: 'Tests passed',
  database: 'Database changes',
  dependencies: 'Dependencies',
  'breaking-changes': 'Breaking changes',
  'rollback-plan': 'Rollback plan',
  monitoring: 'Monitoring',
  staging: 'Staging',
};

/** The same words for Slack and for Markdown. */
export function itemPhrase(text: ItemText): Phrase {
  switch (text.code) {
    case 'changes':
      return changesPhrase(text);
    case 'tests':
    case 'tests-from-checks':
    case 'tests-failed':
    case 'tests-more':
    case 'tests-unreadable':
    case 'tests-unknown':
      return testsPhrase(text);
    case 'no-migrations':
    case 'migrations-not-searched':
    case 'migration':
    case 'migrations-more':
    case 'migration-rollback-tested':
    case 'migration-backup-verified':
      return databasePhrase(text);
    case 'dependency-scanned':
    case 'dependency-licence':
      return [...dependencyName(text), ': ', ...aboutDependency(text)];
    case 'no-new-dependencies':
    case 'dependencies-not-compared':
    case 'dependencies-lockfile':
    case 'dependencies-more':
      return dependenciesPhrase(text);
    case 'no-breaking-changes':
    case 'breaking':
    case 'breaking-more':
    case 'breaking-not-searched':
    case 'breaking-guide':
    case 'breaking-clients-notified':
      return breakingPhrase(text);
    case 'rollback-command':
    case 'no-rollback-target':
    case 'rollback-migration':
    case 'rollback-minutes':
    case 'rollback-not-measured':
      return rollbackPhrase(text);
    case 'alerts':
    case 'dashboards':
    case 'on-call':
    case 'no-on-call':
      return monitoringPhrase(text);
    case 'staging-verified':
    case 'staging-not-verified':
    case 'qa-verified':
    case 'design-reviewed':
      return stagingPhrase(text);
  }
}

type Text<Code extends ItemText['code']> = Extract<ItemText, { readonly code: Code }>;

function changesPhrase({ commits, pulls, authors, why }: Text<'changes'>): Phrase {
  if (why !== null) return ['What changes since what is live is not known: ', { prose: endless(why) }];
  const what = [commits === null ? 'commits' : count(commits, 'commit'), count(pulls, 'pull request')];
  return [`${what.join(', ')}, ${count(authors, 'author')}`];
}

function testsPhrase(
  text: Text<'tests' | 'tests-from-checks' | 'tests-failed' | 'tests-more' | 'tests-unreadable' | 'tests-unknown'>,
): Phrase {
  switch (text.code) {
    case 'tests':
    case 'tests-failed':
      return [...suiteName(text.suite), `: ${text.passed}/${text.total} passed`];
    case 'tests-from-checks':
      return [`Tests: ${text.passed}/${text.total} checks passed; there is no summary of the tests themselves`];
    case 'tests-more':
      return [
        `${count(text.count, 'more suite')}: ${text.failed === 0 ? 'all passed' : `${text.failed} did not pass whole`}`,
      ];
    case 'tests-unreadable':
      return ['Tests: the summary cannot be read (', { prose: endless(text.reason) }, ')'];
    case 'tests-unknown':
      return ['Tests: this commit has no summary of them'];
  }
}

const knownSuites: Readonly<Record<string, string>> = {
  unit: 'Unit tests',
  integration: 'Integration tests',
  e2e: 'E2E tests',
};

function suiteName(suite: string): Phrase {
  const known = Object.hasOwn(knownSuites, suite.toLowerCase()) ? knownSuites[suite.toLowerCase()] : undefined;
  return known === undefined ? ['Suite ', { name: suite }] : [known];
}

function rollbackPhrase(
  text: Text<
    'rollback-command' | 'no-rollback-target' | 'rollback-migration' | 'rollback-minutes' | 'rollback-not-measured'
  >,
): Phrase {
  switch (text.code) {
    case 'rollback-command':
      return ['Rollback command: ', { name: text.command }, ' (back to ', { name: text.to }, ')'];
    case 'no-rollback-target':
      return ['Rollback command: none, because no earlier version with known digests is recorded'];
    case 'rollback-migration':
      return [
        text.kept === 'reversible'
          ? 'Database rollback: every migration comes with its way back'
          : 'Database rollback: none, the schema stays as it is',
      ];
    case 'rollback-minutes':
      return [`Estimated rollback time: ${count(text.minutes, 'minute')} (${measured(text.measuredFrom)})`];
    case 'rollback-not-measured':
      return ['Estimated rollback time: not known, for nothing was measured here yet'];
  }
}

function measured(times: number): string {
  return times === 1 ? 'as long as the last one took' : `the median of the last ${times}`;
}

function monitoringPhrase(text: Text<'alerts' | 'dashboards' | 'on-call' | 'no-on-call'>): Phrase {
  switch (text.code) {
    case 'alerts':
      return [
        text.watched.length === 0 ? 'Alerts configured elsewhere' : `Alerts configured: ${text.watched.join(', ')}`,
      ];
    case 'dashboards':
      return ['Dashboards updated'];
    case 'on-call': {
      const users = text.who.slice(0, 5).map((user): Phrase => [{ user }]);
      const groups = text.groups.slice(0, 3).map((name): Phrase => ['the user group ', { name }]);
      return ['On-call notified: an alert reaches ', ...listed([...users, ...groups])];
    }
    case 'no-on-call':
      return ['On-call notified: nobody, for the escalation ladder in gonogo.yaml is empty'];
  }
}

function stagingPhrase(
  text: Text<'staging-verified' | 'staging-not-verified' | 'qa-verified' | 'design-reviewed'>,
): Phrase {
  const where = { name: text.environment };
  switch (text.code) {
    case 'staging-verified':
      return ['This commit was verified in ', where];
    case 'staging-not-verified':
      return text.why === null
        ? ['This commit was not verified in ', where]
        : ['Whether this commit was verified in ', where, ' is not known: ', { prose: endless(text.why) }];
    case 'qa-verified':
      return ['QA verification in ', where];
    case 'design-reviewed':
      return text.files.length === 0
        ? ['Design review, for it is not known whether files of the user interface changed']
        : ['Design review of ', ...namesPhrase(text.files, 3)];
  }
}

function listed(phrases: readonly Phrase[]): Phrase {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [', ', ...phrase]));
}

/** Without the full stop that a sentence of somebody else may bring. */
function endless(text: string): string {
  return text.trim().replace(/[.\s]+$/, '');
}
