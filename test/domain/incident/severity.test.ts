import { describe, expect, test } from 'vitest';
import { type Severity } from '../../../src/domain/incident/incident.ts';
import { type Instant, msBetween } from '../../../src/domain/time.ts';
import { hour, minute } from '../../support/lane.ts';
import { ben, dana, system } from '../../support/people.ts';
import { createIncidentScene, does, type IncidentScene } from './scene.ts';

function declared(severity: Severity, start?: Instant): IncidentScene {
  const scene = createIncidentScene({}, start);
  scene.when(dana, does.declare(severity));
  return scene;
}

/** Steps with their minutes since the incident was opened. */
function stepsSince(scene: IncidentScene, from: number): readonly string[] {
  const { openedAt } = scene.incident;
  return scene.events.slice(from).flatMap(({ event }) => {
    if (event.type !== 'StepTaken') return [];
    const { severity, does: what, level, at } = event.step;
    return [`${msBetween(openedAt, at) / minute} ${severity} ${what} ${level}`];
  });
}

describe('raising the severity', () => {
  test('climbs the new ladder from its foot at once', () => {
    const scene = declared('P3');
    scene.pass(10 * minute);
    const from = scene.events.length;
    scene.when(ben, does.change('P1'));
    scene.pass(6 * minute);

    expect(stepsSince(scene, from)).toEqual(['10 P1 page 1', '15 P1 page 2']);
  });

  test('never makes the time to respond later than it was', () => {
    const scene = declared('P3');
    scene.pass(3 * hour + 50 * minute);
    const from = scene.events.length;
    scene.when(ben, does.change('P2'));
    scene.pass(2 * hour);

    expect(stepsSince(scene, from)).toEqual(['230 P2 page 1', '240 P2 breach 2', '300 P2 again 2']);
  });

  test('after the time to respond was over tells everybody at once', () => {
    const scene = declared('P3');
    scene.pass(4 * hour + 10 * minute);
    const from = scene.events.length;
    scene.when(ben, does.change('P2'));

    expect(stepsSince(scene, from)).toEqual(['250 P2 breach 2']);
    expect(msBetween(scene.incident.openedAt, scene.incident.breachedAt ?? scene.now)).toBe(4 * hour);
  });

  test('is said in the channel', () => {
    const scene = declared('P3');
    scene.news();
    scene.when(ben, does.change('P2', 'Nobody can pay'));

    expect(scene.news()).toContainEqual(
      expect.objectContaining({
        type: 'IncidentReply',
        heard: 'broadcast',
        entry: { kind: 'severity', from: 'P3', to: 'P2', by: ben.slack, reason: 'Nobody can pay' },
      }),
    );
  });

  test('pages again under other names each time the ladder is begun anew', () => {
    const scene = declared('P1');
    scene.when(ben, does.change('P2'));
    scene.when(ben, does.change('P1'));

    const pages = scene.effects.flatMap((effect) => (effect.type === 'PagePerson' ? [effect.page] : []));
    expect(pages).toEqual(['r1.1.P1.1.U0BEN', 'r1.3.P1.1.U0BEN']);
  });
});

describe('lowering the severity', () => {
  test('goes on as if it had had that severity from when it was opened, and does nothing late', () => {
    const scene = declared('P1');
    scene.pass(32 * minute);
    const from = scene.events.length;
    scene.when(ben, does.change('P2'));
    scene.pass(30 * minute);

    expect(stepsSince(scene, from)).toEqual(['45 P2 nudge 2', '60 P2 breach 2']);
  });

  test('never unsays that the time to respond was over', () => {
    const scene = declared('P2');
    scene.pass(61 * minute);
    const { breachedAt } = scene.incident;
    scene.when(ben, does.change('P4'));

    expect(breachedAt).not.toBeNull();
    expect(scene.incident.breachedAt).toBe(breachedAt);
  });

  test('after raising gains nobody any time', () => {
    const scene = declared('P3');
    scene.pass(3 * hour);
    scene.when(ben, does.change('P2'));
    scene.when(ben, does.change('P3'));

    expect(scene.incident.clock).toMatchObject({ waitsFor: 'acknowledgement', severity: 'P3' });
    expect(msBetween(scene.incident.openedAt, scene.incident.clock.dueAt ?? scene.now)).toBe(210 * minute);
  });

  test('to P4 waits for the next working day after the one it was opened on', () => {
    const scene = declared('P2', '2026-11-20T15:59:00.000Z' as Instant);
    scene.when(ben, does.change('P4'));

    expect(scene.incident.clock.dueAt).toBe('2026-11-23T09:00:00.000Z');
  });

  test('of what was due long ago still waits for something that is to come', () => {
    const scene = declared('P1');
    scene.pass(10 * 24 * hour);
    scene.when(ben, does.change('P4'));

    expect(msBetween(scene.now, scene.incident.clock.dueAt ?? scene.now)).toBeGreaterThan(0);
  });
});

describe('pages that still wait when the severity is lowered', () => {
  /** Who could be paged now, of the pages that have been asked for so far. */
  function stillPaged(scene: IncidentScene): readonly string[] {
    return scene.effects.flatMap((effect) => {
      if (effect.type !== 'PagePerson' && effect.type !== 'PageOut') return [];
      const { page } = effect;
      const claim = scene.ask(system, { type: 'ClaimPage', incident: scene.incident.id, page });
      return claim.kind === 'accepted' ? [page] : [];
    });
  }

  test('are taken back, but for those whom the lower ladder would have told by now, too', () => {
    const scene = declared('P1');
    scene.pass(5 * minute);
    scene.when(ben, does.change('P2'));

    expect(stillPaged(scene)).toEqual(['r1.1.P1.1.U0BEN', 'r1.1.P1.2.U0BEN']);
  });

  test('are all taken back when the lower ladder has told nobody yet, also by webhook', () => {
    const scene = createIncidentScene({ pager: 'configured' });
    scene.when(dana, does.declare('P1'));
    scene.pass(5 * minute);
    scene.when(ben, does.change('P4'));

    expect(stillPaged(scene)).toEqual([]);
  });

  test('go out by webhook where the lower ladder has one, too, and not where it has none', () => {
    const scene = createIncidentScene({ pager: 'configured' });
    scene.when(dana, does.declare('P1'));
    scene.when(ben, does.change('P2'));
    expect(stillPaged(scene)).toContain('r1.1.P1.1.out');
    scene.when(ben, does.change('P3'));
    expect(stillPaged(scene)).toEqual(['r1.1.P1.1.U0BEN']);
  });

  test('go out after it was raised, whoever they are for', () => {
    const scene = declared('P2');
    scene.pass(30 * minute);
    scene.when(ben, does.change('P1'));

    expect(stillPaged(scene)).toContain('r1.1.P2.2.U0CARA');
  });
});

describe('changing the severity of an incident that somebody has', () => {
  test('leaves it acknowledged, and asks at the new interval from when it was asked last', () => {
    const scene = declared('P2');
    scene.when(ben, does.acknowledge());
    scene.pass(10 * minute);
    scene.when(ben, does.change('P1'));
    expect(scene.incident.phase).toBe('acknowledged');
    expect(msBetween(scene.now, scene.incident.clock.dueAt ?? scene.now)).toBe(20 * minute);

    scene.when(ben, does.change('P3'));
    expect(msBetween(scene.now, scene.incident.clock.dueAt ?? scene.now)).toBe(230 * minute);
    expect(scene.effects.filter(({ type }) => type === 'PagePerson')).toHaveLength(1);
  });

  test('asks within the shorter interval from now on, when that has passed already', () => {
    const scene = declared('P2');
    scene.when(ben, does.acknowledge());
    scene.pass(2 * hour);
    scene.when(ben, does.change('P1'));

    expect(msBetween(scene.now, scene.incident.clock.dueAt ?? scene.now)).toBe(30 * minute);
  });
});

describe('a change of severity', () => {
  test('to the same one, without a reason or after the end is refused', () => {
    const scene = declared('P2');

    expect(scene.ask(ben, does.change('P2'))).toMatchObject({ refusal: { code: 'same_severity', severity: 'P2' } });
    expect(scene.ask(ben, does.change('P1', ' '))).toMatchObject({ refusal: { code: 'text_missing' } });
    scene.when(ben, does.resolve());
    expect(scene.ask(ben, does.change('P1'))).toMatchObject({ refusal: { code: 'incident_resolved' } });
  });
});
