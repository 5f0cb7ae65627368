import { code, type Markup, md } from './text.ts';

/**
 * What an item is called where only its id is at hand, as in "this changed since you voted". The id says what it is
 * about: its section, then its kind or the thing, then what it was about exactly.
 */
export function itemName(id: string): Markup {
  const about = id.split(':')[0] ?? id;
  const known = names.get(about);
  if (known !== undefined) return md`${known}`;
  const [section = '', ...rest] = about.split('.');
  const thing = rest.join('.');
  switch (section) {
    case 'tests':
      return md`the tests ${code(thing.replace(/\.failed$/, ''))}`;
    case 'dependencies':
      return thing.endsWith('.licence')
        ? md`the licence of ${dependency(thing)}`
        : md`the security scan of ${dependency(thing)}`;
    case 'staging':
      return staging(rest);
    default:
      return md`the item ${code(about)}`;
  }
}

const names: ReadonlyMap<string, string> = new Map([
  ['changes', 'what changes since what is live'],
  ['tests', 'the tests'],
  ['tests.unit', 'the unit tests'],
  ['tests.unit.failed', 'the unit tests'],
  ['tests.integration', 'the integration tests'],
  ['tests.integration.failed', 'the integration tests'],
  ['tests.e2e', 'the E2E tests'],
  ['tests.e2e.failed', 'the E2E tests'],
  ['tests.checks', 'the tests, as the checks tell them'],
  ['tests.~more', 'the other test suites'],
  ['tests.~more.failed', 'the other test suites'],
  ['tests.unreadable', 'the summary of the tests'],
  ['database.none', 'that there are no migrations'],
  ['database.not-searched', 'whether there are migrations'],
  ['database.rollback-tested', 'the tested rollback of the migrations'],
  ['database.backup-verified', 'the verified backup'],
  ['dependencies.none', 'that there are no new dependencies'],
  ['dependencies.not-compared', 'whether there are new dependencies'],
  ['dependencies.lockfile', 'the changed lockfiles'],
  ['dependencies.more', 'the other new dependencies'],
  ['breaking.none', 'that there are no breaking changes'],
  ['breaking.guide', 'the migration guide'],
  ['breaking.clients-notified', 'that clients were notified'],
  ['rollback.command', 'the rollback plan'],
  ['rollback.migration', 'the way back for the database'],
  ['monitoring.alerts', 'the alerts'],
  ['monitoring.dashboards', 'the dashboards'],
  ['monitoring.on-call', 'who is on call'],
]);

function dependency(thing: string): Markup {
  const name = thing.replace(/\.(?:scanned|licence)$/, '');
  return name.startsWith('~') ? md`a new dependency` : code(name);
}

function staging([kind = '', ...environment]: readonly string[]): Markup {
  const where = code(environment.join('.'));
  switch (kind) {
    case 'qa-verified':
      return md`the QA verification in ${where}`;
    case 'design-reviewed':
      return md`the design review in ${where}`;
    default:
      return md`the verification in ${where}`;
  }
}
