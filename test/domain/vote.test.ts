import { describe, expect, test } from 'vitest';
import { type GithubLogin, type SlackUserId } from '../../src/domain/ids.ts';
import { after } from '../../src/domain/time.ts';
import { candidate, movedSha, otherBlob, standings, withWorkflowBlob } from '../support/facts.ts';
import { createScene, first, hour, inPhase, outcomeOf, type Scene, second, typesOf } from '../support/lane.ts';
import { approve, given, propose } from '../support/lane-stages.ts';
import { agent, ana, ben, cara, dana, eli, type Person, system, unchecked, withStanding } from '../support/people.ts';
import { entryOf, listed, oneGo } from '../support/policy.ts';

function read(scene: Scene, change: Parameters<typeof candidate>[0] = {}) {
  return scene.fact({
    type: 'RecordCandidate',
    release: first,
    candidate: candidate(change),
    standings: standings(dana),
  });
}

describe('a go', () => {
  test('is recorded with who gave it, when, and in which roles', () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.votes).toEqual([
      { by: ana.slack, github: ana.github, roles: ana.roles, at: scene.now },
    ]);
  });

  test('that completes the rules deploys: everything is read once more at once', () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);

    expect(typesOf(approve(scene, ben))).toEqual(['VoteCast', 'RecheckBegun']);
    expect(scene.effects.map(({ type }) => type)).not.toContain('StartRun');
  });

  test('that completes the rules leads to a Deploy button where the lane separates the two', () => {
    const scene = given('awaiting-decision', { approval: { ...oneGo.approval, execute: 'separate' } });
    approve(scene, ana);

    expect(inPhase(scene.release(), 'ready')).toMatchObject({
      because: 'separate',
      lapsesAt: after(scene.now, 4 * hour),
    });
  });

  test('that completes the rules leads to a Deploy button whenever the risk is high', () => {
    const scene = createScene(oneGo);
    propose(scene, { request: { risk: { level: 'High', impact: 'all', mitigation: 'none' } } });
    approve(scene, ana);

    expect(inPhase(scene.release(), 'ready').because).toBe('high-risk');
  });

  test.each([
    ['a guest', withStanding(ana, 'guest'), 'not_eligible'],
    ['a deleted account', withStanding(ana, 'deleted'), 'not_eligible'],
    ['somebody whom Slack does not know', unchecked(ana), 'not_eligible'],
    ['somebody without a role', eli, 'not_eligible'],
    ['somebody whom the rules do not name', cara, 'not_eligible'],
    ['the requester', dana, 'not_eligible'],
    ['an agent', agent('orchestrator'), 'not_allowed'],
    ['the system', system, 'not_allowed'],
  ])('from %s is refused with a reason and not recorded', (_, actor, code) => {
    const scene = given('awaiting-decision');
    const decision = scene.when(actor, { type: 'Approve', release: first, shown: scene.shown() });

    expect(outcomeOf(decision)).toBe(code);
    expect(inPhase(scene.release(), 'awaiting-decision').proposal.votes).toEqual([]);
  });

  test('given twice counts once', () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);

    expect(outcomeOf(approve(scene, ana))).toBe('already_voted');
    expect(scene.phase()).toBe('awaiting-decision');
  });

  test('given again through a second Slack account of the same person counts once', () => {
    const again: Person = { ...ana, slack: 'U0ANATWO' as SlackUserId };
    const scene = given('awaiting-decision', { people: [...listed, entryOf(again)] });
    approve(scene, ana);

    expect(outcomeOf(approve(scene, again))).toBe('already_voted');
  });

  test('after the time to vote is refused although no job has expired the request yet', () => {
    const scene = given('awaiting-decision');
    scene.wait(4 * hour + 1);

    expect(outcomeOf(approve(scene, ana))).toBe('voting_over');
    expect(scene.phase()).toBe('awaiting-decision');
  });

  test('a second before the end still counts', () => {
    const scene = given('awaiting-decision');
    scene.wait(4 * hour - second);

    expect(outcomeOf(approve(scene, ana))).toBe('accepted');
  });
});

describe('rules', () => {
  const both = {
    rules: [
      { role: 'approver', min: 1 },
      { role: 'design', min: 1 },
    ],
  };

  test('have all to be met', () => {
    const scene = given('awaiting-decision', { approval: both });
    approve(scene, ana);
    approve(scene, ben);
    expect(scene.phase()).toBe('awaiting-decision');
    approve(scene, cara);

    expect(scene.phase()).toBe('dispatching');
  });

  test('of two roles are met by one person who has both', () => {
    const fay: Person = {
      ...cara,
      slack: 'U0FAY' as SlackUserId,
      github: 'fay' as GithubLogin,
      roles: ['approver', 'design'],
    };
    const scene = given('awaiting-decision', { approval: both, people: [...listed, entryOf(fay)] });
    approve(scene, fay);

    expect(scene.phase()).toBe('dispatching');
  });

  test('that need two are not met by one', () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);

    expect(scene.phase()).toBe('awaiting-decision');
  });
});

describe('a click on an old card', () => {
  test('is refused, and says what changed', () => {
    const scene = given('awaiting-decision');
    const old = scene.shown();
    read(scene, { sha: movedSha });

    expect(scene.when(ana, { type: 'Approve', release: first, shown: old })).toMatchObject({
      refusal: { code: 'subject_changed', changes: [{ what: 'sha', to: movedSha, ref: 'main' }] },
    });
  });

  test('is refused when another config is in force than the card was drawn under', () => {
    const scene = given('awaiting-decision');
    scene.configure(oneGo);

    expect(approve(scene, ana)).toMatchObject({ refusal: { code: 'subject_changed', changes: [{ what: 'config' }] } });
  });

  test.each(['', 'f'.repeat(16), 'undefined'])('or with %j instead of a subject is refused', (shown) => {
    expect(outcomeOf(given('awaiting-decision').when(ana, { type: 'Approve', release: first, shown }))).toBe(
      'subject_changed',
    );
  });
});

describe('a change of the subject', () => {
  const changes = [
    ['a ref that moved', { sha: movedSha }, 'sha'],
    ['another workflow file', withWorkflowBlob(otherBlob), 'workflow'],
  ] as const;

  test.each(changes)('by %s voids the votes and is named', (_, change, what) => {
    const scene = given('awaiting-decision');
    approve(scene, ana);
    read(scene, change);
    const release = inPhase(scene.release(), 'awaiting-decision');

    expect(release.proposal).toMatchObject({ round: 2, votes: [] });
    expect(release.voided).toMatchObject({ changes: [{ what }], voters: [ana.slack] });
    expect(scene.effects).toContainEqual(
      expect.objectContaining({ type: 'Reply', note: expect.objectContaining({ kind: 'votes-voided' }) }),
    );
  });

  test.each(changes)('by %s takes back the approval of one that waits for Deploy', (_, change) => {
    const scene = given('ready');
    read(scene, change);

    expect(scene.phase()).toBe('awaiting-decision');
  });

  test.each(changes)('by %s takes back the approval of one that waits for the lane', (_, change) => {
    const scene = given('scheduled');
    read(scene, change);

    expect(scene.phase()).toBe('awaiting-decision');
  });

  test('by another config voids what was approved under the old one', () => {
    const scene = given('ready');
    scene.configure(oneGo);
    scene.fact({ type: 'AdoptPolicy', version: scene.policy.version });

    expect(inPhase(scene.release(), 'awaiting-decision').voided?.changes).toMatchObject([{ what: 'config' }]);
    expect(scene.lane.policyVersion).toBe(scene.policy.version);
  });

  test('gives a new time to vote, which is no change by itself', () => {
    const scene = given('awaiting-decision');
    scene.wait(hour);
    read(scene, { sha: movedSha });
    const { subject } = inPhase(scene.release(), 'awaiting-decision').proposal;

    expect(subject.expiresAt).toBe(after(scene.now, 4 * hour));
    expect(outcomeOf(read(scene, { sha: movedSha }))).toBe('nothing');
  });

  test('that is read after the time to vote does not bring an expired request back', () => {
    const scene = given('awaiting-decision');
    scene.wait(4 * hour + second);
    read(scene, { sha: movedSha });
    scene.fact({ type: 'Advance', release: first });

    expect(scene.phase()).toBe('expired');
  });

  test('by another config after the time to vote does not bring an expired request back', () => {
    const scene = given('awaiting-decision');
    scene.wait(4 * hour + second);
    scene.configure(oneGo);
    scene.fact({ type: 'AdoptPolicy', version: scene.policy.version });
    scene.fact({ type: 'Advance', release: first });

    expect(scene.phase()).toBe('expired');
  });

  test('that is none keeps the votes: news about people and pull requests are only shown', () => {
    const scene = given('awaiting-decision');
    approve(scene, ana);
    const news = read(scene, { title: 'Another title', ahead: 2 });

    expect(typesOf(news)).toEqual(['ProposalRefreshed']);
    expect(inPhase(scene.release(), 'awaiting-decision').proposal.votes).toHaveLength(1);
  });
});

describe('the same config', () => {
  test('adopted again changes nothing', () => {
    const scene = given('awaiting-decision');

    expect(outcomeOf(scene.fact({ type: 'AdoptPolicy', version: scene.policy.version }))).toBe('nothing');
  });
});
