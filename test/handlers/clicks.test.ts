import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buttonValue, laneButtonValue } from '../../src/cards/button-value.ts';
import { actionIds } from '../../src/cards/ids-of-fields.ts';
import { hashPrefix } from '../../src/domain/release/subject.ts';
import { type FlowAnswer } from '../../src/flow.ts';
import { ana, ben, checkout, dana, production, proposal, releaseId } from '../cards/fixtures.ts';
import { awaiting, ended, outcomes } from '../cards/releases.ts';
import { acceptedAnswer, channel, clickBody, createWorld, laneWith, newRelease, textOf } from './support.ts';

const onCard = buttonValue(releaseId, proposal.hash);
const shown = hashPrefix(proposal.hash);
const onLane = laneButtonValue(checkout, production);

describe('a click on a card', () => {
  test.each([
    [actionIds.approve, onCard, { type: 'Approve', release: releaseId, shown }],
    [actionIds.withdraw, onCard, { type: 'Withdraw', release: releaseId }],
    [actionIds.withdraw, buttonValue(releaseId), { type: 'Withdraw', release: releaseId }],
    [actionIds.deploy, onCard, { type: 'Deploy', release: releaseId, shown }],
    [actionIds.stop, onCard, { type: 'Stop', release: releaseId, reason: '' }],
    [actionIds.retry, onCard, { type: 'Retry', release: releaseId, shown }],
    [actionIds.notStarted, onCard, { type: 'ConfirmNotStarted', release: releaseId }],
    [actionIds.extendWatch, onCard, { type: 'ExtendWatch', release: releaseId }],
    [actionIds.acceptWatch, onCard, { type: 'AcceptUnverified', release: releaseId }],
    [actionIds.adoptLive, onLane, { type: 'AdoptLive' }],
    [actionIds.clearHold, onLane, { type: 'ClearHold' }],
  ])('%s asks for one thing, in the lane that it names', async (action, value, command) => {
    const world = createWorld();

    const { acks } = await world.deliver(clickBody(action, value, ana), 'input-7');

    expect(acks).toHaveLength(1);
    expect(world.submitted).toMatchObject([
      {
        chain: 'lane.checkout.production',
        command,
        input: 'input-7',
        answerIn: { kind: 'channel', user: ana, channel },
      },
    ]);
    expect(world.told).toEqual([]);
  });

  test('acknowledges a vote only after it was appended', async () => {
    const appended = Promise.withResolvers<FlowAnswer>();
    const submitted = Promise.withResolvers<undefined>();
    const world = createWorld({
      submit: () => {
        submitted.resolve(undefined);
        return appended.promise;
      },
    });

    const delivered = world.deliver(clickBody(actionIds.approve, onCard, ana));
    await submitted.promise;
    expect(world.steps).not.toContain('ack');
    appended.resolve(acceptedAnswer);
    await delivered;

    expect(world.steps).toEqual(['ack']);
  });

  test('acknowledges a click that could not be recorded, and says to press again', async () => {
    const world = createWorld({ submit: () => Promise.reject(new Error('Redis is away')) });

    const { acks } = await world.deliver(clickBody(actionIds.approve, onCard, ana));

    expect(acks).toHaveLength(1);
    expect(world.steps).toEqual(['ack', 'tell']);
    expect(world.told).toMatchObject([{ user: ana, channel }]);
    expect(textOf(world.told)).toContain('press again');
  });

  test('takes roles and account from the config, and nothing of the kind from the payload', async () => {
    const world = createWorld();
    const user = { id: dana, team_id: 'T0ACME', roles: ['approver'], is_admin: true };

    await world.deliver(clickBody(actionIds.approve, onCard, dana, { user }));
    await world.deliver(clickBody(actionIds.approve, onCard, ana));

    expect(world.submitted.map(({ actor }) => actor)).toEqual([
      { kind: 'person', slack: dana, standing: { kind: 'member' }, github: null, roles: [] },
      { kind: 'person', slack: ana, standing: { kind: 'member' }, github: 'ana', roles: ['approver', 'deployer'] },
    ]);
  });

  test('makes a stranger of somebody whose payload names another workspace, without asking further', async () => {
    const world = createWorld();

    await world.deliver(clickBody(actionIds.approve, onCard, ana, { user: { id: ana, team_id: 'T0OTHER' } }));

    expect(world.submitted).toMatchObject([{ actor: { standing: { kind: 'stranger' } } }]);
  });

  test('leaves it to Slack who somebody is, for as long as it has not said which workspace is ours', async () => {
    const standing = { kind: 'unknown', reason: 'our own workspace is not known yet' } as const;
    const world = createWorld({ teamId: () => null, standing: async () => standing });

    await world.deliver(clickBody(actionIds.approve, onCard, ana));

    expect(world.submitted).toMatchObject([{ actor: { standing } }]);
  });

  test('passes on that Slack could not say who somebody is, for the domain to refuse', async () => {
    const world = createWorld({ standing: async () => ({ kind: 'unknown', reason: 'Slack did not answer' }) });

    await world.deliver(clickBody(actionIds.approve, onCard, ana));

    expect(world.submitted).toMatchObject([{ actor: { standing: { kind: 'unknown' } } }]);
  });

  test('counts a payload without a workspace for what Slack says of the person', async () => {
    const world = createWorld({ standing: async () => ({ kind: 'guest' }) });

    await world.deliver(clickBody(actionIds.approve, onCard, ana, { user: { id: ana } }));

    expect(world.submitted).toMatchObject([{ actor: { standing: { kind: 'guest' } } }]);
  });

  test('refuses to take a click that has no name of its own, because it could count twice', async () => {
    const world = createWorld();

    await expect(world.deliver(clickBody(actionIds.approve, onCard, ana), '')).rejects.toThrow('inputId');

    expect(world.submitted).toEqual([]);
  });
});

describe('a click that is not ours', () => {
  test('on a button that nobody drew is answered with a hint, and nothing is asked for', async () => {
    const world = createWorld();

    const { acks } = await world.deliver(clickBody('release.approve-all', onCard, ana));

    expect(acks).toHaveLength(1);
    expect(world.submitted).toEqual([]);
    expect(textOf(world.told)).toContain('not one that this version of Gonogo knows');
  });

  test.each([
    ['names like those of every object', 'constructor', onCard],
    ['an approval that names no subject', actionIds.approve, buttonValue(releaseId)],
    ['a lane where a release belongs', actionIds.approve, onLane],
    ['a release where a lane belongs', actionIds.clearHold, onCard],
    ['no value at all', actionIds.approve, ''],
    ['a value of another app', actionIds.deploy, 'deploy everything'],
    ['a command smuggled into the value', actionIds.withdraw, '{"r":"checkout.production.a1b2c3d4","type":"Approve"}'],
    ['a release whose name is a path', actionIds.withdraw, '{"r":"../../production.a1b2c3d4"}'],
  ])('with %s is told so, and nothing is asked for', async (_what, action, value) => {
    const world = createWorld();

    await world.deliver(clickBody(action, value, ana));

    expect(world.submitted).toEqual([]);
    expect(world.opened).toEqual([]);
    expect(world.told).toHaveLength(1);
  });

  test('with any value whatever asks for nothing', async () => {
    const values = fc.oneof(fc.string(), fc.json());
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(...Object.values(actionIds)), async (value, action) => {
        const world = createWorld();
        await world.deliver(clickBody(action, value, ana));
        expect(world.submitted).toEqual([]);
        expect(world.steps[0]).toBe('ack');
      }),
      { numRuns: 60 },
    );
  });

  test('on the card of a lane that the config no longer has is told so', async () => {
    const world = createWorld({ policyOf: () => null });

    await world.deliver(clickBody(actionIds.approve, onCard, ana));

    expect(world.submitted).toEqual([]);
    expect(textOf(world.told)).toContain('checkout.production');
  });

  test('without anybody who clicked is acknowledged and logged', async () => {
    const world = createWorld();

    const { acks } = await world.deliver(clickBody(actionIds.approve, onCard, ana, { user: { id: 'not an id' } }));

    expect(acks).toEqual([undefined]);
    expect(world.submitted).toEqual([]);
    expect(world.logged).toHaveLength(1);
  });
});

describe('a click in Home', () => {
  const inHome = { channel: undefined, view: { type: 'home', id: 'V0HOME' }, container: { type: 'view' } };

  test('is answered in direct messages, for there is no channel, and Home is drawn anew', async () => {
    const world = createWorld();

    await world.deliver(clickBody(actionIds.clearHold, onLane, ben, inHome));

    expect(world.submitted).toMatchObject([{ answerIn: { kind: 'channel', user: ben, channel: null } }]);
    expect(world.steps).toEqual(['submit ClearHold', 'ack', 'home']);
  });

  test('stays recorded when Home cannot be drawn', async () => {
    const readings = { ...createWorld().parts.readings, status: () => Promise.reject(new Error('Redis is away')) };
    const world = createWorld({ readings });

    await world.deliver(clickBody(actionIds.clearHold, onLane, ben, inHome));

    expect(world.steps).toEqual(['submit ClearHold', 'ack']);
    expect(world.logged).toHaveLength(1);
  });
});

describe('asking again', () => {
  const over = ended(outcomes.expired);

  test('asks for the same as before under a new name, and says what it repeats', async () => {
    const world = createWorld();
    const again = createWorld({ readings: { ...world.parts.readings, record: async () => over } });

    await again.deliver(clickBody(actionIds.requestAgain, onCard, dana));

    expect(again.submitted).toMatchObject([
      {
        command: {
          type: 'RequestRelease',
          release: newRelease,
          kind: 'deploy',
          request: over.request,
          again: releaseId,
        },
      },
    ]);
  });

  test('asks for a replay again as a replay', async () => {
    const replayed = { ...over, kind: 'replay' } as const;
    const world = createWorld({ readings: { ...createWorld().parts.readings, record: async () => replayed } });

    await world.deliver(clickBody(actionIds.requestAgain, onCard, dana));

    expect(world.submitted).toMatchObject([{ command: { type: 'RequestRelease', kind: 'replay' } }]);
  });

  test('does not repeat a rollback, which may undo something else by now', async () => {
    const back = { ...over, kind: 'rollback' } as const;
    const world = createWorld({ readings: { ...createWorld().parts.readings, record: async () => back } });

    await world.deliver(clickBody(actionIds.requestAgain, onCard, ana));

    expect(world.submitted).toEqual([]);
    expect(textOf(world.told)).toContain('cannot be requested again');
  });

  test('drops a preferred time that has passed', async () => {
    const preferred = '2026-11-20T08:00:00.000Z' as typeof over.since;
    const late = { ...over, request: { ...over.request, preferred } };
    const world = createWorld({ readings: { ...createWorld().parts.readings, record: async () => late } });

    await world.deliver(clickBody(actionIds.requestAgain, onCard, dana));

    expect(world.submitted).toMatchObject([
      { command: { request: { preferred: null, summary: over.request.summary } } },
    ]);
  });

  test('is not possible for a release that has not ended', async () => {
    const world = createWorld({ readLane: async () => laneWith(awaiting) });

    await world.deliver(clickBody(actionIds.requestAgain, onCard, dana));

    expect(world.submitted).toEqual([]);
    expect(textOf(world.told)).toContain('no record of how this release ended');
  });
});
