import { describe, expect, test } from 'vitest';
import { type ChannelId, type MessageTs, type SlackUserId } from '../../src/domain/ids.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { type MessageRead } from '../../src/handlers/parts.ts';
import { ana, ben, cara } from '../cards/fixtures.ts';
import { type Desk, deskWithIncident, incident, incidentCardAt } from './incident-desk.ts';
import { createWorld, eventBody, type World } from './support.ts';

const { channel, ts: thread } = incidentCardAt;
const ts = '1763700123.000200';
const said: MessageRead = { text: 'errors &lt; 1 % again', thread, by: cara };

function worldOf(desk: Desk, message: MessageRead | null = said, standing: Standing = { kind: 'member' }): World {
  const { slack } = createWorld().parts;
  return createWorld({
    incidents: desk.incidents,
    standing: async () => standing,
    slack: { ...slack, messageAt: async () => message },
  });
}

async function react(world: World, user: SlackUserId, changes: object = {}, input = 'event-1'): Promise<void> {
  const item = { type: 'message', channel, ts };
  await world.deliver(eventBody({ type: 'reaction_added', user, reaction: 'pushpin', item, ...changes }), input);
}

function notes(desk: Desk): readonly unknown[] {
  return desk.incident().timeline.filter(({ what }) => what.kind === 'note');
}

describe(':pushpin: on a message of an incident’s thread', () => {
  test('adds it to the timeline, with who wrote it and who added it', async () => {
    const desk = deskWithIncident();

    await react(worldOf(desk), ana);

    expect(notes(desk)).toMatchObject([{ what: { by: ana, text: 'errors < 1 % again', writtenBy: cara } }]);
  });

  test('names one person where the writer adds it', async () => {
    const desk = deskWithIncident();

    await react(worldOf(desk, { ...said, by: ana }), ana);

    expect(notes(desk)).toMatchObject([{ what: { by: ana, writtenBy: null } }]);
  });

  test('adds it once, whoever else pins it and however often', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await react(world, ana, {}, 'event-1');
    await react(world, ben, {}, 'event-2');
    await react(world, ana, {}, 'event-3');

    expect(notes(desk)).toHaveLength(1);
  });

  test('adds a message of the incident’s own channel, in a thread there or not', async () => {
    const desk = deskWithIncident();
    const own = 'C0INC' as ChannelId;
    desk.given({ type: 'RecordIncidentChannel', incident, channel: own });
    const world = worldOf(desk, { ...said, thread: null });
    const inThread = worldOf(desk, { ...said, thread: '1763700000.000001' as MessageTs });

    await react(world, ana, { item: { type: 'message', channel: own, ts: '1763700200.000100' } }, 'event-1');
    await react(inThread, ana, { item: { type: 'message', channel: own, ts: '1763700200.000200' } }, 'event-2');

    expect(notes(desk)).toHaveLength(2);
  });

  test('is refused to somebody outside the ladder, and takes nothing away from those inside', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await react(world, cara, {}, 'event-1');
    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_listed' } }]);
    expect(desk.submitted).toMatchObject([{ answerIn: { kind: 'channel', user: cara, channel } }]);
    await react(world, ana, {}, 'event-2');

    expect(notes(desk)).toHaveLength(1);
  });

  test.each(['guest', 'bot'] as const)('is refused to a %s', async (kind) => {
    const desk = deskWithIncident();

    await react(worldOf(desk, said, { kind }), ana);

    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_a_member' } }]);
  });
});

describe('a reaction that means nothing', () => {
  test.each([
    ['another one', { reaction: 'eyes' }],
    ['one on a file', { item: { type: 'file', file: 'F0FILE' } }],
    ['one that names no message', { item: {} }],
  ])('%s', async (_what, changes) => {
    const desk = deskWithIncident();

    await react(worldOf(desk), ana, changes);

    expect(desk.submitted).toEqual([]);
  });

  test.each([
    ['a message that cannot be read', null],
    ['a message in no thread', { ...said, thread: null }],
    ['a message in another thread', { ...said, thread: '1763700000.000001' as MessageTs }],
  ])('a pin on %s', async (_what, message) => {
    const desk = deskWithIncident();

    await react(worldOf(desk, message), ana);

    expect(desk.submitted).toEqual([]);
  });

  test.each([thread, null])('a pin on the live message itself (thread %s)', async (first) => {
    const desk = deskWithIncident();
    const item = { type: 'message', channel, ts: thread };

    await react(worldOf(desk, { ...said, thread: first }), ana, { item });

    expect(desk.submitted).toEqual([]);
  });

  test('a pin whose note could not be recorded is in the log', async () => {
    const desk = deskWithIncident();
    const { slack } = createWorld().parts;
    const incidents = { ...desk.incidents, submit: () => Promise.reject(new Error('Redis is away')) };
    const world = createWorld({ incidents, slack: { ...slack, messageAt: async () => said } });

    await react(world, ana);

    expect(world.logged).toEqual([expect.stringContaining('could not be added')]);
  });
});
