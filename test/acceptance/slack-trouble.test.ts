import { beforeAll, describe, expect, test } from 'vitest';
import {
  cardOf,
  incidentsChannel,
  offers,
  press,
  releasesChannel,
  request,
  until,
} from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';

describe('a Slack that misbehaves', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      deleted: { watch: null },
      slow: { watch: null },
      limited: { watch: null },
      down: { watch: null },
      standing: { watch: null },
      canary: { watch: null },
      archived: { watch: null },
    });
  });

  test('gets a deleted card anew, and there is one live card', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'deleted' });
    await expectPhase(world, release, 'awaiting-decision');
    const card = await until('the card', () => cardOf(world, release));
    await world.slack.people.deleteMessage('U0ANA', card.channel, card.ts);
    await world.slack.people.slash('U0ANA', releasesChannel, '/release', `why ${release}`);
    world.github.world.setFile(shop(world, 'deleted').repo, 'main', 'README.md', 'More.\n', 'dana');
    await offers(world, release, 'release.approve');
    await expect.poll(() => cards(world, release), soon).toHaveLength(1);
    await press(world, 'U0ANA', release, 'release.approve');
    await oneRun(world, shop(world, 'deleted'));
  });

  test('that posts the card and never answers leaves one card, which is found again', async () => {
    world.slack.faults.failNext('chat.postMessage', 'timeout-after-doing');
    const release = await request(world, { by: 'U0FINN', service: 'slow' });
    await until(
      'the facts on the card',
      () => (cardWords(world, release).includes('Approve') ? release : null),
      30_000,
    );
    expect(cards(world, release)).toHaveLength(1);
    await press(world, 'U0ANA', release, 'release.approve');
    await oneRun(world, shop(world, 'slow'));
    await until(
      'the run on the card',
      () => (cardWords(world, release).includes('Deploying') ? release : null),
      30_000,
    );
    expect(cards(world, release)).toHaveLength(1);
  });

  test('that limits calls is obeyed, and nothing is lost', async () => {
    world.slack.faults.rateLimit('chat.update', 3);
    const release = await request(world, { by: 'U0FINN', service: 'limited' });
    const told = world.slack.calls.filter(({ method, status }) => method === 'chat.update' && status === 429).length;
    await offers(world, release, 'release.approve');
    const limited = world.slack.calls.filter(({ method, status }) => method === 'chat.update' && status === 429).length;
    expect(limited - told).toBeLessThan(4);
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'deploying');
  });

  test('that is down takes no vote away: what was recorded stands, and the card is right when Slack is back', async () => {
    const of = shop(world, 'down');
    const release = await request(world, { by: 'U0FINN', service: 'down' });
    await expectPhase(world, release, 'awaiting-decision');
    world.slack.faults.down = true;
    const answer = await press(world, 'U0ANA', release, 'release.approve');
    expect(answer.outcome).toBe('answered');
    // The dispatch asks Slack afresh who the voters are, so it waits.
    await expect.poll(async () => (await why(world, release)).includes('Slack'), soon).toBe(true);
    expect(runsOf(world, of)).toHaveLength(0);
    world.slack.faults.down = false;
    await world.moveClock(15_000);
    await oneRun(world, of);
    await expectPhase(world, release, 'deploying', 30_000);
  });

  test('never gets a secret, and neither does the log', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'canary', entries: { summary: 'All is well' } });
    await expectPhase(world, release, 'awaiting-decision');
    const said = [
      JSON.stringify(world.slack.workspace.state),
      JSON.stringify(world.slack.calls.map(({ args }) => args)),
    ].join('');
    const logged = world.bot.logs.join('\n');
    for (const secret of world.secrets) {
      const lines = secret.split('\n').filter((line) => line.length > 8 && !line.startsWith('-----'));
      for (const line of lines) {
        expect(said.includes(line)).toBe(false);
        expect(logged.includes(line)).toBe(false);
      }
    }
  });

  test('whose releases channel is archived gets the card in the incidents channel, with a word to operators', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'archived' });
    await expectPhase(world, release, 'awaiting-decision');
    await world.slack.people.archiveChannel('U0ANA', releasesChannel);
    world.github.world.setFile(shop(world, 'archived').repo, 'main', 'README.md', 'More.\n', 'dana');
    await until(
      'the card in the incidents channel',
      () => (cards(world, release, incidentsChannel).length === 1 ? release : null),
      30_000,
    );
    const [card] = cards(world, release, incidentsChannel);
    expect(JSON.stringify(card?.blocks)).toContain('could not use');
    await world.slack.people.click('U0ANA', {
      actionId: 'release.approve',
      channel: incidentsChannel,
      ts: card?.ts ?? '',
    });
    await oneRun(world, shop(world, 'archived'));
  });
});

function cards(
  world: ShopWorld,
  release: string,
  channel = releasesChannel,
): readonly { readonly ts: string; readonly blocks: readonly unknown[] }[] {
  return (world.slack.workspace.state.messages[channel] ?? []).filter(
    ({ metadata }) => metadata?.event_type === 'gonogo_release' && metadata.event_payload['release'] === release,
  );
}

async function why(world: ShopWorld, release: string): Promise<string> {
  return (await world.slack.people.slash('U0BEN', 'C0GENERAL', '/release', `why ${release}`)).body;
}
