import { describe, expect, test } from 'vitest';
import { buttonValue } from '../../src/cards/button-value.ts';
import { actionIds, adoptRunFields, callbackIds, rejectFields } from '../../src/cards/ids-of-fields.ts';
import { decide } from '../../src/domain/decide.ts';
import { type RepoName } from '../../src/domain/ids.ts';
import { runFrom } from '../../src/handlers/adopt-run.ts';
import { ana, ben, dana, now, policy, proposal, releaseId, run } from '../cards/fixtures.ts';
import { awaiting, dispatching, steps } from '../cards/releases.ts';
import { clickBody, createWorld, formBody, laneWith, refusedAnswer, textOf } from './support.ts';

const onCard = buttonValue(releaseId, proposal.hash);

function reasonField(value: string | null): object {
  return { [rejectFields.reason.block]: { [rejectFields.reason.action]: { type: 'plain_text_input', value } } };
}

function runField(value: string): object {
  return { [adoptRunFields.run.block]: { [adoptRunFields.run.action]: { type: 'plain_text_input', value } } };
}

describe('the Reject button', () => {
  test('opens a form that asks why, and records nothing yet', async () => {
    const world = createWorld({ readLane: async () => laneWith(awaiting) });

    await world.deliver(clickBody(actionIds.reject, onCard, ana));

    expect(world.steps).toEqual([`open ${callbackIds.reject}`, 'ack']);
    expect(world.opened).toMatchObject([{ private_metadata: onCard }]);
  });

  test('opens nothing for somebody without a role; the attempt goes on record with no reason, so it can never count', async () => {
    const world = createWorld({ readLane: async () => laneWith(awaiting) });

    await world.deliver(clickBody(actionIds.reject, onCard, dana));

    expect(world.opened).toEqual([]);
    expect(world.submitted).toMatchObject([
      { command: { type: 'Reject', reason: '' }, actor: { slack: dana, roles: [] } },
    ]);
  });

  test('never rejects by that attempt, also when somebody was given the role in the meantime', () => {
    const actor = {
      kind: 'person',
      slack: ana,
      standing: { kind: 'member' },
      github: null,
      roles: ['approver'],
    } as const;
    const command = { type: 'Reject', release: releaseId, reason: '' } as const;

    const decision = decide(laneWith(awaiting), command, { now, policy, actor, key: 'k' });

    expect(decision).toEqual({ kind: 'refused', refusal: { code: 'reason_missing' } });
  });

  test('says that a release is over, instead of opening a form about it', async () => {
    const world = createWorld();

    await world.deliver(clickBody(actionIds.reject, onCard, ana));

    expect(world.opened).toEqual([]);
    expect(textOf(world.told)).toContain('This release is over');
  });

  test('says so when Slack did not open the form', async () => {
    const parts = createWorld().parts;
    const slack = { ...parts.slack, openModal: async () => null };
    const told: unknown[] = [];
    const world = createWorld({
      readLane: async () => laneWith(awaiting),
      slack: { ...slack, tell: async (ask) => void told.push(ask) },
    });

    await world.deliver(clickBody(actionIds.reject, onCard, ana));

    expect(textOf(told)).toContain('did not open the form');
  });
});

describe('a rejection', () => {
  test('carries the reason to the lane that the form names, and closes the form once it is recorded', async () => {
    const world = createWorld();

    const { answer } = await world.deliver(
      formBody(callbackIds.reject, onCard, reasonField('  The sale is on  '), ben),
      'input-9',
    );

    expect(world.steps).toEqual(['submit Reject', 'ack']);
    expect(world.submitted).toMatchObject([
      {
        chain: 'lane.checkout.production',
        command: { type: 'Reject', release: releaseId, reason: 'The sale is on' },
        input: 'input-9',
        answerIn: { kind: 'caller' },
      },
    ]);
    expect(answer).toEqual({ response_action: 'clear' });
  });

  test('that is refused is shown in the form, in place of its fields', async () => {
    const refused = refusedAnswer({ code: 'wrong_phase', phase: 'succeeded', command: 'Reject' });
    const world = createWorld({ submit: async () => refused });

    const { answer } = await world.deliver(formBody(callbackIds.reject, onCard, reasonField('No'), ben));

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackIds.reject } });
    expect(textOf(answer)).toContain('state of this release: succeeded');
    expect(world.told).toEqual([]);
  });

  test.each([
    [
      'Slack could not say who sent it',
      async () =>
        refusedAnswer({
          code: 'not_allowed',
          action: 'release.reject',
          because: 'standing_unknown',
          needs: 'a member',
        }),
      'could not check who you are',
    ],
    ['no reason is given', async () => refusedAnswer({ code: 'reason_missing' }), 'Say why'],
    ['the store does not answer', () => Promise.reject(new Error('Redis is away')), 'Nothing you typed is lost'],
  ])('keeps what was typed when %s', async (_why, submit, sentence) => {
    const world = createWorld({ submit });

    const { acks, answer } = await world.deliver(formBody(callbackIds.reject, onCard, reasonField('No'), ben));

    expect(acks).toHaveLength(1);
    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { [rejectFields.reason.block]: expect.stringContaining(sentence) },
    });
  });

  test('that was delivered before closes the form like the first time', async () => {
    const world = createWorld({ submit: async () => ({ kind: 'replayed' }) });

    const { answer } = await world.deliver(formBody(callbackIds.reject, onCard, reasonField('No'), ben));

    expect(answer).toEqual({ response_action: 'clear' });
  });
});

describe('a form that is not ours', () => {
  test.each([
    ['has an unknown name', 'release.approve', onCard],
    ['has the name of something that every object has', 'toString', onCard],
    ['is about nothing', callbackIds.reject, ''],
    ['is about a lane that the config does not have', callbackIds.reject, '{"r":"payments.production.a1b2c3d4"}'],
  ])('because it %s is answered with a sentence, and nothing is asked for', async (_why, callback, metadata) => {
    const world = createWorld();

    const { acks, answer } = await world.deliver(formBody(callback, metadata, reasonField('No'), ben));

    expect(acks).toHaveLength(1);
    expect(answer).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
    expect(world.submitted).toEqual([]);
  });
});

describe('linking a run', () => {
  const asking = laneWith(dispatching(steps['asking-person']));

  test('opens a form for a deployer', async () => {
    const world = createWorld({ readLane: async () => asking });

    await world.deliver(clickBody(actionIds.adoptRun, onCard, ana));

    expect(world.steps).toEqual([`open ${callbackIds.adoptRun}`, 'ack']);
  });

  test('tells somebody else that it is for deployers', async () => {
    const world = createWorld({ readLane: async () => asking });

    await world.deliver(clickBody(actionIds.adoptRun, onCard, dana));

    expect(world.opened).toEqual([]);
    expect(textOf(world.told)).toContain('deployer');
  });

  test('takes a link to a run of the lane’s repository, and keeps an address of our own making', async () => {
    const world = createWorld();

    await world.deliver(formBody(callbackIds.adoptRun, onCard, runField(`${run.url}/job/5?pr=1#step:2:3`), ana));

    expect(world.submitted).toMatchObject([{ command: { type: 'AdoptRun', release: releaseId, run } }]);
  });

  test('refuses a run of another repository at its field, and asks for nothing', async () => {
    const world = createWorld();
    const elsewhere = 'https://github.com/acme/other/actions/runs/7781234567';

    const { answer } = await world.deliver(formBody(callbackIds.adoptRun, onCard, runField(elsewhere), ana));

    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { run: expect.stringContaining('another repository') },
    });
    expect(world.submitted).toEqual([]);
  });

  const repo: RepoName = policy.repo;

  function read(text: string): string {
    const answer = runFrom(text, repo, (id) => `https://github.com/${repo}/actions/runs/${id}`);
    return answer.kind === 'run' ? answer.run.url : answer.kind;
  }

  test.each(['7781234567', run.url, `${run.url}/`, `${run.url}/attempts/2`, run.url.replace('acme', 'Acme')])(
    'understands %s',
    (text) => {
      expect(read(text)).toBe(run.url);
    },
  );

  test.each([
    '',
    '0',
    '-7',
    '7781234567 or so',
    '99999999999999999999999',
    'https://github.com/acme/checkout/actions/runs/',
    'https://github.com/acme/checkout/actions/workflows/7781234567',
    'https://github.com/acme/checkout-fork/actions/runs/7781234567',
    'https://github.com/acme/checkout/../other/actions/runs/7781234567',
    'javascript:alert(1)//actions/runs/7781234567',
  ])('refuses %j', (text) => {
    expect(read(text)).toBe('problem');
  });

  test.each([
    'https://github.com.evil.example/acme/checkout/actions/runs/7781234567',
    'https://github.com@evil.example/acme/checkout/actions/runs/7781234567',
    'http://github.com/acme/checkout/actions/runs/7781234567',
  ])('keeps its own address of the run, whatever server %j names', (text) => {
    expect(read(text)).toBe(run.url);
  });
});
