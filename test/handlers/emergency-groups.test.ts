import { expect, test } from 'vitest';
import { buttonValue } from '../../src/cards/button-value.ts';
import { callbackIds, emergencyFields, type FieldPlace, requestFields } from '../../src/cards/ids-of-fields.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { outage, urgent } from '../cards/emergency-samples.ts';
import { dana, policy, sha } from '../cards/fixtures.ts';
import { ended, outcomes } from '../cards/releases.ts';
import { createDesk, type Desk, declared, onCallGroup } from './incident-desk.ts';
import { clickBody, commandBody, createWorld, formBody, textOf, type World } from './support.ts';

/** Dana is in the ladder of the lane through a user group, and nowhere by name. */

const onCall = { ...policy, escalation: [{ level: 1, notify: [onCallGroup] }] };
const over = { ...ended(outcomes.expired), request: urgent };

function worldWith(desk: Desk): World {
  const parts: Partial<HandlerParts> = { incidents: desk.incidents, policyOf: () => onCall, lanes: () => [onCall] };
  const { readings } = createWorld(parts).parts;
  return createWorld({ ...parts, readings: { ...readings, record: async () => over } });
}

async function types(world: World): Promise<string> {
  return textOf((await world.deliver(commandBody('emergency checkout main', dana), 'input-5')).answer);
}

const metadata = {
  service: 'checkout',
  environment: 'production',
  ref: 'main',
  sha,
  incident: 'inc-checkout.newnew0001',
};
const filledIn: readonly (readonly [FieldPlace, object])[] = [
  [requestFields.summary, { value: 'Round the total before tax' }],
  [requestFields.impact, { value: 'Nobody can pay' }],
  [requestFields.mitigation, { value: 'Go back to v2.13.0' }],
  [emergencyFields.skipStaging, { selected_options: [] }],
  [emergencyFields.severity, { selected_option: { value: 'P1' } }],
  [emergencyFields.title, { value: 'Nobody can pay by card' }],
];
const values = Object.fromEntries(filledIn.map(([place, value]) => [place.block, { [place.action]: value }]));

test('somebody on call through a user group opens the form of an emergency, and declares with it', async () => {
  const desk = createDesk([onCallGroup]);
  const world = worldWith(desk);
  expect(await types(world)).toBe('""');
  await world.deliver(formBody(callbackIds.emergency, JSON.stringify(metadata), values, dana), 'input-6');

  expect(desk.submitted).toMatchObject([{ command: { type: 'DeclareIncident' } }]);
  expect(world.submitted).toMatchObject([{ command: { type: 'RequestRelease', groups: [onCallGroup] } }]);
});

test('nobody is taken for a member of the group while Slack does not say so', async () => {
  const world = worldWith(createDesk());

  expect(await types(world)).toContain('people');
  expect(world.submitted).toMatchObject([{ command: { groups: [] } }]);
});

test('somebody on call through a user group asks for the same again', async () => {
  const desk = createDesk([onCallGroup]);
  desk.given(declared(outage, 'P1'));
  const world = worldWith(desk);
  await world.deliver(clickBody('release.request-again', buttonValue(over.id), dana));

  expect(world.submitted).toMatchObject([{ command: { again: over.id, groups: [onCallGroup] } }]);
});
