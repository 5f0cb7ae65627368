import { describe, expect, test } from 'vitest';
import { type Message } from '../../src/cards/block-kit.ts';
import { buttonValue, laneButtonValue } from '../../src/cards/button-value.ts';
import { actionIds } from '../../src/cards/ids-of-fields.ts';
import { type Ended } from '../../src/domain/release/release.ts';
import { type Bundled, type HandlerParts } from '../../src/handlers/parts.ts';
import { checkout, dana, production, proposal, releaseId } from '../cards/fixtures.ts';
import { ended, outcomes } from '../cards/releases.ts';
import { channel, clickBody, createWorld, laneWith, textOf, type World } from './support.ts';

const onCard = buttonValue(releaseId, proposal.hash);
const over = ended(outcomes.succeeded);
const bytes = Buffer.from('signed');

function worldWith(changes: Partial<HandlerParts> = {}, release: Ended = over): World {
  const readings = { ...createWorld().parts.readings, record: async () => release };
  return createWorld({ readings, bundle: async () => ({ kind: 'bundle', name: 'a.gonogo.json', bytes }), ...changes });
}

/** What the person is told when the file fares so in Slack. */
async function toldAfter(shared: Awaited<ReturnType<HandlerParts['slack']['share']>>): Promise<string> {
  const told: Message[] = [];
  const slack: HandlerParts['slack'] = {
    ...createWorld().parts.slack,
    share: async () => shared,
    tell: async ({ message }) => void told.push(message),
  };
  await press(worldWith({ slack }));
  return textOf(told);
}

async function press(world: World, value = onCard): Promise<string> {
  const { acks } = await world.deliver(clickBody(actionIds.bundle, value, dana), 'input-9');
  expect(acks).toHaveLength(1);
  return textOf(world.told);
}

describe('Download bundle', () => {
  test('puts the bundle into the thread of the card, with who asked and how to check it', async () => {
    const world = worldWith();

    await press(world);

    expect(world.shared).toMatchObject([
      { key: `bundle ${releaseId} input-9`, place: over.card, name: 'a.gonogo.json', bytes, altText: null },
    ]);
    const comment = textOf(world.shared[0]?.comment);
    expect(comment).toContain(`Asked for by <@${dana}>. Check it offline: \`gonogo verify a.gonogo.json\`.`);
    expect(world.told).toEqual([]);
    expect(world.submitted).toEqual([]);
  });

  test('is acknowledged before the bundle is made, for Slack waits three seconds', async () => {
    const made = Promise.withResolvers<Bundled>();
    const asked = Promise.withResolvers<undefined>();
    const world = worldWith({
      bundle: () => {
        asked.resolve(undefined);
        return made.promise;
      },
    });

    const delivered = world.deliver(clickBody(actionIds.bundle, onCard, dana));
    await asked.promise;
    expect(world.steps).toEqual(['ack']);
    made.resolve({ kind: 'bundle', name: 'a.gonogo.json', bytes });
    await delivered;

    expect(world.shared).toHaveLength(1);
  });

  test.each(['guest', 'bot', 'stranger', 'deleted'] as const)('gives a %s nothing', async (kind) => {
    const bundle = worldWith({ standing: async () => ({ kind }) });

    expect(await press(bundle)).toContain('Only full members');
    expect(bundle.steps).toEqual(['ack', 'tell']);
    expect(bundle.shared).toEqual([]);
  });

  test.each([
    ['not-set', '`GONOGO_TICKET_KEY` is not set'],
    ['not-pem', '`GONOGO_TICKET_KEY` is no private key in PEM form'],
    ['not-ed25519', '`GONOGO_TICKET_KEY` is a key of another kind than Ed25519'],
  ] as const)('tells the person alone which key is missing, and what else makes it: %s', async (problem, sentence) => {
    const world = worldWith({ bundle: async () => ({ kind: 'no-key', problem }) });

    const told = await press(world);

    expect(world.told).toMatchObject([{ user: dana, channel }]);
    expect(told).toContain(sentence);
    expect(told).toContain(`\`gonogo bundle ${releaseId}\``);
    expect(world.shared).toEqual([]);
  });

  test('posts nothing that would not verify, and says why', async () => {
    const sentence = 'It would not verify. The evidence file x does not have that digest: its text was changed.';
    const world = worldWith({ bundle: async () => ({ kind: 'problem', sentence }) });

    expect(await press(world)).toContain(sentence);
    expect(world.shared).toEqual([]);
  });

  test('says what to do when the ledger does not answer', async () => {
    const world = worldWith({ bundle: () => Promise.reject(new Error('Redis is away')) });

    expect(await press(world)).toContain('Press again in a moment');
    expect(world.logged).toEqual(['A bundle could not be made.']);
  });

  test('says that Slack refused the file, and where else it can be made', async () => {
    const told = await toldAfter({ kind: 'lost', reason: 'is_archived' });

    expect(told).toContain('Slack did not take the bundle (is_archived)');
    expect(told).toContain(`\`gonogo bundle ${releaseId}\``);
  });

  test('says that it may be missing when Slack did not confirm it', async () => {
    expect(await toldAfter({ kind: 'later', reason: 'no answer in time' })).toContain('does no harm');
  });

  test('says that there is no thread where the card is gone', async () => {
    const world = worldWith({}, { ...over, card: null });

    expect(await press(world)).toContain('there is no thread to put the bundle in');
    expect(world.shared).toEqual([]);
  });

  test.each([
    ['a release that nobody knows', onCard, 'Gonogo knows no release'],
    ['a lane', laneButtonValue(checkout, production), 'not one that this version'],
    ['nothing', '', 'not one that this version'],
  ])('does nothing about %s', async (_what, value, sentence) => {
    const world = createWorld({ readLane: async () => laneWith(null) });

    expect(await press(world, value)).toContain(sentence);
    expect(world.shared).toEqual([]);
  });
});
