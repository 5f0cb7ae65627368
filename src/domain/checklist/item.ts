import { type CommitSha, type SlackUserId } from '../ids.ts';
import { type Instant } from '../time.ts';

/** The eight sections of the checklist, in their order. */
export const sections = [
  'changes',
  'tests',
  'database',
  'dependencies',
  'breaking-changes',
  'rollback-plan',
  'monitoring',
  'staging',
] as const;
export type Section = (typeof sections)[number];

/**
 * One line of the checklist.
 *
 * `id` is stable for what it is about (`database.backup-verified`, `dependencies.left-pad@1.3.0.licence`), so that a
 * tick belongs to exactly that. `settled` by evidence or by a named person; `open` waits for a person; `informs` only
 * says something and asks for nothing.
 */
export type ChecklistItem = {
  readonly id: string;
  readonly section: Section;
  readonly text: ItemText;
  readonly state:
    | { readonly kind: 'settled'; readonly by: 'evidence'; readonly url: string | null }
    | { readonly kind: 'settled'; readonly by: 'person'; readonly tick: Tick }
    | { readonly kind: 'open'; readonly needs: Needs }
    | { readonly kind: 'informs' };
};

/** Who may settle an open item, and whether they have to say something with it. */
export type Needs = { readonly role: string | null; readonly note: 'wanted' | 'optional' };

/**
 * A person's word for one item of one commit. `standing` ones are about the lane: they carry forward to later releases
 * of it, with their date, whatever the commit.
 */
export type Tick = {
  readonly item: string;
  /** The candidate that the person spoke of. */
  readonly sha: CommitSha;
  readonly by: SlackUserId;
  readonly at: Instant;
  readonly note: string;
  readonly standing: 'standing' | 'this-release';
};

/** What an item says, as a code with its facts; the words are in cards/checklist-sentences.ts. */
export type ItemText =
  | {
      readonly code: 'changes';
      readonly commits: number | null;
      readonly pulls: number;
      readonly authors: number;
      readonly why: string | null;
    }
  | { readonly code: 'tests'; readonly suite: string; readonly passed: number; readonly total: number }
  | { readonly code: 'tests-from-checks'; readonly passed: number; readonly total: number }
  | { readonly code: 'tests-failed'; readonly suite: string; readonly passed: number; readonly total: number }
  /** Suites that are not named one by one; `failed` of them did not pass whole. */
  | { readonly code: 'tests-more'; readonly count: number; readonly failed: number }
  | { readonly code: 'tests-unreadable'; readonly reason: string }
  | { readonly code: 'tests-unknown' }
  | { readonly code: 'no-migrations' }
  | { readonly code: 'migrations-not-searched'; readonly why: 'not-configured' | 'no-base' | 'not-answered' }
  | { readonly code: 'migration'; readonly file: string; readonly reversible: 'proven' | 'not-proven' }
  | { readonly code: 'migrations-more'; readonly count: number }
  | { readonly code: 'migration-rollback-tested'; readonly files: number }
  | { readonly code: 'migration-backup-verified'; readonly files: number }
  | { readonly code: 'no-new-dependencies' }
  | { readonly code: 'dependencies-not-compared'; readonly why: 'no-base' | 'not-answered' }
  | { readonly code: 'dependencies-lockfile'; readonly files: readonly string[] }
  | {
      readonly code: 'dependency-scanned';
      readonly name: string;
      readonly version: string;
      /** Null when nobody has scanned it. */
      readonly advisories: readonly string[] | null;
    }
  | {
      readonly code: 'dependency-licence';
      readonly name: string;
      readonly version: string;
      readonly licence: string | null;
    }
  | { readonly code: 'dependencies-more'; readonly count: number }
  | { readonly code: 'no-breaking-changes' }
  | { readonly code: 'breaking'; readonly title: string; readonly url: string | null }
  | { readonly code: 'breaking-more'; readonly count: number }
  /** Without a base only the head commit was read. */
  | { readonly code: 'breaking-not-searched' }
  | { readonly code: 'breaking-guide' }
  | { readonly code: 'breaking-clients-notified' }
  | { readonly code: 'rollback-command'; readonly command: string; readonly to: string }
  | { readonly code: 'no-rollback-target' }
  | { readonly code: 'rollback-migration'; readonly kept: 'schema-stays' | 'reversible' }
  | { readonly code: 'rollback-minutes'; readonly minutes: number; readonly measuredFrom: number }
  | { readonly code: 'rollback-not-measured' }
  /** `watched` are the triggers with a source of data; empty when Gonogo watches none. */
  | { readonly code: 'alerts'; readonly watched: readonly string[] }
  | { readonly code: 'dashboards' }
  /** People and user groups of Slack whom an alert reaches first. */
  | { readonly code: 'on-call'; readonly who: readonly SlackUserId[]; readonly groups: readonly string[] }
  | { readonly code: 'no-on-call' }
  | { readonly code: 'staging-verified'; readonly environment: string }
  | { readonly code: 'staging-not-verified'; readonly environment: string; readonly why: string | null }
  | { readonly code: 'qa-verified'; readonly environment: string }
  /** `files` is empty when it is not known which files changed. */
  | { readonly code: 'design-reviewed'; readonly environment: string; readonly files: readonly string[] };
