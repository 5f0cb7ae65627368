import { describe, expect, test } from 'vitest';
import { actionIds } from '../../src/cards/ids-of-fields.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { historyRow } from '../../src/domain/release/history.ts';
import { type Ended } from '../../src/domain/release/release.ts';
import { openRow } from '../../src/domain/release/view.ts';
import { type HandlerParts, type Readings } from '../../src/handlers/parts.ts';
import { ana, at, dana, otherRelease, policy, releaseId } from '../cards/fixtures.ts';
import { awaiting, ended, outcomes, rollingBack } from '../cards/releases.ts';
import { clickBody, commandBody, createWorld, laneWith, noRows, textOf, type World } from './support.ts';

const failed: Ended = { ...ended(outcomes.failed), since: at('09:00') };
/** It put production back from `failed`. */
const rollback: Ended = {
  ...rollingBack(ended(outcomes.succeeded)),
  id: otherRelease,
  since: at('09:30'),
  cause: { of: releaseId, reason: 'totals are wrong', by: ana, roles: [], github: null, warned: [], mandate: null },
};

function worldOf(over: readonly Ended[], changes: Partial<HandlerParts> = {}): World {
  const readings: Readings = {
    status: async () => noRows,
    history: async () => ({ rows: over.map(historyRow), next: null }),
    record: async (id) => over.find((release) => release.id === id) ?? null,
  };
  return createWorld({ readings, ...changes });
}

async function ask(world: World, text: string): Promise<string> {
  const { answer } = await world.deliver(commandBody(`show ${text}`, dana));
  return textOf(answer);
}

describe('/release show', () => {
  test('tells who asked, who approved and when, what ran, how it ended, and where each of it stands', async () => {
    const shown = await ask(worldOf([failed]), releaseId);

    expect(shown).toContain('"response_type":"ephemeral"');
    for (const part of [
      '✕ Failed',
      'Requested by <@U0DANA>',
      'Round the total before tax, as the auditors asked.',
      'Card and thread',
      '|Compare>',
      '<@U0ANA> as approver, deployer, at GitHub `ana`',
      '<@U0BEN> as approver, deployer, qa',
      '*What was covered:* commit `4f2a91c`',
      '*Images:*',
      '|run 7781234567>',
      '*Dispatch:* `gng-0123456789abcdef`',
      '*Watch:* there was none.',
      actionIds.bundle,
    ])
      expect(shown).toContain(part);
  });

  test('links what was rolled back and what rolled it back, in both records', async () => {
    const world = worldOf([rollback, failed]);

    expect(await ask(world, releaseId)).toMatch(/\*Rolled back\* .*, release `checkout\.production\.e5f6a7b8` \(<http/);
    expect(await ask(world, otherRelease)).toContain('*It undid* `v2.14.0`, release `checkout.production.a1b2c3d4`');
  });

  test('shows what is open as it stands now', async () => {
    const row = openRow(laneWith(awaiting), awaiting, policy);
    const readings = { ...worldOf([]).parts.readings, status: async () => ({ ...noRows, open: [row] }) };
    const world = createWorld({ readings, readLane: async () => laneWith(awaiting) });

    expect(await ask(world, 'checkout')).toContain('Waiting for a decision');
    expect(await ask(world, '4f2a91c')).toContain('*What a go covers:*');
  });

  test.each(['v2.14.0', 'V2.14.0', '4f2a91c', '4F2A', 'a1b2c3d4', 'v2.14.0 checkout', 'checkout v2.14.0', 'checkout'])(
    'finds the one that is meant by “%s”',
    async (words) => {
      expect(await ask(worldOf([failed]), words)).toContain(releaseId);
    },
  );

  test('of several shows the newest and names the others', async () => {
    const again = { ...failed, id: 'checkout.production.again000' as ReleaseId, since: at('10:00') };

    const shown = await ask(worldOf([again, failed]), 'v2.14.0');

    expect(shown).toContain(`Release \`${again.id}\``);
    expect(shown).toContain(`Others: \`${releaseId}\``);
  });

  test('says so where the rules are others by now', async () => {
    const other = { ...policy, version: 'c'.repeat(64) as typeof policy.version };
    const world = worldOf([failed], { policyOf: () => other, lanes: () => [other] });

    expect(await ask(world, releaseId)).toContain('The rules of this lane have changed since.');
  });

  test.each([
    ['', '/release show &lt;release, sha or version&gt;'],
    ['a b c', '/release show &lt;release, sha or version&gt;'],
    ['v9.9.9', 'knows no release `v9.9.9`'],
    ['v2.14.0 chekcout', 'Did you mean `checkout`'],
    ['checkout.production.zzzzzzzz', 'knows no release'],
    ['payments.production.a1b2c3d4', 'knows no release'],
    ['&lt;!channel&gt;', 'knows no release'],
  ])('“%s” is answered with what can be done', async (words, sentence) => {
    const shown = await ask(worldOf([failed]), words);

    expect(shown).toContain(sentence);
    expect(shown).not.toContain('<!channel>');
  });

  test('is for full members only, by word and by button', async () => {
    const world = worldOf([failed], { standing: async () => ({ kind: 'guest' }) });

    expect(await ask(world, releaseId)).toContain('Only full members');
    await world.deliver(clickBody(actionIds.showRelease, JSON.stringify({ r: releaseId }), ana));
    expect(textOf(world.told)).toContain('Only full members');
  });

  test('comes by the button of a history, to who pressed it alone', async () => {
    const world = worldOf([failed]);

    await world.deliver(clickBody(actionIds.showRelease, JSON.stringify({ r: releaseId }), ana));

    expect(world.told).toMatchObject([{ user: ana }]);
    expect(textOf(world.told)).toContain('*Dispatch:*');
  });
});
