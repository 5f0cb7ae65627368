import { type ItemText } from '../domain/checklist/item.ts';
import { namesPhrase, type Part, type Phrase } from './checklist-phrase.ts';
import { count } from './text.ts';

/** What a candidate brings apart from its text: migrations, dependencies, breaking changes. */

type Text<Code extends ItemText['code']> = Extract<ItemText, { readonly code: Code }>;

export function databasePhrase(
  text: Text<
    | 'no-migrations'
    | 'migrations-not-searched'
    | 'migration'
    | 'migrations-more'
    | 'migration-rollback-tested'
    | 'migration-backup-verified'
  >,
): Phrase {
  switch (text.code) {
    case 'no-migrations':
      return ['No migrations'];
    case 'migrations-not-searched':
      return [`Migrations: ${notSearched[text.why]}`];
    case 'migration':
      return [
        'Migration: ',
        { name: text.file },
        text.reversible === 'proven' ? ' (it can be undone)' : ' (nothing proves that it can be undone)',
      ];
    case 'migrations-more':
      return [count(text.count, 'more migration')];
    case 'migration-rollback-tested':
      return [text.files > 1 ? `Tested rollback of ${text.files} migrations` : 'Tested rollback'];
    case 'migration-backup-verified':
      return ['Backup verified'];
  }
}

const lookFor = 'so somebody has to look for them, their tested rollback and their backup';

const notSearched: Readonly<Record<Text<'migrations-not-searched'>['why'], string>> = {
  'not-configured': 'not looked for, because gonogo.yaml does not say where they are',
  'no-base': `what is live is not known, ${lookFor}`,
  'not-answered': `GitHub did not say which files changed, ${lookFor}`,
};

export function dependenciesPhrase(
  text: Text<'no-new-dependencies' | 'dependencies-not-compared' | 'dependencies-lockfile' | 'dependencies-more'>,
): Phrase {
  switch (text.code) {
    case 'no-new-dependencies':
      return ['No new dependencies'];
    case 'dependencies-not-compared':
      return [
        text.why === 'no-base'
          ? 'New dependencies: not known, because what is live is not known'
          : 'New dependencies: GitHub did not compare them, so somebody has to look',
      ];
    case 'dependencies-lockfile':
      return ['New dependencies: what changed in ', ...namesPhrase(text.files, 3), ' could not be compared'];
    case 'dependencies-more':
      return [`${count(text.count, 'more new dependency', 'more new dependencies')}: scanned, with a known licence`];
  }
}

type AboutDependency = Text<'dependency-scanned' | 'dependency-licence'>;

export function dependencyName({ name, version }: AboutDependency): Phrase {
  return ['New dependency ', { name: `${name} ${version}` }];
}

/** What is said of a dependency, without its name. */
export function aboutDependency(text: AboutDependency): Phrase {
  if (text.code === 'dependency-licence') {
    return text.licence === null
      ? ['License verified (GitHub does not know it)']
      : ['License verified: ', { name: text.licence }];
  }
  if (text.advisories === null) return ['Security scanned (nobody has yet)'];
  if (text.advisories.length === 0) return ['Security scanned: no known weakness'];
  return ['Security scanned: known weaknesses ', ...namesPhrase(text.advisories, 3)];
}

export function breakingPhrase(
  text: Text<
    | 'no-breaking-changes'
    | 'breaking'
    | 'breaking-more'
    | 'breaking-not-searched'
    | 'breaking-guide'
    | 'breaking-clients-notified'
  >,
): Phrase {
  switch (text.code) {
    case 'no-breaking-changes':
      return ['None'];
    case 'breaking':
      return ['Breaking: ', linked(text.url, text.title)];
    case 'breaking-more':
      return [count(text.count, 'more breaking change')];
    case 'breaking-not-searched':
      return [
        'Breaking changes: not known, for the commits could not be read. It blocks nothing: ask the authors before you approve',
      ];
    case 'breaking-guide':
      return ['Migration guide prepared'];
    case 'breaking-clients-notified':
      return ['Clients notified'];
  }
}

function linked(url: string | null, label: string): Part {
  return url === null ? { prose: label } : { url, label };
}
