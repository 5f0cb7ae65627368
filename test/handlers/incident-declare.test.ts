import { describe, expect, test } from 'vitest';
import { incidentButtonValue } from '../../src/cards/button-value.ts';
import { callbackIds, declareFields } from '../../src/cards/ids-of-fields.ts';
import { type IncidentId, type SlackUserId } from '../../src/domain/ids.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { ana, dana } from '../cards/fixtures.ts';
import { createDesk, type Desk } from './incident-desk.ts';
import { commandBody, createWorld, formBody, textOf, type World } from './support.ts';

const fresh = 'inc-_.newnew0001' as IncidentId;
const aboutCheckout = 'inc-checkout.newnew0001' as IncidentId;

function worldOf(desk: Desk, standing: Standing = { kind: 'member' }): World {
  return createWorld({ incidents: desk.incidents, standing: async () => standing });
}

async function type(world: World, text: string, who: SlackUserId = ana): Promise<string> {
  const { answer } = await world.deliver(commandBody(`declare ${text}`, who, { command: '/incident' }));
  return textOf(answer);
}

type Filled = { readonly severity?: string | null; readonly title?: string; readonly service?: string | null };

async function send(world: World, filled: Filled = {}, who: SlackUserId = dana, input = 'input-1'): Promise<unknown> {
  const { severity = 'P1', title = 'Nobody can pay', service = 'checkout' } = filled;
  const values = {
    [declareFields.severity.block]: { [declareFields.severity.action]: { selected_option: chosen(severity) } },
    [declareFields.title.block]: { [declareFields.title.action]: { value: title } },
    [declareFields.service.block]: { [declareFields.service.action]: { selected_option: chosen(service) } },
  };
  const body = formBody(callbackIds.declare, incidentButtonValue(fresh), values, who);
  return (await world.deliver(body, input)).answer;
}

function chosen(value: string | null): object | null {
  return value === null ? null : { value };
}

describe('/incident declare', () => {
  test('opens the form for every full member, and declares nothing yet', async () => {
    const desk = createDesk();
    const world = worldOf(desk);

    await type(world, '', dana);

    expect(world.opened).toMatchObject([
      { callback_id: callbackIds.declare, private_metadata: incidentButtonValue(fresh) },
    ]);
    expect(desk.submitted).toEqual([]);
  });

  test.each(['P1', 'p1'])('fills in what was typed: %s, the words and the service that they name', async (severity) => {
    const world = worldOf(createDesk());

    await type(world, `${severity} Checkout shows wrong totals &amp; more`);

    const form = world.opened[0];
    const inputs = (form?.blocks ?? []).flatMap((block) => (block.type === 'input' ? [block] : []));
    expect(inputs).toMatchObject([
      { block_id: 'severity', element: { initial_option: { value: 'P1' } } },
      { block_id: 'title', element: { initial_value: 'Checkout shows wrong totals & more' } },
      { block_id: 'service', element: { initial_option: { value: 'checkout' } } },
    ]);
  });

  test.each(['P5 all is lost', 'sev1 all is lost', 'p0'])(
    'opens nothing for %j, and says what there is',
    async (text) => {
      const world = worldOf(createDesk());

      expect(await type(world, text)).toContain('P1 is a complete outage');
      expect(world.opened).toEqual([]);
    },
  );

  test.each([
    ['a guest', { kind: 'guest' }],
    ['a bot', { kind: 'bot' }],
    ['somebody of whom Slack says nothing', { kind: 'unknown', reason: 'slow' }],
  ] as const)('opens nothing for %s, and says why', async (_who, standing) => {
    const world = worldOf(createDesk(), standing);

    const answer = await type(world, 'P1 all is lost');

    expect(world.opened).toEqual([]);
    expect(answer).toContain('That was not done');
  });
});

describe('the form that declares an incident', () => {
  test('opens it, about the service that was chosen, whoever sent it', async () => {
    const desk = createDesk();

    expect(await send(worldOf(desk))).toEqual({ response_action: 'clear' });

    expect(desk.incident(aboutCheckout)).toMatchObject({
      severity: 'P1',
      title: 'Nobody can pay',
      origin: { kind: 'declared', by: dana },
      phase: 'open',
    });
  });

  test.each(['_', null])('is about no one service with %j', async (service) => {
    const desk = createDesk();

    await send(worldOf(desk), { service });

    expect(desk.incident(fresh).phase).toBe('open');
  });

  test('sent twice, by whatever way, makes one incident', async () => {
    const desk = createDesk();
    const world = worldOf(desk);

    await send(world, {}, dana, 'input-1');
    await send(world, {}, dana, 'input-1');
    await send(world, {}, dana, 'input-2');

    expect(desk.answers.map(({ kind }) => kind)).toEqual(['accepted', 'replayed', 'nothing']);
    expect((await desk.incidents.rows()).open).toHaveLength(1);
  });

  test.each([
    ['a title', { title: '  ' }, declareFields.title],
    ['a severity', { severity: null }, declareFields.severity],
    ['a severity that exists', { severity: 'P0' }, declareFields.severity],
    ['a service that the config still has', { service: 'billing' }, declareFields.service],
  ])('wants %s', async (_what, filled, place) => {
    const desk = createDesk();

    const answer = await send(worldOf(desk), filled);

    expect(answer).toEqual({ response_action: 'errors', errors: { [place.block]: expect.any(String) } });
    expect(desk.submitted).toEqual([]);
  });

  test.each(['guest', 'bot', 'stranger'] as const)('is refused to a %s, on record', async (kind) => {
    const desk = createDesk();

    const answer = await send(worldOf(desk, { kind }));

    expect(answer).toMatchObject({ response_action: 'update' });
    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_a_member' } }]);
  });
});
