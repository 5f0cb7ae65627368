import { describe, expect, test } from 'vitest';
import { type Effect } from '../../../src/domain/effects.ts';
import { type Severity } from '../../../src/domain/incident/incident.ts';
import { type IncidentPolicy } from '../../../src/domain/incident/policy.ts';
import { IncidentRules } from '../../../src/domain/policy/escalation.ts';
import { type Instant, msBetween } from '../../../src/domain/time.ts';
import { hour, minute, noonish } from '../../support/lane.ts';
import { ana, ben, cara, dana } from '../../support/people.ts';
import { advance, createIncidentScene, does, type IncidentScene, levelsOf } from './scene.ts';

/** What nobody's answer looks like: minutes since it was declared, what is done, and who is paged with it. */
function climbed(severity: Severity, forMs: number, change: Partial<IncidentPolicy> = {}): readonly string[] {
  const scene = createIncidentScene(change);
  scene.when(dana, does.declare(severity));
  scene.pass(forMs);
  return scene.events.flatMap(({ event }) => {
    if (event.type !== 'StepTaken') return [];
    const { step } = event;
    const paged = scene.effects.filter((effect) => effect.type === 'PagePerson' && effect.step.at === step.at);
    const names = paged.map((effect) => ('user' in effect ? effect.user.slice(2).toLowerCase() : ''));
    return [`${msBetween(noonish, step.at) / minute} ${step.does} ${names.join(' ')}`.trimEnd()];
  });
}

describe('a P1 that nobody answers', () => {
  test('is paged at once and every five minutes, one level higher each time, and after five rounds the channel hears that nobody answered', () => {
    expect(climbed('P1', 26 * minute)).toEqual([
      '0 page ben',
      '5 page ben ana cara',
      '10 page ben ana cara',
      '15 page ben ana cara',
      '20 page ben ana cara',
      '25 nobody',
    ]);
  });

  test('is told of again every hour after that', () => {
    expect(climbed('P1', 150 * minute).slice(5)).toEqual([
      '25 nobody',
      '85 again ben ana cara',
      '145 again ben ana cara',
    ]);
  });

  test('goes by the pace and the rounds of the config', () => {
    const rules = IncidentRules.parse({ P1: { repeatEvery: '90s', rounds: 2 } });

    expect(climbed('P1', 4 * minute, { rules })).toEqual(['0 page ben', '1.5 page ben ana cara', '3 nobody']);
  });
});

describe('a P2 and a P3 that nobody answers', () => {
  test('a P2 is told at the start, nudged at 30 and 45 minutes, and its time is over at 60', () => {
    expect(climbed('P2', 121 * minute)).toEqual([
      '0 page ben',
      '30 nudge ben ana cara',
      '45 nudge ben ana cara',
      '60 breach ben ana cara',
      '120 again ben ana cara',
    ]);
  });

  test('a P3 is told at the start, nudged at 2 and 3.5 hours, and its time is over at 4', () => {
    expect(climbed('P3', 5 * hour)).toEqual([
      '0 page ben',
      '120 nudge ben ana cara',
      '210 nudge ben ana cara',
      '240 breach ben ana cara',
      '300 again ben ana cara',
    ]);
  });

  test('they go by the nudges and the time of the config, in the order of time', () => {
    const rules = IncidentRules.parse({ P2: { nudges: ['20m', '10m', '2h'], breach: '30m' }, P3: { nudges: [] } });

    expect(climbed('P2', hour, { rules })).toEqual([
      '0 page ben',
      '10 nudge ben ana cara',
      '20 nudge ben ana cara',
      '30 breach ben ana cara',
    ]);
    expect(climbed('P3', 4 * hour, { rules })).toEqual(['0 page ben', '240 breach ben ana cara']);
  });
});

describe('a P4 that nobody answers', () => {
  test('pages nobody at first, is due at 10:00 on the next working day, and is told of again on each one after that', () => {
    const scene = createIncidentScene({}, '2026-12-23T15:59:00.000Z' as Instant);
    scene.when(dana, does.declare('P4'));
    scene.pass(6 * 24 * hour);

    const steps = scene.events.flatMap(({ event }) =>
      event.type === 'StepTaken' ? [[event.step.does, event.step.level, event.step.at]] : [],
    );
    expect(steps).toEqual([
      ['page', 0, '2026-12-23T15:59:00.000Z'],
      ['breach', 1, '2026-12-24T09:00:00.000Z'],
      ['again', 1, '2026-12-28T09:00:00.000Z'],
      ['again', 1, '2026-12-29T09:00:00.000Z'],
    ]);
    expect(scene.effects.filter(({ type }) => type === 'PagePerson')).toHaveLength(3);
  });

  test('goes by the calendar and the time of the team whose it is', () => {
    const rules = IncidentRules.parse({ P4: { due: '08:30' } });
    const calendar = {
      timezone: 'Asia/Tokyo',
      workdays: ['sun', 'mon'],
      hours: { from: '09:00', to: '17:00' },
      holidays: ['2026-11-22'],
    } satisfies IncidentPolicy['calendar'];
    const scene = createIncidentScene({ rules, calendar });
    scene.when(dana, does.declare('P4'));

    expect(scene.incident.clock).toMatchObject({ dueAt: '2026-11-22T23:30:00.000Z', zone: 'Asia/Tokyo' });
  });
});

describe('a zone change', () => {
  test('of the team moves no due time that stands; the one after it goes by the new zone', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P4'));
    const { dueAt } = scene.incident.clock;
    scene.configure({ calendar: { ...scene.policy.calendar, timezone: 'America/New_York' } });
    scene.wait(minute);
    scene.when(ben, does.note('The team has moved'));

    expect(scene.incident.clock).toMatchObject({ dueAt, zone: 'Europe/Berlin' });
    scene.waitUntil(dueAt ?? scene.now);
    scene.fact(advance);
    // Ten in New York, in winter.
    expect(scene.incident.clock.dueAt?.slice(11)).toBe('15:00:00.000Z');
  });
});

describe('the ladder of the config', () => {
  test('with one level pages that level each time', () => {
    expect(climbed('P1', 10 * minute, { escalation: levelsOf([1, ben.slack]) })).toEqual([
      '0 page ben',
      '5 page ben',
      '10 page ben',
    ]);
  });

  test('with gaps and in any order goes from the lowest level to the next one that exists', () => {
    const escalation = levelsOf([7, cara.slack], [2, ben.slack, ana.slack], [4, dana.slack]);

    expect(climbed('P1', 10 * minute, { escalation })).toEqual([
      '0 page ben ana',
      '5 page ben ana dana',
      '10 page cara ben ana dana',
    ]);
  });

  test('pages somebody who stands on several levels once in each step', () => {
    const escalation = levelsOf([1, ben.slack, ben.slack], [2, ben.slack]);

    expect(climbed('P1', 5 * minute, { escalation })).toEqual(['0 page ben', '5 page ben']);
  });

  test('without any level tells the channel alone, each time, and that there is nobody to page', () => {
    const scene = createIncidentScene({ escalation: [] });
    scene.when(dana, does.declare('P1'));
    scene.pass(6 * minute);

    expect(scene.effects.filter(({ type }) => type === 'PagePerson')).toEqual([]);
    expect(scene.effects.filter(isStepReply)).toMatchObject([
      { heard: 'broadcast', entry: { step: { does: 'page', level: 0 } } },
      { heard: 'broadcast', entry: { step: { does: 'page', level: 0 } } },
    ]);
  });

  test('mentions user groups in the channel and pages the people beside them', () => {
    const scene = createIncidentScene({ escalation: levelsOf([1, 'S0ONCALL', ben.slack]) });
    scene.when(dana, does.declare('P2'));

    expect(scene.effects.filter(({ type }) => type === 'PagePerson')).toMatchObject([{ user: ben.slack }]);
    expect(scene.effects.filter(isStepReply)).toMatchObject([{ heard: 'broadcast' }]);
  });
});

function isStepReply(effect: Effect): boolean {
  return effect.type === 'IncidentReply' && effect.entry.kind === 'step';
}

describe('what was missed', () => {
  /** A P1 that nothing looked at for a while, and what is asked for when something does. */
  function caughtUp(after: number, change: Partial<IncidentPolicy> = {}): IncidentScene {
    const scene = createIncidentScene({ pager: 'configured', ...change });
    scene.when(dana, does.declare('P1'));
    scene.news();
    scene.wait(after);
    scene.fact({ type: 'AdvanceIncident', incident: scene.state.id });
    return scene;
  }

  function pagedIn(effects: readonly Effect[]): readonly string[] {
    return effects.flatMap((effect) => ('page' in effect ? [effect.page] : []));
  }

  test('for an hour is caught up step by step, and each person is paged once, with the last step that is for them', () => {
    const scene = caughtUp(24 * minute);

    const steps = scene.events.flatMap(({ event }) =>
      event.type === 'StepTaken' ? [`${event.step.round} ${event.told}`] : [],
    );
    expect(steps).toEqual(['1 now', '2 with-a-later-one', '3 with-a-later-one', '4 with-a-later-one', '5 now']);
    expect(pagedIn(scene.news())).toEqual(['r1.1.P1.5.out', 'r1.1.P1.5.U0BEN', 'r1.1.P1.5.U0ANA', 'r1.1.P1.5.U0CARA']);
    expect(msBetween(scene.now, scene.incident.clock.dueAt ?? scene.now)).toBe(minute);
  });

  test('stands in the thread step by step, and in the channel only what is told now', () => {
    const replies = caughtUp(26 * minute)
      .news()
      .filter(isStepReply);

    expect(replies).toMatchObject([
      ...[2, 3, 4].map((round) => ({ heard: 'in-thread', entry: { step: { round } } })),
      { heard: 'broadcast', entry: { step: { does: 'page', round: 5 } } },
      { heard: 'broadcast', entry: { step: { does: 'nobody' } } },
    ]);
  });

  test('for so long that the ladder ran out pages everybody once, by telling them again', () => {
    expect(pagedIn(caughtUp(9 * hour).news()).filter((page) => page.endsWith(ben.slack))).toHaveLength(1);
    expect(pagedIn(caughtUp(26 * minute, { escalation: [] }).news())).toEqual(['r1.1.P1.5.out']);
  });

  test('for days, after the ladder ran out, is told of once', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.pass(26 * minute);
    scene.news();
    scene.wait(72 * hour);
    scene.fact({ type: 'AdvanceIncident', incident: scene.state.id });

    expect(scene.news().filter(isStepReply)).toMatchObject([{ entry: { step: { does: 'again' } } }]);
    expect(msBetween(scene.now, scene.incident.clock.dueAt ?? scene.now)).toBe(59 * minute);
  });

  test('while the config changed is taken when it was due, and the clock goes on by the new one', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.configure({ rules: IncidentRules.parse({ P1: { repeatEvery: '10m', rounds: 2 } }) });
    scene.pass(5 * minute);

    expect(scene.events.at(-1)?.event).toMatchObject({ type: 'StepTaken', step: { round: 2, at: scene.now } });
    expect(msBetween(noonish, scene.incident.clock.dueAt ?? noonish)).toBe(20 * minute);
  });
});
