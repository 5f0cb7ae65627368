import { describe, expect, test } from 'vitest';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { candidate, movedSha, newSha, request, shaOf, standings, withoutWorkflow } from '../support/facts.ts';
import {
  createScene,
  effectTypesOf,
  eventsOf,
  first,
  hour,
  inPhase,
  next,
  outcomeOf,
  type Scene,
  second,
  typesOf,
} from '../support/lane.ts';
import { given, propose } from '../support/lane-stages.ts';
import { agent, ana, cara, dana, unchecked, withStanding } from '../support/people.ts';
import { oneGo, policyWith } from '../support/policy.ts';

type Ask = { readonly id?: ReleaseId; readonly change?: Parameters<typeof request>[0]; readonly again?: ReleaseId };

function ask(scene: Scene, actor: Parameters<Scene['when']>[0], { id = first, change = {}, again }: Ask = {}) {
  return scene.when(actor, {
    type: 'RequestRelease',
    kind: 'deploy',
    release: id,
    request: request(change),
    again: again ?? null,
  });
}

describe('a request', () => {
  test('may come from any full member, with or without a role', () => {
    expect(outcomeOf(ask(createScene(), dana))).toBe('accepted');
  });

  test.each([
    ['a guest', withStanding(dana, 'guest')],
    ['a bot', withStanding(dana, 'bot')],
    ['somebody whom Slack does not know', unchecked(dana)],
    ['an agent', agent('orchestrator')],
    ['an agent that may not ask', agent('docs-specialist')],
  ])('may not come from %s', (_, actor) => {
    expect(outcomeOf(ask(createScene(), actor))).toBe('not_allowed');
  });

  test('draws its card at once, and its candidate is read at once', () => {
    const scene = createScene();
    const decision = ask(scene, dana);

    expect(effectTypesOf(decision)).toEqual(['ShowCard']);
    expect(inPhase(scene.release(), 'preparing').gatherAt).toBe(scene.now);
  });

  test('for the same ref is refused while one is open, and names the open one', () => {
    const scene = given('awaiting-decision');

    expect(ask(scene, ana, { id: next })).toEqual({
      kind: 'refused',
      refusal: { code: 'already_requested', release: first },
    });
  });

  test('for a commit is refused while that very commit is open under its ref', () => {
    const scene = given('awaiting-decision');

    expect(outcomeOf(ask(scene, ana, { id: next, change: { ref: { kind: 'sha', sha: newSha } } }))).toBe(
      'already_requested',
    );
    expect(outcomeOf(ask(scene, ana, { id: next, change: { ref: { kind: 'sha', sha: movedSha } } }))).toBe('accepted');
  });

  test('for a ref is taken while that ref’s last commit is on its way: the ref may have gone on since', () => {
    const scene = given('deploying/running');

    expect(outcomeOf(ask(scene, ana, { id: next }))).toBe('accepted');
    expect(outcomeOf(ask(scene, ana, { id: next, change: { ref: { kind: 'sha', sha: newSha } } }))).toBe(
      'already_requested',
    );
  });

  test('can be made again once the one before is over', () => {
    const scene = given('expired');

    expect(eventsOf(ask(scene, ana, { id: next, again: first }))).toMatchObject([
      { type: 'ReleaseRequested', release: next, again: first, requestedBy: ana.slack },
    ]);
  });
});

describe('what is read of a candidate', () => {
  test('becomes the proposal that people vote on, with a time to vote of its own', () => {
    const scene = given('preparing', oneGo);
    scene.wait(40 * second);
    scene.fact({ type: 'RecordCandidate', release: first, candidate: candidate(), standings: standings(dana) });
    const { proposal, voided } = inPhase(scene.release(), 'awaiting-decision');

    expect(proposal).toMatchObject({ round: 1, blockers: [], votes: [], candidate: { sha: newSha } });
    expect(proposal.subject).toMatchObject({
      sha: newSha,
      inputs: { release_sha: newSha },
      policyVersion: policyWith(oneGo).version,
      expiresAt: after(scene.now, 4 * hour),
    });
    expect(voided).toBeNull();
  });

  test('has its time to vote counted in working hours where the lane says so', () => {
    const fridayEvening = '2026-11-20T15:59:00.000Z' as Instant;
    const scene = createScene({ approval: { hours: 'working' } }, fridayEvening);
    propose(scene);

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.subject.expiresAt).toBe('2026-11-23T11:59:00.000Z');
  });

  test('uses the names that the workflow has for its inputs', () => {
    const scene = createScene({ inputs: { release_sha: 'sha' } });
    propose(scene);

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.subject.inputs).toEqual({ sha: newSha });
  });

  test('without its workflow file is no proposal: the card says what to add, and it is read again', () => {
    const scene = given('preparing');
    scene.fact({
      type: 'RecordCandidate',
      release: first,
      candidate: candidate(withoutWorkflow),
      standings: standings(dana),
    });
    const release = inPhase(scene.release(), 'preparing');

    expect(release.problem).toContain('.github/workflows/deploy.yml');
    expect(release.gatherAt > scene.now).toBe(true);
  });

  test('that could not be read is read again later and later, and at least once a minute', () => {
    const scene = given('preparing');
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      scene.fact({ type: 'RecordGatherFailure', release: first, reason: 'HTTP 502', final: 'passing' });
      const { gatherAt } = inPhase(scene.release(), 'preparing');
      waits.push((Date.parse(gatherAt) - Date.parse(scene.now)) / second);
      scene.waitUntil(gatherAt);
    }

    expect(waits).toEqual([5, 10, 20, 40, 60, 60, 60, 60]);
  });
});

describe('a proposal cannot be approved', () => {
  function blockersOf(scene: Scene): readonly string[] {
    return inPhase(scene.release(), 'awaiting-decision').proposal.blockers.map(({ code }) => code);
  }

  test('while the lane has a blocking gate that is not evaluated', () => {
    const scene = createScene({ blockingNotEvaluated: ['scorecard'] });
    propose(scene);

    expect(blockersOf(scene)).toEqual(['gates_not_evaluated']);
    expect(outcomeOf(scene.ask(ana, { type: 'Approve', release: first, shown: scene.shown() }))).toBe('not_approvable');
  });

  test('when its commit is on no ref that may be requested', () => {
    const scene = createScene();
    propose(scene, { candidate: { within: null } });

    expect(blockersOf(scene)).toEqual(['ref_not_allowed']);
  });

  test('while its workflow lacks what a dispatch needs', () => {
    const scene = createScene();
    const lacks = [{ what: 'run-name', lines: 'run-name: …' }] as const;
    propose(scene, {
      candidate: {
        workflow: { kind: 'found', path: 'deploy.yml', blobSha: candidate().sha as never, lacks, declares: [] },
      },
    });

    expect(blockersOf(scene)).toEqual(['workflow_lacks']);
  });

  test('when the rules cannot be met by people who exist, and its requester is told so', () => {
    const scene = createScene({ approval: { rules: [{ role: 'approver', min: 2 }] } });
    propose(scene, { by: ana });

    expect(blockersOf(scene)).toEqual(['rules_cannot_be_met']);
    expect(scene.effects).toContainEqual(
      expect.objectContaining({
        type: 'Tell',
        user: ana.slack,
        say: { kind: 'rules-cannot-be-met', release: first, role: 'approver', needed: 2, possible: 1 },
      }),
    );
  });

  test('and is approved as usual once what blocked it is gone', () => {
    const scene = createScene(oneGo);
    propose(scene, { candidate: { within: null } });
    scene.fact({ type: 'RecordCandidate', release: first, candidate: candidate(), standings: standings(dana) });

    expect(outcomeOf(scene.ask(ana, { type: 'Approve', release: first, shown: scene.shown() }))).toBe('accepted');
  });
});

test('what was read about a release that has started changes nothing', () => {
  const scene = given('dispatching/calling');
  const late = scene.fact({
    type: 'RecordCandidate',
    release: first,
    candidate: candidate({ sha: shaOf('9') }),
    standings: standings(cara),
  });

  expect(typesOf(late)).toEqual([]);
});
