import { beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../../sandbox/slack/json.ts';
import { type Message, type View } from '../../sandbox/slack/types.ts';
import {
  incidentsChannel,
  isLoading,
  offers,
  openRequest,
  press,
  releasesChannel,
  repliesOf,
  request,
  topView,
  until,
  wordsOf,
} from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { cardsOf, pushBuilt, statusOf } from '../support/world-evidence.ts';
import { byEvidence } from '../support/world-shops.ts';

const hourMs = 3_600_000;
/** Shut around the clock, and not verified in staging. */
const shut = byEvidence({
  gates: [
    { id: 'release-candidate', kind: 'manifest' },
    { id: 'reviewed', kind: 'review' },
    { id: 'staged', kind: 'staging' },
  ],
  windows: { deny: [{ cron: '0 0 * * *', for: '24h', reason: 'quarter end' }] },
});

const words = { summary: 'Take the fee off twice', impact: 'Nobody can pay', mitigation: 'Put v1.0.0 back' };

describe('an emergency', () => {
  let world: ShopWorld;
  let release: string;
  beforeAll(async () => {
    world = await startShops({ outage: shut });
  });

  async function form(by: string): Promise<View> {
    const before = topView(world, by)?.id;
    const answer = await world.slack.people.slash(by, releasesChannel, '/release', 'emergency outage main');
    if (answer.trouble !== null) throw new Error(answer.trouble);
    return await until('the form of an emergency', () => {
      const view = topView(world, by);
      return view === null || view.id === before || isLoading(view) ? null : view;
    });
  }

  test('is refused to somebody whom the config does not name, before any form opens', async () => {
    const answer = await world.slack.people.slash('U0FINN', releasesChannel, '/release', 'emergency outage main');

    expect(answer.body).toContain('gonogo.yaml');
    expect(topView(world, 'U0FINN')).toBeNull();
  });

  test('is declared with its incident, and says what it skips and what it does not', async () => {
    const view = await form('U0HUGO');
    const entries = { ...words, severity: 'P2', title: 'Nobody can pay by card', 'skip-staging': ['yes'] };
    const sent = await world.slack.people.submitView('U0HUGO', view.id, entries);
    expect([sent.trouble, sent.errors]).toEqual([null, {}]);

    release = await until('its card', () => cardsOf(world, 'outage')[0] ?? null);
    await offers(world, release, 'release.approve');
    const card = cardWords(world, release);
    expect(card).toContain('declared by <@U0HUGO>');
    expect(card).toContain('Skips staging');
    expect(card).toContain('only shown and recorded: `reviewed`, `staged`');
    const incident = await until('its incident', () => incidentIn(world));
    expect(wordsOf(incident)).toContain('Nobody can pay by card');
  });

  test('is approved, and a deployer starts it while the lane is shut for everything else', async () => {
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'ready');
    expect(runsOf(world, shop(world, 'outage'))).toEqual([]);
    await press(world, 'U0BEN', release, 'release.deploy');
    const run = await oneRun(world, shop(world, 'outage'));
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, release, 'succeeded');
  });

  test('leaves a review that stands in the status with its owner', async () => {
    await expect.poll(async () => await statusOf(world, 'outage'), soon).toContain('Review of the emergency');
    expect(await statusOf(world, 'outage')).toContain('owed by <@U0HUGO>');
    expect(wordsOf(await until('its incident', () => incidentIn(world)))).toContain('mergency');
  });

  test('is resolved by a person', async () => {
    await fill('U0BEN', 'incident.resolve', { how: 'The fix is live.' });
    await expect.poll(() => stateOf(incidentIn(world)), soon).toBe('resolved');
  });

  test('reminds whoever owes its review, and once it is overdue blocks the next routine request', async () => {
    await world.moveClock(25 * hourMs);
    await until('a reminder', () => replySaying('still to be filled in'));
    await world.moveClock(24 * hourMs);
    await until('a second word', () => replySaying('is overdue'));
    pushBuilt(world, shop(world, 'outage'));

    const view = await openRequest(world, { by: 'U0FINN', service: 'outage' });
    await world.slack.people.submitView('U0FINN', view.id, {});
    const refused = await until('the reason', () => topView(world, 'U0FINN'));
    expect(wordsOf(refused)).toContain('The review of the emergency');
    expect(wordsOf(refused)).toContain(release);
    await world.slack.people.closeView('U0FINN', refused.id);
    expect(cardsOf(world, 'outage')).toEqual([release]);
  });

  test('is done with when a person fills in the review: the next request is taken', async () => {
    await fill('U0BEN', 'incident.review', { impact: 'Nobody paid.', causes: 'A fee.', 'follow-ups': 'A test.' });
    await expect.poll(async () => await statusOf(world, 'outage'), soon).not.toContain('Review of the emergency');

    const next = await request(world, { by: 'U0FINN', service: 'outage' });
    expect(next).not.toBe(release);
  });

  async function fill(by: string, action: string, entries: Readonly<Record<string, string>>): Promise<void> {
    const message = await until(`${action} can be pressed`, () => incidentIn(world));
    const before = topView(world, by)?.id;
    await world.slack.people.click(by, { actionId: action, channel: incidentsChannel, ts: message.ts });
    const view = await until(`the form of ${action}`, () => {
      const top = topView(world, by);
      return top === null || top.id === before ? null : top;
    });
    const sent = await world.slack.people.submitView(by, view.id, entries);
    expect([sent.trouble, sent.errors]).toEqual([null, {}]);
  }

  function replySaying(said: string): Message | null {
    return repliesOf(world, release).find((reply) => wordsOf(reply).includes(said)) ?? null;
  }
});

function incidentIn({ slack }: ShopWorld): Message | null {
  const messages = slack.workspace.state.messages[incidentsChannel] ?? [];
  return messages.find(({ metadata }) => metadata?.event_type === 'gonogo_incident') ?? null;
}

function stateOf(message: Message | null): string {
  return textOf(message?.metadata?.event_payload['state']);
}
