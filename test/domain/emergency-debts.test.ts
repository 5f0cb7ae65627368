import { describe, expect, test } from 'vitest';
import { type Effect } from '../../src/domain/effects.ts';
import { type Debt, debtReminder } from '../../src/domain/lane/debts.ts';
import { projectionsOf } from '../../src/domain/projections.ts';
import { laneRow } from '../../src/domain/release/view.ts';
import { dueIn, nextDueAfter } from '../../src/domain/schedule.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { newSha, request, seen, shaOf } from '../support/facts.ts';
import { createScene, effectsOf, first, hour, next, outcomeOf, type Scene, third, typesOf } from '../support/lane.ts';
import { declare, goAhead, outage, proposeEmergency, startEmergency } from '../support/lane-emergency.ts';
import { askBack } from '../support/lane-rollback.ts';
import { propose, recheck, succeed, watchAll } from '../support/lane-stages.ts';
import { ana, ben, cara, dana } from '../support/people.ts';

const begun = '2026-11-18T10:00:00.000Z' as Instant;
const due = after(begun, 48 * hour);

/** An emergency that went well, all at ten in the morning but for its watch. */
function owing(): Scene {
  const scene = createScene();
  startEmergency(scene);
  succeed(scene);
  scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) });
  watchAll(scene);
  expect(scene.phase()).toBe('succeeded');
  return scene;
}

function remind(scene: Scene, at: Instant): readonly Effect[] {
  scene.waitUntil(at);
  return effectsOf(scene.fact({ type: 'AdvanceDebts' }));
}

function routine(scene: Scene, change: Parameters<typeof request>[0] = {}): string {
  return outcomeOf(
    scene.ask(dana, { type: 'RequestRelease', release: next, kind: 'deploy', request: request(change), again: null }),
  );
}

describe('an emergency owes a review', () => {
  test('from the moment that something is to be sent, within 48 hours, by whoever declared it', () => {
    const scene = createScene();
    proposeEmergency(scene);
    expect(scene.lane.debts).toEqual([]);
    goAhead(scene);
    expect(scene.lane.debts).toEqual([]);
    recheck(scene);

    expect(scene.lane.debts).toEqual([
      { release: first, incident: outage, owner: cara.slack, dueAt: due, reminders: 0 },
    ]);
  });

  test('once, however often it is tried', () => {
    const scene = createScene();
    proposeEmergency(scene);
    goAhead(scene);
    recheck(scene);
    scene.wait(2 * hour);
    scene.fact({ type: 'Advance', release: first });
    scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() });
    expect(typesOf(recheck(scene))).not.toContain('DebtIncurred');

    expect(scene.lane.debts).toHaveLength(1);
  });

  test('and nothing else does', () => {
    const scene = createScene();
    propose(scene);
    goAhead(scene);
    recheck(scene);

    expect(scene.lane.debts).toEqual([]);
  });

  test('unless it ended before anything ran: then there is nothing to review', () => {
    const scene = createScene();
    proposeEmergency(scene);
    goAhead(scene);
    recheck(scene);
    scene.when(ben, { type: 'Reject', release: first, reason: 'it went away by itself' });

    expect(scene.lane.debts).toEqual([]);
    expect(scene.events.map(({ event }) => event)).toContainEqual({ type: 'DebtSettled', release: first, by: null });
  });
});

describe('whoever owes it is reminded', () => {
  const times = [24, 44, 48, 72, 96].map((hours) => after(begun, hours * hour));

  test('after 24 and 44 hours, when it is overdue, and then each day', () => {
    const debt: Omit<Debt, 'reminders'> = { release: first, incident: outage, owner: cara.slack, dueAt: due };

    expect([0, 1, 2, 3, 4].map((reminders) => debtReminder({ ...debt, reminders }))).toEqual(times);
  });

  test('in the thread of the release, once each time', () => {
    const scene = owing();
    for (const [index, at] of times.entries()) {
      expect(remind(scene, after(at, -1))).toEqual([]);
      const replies = remind(scene, at).filter(({ type }) => type === 'Reply');
      const note = {
        kind: 'review-due',
        incident: outage,
        owner: cara.slack,
        dueAt: due,
        overdue: at >= due ? 'yes' : 'no',
      };
      expect(replies).toEqual([{ type: 'Reply', id: `review-${index + 1}`, release: first, note }]);
      expect(remind(scene, at)).toEqual([]);
    }
  });

  test('once for all that was missed while nothing ran', () => {
    const scene = owing();

    expect(remind(scene, after(due, 50 * hour)).filter(({ type }) => type === 'Reply')).toHaveLength(1);
    expect(scene.lane.debts).toMatchObject([{ reminders: 5 }]);
  });

  test('always again: while it is owed there is a due time ahead', () => {
    const scene = owing();
    for (let days = 0; days < 10; days += 1) {
      expect(dueIn(scene.lane).map(({ work }) => work.kind)).toEqual(['debts']);
      expect(nextDueAfter(scene.lane, scene.now)).toMatch(/^2026-1[12]/);
      remind(scene, after(scene.now, 24 * hour));
    }
  });
});

describe('an overdue review', () => {
  test.each([
    ['before its time is over', after(due, -1), 'accepted'],
    ['from then on', due, 'review_overdue'],
    ['a week later', after(due, 7 * 24 * hour), 'review_overdue'],
  ] as const)('blocks the next routine request of the lane: %s', (_, at, outcome) => {
    const scene = owing();
    scene.waitUntil(at);

    expect(routine(scene)).toBe(outcome);
    expect(routine(scene, { urgency: 'Urgent' })).toBe(outcome);
  });

  test('names the release that owes it, and since when', () => {
    const scene = owing();
    scene.waitUntil(after(due, hour));
    const asked = { type: 'RequestRelease', release: next, kind: 'replay', request: request(), again: first } as const;

    expect(scene.ask(dana, asked)).toMatchObject({
      refusal: { code: 'review_overdue', release: first, dueAt: due },
    });
  });

  test('blocks neither another emergency nor a rollback', () => {
    const scene = owing();
    scene.waitUntil(after(due, hour));

    expect(outcomeOf(declare(scene, { id: next, candidate: { sha: shaOf('4') } }))).toBe('accepted');
    expect(outcomeOf(askBack(scene, { id: third }))).toBe('accepted');
  });

  test('frees the lane when a person has filled it in, once', () => {
    const scene = owing();
    scene.waitUntil(after(due, hour));
    expect(outcomeOf(scene.fact({ type: 'SettleDebt', release: first, by: ana.slack }))).toBe('accepted');

    expect(routine(scene)).toBe('accepted');
    expect(scene.lane.debts).toEqual([]);
    expect(outcomeOf(scene.fact({ type: 'SettleDebt', release: first, by: ana.slack }))).toBe('nothing');
  });

  test('of one emergency is not settled by the review of another', () => {
    const scene = owing();
    startEmergency(scene, { id: next, candidate: { sha: shaOf('4') } }, 2);
    scene.fact({ type: 'SettleDebt', release: next, by: ana.slack });
    scene.waitUntil(due);

    expect(scene.lane.debts).toMatchObject([{ release: first }]);
    expect(routine(scene)).toBe('review_overdue');
  });
});

test('the status of the lane is written anew when a review is owed, and when it is filled in', () => {
  const scene = owing();
  const before = scene.lane;
  expect(laneRow(before).debts).toEqual(before.debts);
  scene.fact({ type: 'SettleDebt', release: first, by: ana.slack });

  const kinds = projectionsOf(before, scene.lane, [], scene.policy).map(({ kind }) => kind);
  expect(kinds).toContain('lane-row');
});
