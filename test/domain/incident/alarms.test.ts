import { describe, expect, test } from 'vitest';
import { type Alert } from '../../../src/domain/effects.ts';
import { type ChannelId } from '../../../src/domain/ids.ts';
import { type Alarm, type Severity } from '../../../src/domain/incident/incident.ts';
import { AlarmSeverities } from '../../../src/domain/policy/escalation.ts';
import { type FailureCause } from '../../../src/domain/release/outcome.ts';
import { oldSha, runOf } from '../../support/facts.ts';
import { hour, minute } from '../../support/lane.ts';
import { ana, ben, dana } from '../../support/people.ts';
import {
  alarm,
  blind,
  breached,
  failed,
  putBack,
  report,
  rollbackBegun,
  stalled,
  unreadable,
  unverified,
} from './alarms.ts';
import { createIncidentScene, does, incident, release, rollback } from './scene.ts';

describe('the first alarm of a release', () => {
  test('opens its incident, with one message and one page for each person who is to come first', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));

    expect(scene.incident).toMatchObject({
      severity: 'P1',
      phase: 'open',
      origin: { kind: 'release', release },
      releases: [release],
      title: 'The health check fails after the deployment of v2.14.0',
      told: 1,
    });
    expect(scene.effects.map(({ type }) => type)).toEqual([
      'ShowIncident',
      'ShowIncident',
      'IncidentChart',
      'ShowIncident',
      'IncidentReply',
      'PagePerson',
    ]);
    expect(scene.effects).toContainEqual(
      expect.objectContaining({ entry: expect.objectContaining({ kind: 'step' }), heard: 'in-thread' }),
    );
  });

  test('is the same one when it comes twice', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));

    expect(scene.fact(alarm(breached('health'))).kind).toBe('nothing');
  });
});

test('an alarm that a mandate answers brings the rollback along, whether or not its own report comes', () => {
  const scene = createIncidentScene();
  const next = { kind: 'rollback', release: rollback, to: oldSha, grantedBy: [ana.slack] } as const;
  scene.fact(alarm({ ...breached('health'), next } as Alert));

  expect(scene.incident.releases).toEqual([release, rollback]);
});

describe('a later alarm', () => {
  test('joins the incident of its release, and is said in the channel', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('errors')));
    scene.news();
    scene.fact(alarm(breached('latency'), 'latency'));

    expect(scene.incident.alarms).toHaveLength(2);
    expect(scene.news()).toMatchObject([
      { type: 'ShowIncident' },
      { type: 'IncidentReply', heard: 'broadcast', entry: { kind: 'alarm' } },
      { type: 'IncidentChart', release, verdict: { breached: 'latency' } },
    ]);
  });

  test('that is worse raises the severity, and the ladder is climbed from its foot', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('errors')));
    scene.pass(10 * minute);
    scene.fact(alarm(stalled, 'stalled', 'rollback'));

    expect(scene.incident).toMatchObject({ severity: 'P1', clock: { severity: 'P1', step: 1 } });
    expect(scene.events.at(-2)?.event).toMatchObject({ type: 'SeverityChanged', by: null, to: 'P1' });
  });

  test('that is less bad never lowers it', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.fact(alarm(blind));

    expect(scene.incident.severity).toBe('P1');
  });

  test('after it was resolved opens it again: it has to be acknowledged anew, and pages of before go out no more', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.when(ben, does.resolve());
    scene.wait(minute);
    scene.fact(alarm(breached('errors'), 'errors'));

    expect(scene.incident).toMatchObject({
      phase: 'open',
      severity: 'P2',
      openings: 2,
      acknowledged: null,
      resolved: null,
      since: scene.now,
      roles: { lead: ben.slack },
    });
    expect(scene.fact({ type: 'ClaimPage', incident: scene.state.id, page: 'r1.1.P1.1.U0BEN' }).kind).toBe('nothing');
    expect(scene.effects.at(-1)).toMatchObject({ type: 'PagePerson', page: 'r2.2.P2.1.U0BEN' });
  });

  test('beyond the twentieth is kept instead of an older one, but never of the first', () => {
    const scene = createIncidentScene();
    for (let number = 1; number <= 25; number += 1) scene.fact(alarm(breached('errors'), `errors-${number}`));

    const keys = scene.incident.alarms.map(({ key }) => key);
    expect([keys.length, keys[0], keys[1], keys.at(-1)]).toEqual([20, 'errors-1', 'errors-7', 'errors-25']);
  });
});

describe('the severity of an alarm', () => {
  const run = runOf(1);
  const rows: readonly (readonly [string, Alert, Alarm['kind'], Severity])[] = [
    ['health breached', breached('health'), 'deploy', 'P1'],
    ['errors breached', breached('errors'), 'deploy', 'P2'],
    ['latency breached', breached('latency'), 'replay', 'P2'],
    ['memory breached', breached('memory'), 'deploy', 'P2'],
    ['cpu breached', breached('cpu'), 'deploy', 'P2'],
    ['any breach of a rollback', breached('cpu'), 'rollback', 'P1'],
    ['a rollback that failed', failed({ code: 'run-failed', conclusion: 'failure' }), 'rollback', 'P1'],
    ['a rollback that does not start', stalled, 'rollback', 'P1'],
    ['a watch that sees too little', blind, 'deploy', 'P3'],
    ['a deployment that was not verified', unverified, 'deploy', 'P3'],
    ['a rollback that was not verified', unverified, 'rollback', 'P1'],
    ['a run that GitHub does not show', unreadable, 'deploy', 'P3'],
    ['the run of a rollback that GitHub does not show', unreadable, 'rollback', 'P1'],
    ['a watch of a rollback that sees too little', blind, 'rollback', 'P3'],
  ];
  test.each(rows)('%s', (_, alert, kind, severity) => {
    const scene = createIncidentScene();
    scene.fact(alarm(alert, 'one', kind));

    expect(scene.incident.severity).toBe(severity);
  });

  const causes: readonly (readonly [FailureCause, Severity])[] = [
    [{ code: 'run-failed', conclusion: 'failure' }, 'P2'],
    [{ code: 'run-cancelled', by: null }, 'P2'],
    [{ code: 'run-evicted' }, 'P2'],
    [{ code: 'run-lost', reason: 'gone' }, 'P2'],
    [{ code: 'not-our-run', title: 'Another one' }, 'P2'],
    [{ code: 'wrong-version', live: oldSha }, 'P2'],
    [{ code: 'smoke-failed', checks: ['login'] }, 'P2'],
    [{ code: 'decision-hold', decision: 'hold', reasons: [] }, 'P2'],
    [{ code: 'two-runs', runs: [run] }, 'P1'],
    [{ code: 'workflow-changed', path: 'deploy.yml' }, 'P1'],
    [{ code: 'rerun-by-hand', runAttempt: 2 }, 'P1'],
    [{ code: 'wrong-digests', images: ['web'] }, 'P1'],
    [{ code: 'evidence-contradicts', evidence: 'smoke', detail: 'another commit' }, 'P1'],
    [{ code: 'watch-breached', trigger: 'health', finding: null, rollback: null }, 'P1'],
    [{ code: 'watch-breached', trigger: 'errors', finding: null, rollback: null }, 'P2'],
  ];
  test.each(causes)('a deployment that failed with $code', (cause, severity) => {
    const scene = createIncidentScene();
    scene.fact(alarm(failed(cause)));

    expect(scene.incident.severity).toBe(severity);
  });

  test('is what the config says', () => {
    const severities = AlarmSeverities.parse({ latency: 'P4' });
    const scene = createIncidentScene({ severities });
    scene.fact(alarm(breached('latency')));

    expect(scene.incident.severity).toBe('P4');
  });
});

describe('what became of a release', () => {
  test('joins its incident once, and where there is none it is not news', () => {
    const scene = createIncidentScene();
    const begun = report(rollbackBegun({ kind: 'mandate' }));
    expect(scene.fact(begun).kind).toBe('nothing');
    scene.fact(alarm(breached('health')));
    expect(scene.fact(begun).kind).toBe('accepted');
    expect(scene.fact(begun).kind).toBe('nothing');

    expect(scene.incident.releases).toEqual([release, rollback]);
  });

  test('opens one when a person puts production back without an alarm: they have responded, and lead it', () => {
    const scene = createIncidentScene();
    scene.fact(report(rollbackBegun({ kind: 'person', user: ana.slack })));

    expect(scene.incident).toMatchObject({
      severity: 'P2',
      phase: 'acknowledged',
      acknowledged: { by: ana.slack },
      roles: { lead: ana.slack },
      releases: [release, rollback],
      origin: { kind: 'release', release, by: ana.slack },
      title: 'Production is being put back to 0000000',
    });
    expect(scene.effects.some(({ type }) => type === 'PagePerson')).toBe(false);
  });

  test('does not acknowledge what has alarmed: only an acknowledgement does', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.fact(report(rollbackBegun({ kind: 'person', user: ana.slack })));

    expect(scene.incident.phase).toBe('open');
  });

  test('that the rollback failed is said in the channel, that production was put back in the thread', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.news();
    scene.fact(report({ kind: 'rollback-failed', cause: { code: 'run-evicted' } }));
    scene.fact(report(putBack));

    const replies = scene.news().flatMap((effect) => (effect.type === 'IncidentReply' ? [effect.heard] : []));
    expect(replies).toEqual(['broadcast', 'in-thread']);
  });
});

describe('a declared incident', () => {
  test('is one, however often its form is sent', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1', '  The   shop\nis down '));

    expect(scene.incident.title).toBe('The shop is down');
    expect(scene.when(dana, does.declare('P1')).kind).toBe('nothing');
  });

  test('needs words', () => {
    expect(createIncidentScene().ask(dana, does.declare('P1', ' \n'))).toMatchObject({
      refusal: { code: 'text_missing' },
    });
  });

  test('opens a channel of its own where the config asks for one', () => {
    const scene = createIncidentScene({ ownChannel: ['P1'] });
    scene.when(dana, does.declare('P2'));
    expect(scene.effects.some(({ type }) => type === 'OpenIncidentChannel')).toBe(false);
    scene.when(ben, does.change('P1'));
    expect(scene.effects.some(({ type }) => type === 'OpenIncidentChannel')).toBe(true);
  });

  test('says in that channel once what it is for, and nothing that comes later', () => {
    const scene = createIncidentScene({ ownChannel: ['P1'] });
    const channel = 'C0OWN' as ChannelId;
    scene.when(dana, does.declare('P1'));
    scene.fact({ type: 'RecordIncidentChannel', incident, channel });
    scene.fact({ type: 'RecordIncidentChannel', incident, channel });
    scene.pass(hour);
    scene.when(ben, does.acknowledge());
    scene.when(ben, does.resolve());

    const there = scene.effects.filter((effect) => 'channel' in effect && effect.channel === channel);
    expect(there).toEqual([{ type: 'WelcomeToChannel', incident, channel }]);
  });
});
