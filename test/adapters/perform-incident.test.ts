import { describe, expect, test } from 'vitest';
import { type PerformParts } from '../../src/adapters/perform-parts.ts';
import { type Effect } from '../../src/domain/effects.ts';
import { type ChannelId } from '../../src/domain/ids.ts';
import { alarm, breached } from '../domain/incident/alarms.ts';
import { does, incident } from '../domain/incident/scene.ts';
import { ana, ben } from '../support/people.ts';
import { anotherPlace, card, performed } from './perform-bench.ts';
import { declared, overheard } from './perform-incident-bench.ts';

const inIncidents = { ...anotherPlace, channel: 'C0INCIDENTS' as ChannelId };
const show: Effect = { type: 'ShowIncident', incident };
const note: Effect = {
  type: 'IncidentReply',
  id: 'n2',
  incident,
  entry: { kind: 'note', by: ana.slack, text: 'the database is slow', writtenBy: null },
  heard: 'broadcast',
};

describe('the live message of an incident', () => {
  test('is posted in the incidents channel before everything else, and its place is recorded once', async () => {
    const asked: Parameters<PerformParts['slack']['showLive']>[0][] = [];
    const { parts, told } = declared({
      slack: {
        async showLive(ask) {
          asked.push(ask);
          return { kind: 'shown', place: inIncidents };
        },
      },
    });
    await performed(parts, show);
    await performed(parts, show);

    expect(asked.map(({ place, priority, channels }) => ({ place, priority, channels }))).toEqual([
      { place: null, priority: 'incident', channels: ['C0INCIDENTS', 'C0RELEASES'] },
      { place: inIncidents, priority: 'incident', channels: ['C0INCIDENTS', 'C0RELEASES'] },
    ]);
    expect(asked[0]?.metadata).toEqual({
      event_type: 'gonogo_incident',
      event_payload: { incident, severity: 'P1', state: 'open' },
    });
    expect(told).toEqual(['RecordIncidentCard']);
  });

  test('that stands in another channel than it should is told to operators', async () => {
    const { parts, troubles } = declared({ slack: { showLive: async () => ({ kind: 'shown', place: card }) } });

    expect(await performed(parts, show)).toEqual({ kind: 'done' });
    expect(troubles).toEqual([expect.stringContaining('cannot post in the incidents channel C0INCIDENTS')]);
  });

  test('that can stand nowhere is tried again in a minute, and operators are told', async () => {
    const { parts, troubles } = declared({
      slack: { showLive: async () => ({ kind: 'nowhere', reason: 'is_archived' }) },
    });

    expect(await performed(parts, show)).toMatchObject({ kind: 'later', afterMs: 60_000 });
    expect(troubles).toEqual([expect.stringMatching(/in any channel \(is_archived\).*invite Gonogo/)]);
  });

  test('that was deleted is posted anew at once', async () => {
    const { scene, parts, told } = declared({
      slack: { showLive: async () => ({ kind: 'lost', reason: 'message_not_found' }) },
    });
    scene.fact({ type: 'RecordIncidentCard', incident, card });

    expect(await performed(parts, show)).toMatchObject({ kind: 'later', afterMs: 0 });
    expect(told).toEqual(['RecordIncidentCardLost']);
    expect(scene.incident.card).toBeNull();
  });
});

describe('a reply about an incident', () => {
  test('waits while an earlier line of its thread is still to be said, and holds up nobody for ever', async () => {
    const { scene, parts, said } = overheard();
    scene.fact({ type: 'RecordIncidentCard', incident, card: inIncidents });
    const asked: (readonly string[])[] = [];
    let earlier: readonly string[] = [`reply-${incident}-n6`];
    const waiting: PerformParts = {
      ...parts,
      async owed(ids) {
        asked.push(ids);
        return ids.filter((id) => earlier.includes(id));
      },
    };
    const seventh = { ...note, id: 'n7' };

    expect(await performed(waiting, seventh)).toMatchObject({ kind: 'later', afterMs: 250 });
    expect(await performed(waiting, seventh, 100)).toMatchObject({ kind: 'later', afterMs: 5000 });
    expect(said).toEqual([]);
    expect(await performed(waiting, seventh, 1001)).toEqual({ kind: 'done' });
    earlier = [];
    expect(await performed(waiting, seventh, 2)).toEqual({ kind: 'done' });
    expect(asked[0]).toEqual([6, 5, 4, 3, 2, 1].map((line) => `reply-${incident}-n${line}`));
  });

  test('stands in the thread of the live message, in the order of the timeline', async () => {
    const said: unknown[] = [];
    const { scene, parts } = declared({
      slack: {
        async reply({ of, place, key, heard, line }) {
          said.push({ of, place, key, heard, line });
          return place === null ? { kind: 'later', afterMs: 1000, reason: 'not posted yet' } : { kind: 'said' };
        },
      },
    });

    expect(await performed(parts, note)).toMatchObject({ kind: 'later', afterMs: 1000 });
    scene.fact({ type: 'RecordIncidentCard', incident, card: inIncidents });
    expect(await performed(parts, note, 1)).toEqual({ kind: 'done' });
    expect(said[1]).toEqual({
      of: incident,
      place: inIncidents,
      key: `reply-${incident}-n2`,
      heard: 'broadcast',
      line: 2,
    });
  });

  test.each(['thread_not_found', 'message_not_found', 'is_archived', 'not_in_channel'])(
    'is not dropped when its thread is gone (%s): the message is posted anew first',
    async (reason) => {
      const { scene, parts, told } = declared({ slack: { reply: async () => ({ kind: 'lost', reason }) } });
      scene.fact({ type: 'RecordIncidentCard', incident, card });
      scene.news();

      expect(await performed(parts, note)).toMatchObject({ kind: 'later', afterMs: 1000 });
      expect(told).toEqual(['RecordIncidentCardLost']);
      expect(scene.news()).toEqual([show]);
    },
  );

  test('that Slack will never take is told to operators', async () => {
    const { scene, parts, troubles } = declared({
      slack: { reply: async () => ({ kind: 'lost', reason: 'invalid_blocks' }) },
    });
    scene.fact({ type: 'RecordIncidentCard', incident, card });

    expect(await performed(parts, note)).toEqual({ kind: 'done' });
    expect(troubles).toEqual([expect.stringContaining('invalid_blocks')]);
  });
});

describe('a reminder', () => {
  test('of an update is not sent any more when the incident is over', async () => {
    const { scene, parts, said } = overheard();
    const remind: Effect = { type: 'Remind', id: 'u1', incident, user: ana.slack, of: { kind: 'update' } };
    await performed(parts, remind);
    scene.when(ben, does.resolve());
    await performed(parts, remind, 1);
    await performed(parts, { ...remind, id: 'v1', of: { kind: 'review' } });
    scene.when(ben, does.review());
    await performed(parts, { ...remind, id: 'v2', of: { kind: 'review' } });

    expect(said).toEqual([`remind-${incident}-u1`, `remind-${incident}-v1`]);
  });

  test('of the review is sent, although there is one from before it was opened again', async () => {
    const { scene, parts, said } = overheard();
    scene.when(ben, does.resolve());
    scene.when(ben, does.review());
    scene.wait(60_000);
    scene.fact(alarm(breached('health')));
    scene.when(ben, does.resolve());
    await performed(parts, { type: 'Remind', id: 'v1', incident, user: ana.slack, of: { kind: 'review' } });

    expect(said).toEqual([`remind-${incident}-v1`]);
  });
});

describe('an issue', () => {
  const make: Effect = { type: 'MakeIssue', incident, purpose: 'review' };

  test('is made in the repository of the service, and where it stands is recorded', async () => {
    const { scene, parts } = declared();
    scene.when(ben, { type: 'AskForIssue', incident, groups: [], purpose: 'review' });

    expect(await performed(parts, make)).toEqual({ kind: 'done' });
    expect(scene.incident.issues.review).toEqual({ url: 'https://github.example/acme/checkout/issues/1' });
  });

  test('of an incident about no service fails with a reason', async () => {
    const { scene, parts } = declared();
    scene.when(ben, does.resolve());
    scene.when(ben, { type: 'AskForIssue', incident, groups: [], purpose: 'review' });
    scene.configure({ repo: null });
    await performed(parts, make);

    const happened = JSON.stringify(scene.incident.timeline);
    expect(scene.incident.issues.review).toBeNull();
    expect(happened).toContain('no repository to make it in');
  });

  test('waits while GitHub is away', async () => {
    const { parts, told } = declared({
      github: { makeIssue: async () => ({ kind: 'later', afterMs: 10_000, reason: 'HTTP 502' }) },
    });

    expect(await performed(parts, make)).toMatchObject({ kind: 'later', afterMs: 10_000 });
    expect(told).toEqual([]);
  });
});

describe('a channel of its own', () => {
  const open: Effect = { type: 'OpenIncidentChannel', incident };

  test('is opened once, with those who were told and who declared it', async () => {
    const asked: Parameters<PerformParts['slack']['openChannel']>[0][] = [];
    const { scene, parts } = declared({
      slack: {
        async openChannel(ask) {
          asked.push(ask);
          return { kind: 'opened', channel: 'C0OWN' as ChannelId };
        },
      },
    });
    await performed(parts, open);
    await performed(parts, open);

    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      name: expect.stringMatching(/^inc-checkout-[a-z0-9]+$/) as string,
      topic: 'P1: The shop is down',
      people: expect.arrayContaining([ana.slack, ben.slack]) as string[],
    });
    expect(scene.incident.channel).toBe('C0OWN');
  });

  test.for([
    ['missing_scope', 'the scope channels:manage'],
    ['restricted_action', 'an admin of the workspace'],
    ['name_taken', 'archived or private'],
  ] as const)(
    'that Slack refuses as %s is told to operators with what helps, and the incident goes on',
    async ([reason, help]) => {
      const { scene, parts, troubles } = declared({ slack: { openChannel: async () => ({ kind: 'lost', reason }) } });

      expect(await performed(parts, open)).toEqual({ kind: 'done' });
      expect(troubles).toEqual([expect.stringContaining(`(${reason}); it goes on in its thread`)]);
      expect(troubles[0]).toContain(help);
      expect(scene.incident.channel).toBeNull();
    },
  );

  test('is told once what happened, who had it, where it is kept up to date and what can be typed there', async () => {
    const said: Parameters<PerformParts['slack']['announce']>[0][] = [];
    const { scene, parts } = declared({
      slack: {
        async announce(ask) {
          said.push(ask);
          return { kind: 'said' };
        },
      },
    });
    const channel = 'C0OWN' as ChannelId;
    const welcome: Effect = { type: 'WelcomeToChannel', incident, channel };
    expect(await performed(parts, welcome)).toMatchObject({ kind: 'later', afterMs: 1000 });
    scene.fact({ type: 'RecordIncidentCard', incident, card: inIncidents });
    expect(await performed(parts, welcome, 1)).toEqual({ kind: 'done' });

    expect(said).toMatchObject([{ channel, key: `welcome-${incident}`, attemptsBefore: 1 }]);
  });

  test('is told without a link when the live message cannot be posted for half a minute', async () => {
    const { parts, said } = overheard();
    await performed(parts, { type: 'WelcomeToChannel', incident, channel: 'C0OWN' as ChannelId }, 30);

    expect(said).toHaveLength(1);
  });
});
