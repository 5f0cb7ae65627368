import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyLane } from '../../src/domain/lane/lane.ts';
import { dueBetween, dueIn, nextDueAfter, type Work, wakeAfterChange } from '../../src/domain/schedule.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { candidate, dispatchId, runOf, standings } from '../support/facts.ts';
import { createScene, first, hour, minute, noonish, type Scene, second } from '../support/lane.ts';
import { approve, given, look, type Stage, stages } from '../support/lane-stages.ts';
import { ana, cara, dana } from '../support/people.ts';
import { production, service } from '../support/policy.ts';

function kindsIn(scene: Scene, release = first): readonly string[] {
  return dueIn(scene.lane)
    .filter(({ work }) => 'release' in work && work.release === release)
    .map(({ work }) => work.kind)
    .toSorted();
}

function dueOf(scene: Scene, kind: Work['kind']) {
  const due = dueIn(scene.lane).find(({ work }) => work.kind === kind);
  if (due === undefined) throw new Error(`No ${kind} is due.`);
  return due;
}

/** What a lane does by itself about a release in each stage. */
const works: Readonly<Record<Stage, readonly Work['kind'][]>> = {
  preparing: ['advance', 'gather'],
  'awaiting-decision': ['advance', 'advance', 'gather'],
  scheduled: ['advance', 'gather'],
  ready: ['advance', 'gather'],
  'dispatching/rechecking': ['advance', 'recheck'],
  'dispatching/intended': ['advance'],
  'dispatching/calling': ['advance'],
  'dispatching/searching': ['advance', 'find-runs'],
  'dispatching/asking-person': ['advance', 'find-runs'],
  'dispatching/two-runs': ['advance'],
  'deploying/running': ['find-runs', 'read-run'],
  'deploying/reading-evidence': ['advance', 'read-evidence', 'read-run'],
  'deploying/reading-live': ['advance', 'read-version'],
  'watching/awaiting-version': ['read-version'],
  'watching/looking': ['look'],
  unverified: ['advance'],
  succeeded: [],
  'accepted-unverified': [],
  failed: [],
  rejected: [],
  expired: [],
  withdrawn: [],
  superseded: [],
  'rolled-back': [],
};

describe('everything open has something due', () => {
  test.each(stages)('%s', (stage) => {
    expect(kindsIn(given(stage))).toEqual(works[stage]);
  });

  test.each(stages)('%s: at every moment from now on, the next time lies ahead', (stage) => {
    const scene = given(stage);
    const isOpen = scene.lane.open[first] !== undefined;
    for (const wait of [0, 1, second, minute - 1, minute, hour, 50 * hour]) {
      const now = after(scene.now, wait);
      const next = nextDueAfter(scene.lane, now);
      expect(next === null ? 'nothing' : next > now ? 'ahead' : 'behind').toBe(isOpen ? 'ahead' : 'nothing');
    }
  });

  test('and a lane in which nothing is open has nothing to do', () => {
    expect(nextDueAfter(emptyLane(service, production), noonish)).toBeNull();
  });

  test('what is live is read for whoever asked to adopt it', () => {
    const scene = createScene();
    scene.when(cara, { type: 'AdoptLive' });

    expect(dueIn(scene.lane)).toMatchObject([{ work: { kind: 'read-live' }, at: scene.now }]);
  });
});

describe('due times', () => {
  test('of an open request: read again every minute, reminded at half its time', () => {
    const scene = given('awaiting-decision');
    const [, ...advances] = dueIn(scene.lane).filter(({ work }) => work.kind === 'advance');

    expect(dueOf(scene, 'gather')).toMatchObject({ at: after(scene.now, minute), every: minute });
    expect(advances[0]?.at).toBe(after(scene.now, 2 * hour));
    expect(dueOf(scene, 'advance').at).toBe(after(scene.now, 4 * hour));
  });

  test('of a search: at once, then every few seconds', () => {
    const scene = given('dispatching/searching');
    expect(dueOf(scene, 'find-runs').at).toBe(scene.now);
    scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs: [] });

    expect(dueOf(scene, 'find-runs').at).toBe(after(scene.now, 3 * second));
  });

  test('of a run: polled every ten seconds, whatever the webhooks say', () => {
    const scene = given('deploying/running');

    expect(dueOf(scene, 'read-run')).toMatchObject({ work: { run: runOf(1).id }, every: 10 * second });
  });

  test('of a watch: the look that comes next, and the one after it', () => {
    const scene = given('watching/looking');
    expect(dueOf(scene, 'look')).toMatchObject({ work: { look: 1 }, at: after(scene.now, minute) });
    look(scene);

    expect(dueOf(scene, 'look')).toMatchObject({ work: { look: 2 }, at: after(scene.now, minute) });
  });
});

describe('the grid of due times', () => {
  const anyStage = fc.constantFrom(...stages.filter((stage) => works[stage].length > 0));
  const anyWait = fc.integer({ min: 0, max: 3 * hour });

  test('names a piece of work by its own time, not by when somebody looked', () => {
    fc.assert(
      fc.property(anyStage, anyWait, fc.integer({ min: 1, max: hour }), (stage, wait, span) => {
        const { lane, now } = given(stage);
        const from = after(now, wait);
        for (const { work, slot } of dueBetween(lane, from, after(from, span))) {
          const due = dueIn(lane).filter((each) => JSON.stringify(each.work) === JSON.stringify(work));
          const onGrid = due.some(({ at, every }) => (Date.parse(slot) - Date.parse(at)) % every === 0 && slot >= at);
          expect(onGrid).toBe(true);
          expect(slot >= from && slot <= after(from, span)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('has what falls due next: nothing before it, something at it', () => {
    fc.assert(
      fc.property(anyStage, anyWait, (stage, wait) => {
        const { lane, now } = given(stage);
        const from = after(now, wait);
        const next = nextDueAfter(lane, from);
        const before = next === null ? [] : dueBetween(lane, after(from, 1), after(next, -1));
        const then = next === null ? [] : dueBetween(lane, after(from, 1), next);
        expect(before).toEqual([]);
        expect(then.length).toBeGreaterThan(0);
        expect(then.every(({ slot }) => slot === next)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('gives two workers that look at once the same names', () => {
    const scene = given('watching/looking');
    const until = after(scene.now, 5 * minute);

    expect(dueBetween(scene.lane, scene.now, until)).toEqual(dueBetween(scene.lane, scene.now, until));
  });

  test('brings work that failed or whose worker died again, under another name', () => {
    const scene = given('preparing');
    const [once] = dueBetween(scene.lane, scene.now, scene.now);
    const [again] = dueBetween(scene.lane, after(scene.now, 1), after(scene.now, 15 * second));

    expect(once).toEqual({ work: { kind: 'gather', release: first }, slot: scene.now });
    expect(again).toEqual({ work: { kind: 'gather', release: first }, slot: after(scene.now, 15 * second) });
  });
});

describe('a change wakes the lane', () => {
  test('for what is newly to be done, at its own time, even when that has passed', () => {
    const scene = given('awaiting-decision', { approval: { rules: [{ role: 'approver', min: 1 }] } });
    const before = scene.lane;
    approve(scene, ana);

    expect(wakeAfterChange(before, scene.lane)).toBe(scene.now);
  });

  test('and not for what was already to be done: the due time that stands covers it', () => {
    const scene = given('preparing');
    const before = scene.lane;
    scene.when(cara, { type: 'AdoptLive' });

    expect(wakeAfterChange(scene.lane, scene.lane)).toBeNull();
    expect(wakeAfterChange(before, scene.lane)).toBe(scene.now);
  });

  test('that was about nothing due leaves what is due as it is', () => {
    const scene = given('awaiting-decision');
    const before = scene.lane;
    approve(scene, ana);

    expect(wakeAfterChange(before, scene.lane)).toBeNull();
  });

  test('that ends everything wakes nobody', () => {
    const scene = given('awaiting-decision');
    const before = scene.lane;
    scene.when(dana, { type: 'Withdraw', release: first });

    expect(wakeAfterChange(before, scene.lane)).toBeNull();
  });

  test('that reads a candidate again moves its next reading, and nothing else', () => {
    const scene = given('awaiting-decision');
    scene.wait(minute);
    const before = scene.lane;
    scene.fact({
      type: 'RecordCandidate',
      release: first,
      candidate: candidate({ title: 'Another title' }),
      standings: standings(dana),
    });

    expect(wakeAfterChange(before, scene.lane)).toBe(after(scene.now, minute));
  });
});

test('due times are the same for a lane that went through storage', () => {
  for (const stage of stages) {
    const { lane } = given(stage);
    expect(dueIn(JSON.parse(JSON.stringify(lane)) as typeof lane)).toEqual(dueIn(lane));
  }
});

test('a clock that steps back finds what is due again, and nothing is lost', () => {
  const scene = given('watching/looking');
  const back = after(scene.now, -hour) as Instant;

  expect(nextDueAfter(scene.lane, back)).toBe(dueOf(scene, 'look').at);
});
