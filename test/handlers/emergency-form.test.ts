import { describe, expect, test } from 'vitest';
import { callbackIds, emergencyFields, type FieldPlace, requestFields } from '../../src/cards/ids-of-fields.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { urgent } from '../cards/emergency-samples.ts';
import { ana, dana, sha } from '../cards/fixtures.ts';
import { awaiting } from '../cards/releases.ts';
import { deskWith, fresh, ofAnother, resolved, worldWith } from './emergency-desk.ts';
import { incident, otherIncident } from './incident-desk.ts';
import { formBody, laneWith, newRelease, refusedAnswer, textOf, type World } from './support.ts';

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

  test('declares no incident for a request that would be refused, and puts the refusal on record', async () => {
    const desk = deskWith();
    const refusal = { code: 'already_requested', release: newRelease } as const;
    const asked: string[] = [];
    const world = worldWith(desk, {
      readLane: async () => laneWith({ ...awaiting, request: urgent }),
      async submit({ command }) {
        asked.push(command.type);
        return refusedAnswer(refusal);
      },
    });
    const answer = textOf(await send(world, values(...declares)));

    expect(desk.submitted).toEqual([]);
    expect(asked).toEqual(['RequestRelease']);
    expect(answer).toContain('already requested');
    expect(answer).not.toContain('/incident resolve');
  });

  test('declares it after all where what stood in the way has ended meanwhile', async () => {
    const desk = deskWith();
    const world = worldWith(desk, { readLane: async () => laneWith({ ...awaiting, request: urgent }) });

    expect(await send(world, values(...declares))).toEqual({ response_action: 'clear' });
    expect(desk.submitted).toMatchObject([{ command: { type: 'DeclareIncident', incident: fresh } }]);
  });

  test('that somebody else was faster with says that the incident just declared is open, and how to go on', async () => {
    const desk = deskWith();
    const world = worldWith(desk, {
      submit: async () => refusedAnswer({ code: 'already_requested', release: newRelease }),
    });
    const answer = textOf(await send(world, values(...declares)));

    expect(desk.submitted).toHaveLength(1);
    expect(answer).toContain('already requested');
    expect(answer).toContain(`The P1 that you declared with it is open:* \`${fresh}\``);
    expect(answer).toContain('`/release emergency checkout main` again');
    expect(answer).toContain(`/incident resolve ${fresh}`);
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
