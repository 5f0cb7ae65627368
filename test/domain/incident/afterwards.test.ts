import { describe, expect, test } from 'vitest';
import { incidentRow, isSomethingLeft } from '../../../src/domain/incident/rows.ts';
import { msBetween } from '../../../src/domain/time.ts';
import { hour, minute } from '../../support/lane.ts';
import { ana, ben, cara, dana } from '../../support/people.ts';
import { alarm, breached, putBack, report, rollbackBegun } from './alarms.ts';
import { createIncidentScene, does, type IncidentScene, incident, release, rollback } from './scene.ts';

const day = 24 * hour;

/** Health breached, Ben took it, Ana put production back. */
function putBackScene(): IncidentScene {
  const scene = createIncidentScene({ pager: 'configured' });
  scene.fact(alarm(breached('health')));
  scene.when(ben, does.acknowledge());
  scene.fact(report(rollbackBegun({ kind: 'person', user: ana.slack })));
  scene.wait(5 * minute);
  scene.fact(report(putBack));
  scene.news();
  return scene;
}

describe('the actions after a rollback', () => {
  test('are opened with owners and due times when production is put back, once', () => {
    const scene = putBackScene();
    scene.fact(report({ ...putBack, version: null }));

    const { actions } = scene.incident;
    expect(actions.map(({ id, owner, dueAt }) => [id, owner, msBetween(scene.now, dueAt) / hour])).toEqual([
      ['document', ben.slack, 24],
      ['root-cause', ben.slack, 72],
      ['fix-task', null, 24],
      ['checklist', null, 168],
      ['process', null, 168],
    ]);
  });

  test('are the requester’s of the rollback where nobody has the lead', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.fact(report(rollbackBegun({ kind: 'person', user: ana.slack })));
    scene.fact(report(putBack));

    expect(scene.incident.actions[0]?.owner).toBe(ana.slack);
  });

  test('are reminded of when they are due and then daily, their owner or else the lead', () => {
    const scene = putBackScene();
    scene.when(ben, { type: 'TakeAction', incident, groups: [], action: 'document', owner: cara.slack });
    scene.when(ben, does.resolve());
    scene.when(ben, does.review());
    scene.news();
    scene.pass(day);
    expect(scene.news()).toMatchObject([
      { type: 'Remind', user: cara.slack, of: { kind: 'actions', actions: ['document'] } },
      { type: 'Remind', user: ben.slack, of: { kind: 'actions', actions: ['fix-task'] } },
    ]);
    scene.pass(day);
    expect(scene.news()).toHaveLength(2);
  });

  test('are reminded of once after days without anybody to remind, and then daily again', () => {
    const scene = putBackScene();
    scene.when(ben, does.resolve());
    scene.when(ben, does.review());
    scene.news();
    scene.wait(10 * day);
    scene.fact({ type: 'AdvanceIncident', incident });

    expect(scene.news()).toHaveLength(1);
    expect(msBetween(scene.now, scene.incident.clock.dueAt ?? scene.now)).toBe(day);
  });

  test('that are done are reminded of no more, and cannot be done again', () => {
    const scene = putBackScene();
    scene.when(ben, does.resolve());
    scene.when(ben, does.review());
    for (const { id } of scene.incident.actions)
      scene.when(cara, { type: 'FinishAction', incident, groups: [], action: id, note: 'Written down' });

    expect(scene.incident.clock).toEqual({ waitsFor: 'follow-up', dueAt: null });
    expect(scene.when(ben, { type: 'FinishAction', incident, groups: [], action: 'process', note: '' })).toMatchObject({
      refusal: { code: 'action_done', by: cara.slack },
    });
    expect(
      scene.when(ben, { type: 'TakeAction', incident, groups: [], action: 'process', owner: ben.slack }),
    ).toMatchObject({ refusal: { code: 'action_done', by: cara.slack } });
  });

  test('given to somebody else are told to them', () => {
    const scene = putBackScene();
    scene.when(ben, { type: 'TakeAction', incident, groups: [], action: 'process', owner: dana.slack });
    scene.when(ben, { type: 'TakeAction', incident, groups: [], action: 'checklist', owner: ben.slack });

    expect(scene.news().filter(({ type }) => type === 'Remind')).toMatchObject([
      { user: dana.slack, of: { kind: 'actions', actions: ['process'] } },
    ]);
  });
});

describe('an issue', () => {
  const ask = { type: 'AskForIssue', incident, groups: [], purpose: 'task' } as const;
  const made = {
    type: 'RecordIssue',
    incident,
    purpose: 'task',
    made: { kind: 'made', url: 'https://github.com/acme/checkout/issues/7' },
  } as const;

  test('made for the fix is that action done by whoever asked for it', () => {
    const scene = putBackScene();
    scene.when(cara, ask);
    expect(scene.effects.at(-1)).toEqual({ type: 'MakeIssue', incident, purpose: 'task' });
    scene.fact(made);

    expect(scene.incident.issues.task?.url).toBe(made.made.url);
    expect(scene.incident.actions.find(({ id }) => id === 'fix-task')?.done).toMatchObject({ by: cara.slack });
    expect(scene.fact(made).kind).toBe('nothing');
    expect(scene.when(ben, ask)).toMatchObject({ refusal: { code: 'issue_made', url: made.made.url } });
  });

  test('that could not be made is said with its reason, and may be asked for again', () => {
    const scene = putBackScene();
    scene.when(cara, ask);
    scene.news();
    scene.fact({ type: 'RecordIssue', incident, purpose: 'task', made: { kind: 'failed', reason: 'Issues are off.' } });

    expect(scene.news()).toContainEqual(
      expect.objectContaining({ entry: { kind: 'issue-failed', purpose: 'task', reason: 'Issues are off.' } }),
    );
    expect(scene.when(cara, ask).kind).toBe('accepted');
  });

  test('has nowhere to be made where the incident is about no service', () => {
    const scene = createIncidentScene({ repo: null });
    scene.when(dana, does.declare('P3'));
    scene.when(ben, ask);

    expect(scene.events.at(-1)?.event).toMatchObject({ type: 'IssueFailed', purpose: 'task' });
    expect(scene.effects.some(({ type }) => type === 'MakeIssue')).toBe(false);
  });
});

describe('resolving', () => {
  test('needs words, acknowledges as well, and ends what the pager rings for', () => {
    const scene = createIncidentScene({ pager: 'configured' });
    scene.when(dana, does.declare('P1'));
    expect(scene.when(ben, does.resolve(' '))).toMatchObject({ refusal: { code: 'text_missing' } });
    scene.when(ben, does.resolve('Restarted'));

    expect(scene.incident).toMatchObject({
      phase: 'resolved',
      acknowledged: { by: ben.slack },
      resolved: { by: ben.slack, how: 'Restarted' },
    });
    expect(scene.effects.filter(({ type }) => type === 'SettlePager')).toMatchObject([
      { as: 'acknowledge' },
      { as: 'resolve' },
    ]);
    for (const command of [does.resolve(), does.acknowledge(), does.update()])
      expect(scene.when(ben, command)).toMatchObject({ refusal: { code: 'incident_resolved' } });
  });

  test('is followed by five reminders of the review, a day apart, to whoever led', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P2'));
    scene.when(ben, does.resolve());
    scene.news();
    expect(isSomethingLeft(scene.incident)).toBe(true);
    scene.pass(30 * day);

    const reminded = { type: 'Remind', user: ben.slack, of: { kind: 'review' } };
    expect(scene.news()).toMatchObject([reminded, reminded, reminded, reminded, reminded]);
    expect(scene.incident.clock.dueAt).toBeNull();
    expect(isSomethingLeft(scene.incident)).toBe(false);
  });
});

describe('the review', () => {
  test('is filled in when the incident is resolved, and settles what its releases owe', () => {
    const scene = putBackScene();
    expect(scene.when(ben, does.review())).toMatchObject({ refusal: { code: 'not_resolved_yet' } });
    scene.when(ben, does.resolve());
    expect(scene.when(ben, does.review(' '))).toMatchObject({ refusal: { code: 'text_missing' } });
    scene.news();
    scene.when(ben, does.review());

    expect(scene.news().filter(({ type }) => type === 'SettleDebt')).toEqual([
      { type: 'SettleDebt', incident, release, by: ben.slack },
      { type: 'SettleDebt', incident, release: rollback, by: ben.slack },
    ]);
  });

  test('from before it was opened again does not stand for what came after', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.when(ben, does.resolve());
    scene.when(ben, does.review());
    scene.wait(hour);
    scene.fact(alarm(breached('errors'), 'errors'));
    scene.when(ben, does.resolve());

    expect(incidentRow(scene.incident, scene.policy).reviewMissing).toBe('yes');
  });
});

describe('words that people add', () => {
  test('stand in the timeline and the thread, with who wrote them', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P2'));
    scene.news();
    scene.when(ben, does.note('The database is slow', cara.slack));

    const entry = { kind: 'note', by: ben.slack, text: 'The database is slow', writtenBy: cara.slack };
    expect(scene.incident.timeline.at(-1)?.what).toEqual(entry);
    expect(scene.news()).toContainEqual(expect.objectContaining({ type: 'IncidentReply', entry }));
    expect(scene.when(ben, does.note('  '))).toMatchObject({ refusal: { code: 'text_missing' } });
    expect(scene.when(ben, does.update(''))).toMatchObject({ refusal: { code: 'text_missing' } });
  });

  test('are cut, and of more than three hundred lines the first and the last are kept', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P2'));
    scene.when(ben, does.note('x'.repeat(5000)));
    expect(scene.incident.timeline.at(-1)?.what).toMatchObject({ text: 'x'.repeat(3000) });
    for (let number = 0; number < 400; number += 1) scene.when(ben, does.note(`Note ${number}`));

    const { timeline } = scene.incident;
    expect([timeline.length, timeline[0]?.what.kind]).toEqual([300, 'opened']);
    expect(timeline.at(-1)?.what).toMatchObject({ text: 'Note 399' });
  });

  test('about an incident that nobody has opened go nowhere', () => {
    expect(createIncidentScene().when(ben, does.note('Hello'))).toMatchObject({
      refusal: { code: 'incident_unknown' },
    });
  });
});
