import { describe, expect, test } from 'vitest';
import { buttonValue, incidentButtonValue } from '../../src/cards/button-value.ts';
import {
  callbackIds,
  type FieldPlace,
  resolveFields,
  reviewFields,
  roleFields,
  severityFields,
  textFields,
} from '../../src/cards/ids-of-fields.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { type Standing } from '../../src/domain/people/actor.ts';
import { ana, ben, dana, releaseId } from '../cards/fixtures.ts';
import { by, type Desk, deskWithIncident, incident, ona } from './incident-desk.ts';
import { createWorld, formBody, textOf, type World } from './support.ts';

const onMessage = incidentButtonValue(incident);

type Standings = Readonly<Record<string, Standing>>;

function worldOf(desk: Desk, standings: Standings = {}): World {
  return createWorld({
    incidents: desk.incidents,
    standing: async (user) => standings[user] ?? { kind: 'member' },
  });
}

type Typed = readonly (readonly [FieldPlace, object])[];

function text(value: string): object {
  return { type: 'plain_text_input', value };
}

function option(value: string): object {
  return { type: 'radio_buttons', selected_option: { value } };
}

function person(user: string | null): object {
  return { type: 'users_select', selected_user: user };
}

async function send(
  world: World,
  callbackId: string,
  fields: Typed,
  { who = ana, metadata = onMessage, input = 'input-1' }: { who?: SlackUserId; metadata?: string; input?: string } = {},
): Promise<unknown> {
  const values = Object.fromEntries(fields.map(([{ block, action }, value]) => [block, { [action]: value }]));
  return (await world.deliver(formBody(callbackId, metadata, values, who), input)).answer;
}

const cleared = { response_action: 'clear' };

function resolvedDesk(): Desk {
  const desk = deskWithIncident();
  desk.given({ ...by(), type: 'ResolveIncident', how: 'Rolled back' });
  return desk;
}

describe('a form about an incident', () => {
  test.each([
    [
      'how it was resolved',
      callbackIds.resolve,
      [[resolveFields.how, text('  Rolled back ')]],
      { type: 'ResolveIncident', how: 'Rolled back' },
    ],
    [
      'another severity with its reason',
      callbackIds.changeSeverity,
      [
        [severityFields.severity, option('P1')],
        [severityFields.reason, text('Nobody can pay')],
      ],
      { type: 'ChangeSeverity', severity: 'P1', reason: 'Nobody can pay' },
    ],
    [
      'who takes a role',
      callbackIds.giveRole,
      [
        [roleFields.role, option('scribe')],
        [roleFields.to, person(ben)],
      ],
      { type: 'GiveRole', role: 'scribe', to: ben },
    ],
    [
      'a note',
      callbackIds.note,
      [[textFields.text, text('Failed over')]],
      { type: 'AddNote', text: 'Failed over', writtenBy: null },
    ],
    [
      'a status update',
      callbackIds.update,
      [[textFields.text, text('Half are back')]],
      { type: 'PostUpdate', text: 'Half are back' },
    ],
  ] as const)('brings %s, once', async (_what, callbackId, fields, command) => {
    const desk = deskWithIncident();
    const world = worldOf(desk);

    const answer = await send(world, callbackId, fields);
    const again = await send(world, callbackId, fields);

    expect([answer, again]).toEqual([cleared, cleared]);
    expect(desk.submitted).toMatchObject([
      { chain: `incident.${incident}`, command: { incident, ...command }, answerIn: { kind: 'caller' } },
      { input: 'input-1' },
    ]);
    expect(desk.answers.map(({ kind }) => kind)).toEqual(['accepted', 'replayed']);
    expect(world.told).toEqual([]);
  });

  test.each([
    ['how it was resolved', callbackIds.resolve, [[resolveFields.how, text('  ')]], resolveFields.how],
    [
      'why the severity changes',
      callbackIds.changeSeverity,
      [
        [severityFields.severity, option('P1')],
        [severityFields.reason, text('')],
      ],
      severityFields.reason,
    ],
    ['a severity', callbackIds.changeSeverity, [[severityFields.severity, option('P9')]], severityFields.severity],
    ['a role', callbackIds.giveRole, [[roleFields.to, person(ben)]], roleFields.role],
    [
      'whom the role goes to',
      callbackIds.giveRole,
      [
        [roleFields.role, option('lead')],
        [roleFields.to, person(null)],
      ],
      roleFields.to,
    ],
    ['what the note says', callbackIds.note, [[textFields.text, text('\n')]], textFields.text],
    ['how it stands', callbackIds.update, [], textFields.text],
  ] as const)('that lacks %s says so at its field, and keeps what was typed', async (_what, id, fields, place) => {
    const desk = deskWithIncident();

    const answer = await send(worldOf(desk), id, fields);

    expect(answer).toEqual({ response_action: 'errors', errors: { [place.block]: expect.stringMatching(/\.$/) } });
    expect(desk.submitted).toEqual([]);
  });

  test('says at its field that the severity is the same', async () => {
    const answer = await send(worldOf(deskWithIncident()), callbackIds.changeSeverity, [
      [severityFields.severity, option('P2')],
      [severityFields.reason, text('Just so')],
    ]);

    expect(answer).toMatchObject({ response_action: 'errors', errors: { severity: expect.any(String) } });
  });

  test.each([
    [callbackIds.resolve, resolveFields.how],
    [callbackIds.note, textFields.text],
    [callbackIds.update, textFields.text],
  ] as const)('%s by somebody outside the ladder is refused in its place, on record', async (callbackId, place) => {
    const desk = deskWithIncident();

    const answer = await send(worldOf(desk), callbackId, [[place, text('Let me in')]], { who: dana });

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackId } });
    expect(textOf(answer)).toContain('gonogo.yaml');
    expect(desk.answers).toMatchObject([{ kind: 'refused', refusal: { because: 'not_listed' } }]);
  });

  test.each([callbackIds.resolve, callbackIds.update])(
    '%s about an incident that ended meanwhile says so in its place',
    async (callbackId) => {
      const place = callbackId === callbackIds.resolve ? resolveFields.how : textFields.text;

      const answer = await send(worldOf(resolvedDesk()), callbackId, [[place, text('Too late')]]);

      expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackId } });
    },
  );

  test('keeps what was typed while Slack does not say who somebody is', async () => {
    const standings: Standings = { [ana]: { kind: 'unknown', reason: 'slow' } };

    const answer = await send(worldOf(deskWithIncident(), standings), callbackIds.resolve, [
      [resolveFields.how, text('Rolled back')],
    ]);

    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { how: expect.stringContaining('who you are') },
    });
  });

  test('says to send it again when it could not be recorded', async () => {
    const desk = deskWithIncident();
    const incidents = { ...desk.incidents, submit: () => Promise.reject(new Error('Redis is away')) };

    const answer = await send(createWorld({ incidents }), callbackIds.note, [[textFields.text, text('Failed over')]]);

    expect(answer).toMatchObject({ errors: { text: expect.stringContaining('send it again') } });
  });

  test.each(['', '{}', buttonValue(releaseId), '{"n":"inc-"}'])(
    'that names %j instead of an incident does nothing',
    async (metadata) => {
      const desk = deskWithIncident();

      const answer = await send(worldOf(desk), callbackIds.note, [[textFields.text, text('x')]], { metadata });

      expect(answer).toMatchObject({ view: { callback_id: callbackIds.unknown } });
      expect(desk.submitted).toEqual([]);
    },
  );
});

describe('nobody is made responsible who cannot answer', () => {
  test.each(['guest', 'bot', 'deleted', 'stranger'] as const)('a role does not go to a %s', async (kind) => {
    const desk = deskWithIncident();

    const answer = await send(worldOf(desk, { [dana]: { kind } }), callbackIds.giveRole, [
      [roleFields.role, option('lead')],
      [roleFields.to, person(dana)],
    ]);

    expect(answer).toMatchObject({ errors: { [roleFields.to.block]: expect.stringContaining('full member') } });
    expect(desk.submitted).toEqual([]);
  });

  test('but a role goes to somebody of whom Slack does not answer', async () => {
    const desk = deskWithIncident();

    await send(worldOf(desk, { [ona]: { kind: 'unknown', reason: 'slow' } }), callbackIds.giveRole, [
      [roleFields.role, option('lead')],
      [roleFields.to, person(ona)],
    ]);

    expect(desk.incident().roles.lead).toBe(ona);
  });
});

describe('the review', () => {
  const filled: Typed = [
    [reviewFields.impact, text('200 wrong invoices')],
    [reviewFields.causes, text('Rounding')],
    [reviewFields.followUps, text('A test')],
  ];

  test('is filled in once the incident is resolved', async () => {
    const desk = resolvedDesk();

    expect(await send(worldOf(desk), callbackIds.review, filled)).toEqual(cleared);

    expect(desk.incident().review).toMatchObject({ by: ana, impact: '200 wrong invoices', causes: 'Rounding' });
  });

  test('is not taken before', async () => {
    const desk = deskWithIncident();

    const answer = await send(worldOf(desk), callbackIds.review, filled);

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackIds.review } });
    expect(desk.incident().review).toBeNull();
  });

  test.each([reviewFields.impact, reviewFields.causes])('wants words at $block', async (place) => {
    const desk = resolvedDesk();
    const fields = filled.map(([where, value]) => [where, where === place ? text('') : value] as const);

    const answer = await send(worldOf(desk), callbackIds.review, fields);

    expect(answer).toMatchObject({ errors: { [place.block]: expect.any(String) } });
  });
});
