import { aNote, asked, aWord, type Entry, type Facts, fingerprint, proven, said } from './entry.ts';

/** Migration files beyond these are counted. */
const mostFiles = 5;

/**
 * "None" is settled only by a search that was configured and answered. A lane that has configured one waits for a person
 * where GitHub did not answer, and where nobody knows what is live; one that has configured none is told so.
 */
export function databaseItems({ candidate, policy }: Facts): readonly Entry[] {
  const { migrations } = candidate.changes;
  if (migrations.kind === 'unknown') {
    const why = policy.migrations === null ? 'not-configured' : migrations.why;
    const text = { code: 'migrations-not-searched', why } as const;
    const id = 'database.not-searched';
    return [why === 'not-configured' ? said(id, text) : asked(id, text, aNote)];
  }
  const { files, reversible } = migrations.value;
  const count = Math.max(migrations.value.count, files.length);
  if (count === 0) return [proven('database.none', { code: 'no-migrations' }, candidate.compareUrl)];
  // `some` does not say which, so none of them is called proven.
  const each = reversible === 'all' ? 'proven' : 'not-proven';
  const which = fingerprint([files, count]);
  const shown = files.slice(0, mostFiles);
  return [
    ...shown.map((file, index) =>
      said(`database.migration.${index}`, { code: 'migration', file, reversible: each } as const),
    ),
    ...(count > shown.length
      ? [said('database.more', { code: 'migrations-more', count: count - shown.length } as const)]
      : []),
    asked(`database.rollback-tested:${which}`, { code: 'migration-rollback-tested', files: count }, aNote),
    asked(`database.backup-verified:${which}`, { code: 'migration-backup-verified', files: count }, aWord),
  ];
}
