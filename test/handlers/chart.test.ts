import { describe, expect, test } from 'vitest';
import { buttonValue, chartBlockId } from '../../src/cards/button-value.ts';
import { actionIds } from '../../src/cards/ids-of-fields.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Trigger } from '../../src/domain/policy/watch.ts';
import { type Ended } from '../../src/domain/release/release.ts';
import { type ReleaseView } from '../../src/domain/views.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { dana, policy, releaseId } from '../cards/fixtures.ts';
import { actionsOf } from '../cards/reading.ts';
import { ended, outcomes, view, watching } from '../cards/releases.ts';
import { channel, clickBody, createWorld, textOf, type World } from './support.ts';

const over: Ended = { ...ended(outcomes.succeeded), watch: watching.watch };
const signals: readonly Trigger[] = ['health', 'errors', 'latency'];

function measuredBy(sources: readonly Trigger[]): LanePolicy {
  return { ...policy, watch: policy.watch === null ? null : { ...policy.watch, sources } };
}

function worldWith(changes: Partial<HandlerParts> = {}, sources = signals, release: Ended = over): World {
  const readings = { ...createWorld().parts.readings, record: async () => release };
  return createWorld({ readings, policyOf: () => measuredBy(sources), ...changes });
}

/** Chooses a signal in the select of the card, or presses its button. */
async function ask(world: World, word: string | null, block = chartBlockId(releaseId)): Promise<string> {
  const chosen = { type: 'static_select', selected_option: { text: { type: 'plain_text', text: 'x' }, value: word } };
  const pressed = { type: 'button', value: buttonValue(releaseId) };
  const action = { action_id: actionIds.chart, block_id: block, ...(word === null ? pressed : chosen) };
  const { acks } = await world.deliver(clickBody(actionIds.chart, '', dana, { actions: [action] }), 'input-9');
  expect(acks).toHaveLength(1);
  return textOf(world.told);
}

describe('a chart that somebody asks for', () => {
  test('stands in the thread of the card, with the same in words and who asked', async () => {
    const world = worldWith();

    await ask(world, 'latency');

    expect(world.shared).toMatchObject([
      {
        key: `chart ${releaseId} input-9`,
        place: over.card,
        name: 'latency.png',
        altText: `The latency of ${releaseId}.`,
      },
    ]);
    const comment = textOf(world.shared[0]?.comment);
    expect(comment).toContain(`The latency of ${releaseId}.`);
    expect(comment).toContain(`Asked for by <@${dana}>.`);
    expect(world.told).toEqual([]);
    expect(world.submitted).toEqual([]);
  });

  test('by the button of a lane with one signal is of that', async () => {
    const world = worldWith({}, ['health']);

    await ask(world, null, 'chart');

    expect(world.shared).toMatchObject([{ name: 'health.png' }]);
  });

  test('is acknowledged before it is drawn, for Slack waits three seconds', async () => {
    const asked: ReleaseView[] = [];
    const world = worldWith({
      async chart(shown) {
        asked.push(shown);
        expect(world.steps).toEqual(['ack']);
        return { caption: 'All was well.', bytes: Buffer.from('a picture'), name: 'a.png', title: 'a' };
      },
    });

    await ask(world, 'errors');

    expect(asked).toHaveLength(1);
    expect(world.shared).toHaveLength(1);
  });

  test('of a signal that the lane has no source for is refused, and so is what nobody has drawn', async () => {
    expect(await ask(worldWith(), 'cpu')).toContain('There is no chart of that');
    expect(await ask(worldWith(), 'everything')).toContain('There is no chart of that');
    const forged = worldWith();
    expect(await ask(forged, 'errors', 'release')).not.toBe('');
    expect(forged.shared).toEqual([]);
  });

  test.each(['guest', 'bot', 'stranger', 'deleted'] as const)('is not for a %s', async (kind) => {
    const world = worldWith({ standing: async () => ({ kind }) });

    expect(await ask(world, 'errors')).toContain('Only full members');
    expect(world.shared).toEqual([]);
  });

  test('is said in words to who asked, where it cannot be drawn or Slack does not take it', async () => {
    const drawn = { caption: 'All was well.', bytes: null, name: 'a.png', title: 'a' };
    expect(await ask(worldWith({ chart: async () => drawn }), 'errors')).toContain('In words: All was well.');

    const { slack } = createWorld().parts;
    const told: string[] = [];
    const refusing: HandlerParts['slack'] = {
      ...slack,
      share: async () => ({ kind: 'lost', reason: 'is_archived' }),
      tell: async ({ message }) => void told.push(textOf(message)),
    };
    await ask(worldWith({ slack: refusing }), 'errors');
    expect(told).toEqual([expect.stringContaining('Slack did not take the chart (is_archived)')]);
  });

  test('of a release whose card is gone has no thread to stand in', async () => {
    const world = worldWith({}, signals, { ...over, card: null });

    expect(await ask(world, 'errors')).toContain('there is no thread');
    expect(world.told).toMatchObject([{ user: dana, channel }]);
  });
});

describe('the card', () => {
  function controlOf(sources: readonly Trigger[], release = over as Parameters<typeof view>[0]): object | undefined {
    const card = releaseCard(view(release, { policy: measuredBy(sources) }));
    const block = card.blocks.find((one) => 'block_id' in one && one.block_id === chartBlockId(releaseId));
    return block?.type === 'actions' ? block.elements[0] : undefined;
  }

  test('offers one signal by a button, and several by a select that names them', () => {
    expect(controlOf(['health'])).toMatchObject({ type: 'button', text: { text: 'Chart' } });
    expect(controlOf(signals)).toMatchObject({
      type: 'static_select',
      placeholder: { text: 'Chart of…' },
      options: [
        { value: 'health', text: { text: 'Health' } },
        { value: 'errors', text: { text: 'Errors' } },
        { value: 'latency', text: { text: 'Response time' } },
      ],
    });
  });

  test('offers none where there was no watch, or nothing that could be measured', () => {
    expect(controlOf(signals, ended(outcomes.rejected))).toBeUndefined();
    expect(controlOf([])).toBeUndefined();
    expect(actionsOf(releaseCard(view(ended(outcomes.rejected))))).not.toContain(actionIds.chart);
  });
});
