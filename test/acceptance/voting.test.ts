import { beforeAll, describe, expect, test } from 'vitest';
import { type JsonObject } from '../../sandbox/slack/json.ts';
import {
  cardOf,
  newestOf,
  phaseOf,
  press,
  repliesOf,
  request,
  toldTo,
  until,
  valueOf,
  wordsOf,
} from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { pushMore, workflowPath } from '../support/world-shops.ts';

const crowd = Array.from({ length: 20 }, (_, at) => ({ id: `U0VOTER${at}`, name: `voter${at}` }));

describe('a go', () => {
  let world: ShopWorld;
  let open: string;
  beforeAll(async () => {
    world = await startShops(
      {
        refusing: { watch: null },
        once: { approval: { rules: [{ role: 'approver', min: 2 }] }, watch: null },
        moving: { approval: { rules: [{ role: 'approver', min: 2 }] }, watch: null },
        editing: { approval: { rules: [{ role: 'approver', min: 2 }] }, watch: null },
        ruling: { approval: { rules: [{ role: 'approver', min: 2 }] }, watch: null },
        leaving: { watch: null },
        crowded: { approval: { rules: [{ role: 'approver', min: 2 }] }, watch: null },
      },
      { voters: crowd },
    );
    open = await request(world, { by: 'U0BEN', service: 'refusing' });
    await expectPhase(world, open, 'awaiting-decision');
    // The last word of a request: from here on nothing is said unless somebody presses.
    await until(
      'who is on call was told',
      () => allMessages(world).find((text) => text.includes('For on-call')) ?? null,
    );
  });

  test.for([
    ['the requester', 'U0BEN', 'You asked for this release'],
    ['an author', 'U0DANA', 'You wrote some of these commits'],
    ['a co-author', 'U0CARA', 'You are a co-author'],
    ['the last pusher', 'U0ELI', 'You pushed this last'],
    ['a guest', 'U0GWEN', 'a guest'],
    ['somebody from another workspace', 'U0STRANGER', 'from another workspace'],
    ['somebody who was deactivated', 'U0OLE', 'deactivated'],
    ['somebody whom the config does not list', 'U0FINN', 'gives you no role'],
    ['somebody without a linked account', 'U0HUGO', 'links no GitHub account'],
  ] as const)('of %s is refused with the reason, and only they are told', async ([, who, reason]) => {
    const others = allMessages(world);
    const answer = await press(world, who, open, 'release.approve');
    expect(answer).toMatchObject({ status: 200, trouble: null });
    await expect.poll(() => toldTo(world, who).join('\n'), soon).toContain(reason);
    expect(phaseOf(world, open)).toBe('awaiting-decision');
    expect(allMessages(world)).toEqual(others);
    expect(runsOf(world, shop(world, 'refusing'))).toHaveLength(0);
  });

  test('of a bot counts for nothing', async () => {
    const others = allMessages(world);
    await press(world, 'U0ROBO', open, 'release.approve');
    await expect.poll(async () => (await metrics(world)).includes('not_eligible'), soon).toBe(true);
    expect(phaseOf(world, open)).toBe('awaiting-decision');
    expect(allMessages(world)).toEqual(others);
  });

  test('counts once when the same click is delivered again, byte for byte or signed anew', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'once' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ANA', release, 'release.approve');
    const click = world.slack.lastRequest;
    expect(click).not.toBeNull();
    for (const again of [click, click, click]) {
      expect(await world.slack.resend(again ?? undefined)).toMatchObject({ status: 200 });
    }
    const later = Math.floor(world.nowMs() / 1000) + 1;
    expect(await world.slack.signedRequest(click?.body ?? '', { timestamp: later })).toMatchObject({ status: 200 });
    await expect.poll(() => cardWords(world, release), soon).toContain('1 of 2, from <@U0ANA>');
    expect(phaseOf(world, release)).toBe('awaiting-decision');
    expect(toldTo(world, 'U0ANA')).toEqual([]);
  });

  test('pressed a second time by the same person is told to be recorded already', async () => {
    const release = newestOf(world, 'once') ?? '';
    await press(world, 'U0ANA', release, 'release.approve');
    await expect.poll(() => toldTo(world, 'U0ANA').at(-1), soon).toContain('already recorded');
    expect(phaseOf(world, release)).toBe('awaiting-decision');
  });

  test('that is forged, changed by a byte, old or from the future is refused', async () => {
    const release = newestOf(world, 'once') ?? '';
    const click = world.slack.lastRequest;
    const body = click?.body ?? '';
    const now = Math.floor(world.nowMs() / 1000);
    const forgeries = [
      world.slack.signedRequest(body, { secret: 'not-the-secret' }),
      world.slack.resend({
        url: click?.url ?? '',
        headers: click?.headers ?? {},
        body: body.replace('U0ANA', 'U0BEN'),
      }),
      world.slack.signedRequest(body, { timestamp: now - 360 }),
      world.slack.signedRequest(body, { timestamp: now + 360 }),
      world.slack.signedRequest(body, { signature: '' }),
    ];
    for (const answer of await Promise.all(forgeries)) expect(answer.status).toBe(401);
    expect(phaseOf(world, release)).toBe('awaiting-decision');
    expect(cardWords(world, release)).toContain('1 of 2, from <@U0ANA>');
  });

  test('is void when the requested branch moved; the card says so, and a click on the old card is refused', async () => {
    const of = shop(world, 'moving');
    const release = await votedOn(world, 'moving');
    const stale = pressedBy(world, 'U0BEN', release);
    const sha = pushMore(world.github.world, of, { 'src/more.ts': 'export const more = 1;\n' });
    await expect.poll(() => cardWords(world, release), soon).toContain('moved from');
    const words = cardWords(world, release);
    expect(words).toContain('The votes of <@U0ANA> are void');
    expect(words).toContain(sha.slice(0, 7));
    expect(words).toContain('0 of 2');
    await expect.poll(() => repliesOf(world, release).map(wordsOf).join('\n'), soon).toContain('The votes are void');

    expect(await world.slack.signedRequest(stale)).toMatchObject({ status: 200 });
    await expect.poll(() => toldTo(world, 'U0BEN').at(-1) ?? '', soon).toContain('moved from');
    expect(cardWords(world, release)).toContain('0 of 2');
  });

  test('is void when the workflow file was changed, although the commit is the same', async () => {
    const of = shop(world, 'editing');
    const release = await votedOn(world, 'editing', of.candidate);
    const file = world.github.world.repo(of.repo).commits.get(of.candidate)?.tree.get(workflowPath) ?? '';
    world.github.world.setFile(of.repo, 'main', workflowPath, `${file}\n# changed\n`, 'dana');
    await expect.poll(() => cardWords(world, release), soon).toContain('was edited');
    expect(cardWords(world, release)).toContain('The votes of <@U0ANA> are void');
  });

  test('of somebody who became a guest before the dispatch does not start it', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'leaving' });
    await expectPhase(world, release, 'awaiting-decision');
    world.github.world.faults.slowMs = 700;
    await press(world, 'U0ANA', release, 'release.approve');
    await world.slack.people.changeUser('U0ANA', { is_restricted: true });
    world.github.world.faults.slowMs = 0;
    await expect.poll(() => cardWords(world, release), soon).toContain('no longer counts');
    await expectPhase(world, release, 'awaiting-decision');
    expect(runsOf(world, shop(world, 'leaving'))).toHaveLength(0);
    await world.slack.people.changeUser('U0ANA', { is_restricted: false });
  });

  test('of twenty people at once, where two are needed, starts one run', async () => {
    const of = shop(world, 'crowded');
    const release = await request(world, { by: 'U0FINN', service: 'crowded' });
    await expectPhase(world, release, 'awaiting-decision');
    const answers = await Promise.all(crowd.map(async ({ id }) => await press(world, id, release, 'release.approve')));
    expect(answers.map(({ status }) => status)).toEqual(crowd.map(() => 200));
    const run = await oneRun(world, of);
    await expectPhase(world, release, 'deploying');
    expect(cardWords(world, release)).toMatch(/Approved by\* <@U0VOTER\d+> and <@U0VOTER\d+>/);
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, release, 'succeeded');
    expect(runsOf(world, of)).toHaveLength(1);
  });

  test('is void when the rules of the lane were changed while the bot was away', async () => {
    const release = await votedOn(world, 'ruling');
    await world.changeConfig((text) =>
      text.replaceAll('expires: 4h', 'expires: 3h').replace(/(id: ruling[\s\S]*?)min: 2/, '$1min: 3'),
    );
    await world.bot.restart();
    await expect.poll(() => cardWords(world, release), soon).toContain('rules of this lane changed');
    expect(cardWords(world, release)).toContain('0 of 3');
  });
});

async function votedOn(world: ShopWorld, service: string, ref = 'main'): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service, ref });
  await expectPhase(world, release, 'awaiting-decision');
  await press(world, 'U0ANA', release, 'release.approve');
  await expect.poll(() => cardWords(world, release), soon).toContain('1 of 2, from <@U0ANA>');
  return release;
}

/** The click as somebody's client would send it for the card as it is now; nothing is sent. */
function pressedBy(world: ShopWorld, user: string, release: string): JsonObject {
  const card = cardOf(world, release);
  if (card === null) throw new Error(`${release} has no card.`);
  const action = {
    type: 'button',
    action_id: 'release.approve',
    block_id: 'release',
    value: valueOf(card, 'release.approve'),
  };
  const team = { id: 'T0ACME', domain: 'acme' };
  return {
    type: 'block_actions',
    team,
    user: { id: user, username: user, team_id: team.id },
    api_app_id: 'A0GONOGO',
    trigger_id: `${Date.now()}.0.stale`,
    container: { type: 'message', message_ts: card.ts, channel_id: card.channel, is_ephemeral: false },
    channel: { id: card.channel, name: 'releases' },
    actions: [{ ...action, action_ts: card.ts }],
  };
}

async function metrics(world: ShopWorld): Promise<string> {
  return await (await fetch(`${world.bot.url}/metrics`)).text();
}

/** Everything that everybody sees. */
function allMessages(world: ShopWorld): readonly string[] {
  const { messages, channels } = world.slack.workspace.state;
  return Object.entries(messages).flatMap(([channel, list]) =>
    channels[channel]?.is_im === true ? [] : list.map(wordsOf),
  );
}
