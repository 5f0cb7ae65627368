import { type Message } from '../../src/cards/block-kit.ts';
import { historyMessage } from '../../src/cards/history.ts';
import {
  historyFileComment,
  historyFileNotConfirmed,
  historyFileNotSent,
  historyFileSent,
  historyProblem,
} from '../../src/cards/history-words.ts';
import { type RecordShown } from '../../src/cards/record-page.ts';
import { type ChecklistItem } from '../../src/domain/checklist/item.ts';
import { type GateResult } from '../../src/domain/gates/result.ts';
import { type CommitSha } from '../../src/domain/ids.ts';
import { type Release } from '../../src/domain/release/release.ts';
import {
  type DryRun,
  type HistoryLine,
  type HistoryRow,
  type LaneRow,
  type OpenRow,
  type ReleaseView,
  type RollbackChoice,
  type RollbackDraft,
} from '../../src/domain/views.ts';
import { owed } from './emergency-samples.ts';
import { ana, ben, card, checkout, dana, now, production, releaseId, sha } from './fixtures.ts';
import { every } from './gate-samples.ts';
import { candidateFrom, policyFrom, textIn, times } from './hostile-facts.ts';
import { awaiting, view } from './releases.ts';

export function viewFrom(release: Release, text: string, many: number): ReleaseView {
  const hold = { reason: text, since: now, release: null, kind: 'rollback' as const };
  const people = Array.from({ length: many }, () => ana);
  const rules = times(many, text).map((role) => ({ role, min: 9, given: people, possible: people }));
  const evidence = release.kind === 'rollback' ? {} : evidenceFrom(text, many);
  return view(release, {
    policy: policyFrom(text, many),
    hold,
    rules,
    live: { kind: 'unknown' },
    position: many,
    ...evidence,
  });
}

/** Gates of every kind that say everything they can, up to a dozen, and as many open items as there may be. */
export function evidenceFrom(text: string, many: number): Pick<ReleaseView, 'gates' | 'checklist'> {
  const gates = every.slice(0, Math.min(many, 12)).map(
    (reason, index): GateResult => ({
      id: `${index}${text}`,
      kind: 'checks',
      mode: index % 3 === 0 ? 'advisory' : 'blocking',
      outcome: index % 4 === 0 ? 'pass' : index % 2 === 0 ? 'unknown' : 'fail',
      reason: textIn(reason, text),
      evidence: null,
      url: index % 5 === 0 ? null : `https://github.com/acme/checkout/${text}`,
    }),
  );
  const checklist = times(Math.min(many, 20), text).map(
    (name, index): ChecklistItem => ({
      id: `dependencies.${index}.licence`,
      section: 'dependencies',
      text: { code: 'dependency-licence', name, version: name, licence: name },
      state: { kind: 'open', needs: { role: index % 2 === 0 ? name : null, note: 'wanted' } },
    }),
  );
  return { gates, checklist };
}

export function choicesFrom(text: string, many: number): readonly RollbackChoice[] {
  return times(many + 1, text).map((version, index) => ({
    sha: `${index.toString(16).padStart(2, '0')}${sha.slice(2)}` as CommitSha,
    version,
    verifiedAt: index % 2 === 0 ? now : null,
    suspect: index % 3 === 0 ? 'unverified' : null,
  }));
}

export function rollbackFrom(text: string, many: number): RollbackDraft {
  return {
    service: checkout,
    environment: production,
    policy: policyFrom(text, many),
    live: { kind: 'unknown' },
    candidate: candidateFrom(text, many),
    verifiedAt: many % 2 === 0 ? null : now,
    suspect: many % 2 === 0 ? { sha, why: 'breached', release: releaseId, at: now } : null,
    warnings: many % 2 === 0 ? ['never-verified', 'config-differs', 'migration-between', 'already-live'] : [],
    tookMs: times(many, text).map((_, index) => index * 1000),
    occupant: many % 3 === 0 ? null : { release: releaseId, phase: 'watching', sha, version: text },
    of: null,
    reason: text,
    now,
  };
}

export function dryRunFrom(text: string, many: number): DryRun {
  const { gates, checklist, policy: rules, hold, execution, risk } = viewFrom(awaiting, text, many);
  return {
    service: checkout,
    environment: production,
    policy: rules,
    candidate: candidateFrom(text, many),
    rules: times(many, text).map((role) => ({ role, min: 1, given: [], possible: [ana, ben] })),
    blockers: many === 0 ? [] : [{ code: 'gates_not_passed', gates: times(many, text) }],
    gates,
    checklist,
    window: { kind: 'shut', reason: text, opensAt: many % 2 === 0 ? null : now },
    hold,
    laneBusyBehind: releaseId,
    execution,
    risk,
    now,
  };
}

export function rowsFrom(text: string, many: number): readonly OpenRow[] {
  return times(many, text).map((summary) => ({
    release: releaseId,
    service: checkout,
    environment: production,
    phase: 'awaiting-decision',
    sha,
    version: text,
    summary,
    urgency: text,
    requestedBy: dana,
    since: now,
    card,
    waitsFor: [ana, ben],
    waitsForRoles: [text],
    next: { code: 'lane_held', reason: text, who: [ana] },
  }));
}

export function lanesFrom(text: string, many: number): readonly LaneRow[] {
  return times(many, text).map((reason, index) => ({
    service: checkout,
    environment: production,
    live:
      index % 2 === 0
        ? { kind: 'unknown' }
        : { kind: 'known', sha, version: text, since: now, how: { kind: 'adopted', by: ana } },
    hold: index % 3 === 0 ? { reason, since: now, release: null, kind: 'doubt' } : null,
    debts: index % 2 === 0 ? times(Math.min(many, 9), text).map(() => owed) : [],
  }));
}

export function historyFrom(text: string, many: number): readonly HistoryRow[] {
  return times(many, text).map((notes) => ({
    release: releaseId,
    service: checkout,
    environment: production,
    endedAt: now,
    sha: sha as CommitSha,
    version: text,
    type: 'Rollback',
    outcome: 'rejected',
    failure: null,
    breached: null,
    rollback: 'N/A',
    undoes: null,
    mandate: 'no',
    wasLive: null,
    notes,
    requestedBy: dana,
    approvedBy: [ana],
    card,
  }));
}

/** Histories of every shape: with and without links, filters, and a cut. */
export function historiesFrom(text: string, many: number): readonly Message[] {
  const rows = historyFrom(text, many);
  const [first = null] = rows;
  const all = rows.map((row): HistoryLine => ({ ...row, undoneBy: null, undid: null }));
  const linked = rows.map((row): HistoryLine => ({ ...row, rollback: 'Yes', undoneBy: first, undid: first }));
  // Made of names that were looked up, so it is short whatever was typed.
  const asked = text.slice(0, 100);
  const one = { service: checkout, environment: null };
  return [
    historyMessage({ lines: all, more: 'no', read: many, isCut: 'no', query: { ...one, service: null }, asked: '' }),
    historyMessage({ lines: linked, more: 'yes', read: many, isCut: 'yes', query: one, asked }),
    historyMessage({ lines: all.slice(0, 1), more: 'no', read: many, isCut: 'no', query: one, asked }),
    historyProblem({ code: 'unknown-filter', word: text, suggestion: text }),
    historyProblem({ code: 'unknown-filter', word: text, suggestion: null }),
    historyProblem({ code: 'unknown-value', filter: 'by', value: text, known: times(many, text), suggestion: null }),
    historyProblem({ code: 'no-day', filter: 'since', value: text }),
    historyFileComment('csv', many, text),
    historyFileSent(text, card, { read: many, isCut: 'yes' }),
    historyFileNotSent(text),
    historyFileNotConfirmed(text),
  ];
}

/** What other records tell of a release. */
export function linksFrom(text: string, many: number): Omit<RecordShown, 'view'> {
  const [row = null] = historyFrom(text, many);
  return { incident: null, undoneBy: row, undid: row, others: times(many, text).map(() => releaseId) };
}
