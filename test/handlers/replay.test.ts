import { describe, expect, test } from 'vitest';
import { callbackIds } from '../../src/cards/ids-of-fields.ts';
import { ben, dana, policy } from '../cards/fixtures.ts';
import { commandBody, createWorld, laneWith, live, textOf, verified } from './support.ts';

describe('/release replay', () => {
  const older = verified('9c8b7a6', 'v2.13.0');
  const twin = verified('9c8b111', 'v2.12.0');

  test('reads what was verified by that version, and asks for it without a build', async () => {
    const world = createWorld({ readLane: async () => laneWith(null, { live, verified: [older] }) });

    await world.deliver(commandBody('replay checkout 2.13.0', dana));

    expect(world.steps).toEqual([`open ${callbackIds.request}`, 'ack', 'read GitHub', `update ${callbackIds.request}`]);
    expect(world.read).toMatchObject([{ kind: 'replay', ref: { kind: 'sha', sha: older.sha }, lane: { live } }]);
    expect(world.updated).toMatchObject([{ private_metadata: expect.stringContaining('"kind":"replay"') }]);
  });

  test('looks at GitHub for what was never verified here', async () => {
    const world = createWorld();

    await world.deliver(commandBody('replay checkout 4f2a91c staging', ben));

    expect(world.read).toMatchObject([{ kind: 'replay', ref: { kind: 'ref', name: '4f2a91c' } }]);
  });

  test('tells the versions that may be meant, and reads none of them', async () => {
    const world = createWorld({ readLane: async () => laneWith(null, { verified: [older, twin] }) });

    await world.deliver(commandBody('replay checkout 9c8b', dana));

    expect(world.read).toEqual([]);
    expect(textOf(world.updated)).toContain('v2.13.0 (9c8b7a6)');
    expect(textOf(world.updated)).toContain('v2.12.0 (9c8b111)');
  });

  test('opens nothing in a lane that has no workflow for it', async () => {
    const world = createWorld({ lanes: () => [{ ...policy, replay: null }] });

    const { answer } = await world.deliver(commandBody('replay checkout v2.13.0', dana));

    expect(textOf(answer)).toContain('names no `replay` workflow');
    expect(world.steps).toEqual(['ack']);
  });

  test('says how it is used when a word is missing', async () => {
    const { answer } = await createWorld().deliver(commandBody('replay checkout', dana));

    expect(textOf(answer)).toContain('/release replay &lt;service&gt;');
  });
});
