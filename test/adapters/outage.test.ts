import { expect, onTestFinished, test, vi } from 'vitest';
import { type PagerDouble, startPager } from '../../sandbox/pager/server.ts';
import { createPager } from '../../src/adapters/pager.ts';
import { type PerformParts, perform } from '../../src/adapters/perform.ts';
import { type SlackAnswer } from '../../src/adapters/slack/client.ts';
import { createMessenger } from '../../src/adapters/slack/messenger.ts';
import { createPacing } from '../../src/adapters/slack/pacing.ts';
import { dueOfIncident } from '../../src/domain/incident/wake.ts';
import { epochMs, instantAt } from '../../src/domain/time.ts';
import { createIncidentScene, does, type IncidentScene, incident } from '../domain/incident/scene.ts';
import { noonish } from '../support/lane.ts';
import { given } from '../support/lane-stages.ts';
import { ana, ben, cara } from '../support/people.ts';
import { createRig, moodySlack, type Posted } from './outage-rig.ts';
import { bench } from './perform-bench.ts';
import { decidedIn } from './perform-incident-bench.ts';
import { manualTime, recordedLog, scriptedClient } from './slack/support.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const start = epochMs(noonish);

type Incident = {
  readonly scene: IncidentScene;
  readonly posted: readonly Posted[];
  readonly pager: PagerDouble;
  readonly waiting: () => readonly string[];
  /** Lets the incident, the outbox and Slack go on for so long. */
  readonly go: (milliseconds: number) => Promise<void>;
};

/** A P1 that somebody declares now, with everything between the domain and the wire as it is in real life. */
async function declared(mood: Mood): Promise<Incident> {
  const time = manualTime(start);
  const scene = createIncidentScene({ pager: 'configured' });
  const pager = await startPager({ now: () => time.now() });
  onTestFinished(() => pager.stop());
  const slack = moodySlack(
    () => time.now(),
    () => mood(time.now() - start),
  );
  const pacing = createPacing(time);
  onTestFinished(() => pacing.close());
  const messenger = createMessenger({
    client: scriptedClient((call) => slack.answer(call)),
    sendBytes: () => Promise.reject(new Error('No file is sent here.')),
    pacing,
    now: () => time.now(),
    log: recordedLog(),
    self: () => ({ botUser: 'U0GONOGO', botId: 'B0GONOGO' }),
  });
  const parts: PerformParts = {
    ...bench(given('deploying/running')).parts,
    slack: messenger,
    pager: createPager({ url: pager.url, routingKey: 'k'.repeat(32) }),
    ...decidedIn(scene),
  };
  const rig = createRig(
    () => time.now(),
    async (effect, how) => perform(parts, effect, how),
  );

  async function go(milliseconds: number): Promise<void> {
    const end = time.now() + milliseconds;
    while (time.now() < end) {
      scene.waitUntil(instantAt(time.now()));
      const due = dueOfIncident(scene.state);
      if (due !== null && due <= scene.now) scene.fact({ type: 'AdvanceIncident', incident });
      rig.add(scene.news());
      rig.begin();
      await time.advance(0);
      // The webhook goes over a real wire, whose milliseconds are not this clock's.
      await vi.waitFor(() => expect(rig.waiting().filter((id) => id.endsWith('.out'))).toEqual([]));
      await time.advance(500);
    }
  }

  scene.when(ana, does.declare('P1'));
  return { scene, posted: slack.posted, pager, waiting: () => rig.waiting(), go };
}

type Mood = (sinceMs: number) => SlackAnswer<never> | null;

function busy(untilMs: number): Mood {
  return (sinceMs) => (sinceMs < untilMs ? { kind: 'rate-limited', retryAfterMs: untilMs - sinceMs } : null);
}

function away(untilMs: number): Mood {
  return (sinceMs) => (sinceMs < untilMs ? { kind: 'unknown', reason: 'HTTP status 503' } : null);
}

function keysIn(posted: readonly Posted[], channel: string): readonly string[] {
  return posted.filter((one) => one.channel === channel).map(({ key }) => key);
}

test('while Slack allows nothing for 30 seconds a P1 goes out by webhook at once, and then to its people first', async () => {
  const { posted, pager, waiting, go } = await declared(busy(30 * second));
  await go(20 * second);
  expect(posted).toEqual([]);
  expect(pager.accepted.map(({ at }) => at - start)).toEqual([0]);

  await go(20 * second);
  expect(posted.map(({ channel }) => channel)).toEqual(
    expect.arrayContaining([`D${ben.slack}`, 'C0INCIDENTS']) as string[],
  );
  expect(posted.every(({ at }) => epochMs(at) - start <= 32 * second)).toBe(true);
  expect(waiting()).toEqual([]);
});

test.each([
  ['from the start', 0],
  ['from half a minute after the start', 30 * second],
])(
  'while Slack is away for an hour %s each page goes out by webhook in time, and nothing is dropped or out of order',
  async (_from, from) => {
    const { scene, posted, pager, waiting, go } = await declared((sinceMs) =>
      sinceMs < from ? null : away(hour)(sinceMs),
    );
    await go(12 * minute);
    for (const words of ['the database is slow', 'it is the index', 'it is being built']) {
      scene.when(ben, does.note(words));
      await go(7 * second);
    }
    await go(hour - 13 * minute);
    const before = posted.length;
    expect(before).toBe(from === 0 ? 0 : 3);
    expect(pager.accepted.map(({ at }) => Math.round((at - start) / minute))).toEqual([0, 5, 10, 15, 20]);
    expect(pager.alerts()).toMatchObject([{ key: incident, status: 'triggered' }]);

    await go(4 * minute);
    const replies = scene.effects.filter((effect) => effect.type === 'IncidentReply');
    const inThread = posted.filter(({ thread }) => thread !== null).map(({ key }) => key);
    expect(waiting()).toEqual([]);
    expect(posted.filter(({ channel, thread }) => channel === 'C0INCIDENTS' && thread === null)).toHaveLength(1);
    expect(replies.length).toBeGreaterThan(8);
    expect(inThread).toEqual(replies.map(({ id }) => `reply-${incident}-${id}`));
    for (const { slack: user } of [ana, ben, cara]) {
      const pages = scene.effects.filter((effect) => effect.type === 'PagePerson' && effect.user === user);
      const keys = pages.map((effect) => (effect.type === 'PagePerson' ? `page-${incident}-${effect.page}` : ''));
      expect(keysIn(posted, `D${user}`)).toEqual(keys);
    }
  },
);

test('pages that waited for Slack are not sent once somebody has acknowledged, and the webhook is told at once', async () => {
  const { scene, posted, pager, waiting, go } = await declared(away(hour));
  await go(7 * minute);
  scene.when(ben, does.acknowledge());
  await go(second);
  await expect.poll(() => pager.alerts()).toMatchObject([{ status: 'acknowledged' }]);

  await go(hour);
  expect(waiting()).toEqual([]);
  const pages = posted.filter(({ channel, key }) => channel.startsWith('D') && key.startsWith('page-'));
  expect(pages).toEqual([]);
  expect(posted.some(({ channel }) => channel === 'C0INCIDENTS')).toBe(true);
});
