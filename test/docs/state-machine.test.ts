import { expect, test } from 'vitest';
import { eventVersions } from '../../src/domain/events.ts';
import { incidentEventVersions } from '../../src/domain/incident/events.ts';
import { type Ineligible } from '../../src/domain/people/eligibility.ts';
import { refusalCodes } from '../../src/domain/refusals.ts';
import { type Blocker } from '../../src/domain/release/blockers.ts';
import { type FailureCause } from '../../src/domain/release/outcome.ts';
import { type Phase, type ReadyBecause, type UnverifiedBecause } from '../../src/domain/release/release.ts';
import { namedIn, page } from './pages.ts';

/** The compiler keeps these lists total. */
const phases = {
  preparing: true,
  'awaiting-decision': true,
  scheduled: true,
  ready: true,
  dispatching: true,
  deploying: true,
  watching: true,
  unverified: true,
  succeeded: true,
  'accepted-unverified': true,
  failed: true,
  rejected: true,
  expired: true,
  withdrawn: true,
  superseded: true,
  'rolled-back': true,
} satisfies Record<Phase, true>;

const ineligible = {
  standing_unknown: true,
  not_a_member: true,
  not_listed: true,
  no_voting_role: true,
  is_requester: true,
  not_linked: true,
  is_author: true,
  is_co_author: true,
  is_last_pusher: true,
} satisfies Record<Ineligible['code'], true>;

const blockers = {
  gates_not_evaluated: true,
  workflow_lacks: true,
  workflow_missing: true,
  rules_cannot_be_met: true,
  gates_not_passed: true,
  checklist_open: true,
  digests_unavailable: true,
  not_earlier: true,
  no_replay_workflow: true,
  ref_not_allowed: true,
} satisfies Record<Blocker['code'], true>;

const ready = {
  separate: true,
  'high-risk': true,
  'waited-too-long': true,
  'predecessor-failed': true,
  'dispatch-refused': true,
  'not-started': true,
  'rollback-changed': true,
} satisfies Record<ReadyBecause, true>;

const unverified = {
  'never-seen-live': true,
  'too-few-looks': true,
  'ends-failing': true,
  'another-version': true,
  'workflow-unknown': true,
  'evidence-missing': true,
  'signals-unknown': true,
} satisfies Record<UnverifiedBecause, true>;

const causes = {
  'run-failed': true,
  'run-cancelled': true,
  'run-evicted': true,
  'run-lost': true,
  'not-our-run': true,
  'two-runs': true,
  'workflow-changed': true,
  'rerun-by-hand': true,
  'wrong-version': true,
  'watch-breached': true,
  'wrong-digests': true,
  'evidence-contradicts': true,
  'smoke-failed': true,
  'decision-hold': true,
} satisfies Record<FailureCause['code'], true>;

const named = namedIn(page('docs/state-machine.md'));

test.each([
  { what: 'phase', all: phases },
  { what: 'event', all: eventVersions },
  { what: 'event of an incident', all: incidentEventVersions },
  { what: 'refusal', all: refusalCodes },
  { what: 'reason why a go does not count', all: ineligible },
  { what: 'blocker', all: blockers },
  { what: 'reason to be ready', all: ready },
  { what: 'reason to be unverified', all: unverified },
  { what: 'cause of a failure', all: causes },
])('the state machine names every $what', ({ all }) => {
  expect(Object.keys(all).filter((name) => !named.has(name))).toEqual([]);
});

test('the state machine names no event that does not exist', () => {
  const events = [...named].filter((name) => /^(?:[A-Z][a-z]+){2,}$/.test(name));

  const known = { ...eventVersions, ...incidentEventVersions };
  expect(events.filter((name) => !Object.hasOwn(known, name))).toEqual([]);
});
