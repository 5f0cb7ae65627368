import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type CommitSha, type EnvironmentName } from '../../src/domain/ids.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { movedSha, newSha, nothingCalledFor } from '../support/facts.ts';
import { createScene, eventsOf, first, inPhase, next, outcomeOf, type Scene, typesOf } from '../support/lane.ts';
import { approve, approveAll, propose } from '../support/lane-stages.ts';
import { agent, ana, ben, cara, dana, type Person, person, system } from '../support/people.ts';
import { entryOf, listed, oneGo, type PolicyChange } from '../support/policy.ts';

const quinn = person('quinn', ['qa']);
const stagingGate: Gate = {
  id: 'staging',
  kind: 'staging',
  mode: 'blocking',
  environment: 'staging' as EnvironmentName,
};

const migration: Partial<Candidate> = {
  changes: {
    ...nothingCalledFor,
    migrations: { kind: 'known', value: { files: ['db/migrate/7.sql'], count: 1, reversible: 'none' } },
  },
};

function proposed(change: Partial<Candidate> = migration, policy: PolicyChange = oneGo): Scene {
  const scene = createScene({ ...policy, people: [...listed, entryOf(quinn)] });
  propose(scene, { candidate: change });
  return scene;
}

function openIn(scene: Scene): readonly string[] {
  return viewOf(scene.lane, scene.release(), scene.policy, scene.now)
    .checklist.filter(({ state }) => state.kind === 'open')
    .map(({ id }) => id);
}

type Said = { readonly by?: Person; readonly note?: string; readonly sha?: CommitSha };

function verify(scene: Scene, item: string, { by = ana, note = 'I have looked.', sha = newSha }: Said = {}): Decision {
  return scene.when(by, { type: 'VerifyItem', release: first, item, sha, note });
}

function verifyAll(scene: Scene): void {
  for (const item of openIn(scene)) verify(scene, item);
}

function proposalIn(scene: Scene) {
  return inPhase(scene.release(), 'awaiting-decision').proposal;
}

describe('an open item of the checklist', () => {
  test('keeps the Approve button away until a person has verified it', () => {
    const scene = proposed();
    expect(proposalIn(scene).blockers).toEqual([{ code: 'checklist_open', items: openIn(scene) }]);
    expect(openIn(scene)).not.toEqual([]);
    expect(outcomeOf(approve(scene, ana))).toBe('not_approvable');
    verifyAll(scene);

    expect(proposalIn(scene).blockers).toEqual([]);
    expect(outcomeOf(approve(scene, ana))).toBe('accepted');
  });

  test('is verified by a named person, whose word is recorded with its note and becomes part of what is voted on', () => {
    const scene = proposed();
    const [item = ''] = openIn(scene);
    verify(scene, item, { note: 'Restored it in staging.' });

    expect(proposalIn(scene).ticks).toEqual([
      { item, sha: newSha, by: ana.slack, at: scene.now, note: 'Restored it in staging.', standing: 'this-release' },
    ]);
    expect(proposalIn(scene).subject.checklist).toContainEqual({ id: item, state: 'person', by: ana.slack });
  });

  test('changes the subject when it is verified: an Approve of the card before is refused', () => {
    const scene = proposed();
    const before = scene.shown();
    verifyAll(scene);

    expect(outcomeOf(scene.when(ana, { type: 'Approve', release: first, shown: before }))).toBe('subject_changed');
    expect(outcomeOf(approve(scene, ana))).toBe('accepted');
  });

  test('asks nobody else once it is verified', () => {
    const scene = proposed();
    const [item = ''] = openIn(scene);
    verify(scene, item, { by: ben });

    expect(outcomeOf(verify(scene, item, { by: ana }))).toBe('not_verifiable');
    expect(proposalIn(scene).ticks.map(({ by }) => by)).toEqual([ben.slack]);
  });

  test('wants a note where the word alone would say nothing', () => {
    const scene = proposed();
    const item = openIn(scene).find((id) => id.startsWith('database.rollback-tested')) ?? '';

    expect(verify(scene, item, { note: ' ' })).toMatchObject({
      refusal: { code: 'not_verifiable', item, because: 'note-missing' },
    });
  });

  test.each([
    ['somebody without a role', dana],
    ['an agent', agent('qa-specialist')],
    ['an orchestrator', agent('orchestrator')],
    ['a job', system],
  ])('cannot be verified by %s', (_, actor) => {
    const scene = proposed();
    const [item = ''] = openIn(scene);
    const decision = scene.when(actor, { type: 'VerifyItem', release: first, item, sha: newSha, note: 'Fine.' });

    expect(outcomeOf(decision)).toBe('not_allowed');
    expect(proposalIn(scene).ticks).toEqual([]);
  });

  test('of another role’s is refused to everybody else', () => {
    const scene = proposed({}, { ...oneGo, gates: [stagingGate] });
    const item = openIn(scene).find((id) => id.startsWith('staging.qa-verified')) ?? '';

    expect(verify(scene, item, { by: ana })).toMatchObject({ refusal: { because: 'not-theirs' } });
    expect(verify(scene, item, { by: ana, sha: movedSha })).toMatchObject({ refusal: { because: 'not-theirs' } });
    expect(outcomeOf(verify(scene, item, { by: quinn }))).toBe('accepted');
  });

  test.each([
    ['no-such-item', 'database.nothing-of-the-kind'],
    ['not-open', 'dependencies.none'],
  ])('is not taken for one that is %s', (because, item) => {
    expect(verify(proposed(), item)).toMatchObject({ refusal: { code: 'not_verifiable', item, because } });
  });

  test('of the commit before says nothing about the next', () => {
    const scene = proposed();
    const [item = ''] = openIn(scene);

    expect(outcomeOf(verify(scene, item, { sha: movedSha }))).toBe('subject_changed');
  });

  test('is settled by nothing that names no commit, whoever says so', () => {
    const scene = proposed();
    const [item = ''] = openIn(scene);

    expect(outcomeOf(verify(scene, item, { sha: '0'.repeat(40) as CommitSha }))).toBe('subject_changed');
    expect(proposalIn(scene).ticks).toEqual([]);
  });

  test('is not verified after the vote, nor by a vote', () => {
    const scene = proposed({});
    approveAll(scene);

    expect(outcomeOf(verify(scene, 'monitoring.dashboards'))).toBe('wrong_phase');
  });
});

describe('what is said of the lane for all its releases', () => {
  test('carries forward to the next release, with its date', () => {
    const scene = proposed({});
    verify(scene, 'monitoring.dashboards');
    const said = scene.now;
    scene.wait(1000);
    propose(scene, { id: next, request: { ref: { kind: 'sha', sha: movedSha } }, candidate: { sha: movedSha } });
    const { checklist } = viewOf(scene.lane, scene.release(next), scene.policy, scene.now);

    expect(checklist.find(({ id }) => id === 'monitoring.dashboards')?.state).toMatchObject({
      kind: 'settled',
      tick: { by: ana.slack, at: said, standing: 'standing' },
    });
  });

  test('takes nobody’s vote: what they voted for is the same', () => {
    const scene = proposed({}, {});
    approve(scene, ana);
    const before = scene.shown();
    verify(scene, 'monitoring.dashboards', { by: ben });

    expect(scene.shown()).toBe(before);
    expect(proposalIn(scene).votes.map(({ by }) => by)).toEqual([ana.slack]);
  });

  test('changes no other release that is being voted on', () => {
    const scene = proposed({}, {});
    propose(scene, { id: next, request: { ref: { kind: 'sha', sha: movedSha } }, candidate: { sha: movedSha } });
    const before = scene.shown(next);
    verify(scene, 'monitoring.dashboards');

    expect(scene.shown(next)).toBe(before);
  });
});

describe('risk', () => {
  const breaking: Partial<Candidate> = {
    changes: { ...nothingCalledFor, breaking: [{ title: 'feat!: drop v1', url: null }] },
  };

  test.each([
    ['a migration', migration],
    ['a breaking change', breaking],
  ])('is High for %s, whatever the requester said, and a person presses Deploy', (_, change) => {
    const scene = proposed(change);
    verifyAll(scene);
    const view = viewOf(scene.lane, scene.release(), scene.policy, scene.now);
    expect(view).toMatchObject({ risk: 'High', execution: 'separate' });
    const decision = approve(scene, ana);

    expect(typesOf(decision)).toEqual(['VoteCast', 'ReleaseReadied']);
    expect(eventsOf(decision)).toContainEqual(expect.objectContaining({ because: 'high-risk' }));
    expect(outcomeOf(scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() }))).toBe('accepted');
  });

  test('is what the requester said where the change says nothing against it', () => {
    const scene = proposed({});

    expect(viewOf(scene.lane, scene.release(), scene.policy, scene.now)).toMatchObject({
      risk: 'Low',
      execution: 'on-go',
    });
  });
});
