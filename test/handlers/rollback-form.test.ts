import { describe, expect, test } from 'vitest';
import { buttonValue } from '../../src/cards/button-value.ts';
import { actionIds, callbackIds, rollBackFields, warnedValue } from '../../src/cards/ids-of-fields.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import {
  ana,
  candidate,
  checkout,
  dana,
  liveSha,
  otherRelease,
  production,
  proposal,
  releaseId,
} from '../cards/fixtures.ts';
import { ended, outcomes, watching } from '../cards/releases.ts';
import {
  clickBody,
  createWorld,
  formBody,
  laneWith,
  live,
  newRelease,
  refusedAnswer,
  textOf,
  verified,
  type World,
} from './support.ts';

const older = verified(liveSha, 'v2.13.0');
const known = laneWith(null, { live, verified: [older] });
const steps = [`open ${callbackIds.rollBack}`, 'ack', 'read GitHub', `update ${callbackIds.rollBack}`];

function worldWith(changes: Partial<HandlerParts> = {}): World {
  return createWorld({ readLane: async () => known, ...changes });
}

describe('the Roll back button', () => {
  const onCard = buttonValue(releaseId, proposal.hash);

  test('opens the form for what the release goes back to, and acknowledges before it reads GitHub', async () => {
    const world = createWorld({ readLane: async () => laneWith(watching, { live, verified: [older] }) });

    await world.deliver(clickBody(actionIds.rollBack, onCard, ana));

    expect(world.steps).toEqual(steps);
    expect(world.read).toMatchObject([{ kind: 'rollback', ref: { kind: 'sha', sha: liveSha } }]);
    const metadata = JSON.parse(world.updated[0]?.private_metadata ?? '') as unknown;
    expect(metadata).toEqual({
      step: 'confirm',
      service: checkout,
      environment: production,
      of: releaseId,
      target: liveSha,
      warned: ['migration-between'],
    });
  });

  test('works on the card of a release that ended long ago', async () => {
    const over = ended(outcomes.succeeded);
    const world = createWorld({ readings: { ...createWorld().parts.readings, record: async () => over } });

    await world.deliver(clickBody(actionIds.rollBack, onCard, ana));

    expect(world.read).toMatchObject([{ kind: 'rollback', ref: { kind: 'sha', sha: liveSha } }]);
  });

  test('says that there is nothing to go back to where nobody has the digests', async () => {
    const nowhere = { ...candidate, target: { kind: 'none', why: 'live-unknown' } } as const;
    const release = { ...watching, proposal: { ...watching.proposal, candidate: nowhere } };
    const world = createWorld({ readLane: async () => laneWith(release) });

    await world.deliver(clickBody(actionIds.rollBack, onCard, ana));

    expect(textOf(world.told)).toContain('Nobody knows the images of the version before this one');
    expect(world.opened).toEqual([]);
  });

  test('opens nothing for somebody who may not; the attempt goes on record, and the flow tells them', async () => {
    const world = createWorld({ readLane: async () => laneWith(watching) });

    await world.deliver(clickBody(actionIds.rollBack, onCard, dana));

    expect(world.opened).toEqual([]);
    expect(world.submitted).toMatchObject([
      { command: { type: 'RollBack', of: releaseId, reason: '' }, answerIn: { kind: 'channel', user: dana } },
    ]);
  });

  test('says that a release is not known', async () => {
    const world = createWorld();

    await world.deliver(clickBody(actionIds.rollBack, onCard, ana));

    expect(textOf(world.told)).toContain('This release is over');
  });
});

const confirmed = {
  step: 'confirm',
  service: checkout,
  environment: production,
  of: otherRelease,
  target: liveSha,
  warned: [],
};
const warned = { ...confirmed, warned: ['never-verified', 'migration-between'] };
const choosing = { step: 'choose', service: checkout, environment: production, of: null, reason: 'totals are wrong' };

function fields(reason: string | null, ticked: readonly string[] = [], target: string | null = null): object {
  const { reason: why, warned: box, target: which } = rollBackFields;
  return {
    [why.block]: { [why.action]: { type: 'plain_text_input', value: reason } },
    [box.block]: { [box.action]: { type: 'checkboxes', selected_options: ticked.map((value) => ({ value })) } },
    [which.block]: { [which.action]: { selected_option: target === null ? null : { value: target } } },
  };
}

function send(world: World, metadata: object | string, values: object): ReturnType<World['deliver']> {
  const carried = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  return world.deliver(formBody(callbackIds.rollBack, carried, values, ana), 'input-9');
}

describe('the confirmed rollback', () => {
  test('carries target, reason and the release that it undoes to the lane, and closes the form', async () => {
    const world = worldWith();

    const { answer } = await send(world, confirmed, fields(' totals are wrong '));

    expect(answer).toEqual({ response_action: 'clear' });
    expect(world.submitted).toMatchObject([
      {
        chain: 'lane.checkout.production',
        command: {
          type: 'RollBack',
          release: newRelease,
          target: liveSha,
          of: otherRelease,
          reason: 'totals are wrong',
          warned: [],
        },
        actor: { slack: ana, roles: ['approver', 'deployer'] },
        input: 'input-9',
        answerIn: { kind: 'caller' },
      },
    ]);
  });

  test('carries the warnings that the form showed once they are ticked', async () => {
    const world = worldWith();

    await send(world, warned, fields('totals', [warnedValue]));

    expect(world.submitted).toMatchObject([{ command: { warned: ['never-verified', 'migration-between'] } }]);
  });

  test.each([
    ['the box is not ticked', warned, fields('totals'), rollBackFields.warned],
    ['another box is ticked', warned, fields('totals', ['else']), rollBackFields.warned],
    ['no reason is given', confirmed, fields('  '), rollBackFields.reason],
    ['nothing is chosen', choosing, fields(null), rollBackFields.target],
    ['what is chosen is no commit', choosing, fields(null, [], 'main'), rollBackFields.target],
  ])('is asked for at its field when %s', async (_why, metadata, values, place) => {
    const world = worldWith();

    const { answer } = await send(world, metadata, values);

    expect(answer).toMatchObject({ response_action: 'errors', errors: { [place.block]: expect.any(String) } });
    expect(world.submitted).toEqual([]);
  });

  test('that is refused is told in place of the form', async () => {
    const refusal = { code: 'rollback_under_way', release: otherRelease } as const;
    const world = worldWith({ submit: async () => refusedAnswer(refusal) });

    const { answer } = await send(world, confirmed, fields('totals'));

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackIds.rollBack } });
    expect(textOf(answer)).toContain('being rolled back already');
  });

  test('that could not be recorded keeps what was typed', async () => {
    const world = worldWith({ submit: () => Promise.reject(new Error('Redis is away')) });

    const { answer } = await send(world, confirmed, fields('totals'));

    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { reason: expect.stringContaining('Nothing you typed') },
    });
  });

  test.each([
    ['is no JSON', 'v2.13.0'],
    ['names a lane that the config does not have', JSON.stringify({ ...confirmed, service: 'payments' })],
    ['names no commit', JSON.stringify({ ...confirmed, target: 'main' })],
    ['names a warning that nobody gave', JSON.stringify({ ...confirmed, warned: ['all-is-well'] })],
    ['is at no step', JSON.stringify({ ...confirmed, step: 'skip' })],
  ])('asks for nothing when what it carries %s', async (_what, carried) => {
    const world = worldWith();

    const { answer } = await send(world, carried, fields('totals', [warnedValue]));

    expect(answer).toMatchObject({ response_action: 'update' });
    expect(world.submitted).toEqual([]);
  });

  test('of a version that was chosen from several is shown first, in the same window, with the reason that was typed', async () => {
    const world = worldWith();

    const { answer } = await send(world, choosing, fields(null, [], liveSha));

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackIds.rollBack } });
    expect(world.steps).toEqual(['ack', 'read GitHub', `update ${callbackIds.rollBack}`]);
    expect(world.read).toMatchObject([{ kind: 'rollback', ref: { kind: 'sha', sha: liveSha } }]);
    expect(textOf(world.updated)).toContain('totals are wrong');
    expect(world.submitted).toEqual([]);
  });
});
