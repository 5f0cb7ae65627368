import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type EnvironmentName, type GithubLogin, type RunId } from '../../src/domain/ids.ts';
import { type StrayRun } from '../../src/domain/lane/past-gonogo.ts';
import { strayRuns, strictest } from '../../src/domain/lane/whose-run.ts';
import { dueIn, wakeAfterChange } from '../../src/domain/schedule.ts';
import { after } from '../../src/domain/time.ts';
import { dispatchId, newSha, oldSha, runOf, seen } from '../support/facts.ts';
import {
  createScene,
  effectsOf,
  first,
  hour,
  minute,
  noonish,
  outcomeOf,
  type Scene,
  typesOf,
} from '../support/lane.ts';
import { rollBack } from '../support/lane-rollback.ts';
import { given } from '../support/lane-stages.ts';
import { policyWith } from '../support/policy.ts';

const id = '77001' as RunId;

function stray(scene: Scene, change: Partial<StrayRun> = {}): StrayRun {
  return {
    id,
    url: 'https://github.com/acme/checkout/actions/runs/77001',
    title: 'Deploy to production',
    sha: newSha,
    startedBy: 'gil' as GithubLogin,
    createdAt: scene.now,
    workflow: '.github/workflows/deploy.yml',
    byHandFor: null,
    environments: ['production'] as EnvironmentName[],
    ...change,
  };
}

function look(scene: Scene, ...runs: readonly StrayRun[]): Decision {
  return scene.fact({ type: 'RecordRunsPastGonogo', runs });
}

/** A lane whose runs have been looked at before. */
function guarded(scene: Scene = createScene()): Scene {
  look(scene);
  scene.wait(hour);
  return scene;
}

describe('a run that somebody started past Gonogo', () => {
  test('is told once, however often it is seen', () => {
    const scene = guarded();
    const run = stray(scene);
    const effects = effectsOf(look(scene, run));

    expect(effects).toMatchObject([
      {
        type: 'TellOfRun',
        environment: 'production',
        alert: { kind: 'unapproved-run', run: { id }, startedBy: 'gil' },
      },
    ]);
    expect(outcomeOf(look(scene, run))).toBe('nothing');
    expect(outcomeOf(look(scene, run, run))).toBe('nothing');
  });

  test('changes no release, and is no release', () => {
    const scene = guarded(given('watching/looking'));
    const before = scene.lane.open;
    look(scene, stray(scene));

    expect(scene.lane.open).toBe(before);
    expect(scene.lane.live).toEqual(guarded(given('watching/looking')).lane.live);
  });

  test('that was there before the first look is nobody’s business here', () => {
    const scene = createScene();
    const justBefore = stray(scene, { createdAt: after(scene.now, -minute) });
    const longAgo = stray(scene, { id: '77002' as RunId, createdAt: after(scene.now, -20 * hour) });

    expect(typesOf(look(scene, justBefore, longAgo))).toEqual(['RunsGuarded']);
    scene.wait(minute);
    expect(outcomeOf(look(scene, justBefore, longAgo))).toBe('nothing');
  });

  test('is seen by the first look after a long absence as well', () => {
    const scene = guarded();
    const run = stray(scene);
    scene.wait(20 * hour);

    expect(typesOf(look(scene, run))).toEqual(['RunPastGonogoSeen']);
  });

  test('is not one that the lane itself has called meanwhile', () => {
    const scene = guarded(given('dispatching/searching'));

    expect(outcomeOf(look(scene, stray(scene, { title: `Deploy ${dispatchId(1)}` })))).toBe('nothing');
  });

  test('is followed to its end, and then it is told what is live', () => {
    const scene = guarded();
    const before = scene.lane;
    look(scene, stray(scene));
    expect(dueIn(scene.lane)).toMatchObject([{ work: { kind: 'read-run-past', run: id }, at: scene.now }]);
    expect(wakeAfterChange(before, scene.lane)).toBe(scene.now);
    scene.wait(5 * minute);
    const end = { type: 'RecordRunPastGonogoEnded', run: id, conclusion: 'success', live: seen(oldSha) } as const;

    expect(effectsOf(scene.fact(end))).toMatchObject([
      { type: 'TellOfRun', alert: { run: { id }, ended: { conclusion: 'success', live: { sha: oldSha } } } },
    ]);
    expect(outcomeOf(scene.fact(end))).toBe('nothing');
    expect(dueIn(scene.lane)).toEqual([]);
  });
});

describe('whose a run is', () => {
  function found(scene: Scene, title: string, runId: RunId = id): readonly StrayRun[] {
    return strayRuns([stray(scene, { title, id: runId })], [createScene().lane, scene.lane]);
  }

  test.each(['dispatching/calling', 'dispatching/searching', 'deploying/running', 'watching/looking'] as const)(
    'ours, by the id of a dispatch in its name: %s',
    (stage) => {
      const scene = given(stage);

      expect(found(scene, `Deploy 4f2a91c (${dispatchId(1)})`)).toEqual([]);
    },
  );

  test('ours, where a person has linked it although its name says nothing', () => {
    const scene = given('deploying/running');

    expect(found(scene, 'Deploy', runOf(1).id)).toEqual([]);
  });

  test('ours still, when its release is over and was followed by others', () => {
    const scene = given('succeeded');
    scene.wait(20 * hour);

    expect(found(scene, `Deploy ${dispatchId(1)}`)).toEqual([]);
  });

  test.each(['Deploy', '', `Deploy ${dispatchId(2)}`, `Deploy x${dispatchId(1)}`, `Deploy ${dispatchId(1)}0`])(
    'nobody’s, where its name has no id that was called: %o',
    (title) => {
      expect(found(given('deploying/running'), title)).toHaveLength(1);
    },
  );

  test('nobody’s, where the id was intended and never called', () => {
    expect(found(given('dispatching/intended'), `Deploy ${dispatchId(1)}`)).toHaveLength(1);
  });

  test('told already, in whichever lane it was', () => {
    const scene = guarded();
    look(scene, stray(scene));

    expect(found(scene, 'Deploy')).toEqual([]);
  });

  test('started by hand for the rollback that an alarm told people to do by hand', () => {
    const scene = given('watching/looking');
    rollBack(scene, { of: first });
    const [run] = found(scene, 'Deploy by-hand');

    expect(run?.byHandFor).toBe(Object.values(scene.lane.open).find(({ kind }) => kind === 'rollback')?.id);
  });

  test('started by hand for what a search did not find', () => {
    expect(found(given('dispatching/asking-person'), 'Deploy by-hand')[0]?.byHandFor).toBe(first);
  });

  test.each([
    ['nothing waits for it', 'preparing', 'Deploy by-hand'],
    ['its name does not say so', 'dispatching/asking-person', 'Deploy'],
  ] as const)('not started for anything, where %s', (_why, stage, title) => {
    expect(found(given(stage), title)[0]?.byHandFor).toBeNull();
  });
});

describe('of the lanes that share a workflow file', () => {
  const production = policyWith({});
  const staging = { ...production, environment: 'staging' as EnvironmentName };
  const lax = { ...production.approval, rules: [{ role: 'qa', min: 1 }] };

  test('production is where it is told', () => {
    expect(strictest([staging, { ...production, approval: lax }])?.environment).toBe('production');
  });

  test('without production, the one that asks for the most approvals', () => {
    const demo = { ...production, environment: 'demo' as EnvironmentName, approval: lax };

    expect(strictest([demo, staging])?.environment).toBe('staging');
    expect(strictest([])).toBeNull();
  });
});

test('the time of the first look is the one that counts', () => {
  const scene = createScene();
  look(scene);
  scene.wait(hour);
  look(scene);

  expect(scene.lane.guard?.since).toBe(noonish);
});
