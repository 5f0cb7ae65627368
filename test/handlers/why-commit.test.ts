import { describe, expect, test } from 'vitest';
import { openRow } from '../../src/domain/release/view.ts';
import { type HandlerParts } from '../../src/handlers/parts.ts';
import { ana, ben, cara, dana, policy, releaseId, sha } from '../cards/fixtures.ts';
import { awaiting } from '../cards/releases.ts';
import { channel, commandBody, createWorld, laneWith, live, noRows, textOf, type World } from './support.ts';

const held = laneWith(null, {
  live,
  hold: {
    reason: 'rolled back',
    since: live.kind === 'known' ? live.since : awaiting.since,
    release: null,
    kind: 'doubt',
  },
});

function worldWith(changes: Partial<HandlerParts> = {}): World {
  return createWorld({ readLane: async () => held, ...changes });
}

async function ask(world: World, text: string, changes: object = {}): Promise<string> {
  const { acks, answer } = await world.deliver(commandBody(text, dana, changes));
  expect(acks).toHaveLength(1);
  return textOf(answer);
}

describe('/release why <service> <sha> for what nobody has asked for', () => {
  test('answers at once that it reads, and then tells that person alone what a request would meet', async () => {
    const world = worldWith();

    expect(await ask(world, `why checkout ${sha.slice(0, 7)}`)).toContain('nothing is created');

    expect(world.steps).toEqual(['ack', 'read GitHub', 'tell']);
    expect(world.told).toMatchObject([{ user: dana, channel }]);
    const told = textOf(world.told);
    expect(told).toContain('Nothing was created');
    for (const voter of [ana, ben, cara]) expect(told).toContain(`<@${voter}>`);
    expect(told).toContain('The lane is held');
  });

  test('creates nothing: no command is submitted and no form is opened', async () => {
    const world = worldWith();

    await ask(world, `why checkout ${sha}`);
    await ask(world, 'why checkout main');
    await ask(world, 'why checkout hotfix/rounding');

    expect(world.told).toHaveLength(3);
    expect(world.submitted).toEqual([]);
    expect(world.opened).toEqual([]);
  });

  test('reads it as a deployment to production, against what is live', async () => {
    const world = worldWith();

    await ask(world, 'why checkout main');

    expect(world.read).toMatchObject([
      { kind: 'deploy', ref: { kind: 'ref', name: 'main' }, lane: { live }, policy: { environment: 'production' } },
    ]);
  });

  test('counts nobody as a voter whom Slack calls a guest', async () => {
    const world = worldWith({ standing: async (user) => (user === cara ? { kind: 'guest' } : { kind: 'member' }) });

    await ask(world, 'why checkout main');

    expect(textOf(world.told)).not.toContain(`<@${cara}>`);
  });

  test('counts whoever asks as the requester, who cannot approve', async () => {
    const world = worldWith();

    await world.deliver(commandBody('why checkout main', cara));

    expect(textOf(world.told)).not.toContain(`<@${cara}>`);
  });

  test('shows the release itself where one with that commit is open', async () => {
    const row = openRow(laneWith(awaiting), awaiting, policy);
    const readings = { ...createWorld().parts.readings, status: async () => ({ ...noRows, open: [row] }) };
    const world = worldWith({ readings, readLane: async () => laneWith(awaiting, { live }) });

    expect(await ask(world, `why checkout ${sha.slice(0, 7)}`)).toContain(releaseId);
    expect(world.read).toEqual([]);
  });

  test('tells what GitHub does not know', async () => {
    const sentence = 'There is no commit or ref `mian` in acme/checkout. Check the spelling.';
    const world = worldWith({ candidates: { read: async () => ({ kind: 'problem', sentence }) } });

    await ask(world, 'why checkout mian');

    expect(textOf(world.told)).toContain('There is no commit or ref');
  });

  test('tells that there was a fault, instead of nothing', async () => {
    const world = worldWith({ candidates: { read: () => Promise.reject(new Error('a fault')) } });

    await ask(world, 'why checkout main');

    expect(textOf(world.told)).toContain('could not be read');
    expect(world.logged).toHaveLength(1);
  });

  test.each(['guest', 'bot', 'stranger', 'deleted'] as const)('tells nobody who is a %s anything', async (kind) => {
    const world = worldWith({ standing: async () => ({ kind }) });

    expect(await ask(world, 'why checkout main')).toContain('Only full members');
    expect(world.steps).toEqual(['ack']);
  });
});
