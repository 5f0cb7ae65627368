import { describe, expect, test } from 'vitest';
import { type ReleaseId } from '../../src/domain/ids.ts';
import {
  type HistoryFilter,
  historyLines,
  historyRow,
  historyStatusOf,
  matchesHistory,
  storedHistoryRow,
} from '../../src/domain/release/history.ts';
import { type Ended } from '../../src/domain/release/release.ts';
import { type HistoryLine, type HistoryRow } from '../../src/domain/views.ts';
import { ana, approved, at, dana, otherRelease, releaseId, request } from '../cards/fixtures.ts';
import { ended, outcomes, rollingBack } from '../cards/releases.ts';

const succeeded = ended(outcomes.succeeded);
const failed = ended(outcomes.failed);
/** Of `otherRelease`. */
const rollback = rollingBack(ended(outcomes.succeeded));

const anything: HistoryFilter = {
  service: null,
  environment: null,
  by: null,
  status: null,
  type: null,
  since: null,
  before: null,
};

function asked(changes: Partial<Ended['request']>, labels: readonly string[] = []): HistoryRow {
  const candidate = { ...approved.candidate, labels };
  return historyRow({ ...succeeded, request: { ...request, ...changes }, proposal: { ...approved, candidate } });
}

function lineOf(release: Ended): HistoryLine {
  return { ...historyRow(release), undoneBy: null, undid: null };
}

describe('the type of a release', () => {
  test.each(['hotfix/totals', 'fix/totals', 'Hotfix/totals'])('is Hotfix for the branch %s', (name) => {
    expect(asked({ ref: { kind: 'ref', name } }).type).toBe('Hotfix');
  });

  test.each(['hotfix', 'bug', 'Bug'])('is Hotfix for a pull request with the label %s', (label) => {
    expect(asked({}, ['docs', label]).type).toBe('Hotfix');
  });

  test.each(['main', 'prefix/totals', 'hotfixes'])('is Feature for the branch %s without such a label', (name) => {
    expect(asked({ ref: { kind: 'ref', name } }, ['bugfixing']).type).toBe('Feature');
  });

  test('is that of the branch that holds the commit, where a commit was asked for', () => {
    const { sha } = approved.candidate;
    const candidate = { ...approved.candidate, within: 'hotfix/totals' };
    const bySha = { ...succeeded, request: { ...request, ref: { kind: 'sha', sha } as const } };
    expect(historyRow({ ...bySha, proposal: { ...approved, candidate } }).type).toBe('Hotfix');
  });

  test('is Emergency whatever the branch is, and Replay and Rollback whatever the labels are', () => {
    expect(asked({ urgency: 'Emergency', ref: { kind: 'ref', name: 'hotfix/totals' } }).type).toBe('Emergency');
    expect(historyRow({ ...succeeded, kind: 'replay' }).type).toBe('Replay');
    expect(historyRow(rollback).type).toBe('Rollback');
  });

  test('is Feature for what an earlier version kept as a mere deployment', () => {
    const { undoes: _, wasLive: __, breached: ___, ...older } = historyRow(succeeded);
    expect(storedHistoryRow({ ...older, type: 'Deploy' })).toEqual(historyRow(succeeded));
  });
});

describe('what was rolled back', () => {
  const undone = historyRow({ ...succeeded, id: otherRelease, since: at('09:00') });
  const by = historyRow({ ...rollback, since: at('09:30') });

  test('is linked both ways, also when it had succeeded before', () => {
    const [newer, older] = historyLines([by, undone]);
    expect(newer?.undid?.release).toBe(otherRelease);
    expect(older?.undoneBy?.release).toBe(releaseId);
    expect(older?.rollback).toBe('Yes');
    expect(older === undefined ? null : historyStatusOf(older)).toBe('rolled-back');
  });

  test('is linked also where the rollback named none, by the commit that production showed', () => {
    const { sha } = undone;
    const unnamed = { ...by, undoes: null, wasLive: sha };
    const rejected = { ...undone, release: 'checkout.production.rejected' as ReleaseId, outcome: 'rejected' as const };
    const elsewhere = 'checkout.staging.other000' as ReleaseId;
    const staging = { ...undone, release: elsewhere, environment: 'staging' as typeof undone.environment };
    const older = { ...undone, release: 'checkout.production.older000' as ReleaseId };

    const lines = historyLines([unnamed, rejected, staging, undone, older]);

    expect(lines.map((line) => line.undoneBy?.release ?? null)).toEqual([null, null, null, by.release, null]);
    expect(lines[0]?.undid?.release).toBe(undone.release);
  });

  test('is not, when the rollback failed', () => {
    const failing = historyRow({ ...rollingBack(failed), since: at('09:30') });
    expect(historyLines([failing, undone])[1]).toMatchObject({ rollback: 'N/A', undoneBy: null });
  });

  test('is known by the rollback that worked, when there were two', () => {
    const second = { ...by, release: 'checkout.production.second00' as ReleaseId };
    const failing = { ...by, outcome: 'failed' as const };
    expect(historyLines([second, failing, undone])[2]?.undoneBy?.release).toBe(second.release);
  });

  test('counts as failed as well, where that was the reason', () => {
    const line = { ...lineOf(failed), rollback: 'Yes' as const };
    expect(matchesHistory(line, { ...anything, status: 'failed' })).toBe(true);
    expect(matchesHistory(line, { ...anything, status: 'rolled-back' })).toBe(true);
    expect(matchesHistory({ ...lineOf(succeeded), rollback: 'Yes' }, { ...anything, status: 'success' })).toBe(false);
  });
});

describe('a filter', () => {
  test('by a person finds what they asked for and what they approved', () => {
    expect(matchesHistory(lineOf(succeeded), { ...anything, by: dana })).toBe(true);
    expect(matchesHistory(lineOf(succeeded), { ...anything, by: ana })).toBe(true);
    expect(matchesHistory({ ...lineOf(succeeded), approvedBy: [] }, { ...anything, by: ana })).toBe(false);
  });

  test('by time takes its beginning and not its end', () => {
    const line = { ...lineOf(succeeded), endedAt: at('10:00') };
    expect(matchesHistory(line, { ...anything, since: at('10:00') })).toBe(true);
    expect(matchesHistory(line, { ...anything, before: at('10:00') })).toBe(false);
  });
});
