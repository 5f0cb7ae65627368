import { describe, expect, test } from 'vitest';
import { buttonValue } from '../../src/cards/button-value.ts';
import { callbackIds } from '../../src/cards/ids-of-fields.ts';
import { decide } from '../../src/domain/decide.ts';
import { emergency as declaredEmergency, outage, urgent } from '../cards/emergency-samples.ts';
import { ana, cara, dana, now, policy } from '../cards/fixtures.ts';
import { awaiting, ended, outcomes } from '../cards/releases.ts';
import { deskWith, ofAnother, resolved, worldWith } from './emergency-desk.ts';
import { by, createDesk, type Desk, declared, incident } from './incident-desk.ts';
import { clickBody, commandBody, laneWith, textOf, type World } from './support.ts';

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

  test('says in place of the form that the same emergency is requested already, before anybody declares anything', async () => {
    const underWay = { ...awaiting, request: urgent };
    const world = worldWith(deskWith(), { readLane: async () => laneWith(underWay) });
    await type(world, 'checkout main');

    expect(textOf(world.updated)).toContain('already requested');
    expect(textOf(world.updated)).not.toContain('"block_id":"title"');
  });

  test('is refused to somebody whom the config does not name, with the reason and on record', async () => {
    const world = worldWith(deskWith());

    expect(await type(world, 'checkout main', dana)).toContain('in the ladder of the service');
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
