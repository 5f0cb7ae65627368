import { describe, expect, test } from 'vitest';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { openRow } from '../../src/domain/release/view.ts';
import { type OpenRow } from '../../src/domain/views.ts';
import { ana, cara, policy, releaseId } from '../cards/fixtures.ts';
import { awaiting } from '../cards/releases.ts';
import { createWorld, eventBody, laneWith, noRows, textOf, type World } from './support.ts';

const row = openRow(laneWith(awaiting), awaiting, policy);

function worldWith(open: readonly OpenRow[], changes: Parameters<typeof createWorld>[0] = {}): World {
  const readings = { ...createWorld().parts.readings, status: async () => ({ ...noRows, open }) };
  return createWorld({ readings, ...changes });
}

describe('Home', () => {
  const opened = eventBody({ type: 'app_home_opened', user: ana, tab: 'home', channel: 'D0ANA', event_ts: '1.1' });

  test('shows first what needs the person who opened it', async () => {
    const mine = { ...row, waitsFor: [ana] };
    const others = { ...row, release: 'checkout.production.others00' as ReleaseId, waitsFor: [cara] };
    const world = worldWith([others, mine]);

    await world.deliver(opened);

    const shown = textOf(world.homes);
    expect(shown.indexOf(mine.release)).toBeLessThan(shown.indexOf('Open without you'));
    expect(shown.indexOf(others.release)).toBeGreaterThan(shown.indexOf('Open without you'));
  });

  test('shows a guest nothing but why', async () => {
    const world = worldWith([row], { standing: async () => ({ kind: 'guest' }) });

    await world.deliver(opened);

    expect(textOf(world.homes)).toContain('Only full members');
    expect(textOf(world.homes)).not.toContain(releaseId);
  });

  test('is not drawn for whoever only reads the messages tab', async () => {
    const world = createWorld();

    await world.deliver(eventBody({ type: 'app_home_opened', user: ana, tab: 'messages' }));

    expect(world.homes).toEqual([]);
  });
});

describe('what Slack reports of people', () => {
  test.each([
    ['changed', { type: 'user_change', user: { id: ana, deleted: true } }],
    ['joined a channel', { type: 'member_joined_channel', user: ana, channel: 'C0RELEASES' }],
  ])('forgets what was known of somebody who %s', async (_what, event) => {
    const world = createWorld();

    await world.deliver(eventBody(event));

    expect(world.forgotten).toEqual([ana]);
  });

  test('takes no reaction for a vote', async () => {
    const world = createWorld();

    await world.deliver(eventBody({ type: 'reaction_added', user: ana, reaction: 'white_check_mark' }));

    expect(world.steps).toEqual(['ack']);
  });

  test.each(['app_uninstalled', 'tokens_revoked'])('%s is logged with what to do', async (type) => {
    const world = createWorld();

    await world.deliver(eventBody({ type }));

    expect(world.logged).toEqual([expect.stringContaining('Install it again')]);
  });

  test('a token of a person that was revoked is none of ours', async () => {
    const world = createWorld();

    await world.deliver(eventBody({ type: 'tokens_revoked', tokens: { oauth: [ana], bot: [] } }));

    expect(world.logged).toEqual([]);
  });
});
