import { describe, expect, test } from 'vitest';
import { callbackIds } from '../../src/cards/ids-of-fields.ts';
import { type ChannelId, type SlackUserId } from '../../src/domain/ids.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { ana, dana } from '../cards/fixtures.ts';
import {
  by,
  createDesk,
  type Desk,
  declared,
  deskWithIncident,
  incident,
  ona,
  otherIncident,
} from './incident-desk.ts';
import { commandBody, createWorld, textOf, type World } from './support.ts';

function worldOf(desk: Desk, standing: Standing = { kind: 'member' }): World {
  return createWorld({ incidents: desk.incidents, standing: async () => standing });
}

async function say(world: World, text: string, who: SlackUserId = ana, input = 'input-1'): Promise<string> {
  const { answer } = await world.deliver(commandBody(text, who, { command: '/incident' }), input);
  return textOf(answer);
}

function deskWithTwo(): Desk {
  const desk = deskWithIncident();
  desk.given(declared(otherIncident, 'P1'));
  return desk;
}

describe('/incident ack', () => {
  test.each([
    ['without a name the only one that nobody has', ''],
    ['by its name', incident],
    ['by its name without its first part', 'checkout.k3m9t2vw7b'],
    ['by the part that is chance', 'K3M9T2VW7B'],
    ['by the start of that part', 'k3m9'],
    ['by its service', 'checkout'],
    ['by its severity', 'p2'],
  ])('acknowledges %s', async (_how, word) => {
    const desk = deskWithIncident();

    const answer = await say(worldOf(desk), `ack ${word}`);

    expect(desk.incident().acknowledged?.by).toBe(ana);
    expect(answer).toContain('You have acknowledged');
    expect(answer).toContain(incident);
  });

  test('asks which one is meant, with their names, where there are several', async () => {
    const desk = deskWithTwo();

    const answer = await say(worldOf(desk), 'ack');

    expect(answer).toContain(incident);
    expect(answer).toContain(otherIncident);
    expect(desk.submitted).toEqual([]);
  });

  test('means the one that nobody has yet, where the others are acknowledged', async () => {
    const desk = deskWithTwo();
    desk.given({ ...by(otherIncident), type: 'AcknowledgeIncident' });

    await say(worldOf(desk), 'ack');

    expect(desk.submitted).toMatchObject([{ command: { type: 'AcknowledgeIncident', incident } }]);
  });

  test('means the incident whose own channel it is typed in, and no other when that one is taken', async () => {
    const desk = deskWithTwo();
    desk.given({ type: 'RecordIncidentChannel', incident, channel: 'C0INC' as ChannelId });
    const world = worldOf(desk);
    const there = { command: '/incident', channel_id: 'C0INC' };

    await world.deliver(commandBody('ack', ana, there), 'input-1');
    await world.deliver(commandBody('ack', ona, there), 'input-2');

    expect(desk.incident().acknowledged?.by).toBe(ana);
    expect(desk.incident(otherIncident).phase).toBe('open');
    expect(desk.answers).toMatchObject([
      { kind: 'accepted' },
      { kind: 'refused', refusal: { code: 'already_acknowledged' } },
    ]);
  });

  test('says so where nobody waits for it', async () => {
    expect(await say(worldOf(createDesk()), 'ack')).toContain('No incident waits for somebody');
  });

  test('says who has it already', async () => {
    const desk = deskWithIncident();
    desk.given({ ...by(), type: 'AcknowledgeIncident' });

    const answer = await say(worldOf(desk), `ack ${incident}`, ona);

    expect(answer).toContain(ana);
    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { code: 'already_acknowledged' } }]);
  });

  test.each([
    ['inc-checkout.k3m9t2vw7c', 'Did you mean'],
    ['chekout', 'Did you mean `checkout`'],
    ['nonsense', 'Open are'],
  ])('acknowledges nothing for %s, and says what there is', async (word, hint) => {
    const desk = deskWithIncident();

    expect(await say(worldOf(desk), `ack ${word}`)).toContain(hint);
    expect(desk.submitted).toEqual([]);
  });

  test.each([
    ['somebody outside the ladder', { kind: 'member' }, 'not_listed'],
    ['a guest', { kind: 'guest' }, 'not_a_member'],
    ['a bot that types it', { kind: 'bot' }, 'not_a_member'],
    ['somebody of whom Slack says nothing', { kind: 'unknown', reason: 'slow' }, 'standing_unknown'],
  ] as const)('is refused to %s, on record and with its reason', async (_who, standing, because) => {
    const desk = deskWithIncident();

    const answer = await say(worldOf(desk, standing), 'ack', dana);

    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { code: 'not_allowed', because } }]);
    expect(desk.incident().phase).toBe('open');
    expect(answer).not.toBe('""');
  });

  test('does not wait for Slack to say who somebody of the ladder is', async () => {
    const desk = deskWithIncident();

    await say(worldOf(desk, { kind: 'unknown', reason: 'slow' }), 'ack', ona);

    expect(desk.incident().acknowledged?.by).toBe(ona);
  });

  test('typed once and delivered twice counts once', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await say(world, `ack ${incident}`);

    expect(await say(world, `ack ${incident}`)).toContain('counts once');
    expect(desk.answers.map(({ kind }) => kind)).toEqual(['accepted', 'replayed']);
  });
});

describe('/incident resolve', () => {
  test.each([
    ['rolled back, errors are gone', 'rolled back, errors are gone'],
    [`${incident} rolled back &amp; well`, 'rolled back & well'],
    ['checkout pods were restarted', 'checkout pods were restarted'],
  ])('%j says how', async (text, how) => {
    const desk = deskWithIncident();

    const answer = await say(worldOf(desk), `resolve ${text}`);

    expect(desk.incident().resolved).toMatchObject({ by: ana, how });
    expect(answer).toContain('You have resolved');
  });

  test.each(['resolve', `resolve ${incident}`])('%j opens the form that asks how', async (text) => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await say(world, text);

    expect(world.opened).toMatchObject([{ callback_id: callbackIds.resolve }]);
    expect(desk.submitted).toEqual([]);
  });

  test('opens no form for somebody outside the ladder, and says why', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    const answer = await say(world, 'resolve', dana);

    expect(world.opened).toEqual([]);
    expect(answer).toContain('gonogo.yaml');
    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_listed' } }]);
  });

  test('never takes a name that does not exist for a part of the words', async () => {
    const desk = deskWithIncident();

    await say(worldOf(desk), 'resolve inc-payments.zzzzzzzz rolled back');

    expect(desk.submitted).toEqual([]);
  });

  test('asks which one, where there are several', async () => {
    const desk = deskWithTwo();

    expect(await say(worldOf(desk), 'resolve rolled back')).toContain(otherIncident);
    expect(desk.submitted).toEqual([]);
  });

  test('says that it is over, where it is', async () => {
    const desk = deskWithIncident();
    desk.given({ ...by(), type: 'ResolveIncident', how: 'Rolled back' });

    await say(worldOf(desk), `resolve ${incident} again`);

    expect(desk.answers).toEqual([{ kind: 'refused', refusal: { code: 'incident_resolved' } }]);
  });
});

describe('/incident note', () => {
  test.each([
    ['the database failed over', 'the database failed over'],
    [`${incident} the database failed over`, 'the database failed over'],
    ['k3m9t2vw7b failed over', 'failed over'],
    ['checkout is slow', 'checkout is slow'],
  ])('%j stands in the timeline', async (text, note) => {
    const desk = deskWithIncident();

    const answer = await say(worldOf(desk), `note ${text}`);

    expect(desk.incident().timeline.at(-1)?.what).toEqual({ kind: 'note', by: ana, text: note, writtenBy: null });
    expect(answer).toContain('in the timeline');
  });

  test.each(['note', `note ${incident}`])('%j says how it is written', async (text) => {
    const desk = deskWithIncident();

    expect(await say(worldOf(desk), text)).toContain('/incident note');
    expect(desk.submitted).toEqual([]);
  });

  test('says so where nothing is open', async () => {
    expect(await say(worldOf(createDesk()), 'note something')).toContain('No incident is open');
  });

  test('is refused to somebody outside the ladder', async () => {
    const desk = deskWithIncident();

    await say(worldOf(desk), 'note I was here', dana);

    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_listed' } }]);
  });
});
