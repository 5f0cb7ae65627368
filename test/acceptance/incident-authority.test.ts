import { beforeAll, describe, expect, test } from 'vitest';
import { toldTo, topView, until } from '../../sandbox/world-people.ts';
import { type ShopWorld, soon, startShops } from '../support/world.ts';
import {
  acknowledge,
  chainOf,
  declare,
  directTo,
  fillIn,
  incidentsOf,
  incidentWords,
  liveMessage,
  pressIncident,
  reply,
  says,
  settle,
  threadOf,
} from '../support/world-incidents.ts';

const outsiders = [
  ['a member outside people and ladder', 'U0FINN', 'or in the ladder of the incident'],
  ['a guest, although listed', 'U0GWEN', 'Only full members'],
  ['somebody from another workspace, although listed', 'U0STRANGER', 'Only full members'],
  ['somebody who was deactivated, although listed', 'U0OLE', 'Only full members'],
] as const;

describe('who has a say in an incident', () => {
  let world: ShopWorld;
  let incident: string;
  beforeAll(async () => {
    world = await startShops(
      { shop: { watch: null } },
      {
        voters: [],
        usergroups: [{ id: 'S0NIGHT', handle: 'night', name: 'Night watch', users: ['U0IVY'] }],
        people: [{ id: 'U0IVY', name: 'ivy', real_name: 'Ivy Iversen' }],
        top: { escalation: [{ level: 1, notify: ['U0BEN', 'S0NIGHT'] }] },
      },
    );
    incident = await declare(world, 'U0FINN', { severity: 'P1', title: 'Nobody can pay', service: 'shop' });
    await until('a page', () => directTo(world, 'U0BEN', incident)[0] ?? null);
  });

  test.for(outsiders)(
    '%s cannot acknowledge, is told why alone, and the attempt is on record',
    async ([, who, why]) => {
      const ledger = chainOf(world, incident);
      const refusals = (await ledger.read()).filter(({ type }) => type === 'CommandRefused').length;
      const before = world.slack.workspace.state.messages['C0INCIDENTS']?.length;
      expect(await pressIncident(world, who, incident, 'incident.acknowledge')).toMatchObject({ status: 200 });
      await expect.poll(() => toldTo(world, who).join('\n'), soon).toContain(why);
      await ledger.reaches('CommandRefused', refusals + 1);
      expect((await ledger.read()).at(-1)).toMatchObject({
        data: { command: 'AcknowledgeIncident', code: 'not_allowed' },
      });
      expect(incidentWords(world, incident)).toContain('Nobody has it yet');
      expect(world.slack.workspace.state.messages['C0INCIDENTS']?.length).toBe(before);
    },
  );

  test('a bot cannot acknowledge, nor whoever works through one: it is on record and nothing is changed', async () => {
    const ledger = chainOf(world, incident);
    const refusals = (await ledger.read()).filter(({ type }) => type === 'CommandRefused').length;
    await pressIncident(world, 'U0ROBO', incident, 'incident.acknowledge');
    await ledger.reaches('CommandRefused', refusals + 1);
    const typed = await world.slack.people.slash('U0ROBO', 'C0INCIDENTS', '/incident', `ack ${incident}`);
    expect(typed.body).toMatch(/Only (full members|people)/);
    expect(incidentWords(world, incident)).toContain('Nobody has it yet');
    await expect.poll(() => world.pager.alerts(), soon).toMatchObject([{ status: 'triggered' }]);
  });

  test('whoever may not is told before a form opens, and by the command as by the button', async () => {
    const forms = ['incident.resolve', 'incident.change-severity', 'incident.role', 'incident.note', 'incident.update'];
    for (const actionId of forms) {
      const told = toldTo(world, 'U0FINN').length;
      await pressIncident(world, 'U0FINN', incident, actionId);
      await expect.poll(() => toldTo(world, 'U0FINN').length, soon).toBe(told + 1);
      expect(toldTo(world, 'U0FINN').at(-1)).toContain('or in the ladder of the incident');
    }
    for (const words of [`ack ${incident}`, `resolve ${incident} It is over`, `note ${incident} I saw it`]) {
      const answer = await world.slack.people.slash('U0FINN', 'C0GENERAL', '/incident', words);
      expect(answer.body).toContain('or in the ladder of the incident');
    }
    expect(topView(world, 'U0FINN')).toBeNull();
    expect(incidentWords(world, incident)).toContain('Nobody has it yet');
  });

  test('a guest and a bot cannot declare one either', async () => {
    const before = incidentsOf(world);
    for (const who of ['U0GWEN', 'U0STRANGER', 'U0ROBO']) {
      const answer = await world.slack.people.slash(who, 'C0INCIDENTS', '/incident', 'declare P1 Everything is down');
      expect(answer.body).toMatch(/Only (full members|people)/);
      expect(topView(world, who)).toBeNull();
    }
    expect(incidentsOf(world)).toEqual(before);
  });

  test('the user group of the ladder is mentioned in the channel, and whoever is in it acknowledges', async () => {
    const mention = await reply(world, incident, '<!subteam^S0NIGHT>');
    expect(mention.reply_broadcast).toBe(true);
    expect(directTo(world, 'U0IVY', incident)).toEqual([]);
    await acknowledge(world, 'U0IVY', incident);
    await expect.poll(() => world.pager.alerts().map(({ status }) => status), soon).toEqual(['acknowledged']);
  });

  test('a second acknowledgement is told who has it, and the same click delivered again counts once', async () => {
    const ledger = chainOf(world, incident);
    await world.slack.people.click('U0BEN', {
      actionId: 'incident.acknowledge',
      channel: directTo(world, 'U0BEN', incident)[0]?.channel ?? '',
      ts: directTo(world, 'U0BEN', incident)[0]?.ts ?? '',
    });
    const click = world.slack.lastRequest ?? undefined;
    await expect.poll(() => toldTo(world, 'U0BEN').join('\n'), soon).toContain('<@U0IVY> has acknowledged it already');
    for (let again = 0; again < 3; again += 1) expect(await world.slack.resend(click)).toMatchObject({ status: 200 });
    expect((await ledger.read()).filter(({ type }) => type === 'IncidentAcknowledged')).toHaveLength(1);
  });

  test('a message of the thread that somebody pins is a note of the timeline, with who wrote it', async () => {
    const { channel, ts } = liveMessage(world, incident);
    await world.slack.people.say('U0FINN', channel, 'The certificate ran out at noon', ts);
    const said = threadOf(world, incident).at(-1);
    await world.slack.people.react('U0FINN', channel, said?.ts ?? '', 'pushpin');
    await world.slack.people.react('U0BEN', channel, said?.ts ?? '', 'pushpin');
    await expect
      .poll(async () => (await chainOf(world, incident).read()).filter(({ type }) => type === 'NoteAdded'), soon)
      .toMatchObject([{ data: { by: 'U0BEN', writtenBy: 'U0FINN', text: 'The certificate ran out at noon' } }]);
  });

  test('a role is taken and handed over to a member, and not to a guest', async () => {
    const entries = { role: 'communications', to: 'U0BEN' };
    await fillIn(world, 'U0BEN', { incident, actionId: 'incident.role', entries });
    await says(world, incident, /Communications[\s\S]*<@U0BEN>/);
    const guest = fillIn(world, 'U0BEN', {
      incident,
      actionId: 'incident.role',
      entries: { role: 'scribe', to: 'U0GWEN' },
    });
    await expect(guest).rejects.toThrow(/guests and bots/);
    await world.slack.people.closeView('U0BEN', topView(world, 'U0BEN')?.id ?? '');
    await settle(world, 'U0BEN', incident);
  });
});
