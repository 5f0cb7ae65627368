import { describe, expect, test } from 'vitest';
import { newSha, request } from '../support/facts.ts';
import { createScene, first, next, outcomeOf } from '../support/lane.ts';
import { declare, emergencyOf, emergencyRequest } from '../support/lane-emergency.ts';
import { given, propose } from '../support/lane-stages.ts';
import { agent, ana, ben, cara, dana, system, unchecked, withStanding } from '../support/people.ts';

describe('an emergency is declared', () => {
  test.each([ana, ben, cara])('by $slack, whom the config names', (who) => {
    expect(outcomeOf(declare(createScene(), { by: who }))).toBe('accepted');
  });

  test('by somebody who stands in the ladder alone', () => {
    const scene = createScene({ escalation: [{ level: 1, notify: [dana.slack] }] });

    expect(outcomeOf(declare(scene, { by: dana }))).toBe('accepted');
  });

  test('by somebody of a user group of the ladder, and of no other group', () => {
    const scene = createScene({ escalation: [{ level: 1, notify: ['S0ONCALL'] }] });
    const asked = { type: 'RequestRelease', release: first, kind: 'deploy', again: null } as const;

    expect(outcomeOf(scene.ask(dana, { ...asked, request: emergencyRequest(), groups: ['S0OTHERS'] }))).toBe(
      'not_allowed',
    );
    expect(outcomeOf(scene.ask(dana, { ...asked, request: emergencyRequest(), groups: ['S0ONCALL'] }))).toBe(
      'accepted',
    );
  });

  test.each([
    ['a member whom it does not name', dana, 'not_listed'],
    ['a guest', withStanding(ana, 'guest'), 'not_a_member'],
    ['a bot', withStanding(ana, 'bot'), 'not_a_member'],
    ['a stranger', withStanding(ana, 'stranger'), 'not_a_member'],
    ['somebody of whom Slack does not say who they are', unchecked(ana), 'standing_unknown'],
    ['the orchestrator', agent('orchestrator'), 'agent'],
    ['another agent', agent('backend-specialist'), 'agent'],
    ['the system', system, 'agent'],
  ] as const)('never by %s', (_, who, because) => {
    const refusal = { code: 'not_allowed', action: 'release.emergency', because };

    expect(declare(createScene(), { by: who })).toMatchObject({ kind: 'refused', refusal });
  });

  test('only for an incident, and an incident makes nothing else one', () => {
    const scene = createScene();
    const asked = { type: 'RequestRelease', release: first, kind: 'deploy', again: null } as const;
    const without = { ...emergencyRequest(), emergency: null };
    const hidden = request({ emergency: emergencyOf() });

    expect(outcomeOf(scene.ask(cara, { ...asked, request: without }))).toBe('no_emergency');
    expect(outcomeOf(scene.ask(cara, { ...asked, request: hidden }))).toBe('no_emergency');
  });

  test('in the name of whoever sent it, whatever it says', () => {
    const scene = createScene();
    declare(scene, { by: ben, emergency: { by: ana.slack } });

    expect(scene.release().request.emergency?.by).toBe(ben.slack);
  });

  test('for a commit that was asked for in the usual way and has not started', () => {
    const scene = createScene();
    propose(scene, { id: next, request: { ref: { kind: 'sha', sha: newSha } } });

    expect(outcomeOf(declare(scene))).toBe('accepted');
  });

  test('but not for one that is on its way already', () => {
    const scene = given('deploying/running');

    expect(outcomeOf(declare(scene, { id: next }))).toBe('already_requested');
  });

  test('once: a second one for the same commit is told of the first', () => {
    const scene = createScene();
    declare(scene);

    expect(declare(scene, { id: next, by: ben })).toMatchObject({
      refusal: { code: 'already_requested', release: first },
    });
  });
});
