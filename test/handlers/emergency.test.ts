import { describe, expect, test } from 'vitest';
import { buttonValue } from '../../src/cards/button-value.ts';
import { callbackIds, emergencyFields, type FieldPlace, requestFields } from '../../src/cards/ids-of-fields.ts';
import { decide } from '../../src/domain/decide.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { type Severity } from '../../src/domain/incident/incident.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { emergency as declaredEmergency, outage, urgent } from '../cards/emergency-samples.ts';
import { ana, cara, dana, now, policy, sha } from '../cards/fixtures.ts';
import { ended, outcomes } from '../cards/releases.ts';
import { by, createDesk, type Desk, declared, incident, otherIncident } from './incident-desk.ts';
import {
  clickBody,
  commandBody,
  createWorld,
  formBody,
  laneWith,
  newRelease,
  refusedAnswer,
  textOf,
  type World,
} from './support.ts';

const fresh = 'inc-checkout.newnew0001';

function worldWith(desk: Desk, changes: Partial<HandlerParts> = {}): World {
  return createWorld({ incidents: desk.incidents, ...changes });
}

function deskWith(...severities: readonly Severity[]): Desk {
  const desk = createDesk();
  for (const severity of severities) desk.given(declared(incident, severity));
  return desk;
}

async function type(world: World, text: string, who = ana): Promise<string> {
  return textOf((await world.deliver(commandBody(`emergency ${text}`, who), 'input-5')).answer);
}

describe('/release emergency', () => {
  test('opens the form before it reads anything, answers Slack, and then fills it', async () => {
    const world = worldWith(deskWith());

    expect(await type(world, 'checkout main')).toBe('""');

    const { emergency } = callbackIds;
    expect(world.steps).toEqual([`open ${emergency}`, 'ack', 'read GitHub', `update ${emergency}`]);
    expect(world.read).toMatchObject([{ kind: 'deploy', policy: { environment: 'production' } }]);
    expect(world.submitted).toEqual([]);
  });

  test('offers the open P1s and P2s of the service, and nothing to declare beside them', async () => {
    const world = worldWith(deskWith('P1'));
    await type(world, 'checkout main');

    const shown = textOf(world.updated);
    expect(shown).toContain(`"value":"${incident}"`);
    expect(shown).not.toContain('"block_id":"title"');
  });

  test.each([
    ['none is open', deskWith()],
    ['the open one is less severe', deskWith('P3')],
    ['the open one is about another service', ofAnother()],
    ['the only one is resolved', resolved()],
  ])('asks for what is needed to declare one where %s', async (_, desk) => {
    const world = worldWith(desk);
    await type(world, 'checkout main');

    const shown = textOf(world.updated);
    expect(shown).toContain('"block_id":"title"');
    expect(shown).not.toContain('"block_id":"incident"');
  });

  test.each(['', 'checkout', 'checkout main production more'])('says how it is used: %s', async (text) => {
    const world = worldWith(deskWith());

    expect(await type(world, text)).toContain('/release emergency <service>');
    expect(world.opened).toEqual([]);
  });

  test.each([
    ['a service that there is not', 'chekout main', 'checkout'],
    ['what can be no commit', 'checkout main~1', 'neither a commit SHA'],
  ])('says at once what is wrong: %s', async (_, text, hint) => {
    expect(await type(worldWith(deskWith()), text)).toContain(hint);
  });

  test('says in the form why the facts cannot be read', async () => {
    const sentence = 'There is no such branch.';
    const world = worldWith(deskWith(), { candidates: { read: async () => ({ kind: 'problem', sentence }) } });
    await type(world, 'checkout main');

    expect(textOf(world.updated)).toContain(sentence);
  });

  test('is refused to somebody whom the config does not name, with the reason and on record', async () => {
    const world = worldWith(deskWith());

    expect(await type(world, 'checkout main', dana)).toContain('people');
    expect(world.opened).toEqual([]);
    expect(world.submitted).toMatchObject([{ command: { type: 'RequestRelease' }, actor: { slack: dana } }]);
  });

  test('is refused to a guest, and what is put on record could not start anything for anybody', async () => {
    const world = worldWith(deskWith(), { standing: async () => ({ kind: 'guest' }) });
    await type(world, 'checkout main');

    const [submission] = world.submitted;
    if (submission === undefined) throw new Error('Nothing was submitted.');
    const member = { ...submission.actor, standing: { kind: 'member' } } as typeof submission.actor;
    const decision = decide(laneWith(null), submission.command, { now, policy, actor: member, key: 'k' });
    expect(decision).toEqual({ kind: 'refused', refusal: { code: 'no_emergency' } });
  });
});

const metadata = JSON.stringify({ service: 'checkout', environment: 'production', ref: 'main', sha, incident: fresh });
const filledIn: readonly (readonly [FieldPlace, object])[] = [
  [requestFields.summary, { value: 'Round the total before tax' }],
  [requestFields.impact, { value: 'Nobody can pay' }],
  [requestFields.mitigation, { value: 'Go back to v2.13.0' }],
  [emergencyFields.skipStaging, { selected_options: [] }],
];
const declares: typeof filledIn = [
  [emergencyFields.severity, { selected_option: { value: 'P1' } }],
  [emergencyFields.title, { value: 'Nobody can pay by card' }],
];

function chooses(id: string): typeof filledIn {
  return [[emergencyFields.incident, { selected_option: { value: id } }]];
}

function values(...changes: typeof filledIn): object {
  return Object.fromEntries(
    [...filledIn, ...changes].map(([place, value]) => [place.block, { [place.action]: value }]),
  );
}

async function send(world: World, fields: object, who: SlackUserId = ana): Promise<unknown> {
  return (await world.deliver(formBody(callbackIds.emergency, metadata, fields, who), 'input-6')).answer;
}

describe('the form of an emergency', () => {
  test('asks for exactly the commit that it showed, for the incident that was chosen', async () => {
    const desk = deskWith('P2');
    const world = worldWith(desk);

    expect(await send(world, values(...chooses(incident)))).toEqual({ response_action: 'clear' });
    expect(desk.submitted).toEqual([]);
    expect(world.submitted).toMatchObject([
      {
        chain: 'lane.checkout.production',
        input: 'input-6',
        command: {
          type: 'RequestRelease',
          release: newRelease,
          kind: 'deploy',
          request: {
            ref: { kind: 'sha', sha },
            urgency: 'Emergency',
            emergency: { incident, severity: 'P2', skipStaging: 'no', by: ana },
            risk: { level: 'High', impact: 'Nobody can pay', mitigation: 'Go back to v2.13.0' },
          },
        },
      },
    ]);
  });

  test('skips staging only where the box was ticked', async () => {
    const world = worldWith(deskWith('P1'));
    const ticked = { selected_options: [{ value: 'yes' }] };
    await send(world, values(...chooses(incident), [emergencyFields.skipStaging, ticked]));

    expect(world.submitted).toMatchObject([{ command: { request: { emergency: { skipStaging: 'yes' } } } }]);
  });

  test('declares the incident first where none is open, and asks for it then', async () => {
    const desk = deskWith();
    const world = worldWith(desk);
    await send(world, values(...declares));

    expect(desk.submitted).toMatchObject([
      { command: { type: 'DeclareIncident', incident: fresh, severity: 'P1', title: 'Nobody can pay by card' } },
    ]);
    expect(world.submitted).toMatchObject([
      { command: { request: { emergency: { incident: fresh, severity: 'P1' } } } },
    ]);
  });

  test('sent twice is one incident', async () => {
    const desk = deskWith();
    const world = worldWith(desk);
    await send(world, values(...declares));
    await send(world, values(...declares));

    expect(desk.answers.map(({ kind }) => kind)).toEqual(['accepted', 'replayed']);
    expect(desk.submitted.map(({ input }) => input)).not.toContain('input-6');
  });

  test.each([
    ['resolved meanwhile', resolved(), incident],
    ['less severe by now', deskWith('P3'), incident],
    ['about another service', ofAnother(), otherIncident],
    ['unknown', deskWith(), 'inc-checkout.nosuchone1'],
    ['no name of one', deskWith(), 'checkout'],
  ])('says at the field that the incident is no emergency: %s', async (_, desk, chosen) => {
    const world = worldWith(desk);

    expect(await send(world, values(...chooses(chosen)))).toMatchObject({
      response_action: 'errors',
      errors: { incident: expect.stringContaining('no emergency any more') },
    });
    expect(world.submitted).toEqual([]);
  });

  test.each([
    ['no words at all', values(...declares, [requestFields.summary, { value: ' ' }]), ['summary']],
    ['no impact', values(...declares, [requestFields.impact, { value: null }]), ['impact']],
    ['no mitigation', values(...declares, [requestFields.mitigation, { value: null }]), ['mitigation']],
    ['no title', values(...declares, [emergencyFields.title, { value: '' }]), ['title']],
    ['a P3', values(...declares, [emergencyFields.severity, { selected_option: { value: 'P3' } }]), ['severity']],
  ])('complains at the field, declares nothing and asks for nothing: %s', async (_, fields, blocks) => {
    const desk = deskWith();
    const world = worldWith(desk);
    const answer = (await send(world, fields)) as { readonly errors?: object };

    expect(Object.keys(answer.errors ?? {})).toEqual(blocks);
    expect([desk.submitted, world.submitted]).toEqual([[], []]);
  });

  test.each([
    ['somebody whom the config does not name', dana, { kind: 'member' }],
    ['a guest', ana, { kind: 'guest' }],
  ] as const)('of %s declares no incident either, and is refused by the lane', async (_, who, standing) => {
    const desk = deskWith();
    const refusal = { code: 'not_allowed', action: 'release.emergency', because: 'not_listed', needs: 'x' } as const;
    const world = worldWith(desk, { standing: async () => standing, submit: async () => refusedAnswer(refusal) });

    expect(textOf(await send(world, values(...declares), who))).toContain('people');
    expect(desk.submitted).toEqual([]);
  });

  test('tells in its place why the lane takes no such request', async () => {
    const world = worldWith(deskWith('P1'), {
      submit: async () => refusedAnswer({ code: 'already_requested', release: newRelease }),
    });

    expect(await send(world, values(...chooses(incident)))).toMatchObject({ response_action: 'update' });
  });

  test('of a lane that the config has no more says so', async () => {
    const gone = metadata.replace('"production"', '"nowhere"');
    const world = worldWith(deskWith());
    const { answer } = await world.deliver(formBody(callbackIds.emergency, gone, values(...declares), ana), 'input-6');

    expect(answer).toMatchObject({ response_action: 'update' });
  });
});

describe('Request again on the card of an emergency', () => {
  const over = { ...ended(outcomes.expired), request: urgent };

  async function again(desk: Desk): Promise<World> {
    const world = worldWith(desk, { readings: { ...worldWith(desk).parts.readings, record: async () => over } });
    await world.deliver(clickBody('release.request-again', buttonValue(over.id), cara));
    return world;
  }

  test('asks for the same while its incident goes on', async () => {
    const desk = createDesk();
    desk.given(declared(outage, 'P1'));
    const world = await again(desk);

    expect(world.submitted).toMatchObject([{ command: { again: over.id, request: { emergency: declaredEmergency } } }]);
  });

  test('is refused once it is over', async () => {
    const desk = createDesk();
    desk.given(declared(outage, 'P1'));
    desk.given({ ...by(outage), type: 'ResolveIncident', how: 'It went away.' });
    const world = await again(desk);

    expect(world.submitted).toEqual([]);
    expect(textOf(world.told)).toContain('emergency');
  });
});

function ofAnother(): Desk {
  const desk = createDesk();
  desk.given(declared(otherIncident, 'P1'));
  return desk;
}

function resolved(): Desk {
  const desk = deskWith('P1');
  desk.given({ ...by(), type: 'ResolveIncident', how: 'Put back.' });
  return desk;
}
