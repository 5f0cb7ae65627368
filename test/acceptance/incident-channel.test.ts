import { beforeAll, describe, expect, test } from 'vitest';
import { type Channel, type Message } from '../../sandbox/slack/types.ts';
import { until, wordsOf } from '../../sandbox/world-people.ts';
import { type ShopWorld, soon, startShops } from '../support/world.ts';
import {
  chainOf,
  type Declared,
  declare,
  fillIn,
  incidentWords,
  liveMessage,
  paged,
  reply,
  says,
  settle,
  threadOf,
} from '../support/world-incidents.ts';

describe('an incident with a channel of its own', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({ shop: { watch: null } }, { top: { incidents: { ownChannel: ['P1', 'P2'] } } });
  });

  test('has it for a P1, with who declared it and who was told; each place links to the other', async () => {
    const { incident, channel } = await declaredWithChannel({ severity: 'P1', title: 'Nobody can pay' });
    expect(channel).toMatchObject({ name: incident.replace('.', '-'), is_private: false, topic: 'P1: Nobody can pay' });
    expect(channel.members).toEqual(expect.arrayContaining(['U0GONOGO', 'U0FINN', 'U0BEN']));
    expect(channel.members).not.toContain('U0CARA');
    const [first] = await until('its first message', () => saidIn(channel));
    const { ts } = liveMessage(world, incident);
    expect(first === undefined ? '' : wordsOf(first)).toMatch(/nobody had it when this channel was opened/);
    expect(first === undefined ? '' : wordsOf(first)).toContain(`/C0INCIDENTS/p${ts.replace('.', '')}`);
    await settle(world, 'U0BEN', incident);
  });

  test('is answered from there, and Gonogo says nothing more in it', async () => {
    const { incident, channel } = await declaredWithChannel({ severity: 'P2', title: 'Receipts are late' });
    await until('its first message', () => saidIn(channel));
    await world.slack.people.say('U0FINN', channel.id, 'The printer has no paper');
    const said = saidIn(channel)?.at(-1)?.ts ?? '';
    await world.slack.people.react('U0BEN', channel.id, said, 'pushpin');
    await reply(world, incident, 'The printer has no paper');
    for (const words of ['ack', 'note Paper is on its way', 'resolve There is paper']) {
      const answer = await world.slack.people.slash('U0BEN', channel.id, '/incident', words);
      expect(answer.trouble).toBeNull();
    }
    await says(world, incident, /Resolved[\s\S]*There is paper/);
    await reply(world, incident, 'Paper is on its way');
    expect((await chainOf(world, incident).read()).filter(({ type }) => type === 'NoteAdded')).toHaveLength(2);
    expect(saidIn(channel)?.map(({ user }) => user)).toEqual(['U0GONOGO', 'U0FINN']);
    expect(saidIn(channel)?.map(({ text }) => text)).toEqual([expect.any(String), 'The printer has no paper']);
  });

  test('keeps it open after the end, for whoever is still talking', async () => {
    const { incident, channel } = await declaredWithChannel({ severity: 'P1', title: 'The shop is down' });
    await settle(world, 'U0ANA', incident);
    expect(channelOf(incident)).toMatchObject({ id: channel.id, is_archived: false });
    expect(incidentWords(world, incident)).toContain(`<#${channel.id}>`);
    expect(callsOf('conversations.archive', channel.id)).toBe(0);
  });

  test('gets it when a P3 turns out to be a P1, and not before', async () => {
    const incident = await declare(world, 'U0FINN', { severity: 'P3', title: 'Logos are missing' });
    await paged(world, incident, { U0BEN: 1 });
    expect(channelOf(incident)).toBeNull();
    const entries = { severity: 'P1', reason: 'Prices are missing too' };
    await fillIn(world, 'U0BEN', { incident, actionId: 'incident.change-severity', entries });
    const channel = await until('the channel', () => channelOf(incident));
    await says(world, incident, `<#${channel.id}>`);
    await settle(world, 'U0BEN', incident);
  });

  test('is found again when Slack opened it and never said so: there is one', async () => {
    world.slack.faults.failNext('conversations.create', 'reset-after-doing');
    const { incident, channel } = await declaredWithChannel({ severity: 'P1', title: 'Nobody can log in' });
    await until('its first message', () => saidIn(channel));
    expect(Object.values(world.slack.workspace.state.channels).filter(({ name }) => name === channel.name)).toEqual([
      channelOf(incident),
    ]);
    expect(answersTo(channel.name)).toEqual([undefined, 'name_taken']);
    await settle(world, 'U0ANA', incident);
  });

  test.for(['name_taken', 'missing_scope', 'restricted_action'] as const)(
    'goes on in its thread where Slack refuses the channel as %s: operators are told, and it is asked once',
    async (refusal) => {
      world.slack.faults.failNext('conversations.create', refusal);
      const incident = await declare(world, 'U0FINN', { severity: 'P1', title: 'Nobody can pay' });
      await expect.poll(warnings, soon).toContain(`a channel for the incident ${incident} (${refusal})`);
      await paged(world, incident, { U0BEN: 1 });
      await settle(world, 'U0BEN', incident);
      expect(answersTo(nameFor(incident))).toEqual([refusal]);
      expect(channelOf(incident)).toBeNull();
      expect(incidentWords(world, incident)).not.toContain('talk in');
      expect(threadOf(world, incident).map(wordsOf).join('\n')).not.toContain(refusal);
    },
  );

  async function declaredWithChannel(declared: Declared): Promise<{ readonly incident: string; channel: Channel }> {
    const incident = await declare(world, 'U0FINN', { service: 'shop', ...declared });
    const { id } = await until('the channel', () => channelOf(incident));
    await says(world, incident, `<#${id}>`);
    const channel = channelOf(incident);
    if (channel === null) throw new Error(`The channel of ${incident} is gone.`);
    return { incident, channel };
  }

  function channelOf(incident: string): Channel | null {
    return Object.values(world.slack.workspace.state.channels).find(({ name }) => name === nameFor(incident)) ?? null;
  }

  /** What stands in the channel, oldest first; null while there is nothing. */
  function saidIn({ id }: Channel): readonly Message[] | null {
    return world.slack.workspace.state.messages[id] ?? null;
  }

  function callsOf(method: string, channel: string): number {
    return world.slack.calls.filter((call) => call.method === method && call.args['channel'] === channel).length;
  }

  /** What each call to open this channel was refused as. */
  function answersTo(name: string | undefined): readonly unknown[] {
    return world.slack.calls
      .filter((call) => call.method === 'conversations.create' && call.args['name'] === name)
      .map(({ answer }) => answer['error']);
  }

  async function warnings(): Promise<string> {
    return await (await fetch(`${world.bot.url}/readyz`)).text();
  }
});

/** `inc-shop.k3m9t2vw7b` becomes `inc-shop-k3m9t2vw7b`; where no service is meant, none is named. */
function nameFor(incident: string): string {
  return incident.replace('inc-_.', 'inc-').replace('.', '-');
}
