import { describe, expect, test } from 'vitest';
import { buttonValue, itemButtonValue } from '../../src/cards/button-value.ts';
import { actionIds, callbackIds, verifyItemFields } from '../../src/cards/ids-of-fields.ts';
import { type EnvironmentName } from '../../src/domain/ids.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type AwaitingDecision } from '../../src/domain/release/release.ts';
import { ana, candidate, dana, found, liveSha, policy, proposal, releaseId, sha } from '../cards/fixtures.ts';
import { awaiting, ended, outcomes, preparing } from '../cards/releases.ts';
import {
  acceptedAnswer,
  channel,
  clickBody,
  createWorld,
  formBody,
  inModal,
  laneWith,
  refusedAnswer,
  textOf,
  type World,
} from './support.ts';

const staging: Gate = { id: 'staging', kind: 'staging', mode: 'blocking', environment: 'staging' as EnvironmentName };
const onCard = buttonValue(releaseId, proposal.hash);
const dashboards = 'monitoring.dashboards';
const failing = 'tests.unit.failed:8-of-9';

const red: Candidate = {
  ...candidate,
  evidence: { ...candidate.evidence, tests: found({ suites: [{ name: 'unit', passed: 8, total: 9 }] }) },
};
const waits: AwaitingDecision = { ...awaiting, proposal: { ...proposal, candidate: red } };

function worldWith(changes: Parameters<typeof createWorld>[0] = {}): World {
  return createWorld({ readLane: async () => laneWith(waits), ...changes });
}

describe('the Checklist button', () => {
  test('shows the whole list, with a button for each item that waits for a person', async () => {
    const world = worldWith();

    await world.deliver(clickBody(actionIds.showChecklist, onCard, dana));

    expect(world.opened).toMatchObject([
      { callback_id: callbackIds.checklist, private_metadata: buttonValue(releaseId) },
    ]);
    const shown = textOf(world.opened);
    expect(shown).toContain('8/9');
    expect(shown).toContain(JSON.stringify(itemButtonValue(releaseId, failing, sha)).slice(1, -1));
    expect(world.submitted).toEqual([]);
  });

  test('shows that of a release that ended long ago, with nothing to verify', async () => {
    const over = ended(outcomes.succeeded);
    const world = createWorld({ readings: { ...createWorld().parts.readings, record: async () => over } });

    await world.deliver(clickBody(actionIds.showChecklist, onCard, dana));

    expect(world.opened).toHaveLength(1);
    expect(textOf(world.opened)).not.toContain(actionIds.verifyItem);
  });

  test.each([
    ['the facts are still being read', preparing],
    ['it is a rollback', { ...waits, kind: 'rollback' } as const],
  ])('says why there is none when %s', async (_why, release) => {
    const world = createWorld({ readLane: async () => laneWith(release) });

    await world.deliver(clickBody(actionIds.showChecklist, onCard, dana));

    expect(world.opened).toEqual([]);
    expect(textOf(world.told)).toContain('There is no checklist here');
  });

  test.each([actionIds.showChecklist, actionIds.exportChecklist])('%s shows a guest nothing', async (action) => {
    const world = worldWith({ standing: async () => ({ kind: 'guest' }) });

    await world.deliver(clickBody(action, onCard, dana));

    expect(world.opened).toEqual([]);
    expect(textOf(world.told)).toContain('Only full members');
    expect(textOf(world.told)).not.toContain('8/9');
  });
});

describe('the export', () => {
  test('is told to whoever asked, and nobody else', async () => {
    const world = worldWith();

    await world.deliver(clickBody(actionIds.exportChecklist, buttonValue(releaseId), dana));

    expect(world.told).toMatchObject([{ user: dana, channel }]);
    expect(textOf(world.told)).toContain('## Deployment Checklist');
  });

  test('asked for in the window of the list goes to their direct messages', async () => {
    const world = worldWith();

    await world.deliver(clickBody(actionIds.exportChecklist, buttonValue(releaseId), dana, inModal));

    expect(world.told).toMatchObject([{ user: dana, channel: null }]);
  });
});

describe('the Verify button', () => {
  function press(world: World, item: string, by = ana, of = sha): ReturnType<World['deliver']> {
    return world.deliver(clickBody(actionIds.verifyItem, itemButtonValue(releaseId, item, of), by, inModal));
  }

  test.each([dashboards, failing])(
    'of %s opens a form that says what it means, and records nothing yet',
    async (item) => {
      const world = worldWith();

      await press(world, item);

      expect(world.steps).toEqual([`open ${callbackIds.verifyItem}`, 'ack']);
      expect(world.opened).toMatchObject([{ private_metadata: itemButtonValue(releaseId, item, sha) }]);
    },
  );

  test.each([
    ['an item that nobody has', 'tests.other', ana, sha, 'does not have this item any more'],
    ['what evidence has settled', 'dependencies.none', ana, sha, 'Nothing has to be verified there'],
    ['an item of another commit', failing, ana, liveSha, 'has changed since'],
  ])('opens nothing for %s, and says why', async (_what, item, by, of, sentence) => {
    const world = worldWith();

    await press(world, item, by, of);

    expect(world.opened).toEqual([]);
    expect(world.submitted).toEqual([]);
    expect(textOf(world.told)).toContain(sentence);
  });

  test.each([
    ['somebody without a role', dana, 'member'],
    ['a guest', ana, 'guest'],
    ['a bot', ana, 'bot'],
  ] as const)(
    'opens nothing for %s, and puts on record that they tried, by what can settle nothing',
    async (...row) => {
      const [, by, kind] = row;
      const world = worldWith({ standing: async () => ({ kind }) });

      await press(world, failing, by);

      expect(world.opened).toEqual([]);
      expect(world.submitted).toMatchObject([
        {
          command: { type: 'VerifyItem', release: releaseId, item: failing, sha: '0'.repeat(40), note: '' },
          actor: { slack: by },
        },
      ]);
    },
  );

  test('opens nothing for somebody with another role than the item takes, and puts on record that they tried', async () => {
    const world = worldWith({ policyOf: () => ({ ...policy, gates: [staging] }) });

    await press(world, 'staging.qa-verified.staging');

    expect(world.opened).toEqual([]);
    expect(world.submitted).toMatchObject([{ command: { type: 'VerifyItem', item: 'staging.qa-verified.staging' } }]);
  });

  test('does not take the value of another button', async () => {
    const world = worldWith();

    await world.deliver(clickBody(actionIds.verifyItem, onCard, ana));
    await world.deliver(clickBody(actionIds.reject, itemButtonValue(releaseId, failing, sha), ana));

    expect(world.opened).toEqual([]);
    expect(world.told).toHaveLength(2);
  });
});

describe('a verified item', () => {
  const metadata = itemButtonValue(releaseId, failing, sha);

  function send(world: World, note: string, carried = metadata): ReturnType<World['deliver']> {
    const { note: place } = verifyItemFields;
    const values = { [place.block]: { [place.action]: { type: 'plain_text_input', value: note } } };
    return world.deliver(formBody(callbackIds.verifyItem, carried, values, ana), 'input-4');
  }

  test('is recorded with the note and the commit that was looked at, and the list takes the form’s place', async () => {
    const world = worldWith();

    const { answer } = await send(world, ' It is flaky: #481 ');

    expect(world.submitted).toMatchObject([
      {
        chain: 'lane.checkout.production',
        command: { type: 'VerifyItem', release: releaseId, item: failing, sha, note: 'It is flaky: #481' },
        actor: { slack: ana },
        input: 'input-4',
        answerIn: { kind: 'caller' },
      },
    ]);
    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackIds.checklist } });
  });

  test('is asked for a note at its field where one is wanted', async () => {
    const refusal = { code: 'not_verifiable', item: failing, because: 'note-missing' } as const;
    const world = worldWith({ submit: async () => refusedAnswer(refusal) });

    const { answer } = await send(world, '');

    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { note: expect.stringContaining('how you know') },
    });
  });

  test('that somebody else has settled meanwhile is told in place of the form', async () => {
    const refusal = { code: 'not_verifiable', item: failing, because: 'not-open' } as const;
    const world = worldWith({ submit: async () => refusedAnswer(refusal) });

    const { answer } = await send(world, 'yes');

    expect(answer).toMatchObject({ response_action: 'update', view: { callback_id: callbackIds.verifyItem } });
    expect(textOf(answer)).toContain('somebody else has settled it');
  });

  test('stays recorded when the list cannot be read again', async () => {
    const world = worldWith({
      submit: async () => acceptedAnswer,
      readLane: () => Promise.reject(new Error('Redis is away')),
    });

    const { answer } = await send(world, 'yes');

    expect(answer).toEqual({ response_action: 'clear' });
    expect(world.logged).toHaveLength(1);
  });

  test.each(['', buttonValue(releaseId), '{"r":"payments.production.a1b2c3d4","i":"tests","c":"main"}'])(
    'is asked for nothing when the form carries %j',
    async (carried) => {
      const world = worldWith();

      const { answer } = await send(world, 'yes', carried);

      expect(answer).toMatchObject({ response_action: 'update' });
      expect(world.submitted).toEqual([]);
    },
  );
});
