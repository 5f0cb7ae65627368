import { describe, expect, test } from 'vitest';
import { type Met } from '../../../src/domain/aggregate.ts';
import { effectId } from '../../../src/domain/effects.ts';
import { type ChainId, incidentChain, laneChain } from '../../../src/domain/ids.ts';
import { type IncidentKind, incidentAggregate } from '../../../src/domain/incident/aggregate.ts';
import { evolveIncident } from '../../../src/domain/incident/evolve.ts';
import { type IncidentState } from '../../../src/domain/incident/incident.ts';
import { incidentProjections, incidentRow } from '../../../src/domain/incident/rows.ts';
import { dueOfIncident, wakeIncident } from '../../../src/domain/incident/wake.ts';
import { type Projection } from '../../../src/domain/ledger/commit.ts';
import { incidentEventOf, UnknownEvent } from '../../../src/domain/ledger/events-of.ts';
import { hour, minute, noonish } from '../../support/lane.ts';
import { ana, ben, cara, dana, system } from '../../support/people.ts';
import { production, service } from '../../support/policy.ts';
import { alarm, breached, putBack, report } from './alarms.ts';
import { createIncidentScene, does, type IncidentScene, incident } from './scene.ts';

const unopened: IncidentState = { id: incident, incident: null };

/** Each event with the state that it met. */
function metBy(events: IncidentScene['events']): readonly Met<IncidentKind>[] {
  let state = unopened;
  return events.map(({ event, at }) => {
    const met = { state, event, at };
    state = evolveIncident(state, event, at);
    return met;
  });
}

function projected(scene: IncidentScene, happen: () => unknown): readonly Projection[] {
  const before = scene.state;
  happen();
  return incidentProjections(before, scene.state, scene.policy);
}

describe('the row of an incident', () => {
  test('waits for those whom its ladder has told, then for its lead', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    expect(incidentRow(scene.incident, scene.policy)).toMatchObject({ waitsFor: [ben.slack], breached: 'no' });
    scene.pass(5 * minute);
    expect(incidentRow(scene.incident, scene.policy)).toMatchObject({
      waitsFor: [ben.slack, ana.slack, cara.slack],
      breached: 'yes',
    });
    scene.when(cara, does.acknowledge());
    expect(incidentRow(scene.incident, scene.policy)).toMatchObject({ waitsFor: [cara.slack], respondBy: null });
  });

  test('stands until the review is filled in and every action is done, and then leaves', () => {
    const scene = createIncidentScene();
    scene.fact(alarm(breached('health')));
    scene.fact(report(putBack));
    const resolved = projected(scene, () => scene.when(ben, does.resolve()));
    expect(resolved).toMatchObject([
      { kind: 'incident-row', row: { phase: 'resolved', reviewMissing: 'yes', waitsFor: [ben.slack] } },
      { kind: 'incident-resolved', at: scene.now },
    ]);
    scene.when(ben, does.review());
    for (const { id } of scene.incident.actions.slice(1))
      scene.when(ben, { type: 'FinishAction', incident, groups: [], action: id, note: '' });
    const last = { type: 'FinishAction', incident, groups: [], action: 'document', note: '' } as const;

    expect(projected(scene, () => scene.when(ben, last))).toMatchObject([
      { kind: 'incident-row', incident, row: null },
      { kind: 'incident-resolved', row: { actions: [], reviewMissing: 'no' } },
    ]);
  });

  test('is not written for what it does not show', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    const claim = { type: 'ClaimPage', incident, page: 'r1.1.P1.1.U0BEN' } as const;

    expect(projected(scene, () => scene.fact(claim))).toEqual([]);
    expect(projected(scene, () => scene.when(ben, does.note('Seen')))).toEqual([]);
  });
});

describe('the message and the channel of an incident', () => {
  const card = { channel: 'C0INCIDENTS', ts: '1.2' } as Extract<
    Parameters<IncidentScene['fact']>[0],
    { type: 'RecordIncidentCard' }
  >['card'];

  test('are remembered once; a message that is lost is forgotten and posted anew', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.fact({ type: 'RecordIncidentCard', incident, card });
    expect(scene.incident.card).toEqual(card);
    expect(scene.fact({ type: 'RecordIncidentCard', incident, card }).kind).toBe('nothing');
    scene.fact({ type: 'RecordIncidentCardLost', incident, reason: 'The channel is gone.' });
    expect(scene.incident.card).toBeNull();
    expect(scene.effects.at(-1)).toEqual({ type: 'ShowIncident', incident });
    expect(scene.fact({ type: 'RecordIncidentCardLost', incident, reason: 'Again' }).kind).toBe('nothing');
    scene.fact({ type: 'RecordIncidentChannel', incident, channel: card.channel });
    expect(scene.fact({ type: 'RecordIncidentChannel', incident, channel: card.channel }).kind).toBe('nothing');
  });

  test('of one that nobody has opened are not known', () => {
    const scene = createIncidentScene();

    expect(scene.fact({ type: 'RecordIncidentCard', incident, card }).kind).toBe('nothing');
    expect(scene.fact({ type: 'AdvanceIncident', incident }).kind).toBe('nothing');
  });
});

describe('when an incident is woken', () => {
  test('it is for its next step, and again whenever that changes', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P2'));
    const opened = scene.state;
    expect(wakeIncident(unopened, opened)).toBe(dueOfIncident(opened));
    scene.when(ben, does.note('Seen'));
    expect(wakeIncident(opened, scene.state)).toBeNull();
    scene.when(ben, does.change('P1'));
    expect(wakeIncident(opened, scene.state)).toBe(scene.incident.clock.dueAt);
  });
});

describe('what an incident wants of the world', () => {
  test('has names of its own, which a queue can take', () => {
    const scene = createIncidentScene({ pager: 'configured', ownChannel: ['P1'] });
    scene.fact(alarm(breached('health')));
    scene.pass(3 * hour);
    scene.when(ben, does.change('P2'));
    scene.when(ben, does.change('P1'));
    scene.when(ben, does.resolve());
    scene.pass(48 * hour);

    const names = scene.effects.filter(({ type }) => type !== 'ShowIncident').map((effect) => effectId(effect));
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => name.includes(':'))).toEqual([]);
    expect(new Set(names.filter((name) => !name.startsWith('channel-'))).size).toBe(
      names.filter((name) => !name.startsWith('channel-')).length,
    );
  });
});

describe('the chain of an incident', () => {
  test('that was written without its state is shown and woken again from its events', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));

    expect(incidentAggregate.repaired(unopened, scene.state, [], scene.policy)).toMatchObject({
      effects: [{ type: 'ShowIncident', incident }],
      projections: [{ kind: 'incident-row', incident }],
      due: scene.incident.clock.dueAt,
    });
    expect(incidentAggregate.repaired(unopened, unopened, [], scene.policy)).toEqual({
      effects: [],
      projections: [],
      due: null,
    });
  });

  test('pages whom it was to page, where the write was torn', () => {
    const scene = createIncidentScene({ pager: 'configured' });
    scene.when(dana, does.declare('P1'));
    const met = metBy(scene.events);
    const wanted = scene.effects.filter(({ type }) => type !== 'ShowIncident');

    expect(wanted.some(({ type }) => type === 'PagePerson')).toBe(true);
    expect(incidentAggregate.repaired(unopened, scene.state, met, scene.policy).effects).toEqual([
      { type: 'ShowIncident', incident },
      ...wanted,
    ]);
  });

  test('begins empty, and a lane’s chain is none', () => {
    expect(incidentAggregate.empty(incidentChain(incident))).toEqual(unopened);
    expect(() => incidentAggregate.empty(laneChain(service, production))).toThrow(TypeError);
  });

  test('keeps who was told no, and a reader stops at what it does not know', () => {
    const command = does.acknowledge();
    const { events } = incidentAggregate.refusalOnRecord(command, { code: 'incident_unknown' });
    const [stored] = events.map((event) => incidentAggregate.stored(event));
    const entry = { chain: '' as ChainId, seq: 1, at: createIncidentScene().now, actor: '', prev: '', hash: '' };

    expect(stored).toEqual({
      type: 'CommandRefused',
      v: 1,
      data: { command: 'AcknowledgeIncident', code: 'incident_unknown' },
    });
    expect(() => incidentEventOf({ ...entry, type: 'SomethingNew', v: 1, data: {} })).toThrow(UnknownEvent);
    expect(createIncidentScene().ask(system, command)).toMatchObject({ refusal: { because: 'agent' } });
  });

  test('from before missed steps were told together reads as it was: each was told by itself', () => {
    const step = { does: 'page', severity: 'P1', round: 2, level: 2, at: noonish } as const;
    const entry = { chain: incidentChain(incident), seq: 1, at: noonish, actor: '', prev: '', hash: '' };

    expect(incidentEventOf({ ...entry, type: 'StepTaken', v: 1, data: { step, clock: {} } })).toEqual({
      type: 'StepTaken',
      step,
      told: 'now',
      clock: {},
    });
    expect(() => incidentEventOf({ ...entry, type: 'StepTaken', v: 0, data: {} })).toThrow(UnknownEvent);
    expect(() => incidentEventOf({ ...entry, type: 'NoteAdded', v: 2, data: {} })).toThrow(UnknownEvent);
  });
});
