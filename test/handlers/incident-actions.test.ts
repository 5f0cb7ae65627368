import { describe, expect, test } from 'vitest';
import { incidentButtonValue } from '../../src/cards/button-value.ts';
import {
  type ActionId,
  actionIds,
  callbackIds,
  type FieldPlace,
  finishActionFields,
  takeActionFields,
} from '../../src/cards/ids-of-fields.ts';
import { type EnvironmentName, type SlackUserId } from '../../src/domain/ids.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { ana, ben, dana, liveSha, releaseId } from '../cards/fixtures.ts';
import { by, createDesk, type Desk, declared, incident } from './incident-desk.ts';
import { clickBody, createWorld, formBody, textOf, type World } from './support.ts';

const onMessage = incidentButtonValue(incident);
const onRootCause = incidentButtonValue(incident, 'root-cause');

/** A rollback has put production back, so five things are to be done. */
function afterRollback(): Desk {
  const desk = createDesk();
  desk.given(declared());
  const report = { kind: 'put-back', to: liveSha, version: null } as const;
  const environment = 'production' as EnvironmentName;
  desk.given({ type: 'JoinReport', incident, environment, release: releaseId, report });
  return desk;
}

function worldOf(desk: Desk, standing: HandlerParts['standing'] = async () => ({ kind: 'member' })): World {
  return createWorld({ incidents: desk.incidents, standing });
}

async function press(world: World, action: ActionId, who: SlackUserId, value: string): Promise<void> {
  await world.deliver(clickBody(action, value, who));
}

function person(user: string | null): object {
  return { type: 'users_select', selected_user: user };
}

async function send(
  world: World,
  callbackId: string,
  { block, action }: FieldPlace,
  value: object,
  metadata = onRootCause,
): Promise<unknown> {
  return (await world.deliver(formBody(callbackId, metadata, { [block]: { [action]: value } }, ana))).answer;
}

describe('a button of an action after a rollback', () => {
  test.each([
    [actionIds.takeAction, callbackIds.takeAction],
    [actionIds.finishAction, callbackIds.finishAction],
  ])('%s opens the form of the action that the button names', async (action, form) => {
    const desk = afterRollback();
    expect(desk.incident().actions).toHaveLength(5);
    const world = worldOf(desk);

    await press(world, action, ana, onRootCause);

    expect(world.opened).toMatchObject([{ callback_id: form, private_metadata: onRootCause }]);
  });

  test('who finished one is said to whoever would finish it again', async () => {
    const desk = afterRollback();
    desk.given({ ...by(), type: 'FinishAction', action: 'document', note: 'Written' });
    const world = worldOf(desk);

    await press(world, actionIds.finishAction, ben, incidentButtonValue(incident, 'document'));

    expect(world.opened).toEqual([]);
    expect(textOf(world.told)).toContain(ana);
  });

  test('an action that there is not opens nothing', async () => {
    const world = worldOf(afterRollback());

    await press(world, actionIds.takeAction, ana, incidentButtonValue(incident, 'celebrate'));

    expect(world.opened).toEqual([]);
    expect(textOf(world.told)).toContain('not one that this version');
  });

  test('the fix task becomes an issue with one click', async () => {
    const desk = afterRollback();

    await press(worldOf(desk), actionIds.makeIssue, ana, incidentButtonValue(incident, 'task'));

    expect(desk.submitted).toMatchObject([{ command: { type: 'AskForIssue', purpose: 'task' } }]);
    expect(desk.answers).toMatchObject([{ kind: 'accepted' }]);
  });
});

describe('a form about an action after a rollback', () => {
  test('can be taken by somebody, and given to somebody', async () => {
    const desk = afterRollback();

    await send(worldOf(desk), callbackIds.takeAction, takeActionFields.owner, person(ben));

    expect(desk.incident().actions.find(({ id }) => id === 'root-cause')?.owner).toBe(ben);
  });

  test('are not given to nobody, nor to a guest', async () => {
    const desk = afterRollback();
    const world = worldOf(desk, async (user) => ({ kind: user === dana ? 'guest' : 'member' }));

    for (const owner of [null, dana]) {
      const answer = await send(world, callbackIds.takeAction, takeActionFields.owner, person(owner));
      expect(answer).toMatchObject({ errors: { owner: expect.any(String) } });
    }
    expect(desk.submitted).toEqual([]);
  });

  test('are finished with a note', async () => {
    const desk = afterRollback();

    await send(worldOf(desk), callbackIds.finishAction, finishActionFields.note, { value: 'Rounding' });

    const action = desk.incident().actions.find(({ id }) => id === 'root-cause');
    expect(action?.done).toMatchObject({ by: ana, note: 'Rounding' });
  });

  test.each([callbackIds.takeAction, callbackIds.finishAction])('%s without an action does nothing', async (id) => {
    const desk = afterRollback();

    const answer = await send(worldOf(desk), id, takeActionFields.owner, person(ben), onMessage);

    expect(answer).toMatchObject({ view: { callback_id: callbackIds.unknown } });
    expect(desk.submitted).toEqual([]);
  });
});
