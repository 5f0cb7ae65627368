import { describe, expect, test } from 'vitest';
import { buttonValue, incidentButtonValue } from '../../src/cards/button-value.ts';
import { type ActionId, actionIds, callbackIds } from '../../src/cards/ids-of-fields.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { type PersonIncidentCommand } from '../../src/domain/incident/commands.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { ana, ben, dana, releaseId } from '../cards/fixtures.ts';
import { by, createDesk, type Desk, deskWithIncident, incident, ona, onCallGroup } from './incident-desk.ts';
import { channel, clickBody, createWorld, textOf, type World } from './support.ts';

const onMessage = incidentButtonValue(incident);
const resolved: PersonIncidentCommand = { ...by(), type: 'ResolveIncident', how: 'Rolled back' };

function worldOf(desk: Desk, standing: Standing = { kind: 'member' }): World {
  return createWorld({ incidents: desk.incidents, standing: async () => standing });
}

async function press(
  world: World,
  action: ActionId,
  who: SlackUserId,
  value = onMessage,
  input = 'input-7',
): Promise<void> {
  await world.deliver(clickBody(action, value, who), input);
}

describe('Acknowledge', () => {
  test.each([
    ['somebody under people', ana, []],
    ['somebody whom the ladder names', ona, []],
    ['somebody in a user group of the ladder', dana, [onCallGroup]],
  ])('is recorded at once for %s', async (_who, who, groups) => {
    const desk = deskWithIncident(groups);
    const world = worldOf(desk);

    await press(world, actionIds.acknowledge, who);

    expect(desk.incident()).toMatchObject({ phase: 'acknowledged', acknowledged: { by: who } });
    expect(desk.submitted).toMatchObject([
      {
        chain: `incident.${incident}`,
        input: 'input-7',
        answerIn: { kind: 'channel', user: who, channel },
        actor: { slack: who },
      },
    ]);
    expect(world.told).toEqual([]);
  });

  test.each([
    ['somebody whom neither people nor the ladder names', { kind: 'member' }, 'not_listed'],
    ['a guest', { kind: 'guest' }, 'not_a_member'],
    ['a bot, through which an agent would press', { kind: 'bot' }, 'not_a_member'],
    ['somebody of another workspace', { kind: 'stranger' }, 'not_a_member'],
    ['somebody who has left', { kind: 'deleted' }, 'not_a_member'],
    [
      'somebody of whom Slack says nothing and the config neither',
      { kind: 'unknown', reason: 'slow' },
      'standing_unknown',
    ],
  ] as const)('is refused, with its reason, to %s', async (_who, standing, because) => {
    const desk = deskWithIncident();

    await press(worldOf(desk, standing), actionIds.acknowledge, dana);

    expect(desk.answers).toMatchObject([
      { kind: 'refused', refusal: { code: 'not_allowed', action: 'incident.acknowledge', because } },
    ]);
    expect(desk.incident().phase).toBe('open');
  });

  test.each(['guest', 'bot', 'stranger', 'deleted'] as const)(
    'is refused to a %s also where the ladder names them',
    async (kind) => {
      const desk = deskWithIncident();

      await press(worldOf(desk, { kind }), actionIds.acknowledge, ona);

      expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_a_member' } }]);
    },
  );

  test('counts for somebody of the ladder although Slack does not answer who they are', async () => {
    const desk = deskWithIncident();

    await press(worldOf(desk, { kind: 'unknown', reason: 'slow' }), actionIds.acknowledge, ona);

    expect(desk.incident().acknowledged?.by).toBe(ona);
  });

  test('asks Slack for user groups only where the config does not name the person', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await press(world, actionIds.acknowledge, ana, onMessage, 'input-1');
    await press(world, actionIds.acknowledge, ona, onMessage, 'input-2');
    await press(world, actionIds.acknowledge, dana, onMessage, 'input-3');

    expect(desk.asked).toEqual([dana]);
  });

  test('in direct messages, where the page stays as it was sent, is confirmed to the person', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);
    const changes = { channel: { id: 'D0ONA', name: 'directmessage' } };

    await world.deliver(clickBody(actionIds.acknowledge, onMessage, ona, changes));

    expect(world.told).toMatchObject([{ user: ona, channel: 'D0ONA' }]);
    expect(textOf(world.told)).toContain('You have acknowledged');
  });

  test('a click that is delivered twice counts once', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await press(world, actionIds.acknowledge, ana);
    await press(world, actionIds.acknowledge, ana);

    expect(desk.answers.map(({ kind }) => kind)).toEqual(['accepted', 'replayed']);
    expect(world.told).toEqual([]);
  });

  test('on the message of an incident that is over is refused to the person who pressed it alone', async () => {
    const desk = deskWithIncident();
    desk.given(resolved);

    await press(worldOf(desk), actionIds.acknowledge, ben);

    expect(desk.answers).toEqual([{ kind: 'refused', refusal: { code: 'incident_resolved' } }]);
    expect(desk.submitted).toMatchObject([{ answerIn: { kind: 'channel', user: ben } }]);
  });

  test('says to press again when it could not be recorded', async () => {
    const desk = deskWithIncident();
    const incidents = { ...desk.incidents, submit: () => Promise.reject(new Error('Redis is away')) };
    const world = createWorld({ incidents });

    await press(world, actionIds.acknowledge, ana);

    expect(textOf(world.told)).toContain('press again');
  });
});

describe('a button that asks for words', () => {
  const whileItLasts = [
    [actionIds.resolve, callbackIds.resolve],
    [actionIds.changeSeverity, callbackIds.changeSeverity],
    [actionIds.giveRole, callbackIds.giveRole],
    [actionIds.note, callbackIds.note],
    [actionIds.update, callbackIds.update],
  ] as const;

  test.each(whileItLasts)('%s opens its form, and records nothing yet', async (action, form) => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await press(world, action, ana);

    expect(world.opened).toMatchObject([{ callback_id: form, private_metadata: onMessage }]);
    expect(desk.submitted).toEqual([]);
  });

  test('opens the review only once the incident is resolved', async () => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await press(world, actionIds.review, ana);
    expect(world.opened).toEqual([]);
    expect(textOf(world.told)).not.toBe('[]');
    desk.given(resolved);
    await press(world, actionIds.review, ana);

    expect(world.opened).toMatchObject([{ callback_id: callbackIds.review }]);
  });

  test.each([actionIds.resolve, actionIds.changeSeverity, actionIds.update])(
    '%s opens nothing for an incident that is over, and says so to one person',
    async (action) => {
      const desk = deskWithIncident();
      desk.given(resolved);
      const world = worldOf(desk);

      await press(world, action, ana);

      expect(world.opened).toEqual([]);
      expect(world.told).toMatchObject([{ user: ana, channel }]);
    },
  );

  test.each([actionIds.note, actionIds.giveRole])('%s still opens its form after the end', async (action) => {
    const desk = deskWithIncident();
    desk.given(resolved);
    const world = worldOf(desk);

    await press(world, action, ana);

    expect(world.opened).toHaveLength(1);
  });

  test.each([
    [actionIds.resolve, 'ResolveIncident'],
    [actionIds.changeSeverity, 'ChangeSeverity'],
    [actionIds.note, 'AddNote'],
    [actionIds.update, 'PostUpdate'],
  ])('%s opens nothing for somebody outside the ladder; the attempt goes on record', async (action, type) => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    await press(world, action, dana);

    expect(world.opened).toEqual([]);
    expect(desk.submitted).toMatchObject([{ command: { type }, actor: { slack: dana } }]);
    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_listed' } }]);
  });

  test.each([actionIds.resolve, actionIds.changeSeverity, actionIds.note, actionIds.update, actionIds.review])(
    'the attempt of %s would do nothing for somebody who may',
    async (action) => {
      const desk = deskWithIncident();
      if (action === actionIds.review) desk.given(resolved);
      await press(worldOf(desk), action, dana);
      const [attempt] = desk.submitted;
      if (attempt === undefined) throw new Error('Nothing was submitted.');
      const before = desk.incident();

      desk.given(attempt.command);

      expect(desk.incident()).toEqual(before);
    },
  );

  test.each([actionIds.giveRole, actionIds.takeAction, actionIds.finishAction])(
    '%s tells somebody outside the ladder why not',
    async (action) => {
      const world = worldOf(deskWithIncident());

      await press(world, action, dana, incidentButtonValue(incident, 'document'));

      expect(world.opened).toEqual([]);
      expect(textOf(world.told)).toContain('gonogo.yaml');
    },
  );

  test('of an incident that nobody opened says so', async () => {
    const world = worldOf(createDesk());

    await press(world, actionIds.resolve, ana);

    expect(world.opened).toEqual([]);
    expect(world.told).toHaveLength(1);
  });

  test('says so when Slack does not open the form', async () => {
    const told: unknown[] = [];
    const { slack } = createWorld().parts;
    const shut = { ...slack, openModal: async () => null, tell: async (ask: unknown) => void told.push(ask) };

    await press(createWorld({ incidents: deskWithIncident().incidents, slack: shut }), actionIds.resolve, ana);

    expect(textOf(told)).toContain('did not open the form');
  });
});

test.each(Object.values(actionIds).filter((id) => id.startsWith('incident.')))(
  '%s does nothing with what is no button of an incident',
  async (action) => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    for (const value of ['', '{}', buttonValue(releaseId), '{"n":"inc-checkout"}', '{"n":"lane.checkout.production"}'])
      await press(world, action, ana, value);

    expect(desk.submitted).toEqual([]);
    expect(world.opened).toEqual([]);
    expect(world.told).toHaveLength(5);
  },
);
