import { type Live } from '../domain/lane/lane.ts';
import { type Recording } from '../domain/lane/recording.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Candidate, type Undone, type VersionSeen } from '../domain/release/candidate.ts';
import { type RollbackWarning } from '../domain/release/terms.ts';
import { migrationsUndone } from '../domain/release/undone-migrations.ts';
import { missingText, unreadableText } from './evidence-sentences.ts';
import { names } from './name-list.ts';
import { identityName, versionText } from './names.ts';
import { code, count, lines, type Markup, md, prose } from './text.ts';

/** What putting something back means, in the same words in the form, on the card and in a note. */

const warnings: Readonly<Record<RollbackWarning, { readonly whole: string; readonly short: string }>> = {
  'never-verified': {
    whole: 'It is none of the last ten versions that a watch saw work here, so nothing says that it does.',
    short: 'it is none of the last ten versions that were seen to work here',
  },
  'breached-here': {
    whole: 'When it last ran here, its watch found it unhealthy. What was wrong then may be wrong again.',
    short: 'its watch found it unhealthy when it last ran here',
  },
  'undone-here': {
    whole: 'When it last ran here, production was rolled back from it. What was wrong then may be wrong again.',
    short: 'production was rolled back from it when it last ran here',
  },
  'unverified-here': {
    whole: 'When it last ran here, no watch could say that it works, so nothing says that it does.',
    short: 'no watch could say that it works when it last ran here',
  },
  'config-differs': {
    whole: 'It was built for another configuration than the one that is live; it may not start, or behave differently.',
    short: 'it was built for another configuration',
  },
  'migration-between': {
    whole: 'The database schema has changed since: this version meets a schema that it was not written for.',
    short: 'the database schema has changed since',
  },
  'migration-undone': {
    whole:
      'The workflow is asked to undo the migrations in between: what was stored with their help since may be lost.',
    short: 'the workflow is asked to undo the migrations in between',
  },
  'already-live': {
    whole: 'This is what production shows already, so a rollback to it may change nothing.',
    short: 'it is what production shows already',
  },
};

function warningText(warning: RollbackWarning): Markup {
  return md`${warnings[warning].whole}`;
}

/** One line for each, to stand below what they are about. */
export function warningList(list: readonly RollbackWarning[]): Markup {
  return lines(...list.map((warning) => md`△ ${warningText(warning)}`));
}

/** All of them as one clause, for dialogs that take few characters. Empty for none. */
export function warningsInShort(list: readonly RollbackWarning[]): string {
  return list.map((warning) => warnings[warning].short).join('; ');
}

/** The warnings that a rollback which waits for a second confirm names; whatever is none of ours is left out. */
export function warningsIn(detail: string | null): readonly RollbackWarning[] {
  return (detail ?? '').split(',').filter(isWarning);
}

function isWarning(text: string): text is RollbackWarning {
  return Object.hasOwn(warnings, text);
}

/** What production runs now, as far as it was seen or is recorded. */
export function liveNow(seen: VersionSeen, live: Live): Markup {
  if (seen.kind === 'seen') return versionText(seen.version, seen.sha);
  return live.kind === 'known' ? versionText(live.version, live.sha) : md`what is live is not known`;
}

const mostCommits = 8;

/** The commits that production loses, and what becomes of the schema. */
export function undoneText(candidate: Candidate, policy: Pick<LanePolicy, 'inputs'>): Markup {
  const { undoes } = candidate;
  if (undoes === null) return md`*Undoes:* what that takes away was not read.`;
  return lines(commitsText(undoes), schemaText(undoes.migrations, migrationsUndone(policy, candidate)));
}

function commitsText(undoes: Undone): Markup {
  if (undoes.count === null) return md`*Undoes:* how many commits could not be read.`;
  if (undoes.count === 0) return md`*Undoes:* no commit that production has.`;
  const shown = undoes.commits
    .slice(0, mostCommits)
    .map(
      (commit) =>
        md`• ${code(commit.sha.slice(0, 7))} ${prose(commit.title, 90)} (${prose(identityName(commit.author), 40)})`,
    );
  const more = undoes.count - shown.length;
  return lines(
    md`*Undoes:* ${count(undoes.count, 'commit')}${shown.length === 0 ? '.' : ':'}`,
    ...shown,
    more > 0 && shown.length > 0 ? md`and ${count(more, 'older commit')}` : null,
  );
}

const mostMigrations = 5;

/** `asked`: those that the workflow is asked to undo, by their files. */
function schemaText(migrations: Undone['migrations'], asked: readonly string[]): Markup {
  if (migrations.kind === 'unknown') {
    return migrations.why === 'not-configured'
      ? md`*Database:* ${code('gonogo.yaml')} does not say where migrations are, so whether one lies in between is not known. The schema stays as it is.`
      : md`*Database:* whether a migration lies in between could not be read. The schema stays as it is.`;
  }
  const { count: number, reversible } = migrations.value;
  if (number === 0) return md`*Database:* no migration lies in between.`;
  const between = md`*Database:* ${count(number, 'migration')} ${number === 1 ? 'lies' : 'lie'} in between`;
  if (asked.length > 0)
    return md`${between}, and ${number === 1 ? 'it is' : 'all are'} proven reversible. The workflow is asked to undo ${number === 1 ? 'it' : 'them'}: ${names(asked, mostMigrations)}.`;
  switch (reversible) {
    case 'all':
      return md`${between}, and ${number === 1 ? 'it is' : 'all are'} proven reversible. Gonogo undoes none: the schema stays as it is unless the replay workflow does.`;
    case 'some':
      return md`${between}, and not all are proven reversible, so the schema stays as it is.`;
    case 'none':
      return md`${between}, not proven reversible, so the schema stays as it is.`;
  }
}

/** Where a rollback of this candidate would lead, or why there is nowhere to go back to: said before the vote. */
export function targetText(
  { target, live }: Pick<Candidate, 'target' | 'live'>,
  recording: Recording | 'recorded' = 'offered',
): Markup {
  if (target.kind === 'none') {
    return live.kind === 'seen' && tellsOfRecording({ target, live })
      ? md`*Rollback:* There is no version to go back to yet: production shows ${versionText(live.version, live.sha)}, ${unrecorded[recording]}`
      : md`*Rollback:* There is no version to go back to: ${noTarget[target.why]}`;
  }
  const version = versionText(target.version, target.sha);
  const { manifest } = target;
  if (manifest.state === 'present') {
    if (target.verified === 'yes') return md`*Rollback:* goes back to ${version}, which was seen to work here.`;
    return live.kind === 'seen' && live.sha !== target.sha
      ? md`*Rollback:* goes back to ${version}, once the release before this one has put it live. No watch has seen it work here yet.`
      : md`*Rollback:* goes back to ${version}. It is what is live, but no watch has seen it work here.`;
  }
  const why =
    manifest.state === 'missing'
      ? missingText('release-candidate', manifest.code, manifest.detail)
      : unreadableText('release-candidate', manifest.code, manifest.detail);
  return md`*Rollback:* There is no version to go back to: ${version} is live, and its images are not known by digest. ${why}`;
}

/** Whether the line of the rollback says already that what is live may be recorded. */
export function tellsOfRecording({ target, live }: Pick<Candidate, 'target' | 'live'>): boolean {
  return target.kind === 'none' && target.why === 'live-unknown' && live.kind === 'seen';
}

const unrecorded: Readonly<Record<Recording | 'recorded', string>> = {
  recorded: 'and that is on record by now. It is read again by itself.',
  offered: 'and nobody has recorded it as what this lane runs. A deployer can record it; nothing waits for that.',
  'in-lane': 'and the release in the lane is not over.',
  breached: 'which failed its watch.',
};

const noTarget: Readonly<Record<Extract<Candidate['target'], { kind: 'none' }>['why'], string>> = {
  'live-unknown':
    'what is live is not known. A deployer can record it; until then only a new release can replace this one.',
  'same-commit': 'this commit is what is live already.',
  'no-replay-workflow':
    'gonogo.yaml names no replay workflow for this lane, so the way back is a new release of an older commit.',
};
