import { describe, expect, test } from 'vitest';
import { incidentButtonValue } from '../../src/cards/button-value.ts';
import { actionIds } from '../../src/cards/ids-of-fields.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { dana } from '../cards/fixtures.ts';
import { by, createDesk, type Desk, declared, deskWithIncident, incident, incidentCardAt } from './incident-desk.ts';
import { clickBody, createWorld, textOf, type World } from './support.ts';

function resolved(desk: Desk): Desk {
  desk.given({ ...by(), type: 'ResolveIncident', how: 'Rolled back' });
  return desk;
}

async function download(desk: Desk, changes: Partial<HandlerParts> = {}): Promise<World> {
  const world = createWorld({ incidents: desk.incidents, ...changes });
  await world.deliver(clickBody(actionIds.exportReview, incidentButtonValue(incident), dana));
  return world;
}

describe('Download the review', () => {
  test('puts it as Markdown into the incident’s thread, for every full member, and says where it is', async () => {
    const world = await download(resolved(deskWithIncident()));

    expect(world.steps).toEqual(['ack', 'share', 'tell']);
    expect(world.shared).toMatchObject([{ place: incidentCardAt, name: `${incident}.md` }]);
    const markdown = Buffer.from(world.shared[0]?.bytes ?? []).toString('utf8');
    expect(markdown).toContain('Totals are wrong');
    expect(markdown).toContain('Rolled back');
    expect(textOf(world.told)).toContain('thread');
  });

  test('is refused while the incident lasts', async () => {
    const world = await download(deskWithIncident());

    expect(world.shared).toEqual([]);
    expect(textOf(world.told)).toContain('resolved');
  });

  test('is refused to a guest', async () => {
    const world = await download(resolved(deskWithIncident()), { standing: async () => ({ kind: 'guest' }) });

    expect(world.shared).toEqual([]);
    expect(textOf(world.told)).toContain('Only full members');
  });

  test('says so where there is no thread', async () => {
    const desk = createDesk();
    desk.given(declared());

    const world = await download(resolved(desk));

    expect(world.shared).toEqual([]);
    expect(textOf(world.told)).toContain('no thread');
  });

  test('says so where nobody opened such an incident', async () => {
    const world = await download(createDesk());

    expect(world.shared).toEqual([]);
    expect(world.told).toHaveLength(1);
  });

  test.each([
    ['is lost', { kind: 'lost', reason: 'not_in_channel' }, 'not_in_channel'],
    ['may be late', { kind: 'later', reason: 'ratelimited' }, 'did not say whether'],
  ] as const)('says so where it %s', async (_how, answer, words) => {
    const told: unknown[] = [];
    const { slack } = createWorld().parts;
    const answering = { ...slack, share: async () => answer, tell: async (ask: unknown) => void told.push(ask) };

    await download(resolved(deskWithIncident()), { slack: answering });

    expect(textOf(told)).toContain(words);
  });
});
