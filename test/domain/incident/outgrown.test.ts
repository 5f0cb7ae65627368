import { describe, expect, test } from 'vitest';
import { AlarmSeverities } from '../../../src/domain/policy/escalation.ts';
import { after } from '../../../src/domain/time.ts';
import { hour, minute } from '../../support/lane.ts';
import { ana, ben, cara, dana } from '../../support/people.ts';
import { alarm, blind, breached } from './alarms.ts';
import { createIncidentScene, does, levelsOf } from './scene.ts';

describe('an alarm while somebody has the incident', () => {
  test('that makes a P1 or P2 of what was acknowledged as something milder wakes people again', () => {
    const scene = createIncidentScene({ pager: 'configured' });
    scene.fact(alarm(blind));
    scene.when(ben, does.acknowledge());
    const acknowledgedAt = scene.now;
    scene.pass(20 * minute);
    scene.news();
    scene.fact(alarm(breached('health'), 'health'));

    expect(scene.incident).toMatchObject({
      severity: 'P1',
      phase: 'open',
      acknowledged: null,
      outgrown: { by: ben.slack, at: acknowledgedAt, severity: 'P3' },
      roles: { lead: ben.slack },
      since: scene.now,
      clock: { waitsFor: 'acknowledgement', severity: 'P1', startedAt: scene.now, step: 1 },
    });
    expect(scene.news().map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ShowIncident', 'IncidentReply', 'PagePerson', 'PageOut']),
    );
    expect(scene.incident.timeline.map(({ what }) => what.kind)).toEqual([
      'opened',
      'alarm',
      'step',
      'acknowledged',
      'alarm',
      'outgrown',
      'step',
    ]);
  });

  test('that woke people again climbs the whole ladder until somebody acknowledges it anew', () => {
    const scene = createIncidentScene({ escalation: levelsOf([1, ben.slack], [2, ana.slack]) });
    scene.fact(alarm(breached('errors')));
    scene.when(dana, does.acknowledge());
    scene.when(cara, does.acknowledge());
    scene.fact(alarm(breached('health'), 'health'));
    scene.pass(5 * minute);

    const paged = scene.effects.flatMap((effect) => (effect.type === 'PagePerson' ? [effect] : []));
    expect(paged.filter(({ page }) => page.startsWith('r2.')).map(({ user }) => user)).toEqual([
      ben.slack,
      cara.slack,
      ben.slack,
      ana.slack,
      cara.slack,
    ]);
    scene.when(ana, does.acknowledge());
    expect(scene.incident).toMatchObject({ phase: 'acknowledged', roles: { lead: cara.slack } });
    expect(scene.fact({ type: 'ClaimPage', incident: scene.state.id, page: 'r2.2.P1.2.U0ANA' }).kind).toBe('nothing');
  });

  test('that woke people again leaves the pages of the ladder before unsent', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(blind));
    scene.when(ben, does.acknowledge());
    scene.fact(alarm(breached('health'), 'health'));

    expect(scene.fact({ type: 'ClaimPage', incident: scene.state.id, page: 'r1.1.P3.1.U0BEN' }).kind).toBe('nothing');
    expect(scene.fact({ type: 'ClaimPage', incident: scene.state.id, page: 'r2.2.P1.1.U0BEN' }).kind).toBe('accepted');
  });

  test('that is not worse than what somebody has wakes nobody', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.when(ben, does.acknowledge());
    scene.news();
    scene.fact(alarm(breached('errors'), 'errors'));

    expect(scene.incident.phase).toBe('acknowledged');
    expect(scene.news().map(({ type }) => type)).toEqual(['ShowIncident', 'IncidentReply', 'IncidentChart']);
  });

  test('is worse than what people have made of it since: they said that it was not so bad any more', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.when(ben, does.acknowledge());
    scene.when(ben, does.change('P3'));
    scene.fact(alarm(breached('errors'), 'errors'));

    expect(scene.incident).toMatchObject({ phase: 'open', severity: 'P2', outgrown: { severity: 'P3' } });
  });

  test('that makes a P3 of a P4 which somebody has pages nobody, and asks whoever has it at once', () => {
    const scene = createIncidentScene({ severities: AlarmSeverities.parse({ latency: 'P4' }) });
    scene.fact(alarm(breached('latency')));
    scene.when(ben, does.acknowledge());
    scene.news();
    scene.fact(alarm(blind, 'blind'));

    expect(scene.incident).toMatchObject({ severity: 'P3', phase: 'acknowledged' });
    const news = scene.news();
    expect(news.some(({ type }) => type === 'PagePerson')).toBe(false);
    expect(news).toContainEqual(expect.objectContaining({ type: 'Remind', user: ben.slack, of: { kind: 'update' } }));
    expect(scene.incident.clock).toEqual({ waitsFor: 'resolution', dueAt: after(scene.now, 4 * hour) });
  });

  test('raised by the person who has it wakes nobody: they know', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(blind));
    scene.when(ben, does.acknowledge());
    scene.news();
    scene.when(ben, does.change('P1'));

    expect(scene.incident).toMatchObject({ phase: 'acknowledged', severity: 'P1', outgrown: null });
    expect(scene.news().some(({ type }) => type === 'PagePerson')).toBe(false);
  });
});
