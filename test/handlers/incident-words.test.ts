import { describe, expect, test } from 'vitest';
import { incidentWords } from '../../src/cards/incident-help.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { ana } from '../cards/fixtures.ts';
import { createDesk, type Desk, declared, deskWithIncident, otherIncident } from './incident-desk.ts';
import { commandBody, createWorld, textOf, type World } from './support.ts';

function worldOf(desk: Desk, standing: Standing = { kind: 'member' }): World {
  return createWorld({ incidents: desk.incidents, standing: async () => standing });
}

async function say(world: World, text: string): Promise<string> {
  const { answer } = await world.deliver(commandBody(text, ana, { command: '/incident' }));
  return textOf(answer);
}

function deskWithTwo(): Desk {
  const desk = deskWithIncident();
  desk.given(declared(otherIncident, 'P1'));
  return desk;
}

describe('/incident list', () => {
  test.each(['list', 'status'])('%s shows what is open', async (word) => {
    expect(await say(worldOf(deskWithIncident()), word)).toContain('Totals are wrong');
  });

  test('shows nothing to a guest but why', async () => {
    const answer = await say(worldOf(deskWithIncident(), { kind: 'guest' }), 'list');

    expect(answer).toContain('Only full members');
    expect(answer).not.toContain('Totals are wrong');
  });

  test('names are not told to a guest by a command that fits none either', async () => {
    const desk = deskWithTwo();

    expect(await say(worldOf(desk, { kind: 'guest' }), 'ack')).not.toContain(otherIncident);
    expect(await say(worldOf(desk, { kind: 'guest' }), 'ack chekout')).not.toContain('checkout');
  });
});

describe('a word of /incident', () => {
  test('is in the help, which is what no word at all gives', async () => {
    const answer = await say(worldOf(createDesk()), '');

    expect(incidentWords.filter((word) => !answer.includes(`/incident ${word}`))).toEqual([]);
  });

  test.each(incidentWords)('%s has a help of its own', async (word) => {
    expect(await say(worldOf(createDesk()), `help ${word}`)).toContain(`/incident ${word}`);
  });

  test.each([
    ['decalre', 'declare'],
    ['lsit', 'list'],
    ['resolv', 'resolve'],
  ])('%s is taken for nothing; %s is proposed', async (word, meant) => {
    const desk = deskWithIncident();

    expect(await say(worldOf(desk), word)).toContain(`/incident ${meant}`);
    expect(desk.submitted).toEqual([]);
  });

  test.each(['severity', 'update', 'lead', 'review'])('%s is a button, and is said to be one', async (word) => {
    expect(await say(worldOf(deskWithIncident()), `${word} P1`)).toContain('buttons on the incident');
  });

  test.each([
    '&lt;!channel&gt;',
    'ack &lt;!here&gt;',
    'declare P99',
    'help &lt;@U0ANA&gt;',
    'toString',
    'ack __proto__',
  ])('%j that nobody knows mentions nobody and does nothing', async (text) => {
    const desk = deskWithIncident();

    const answer = await say(worldOf(desk), text);

    expect(answer).not.toMatch(/<[!@]/);
    expect(desk.submitted).toEqual([]);
  });

  test('that /release gets instead leads here', async () => {
    const { answer } = await createWorld().deliver(commandBody('incident', ana));

    expect(textOf(answer)).toContain('/incident declare');
  });

  test('says that the store is away, when it is', async () => {
    const desk = deskWithIncident();
    const incidents = { ...desk.incidents, rows: () => Promise.reject(new Error('Redis is away')) };

    expect(await say(createWorld({ incidents }), 'ack')).toContain('cannot read its store');
  });
});
