import { expect, onTestFinished, test } from 'vitest';
import { type SlackAnswer } from '../../../src/adapters/slack/client.ts';
import { createDirectory, type Directory } from '../../../src/adapters/slack/directory.ts';
import { type SlackUserId } from '../../../src/domain/ids.ts';
import { type ManualTime, manualTime, scriptedClient, settled } from './support.ts';

const ana = 'U0ANA' as SlackUserId;
const ben = 'U0BEN' as SlackUserId;

const member = { team_id: 'T0ACME', deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false };

type Answering = (user: string) => SlackAnswer<unknown> | Promise<SlackAnswer<unknown>>;
type Desk = {
  readonly directory: Directory;
  readonly time: ManualTime;
  readonly asked: () => readonly unknown[];
  /** What Slack says from now on. */
  readonly says: (answer: Answering) => void;
};

function userInfo(id: string, fields: object = member): SlackAnswer<unknown> {
  return { kind: 'ok', value: { user: { id, ...fields } } };
}

function desk(): Desk {
  const time = manualTime();
  let answer: Answering = userInfo;
  const client = scriptedClient(({ args }) => answer(String(args['user'])));
  const directory = createDirectory({ client, teamId: () => 'T0ACME', ...time });
  onTestFinished(() => directory.stop());
  return {
    directory,
    time,
    asked: () => client.calls.map((call) => call.args['user']),
    says(next): void {
      answer = next;
    },
  };
}

test('asks Slack once a minute for each person', async () => {
  const { directory, time, asked } = desk();

  expect(await directory.standing(ana)).toEqual({ kind: 'member' });
  await time.advance(59_999);
  expect(await directory.standing(ana)).toEqual({ kind: 'member' });
  expect(asked()).toEqual([ana]);
  await time.advance(1);
  await directory.standing(ana);
  expect(asked()).toEqual([ana, ana]);
});

test('makes one call for many clicks of one person', async () => {
  const { directory, asked } = desk();
  await Promise.all([directory.standing(ana), directory.standing(ana), directory.fresh(ana), directory.standing(ben)]);

  expect(asked()).toEqual([ana, ben]);
});

test('asks again at once when somebody has changed', async () => {
  const { directory, says } = desk();
  await directory.standing(ana);
  says((user) => userInfo(user, { ...member, deleted: true }));

  expect(await directory.standing(ana)).toEqual({ kind: 'member' });
  directory.forget(ana);
  expect(await directory.standing(ana)).toEqual({ kind: 'deleted' });
});

test('does not keep an answer from before a change', async () => {
  const { directory, says } = desk();
  const { promise, resolve } = Promise.withResolvers<SlackAnswer<unknown>>();
  says(() => promise);
  const before = directory.standing(ana);
  await settled();
  directory.forget(ana);
  says((user) => userInfo(user, { ...member, deleted: true }));
  resolve(userInfo(ana));

  expect(await before).toEqual({ kind: 'member' });
  expect(await directory.standing(ana)).toEqual({ kind: 'deleted' });
});

test('answers unknown after a second without an answer, and keeps what comes later', async () => {
  const { directory, says, time, asked } = desk();
  const { promise, resolve } = Promise.withResolvers<SlackAnswer<unknown>>();
  says(() => promise);
  const standing = directory.standing(ana);
  await time.advance(1000);

  expect(await standing).toEqual({ kind: 'unknown', reason: 'Slack did not answer in a second' });
  resolve(userInfo(ana));
  await settled();
  expect(await directory.standing(ana)).toEqual({ kind: 'member' });
  expect(asked()).toEqual([ana]);
});

test('asks afresh before a dispatch, whatever is known, and waits longer than a second', async () => {
  const { directory, says, time } = desk();
  await directory.standing(ana);
  const { promise, resolve } = Promise.withResolvers<SlackAnswer<unknown>>();
  says(() => promise);
  const fresh = directory.fresh(ana);
  await time.advance(3000);
  resolve(userInfo(ana, { ...member, is_restricted: true }));

  expect(await fresh).toEqual({ kind: 'guest' });
  expect(await directory.standing(ana)).toEqual({ kind: 'guest' });
});

test.each<[string, SlackAnswer<unknown>, object]>([
  ['refuses', { kind: 'refused', error: 'missing_scope' }, { kind: 'unknown', reason: expect.any(String) as string }],
  ['is busy', { kind: 'rate-limited', retryAfterMs: 30_000 }, { kind: 'unknown' }],
  ['does not answer', { kind: 'unknown', reason: 'HTTP status 500' }, { kind: 'unknown' }],
  ['knows nobody of that name', { kind: 'refused', error: 'user_not_found' }, { kind: 'stranger' }],
  ['does not let us see them', { kind: 'refused', error: 'user_not_visible' }, { kind: 'stranger' }],
  ['answers for somebody else', userInfo('U0BEN'), { kind: 'unknown' }],
])('takes nobody for a member when Slack %s', async (_what, answer, standing) => {
  const { directory, says } = desk();
  says(() => answer);

  expect(await directory.standing(ana)).toMatchObject(standing);
});

test('does not keep an unknown answer', async () => {
  const { directory, says } = desk();
  says(() => ({ kind: 'unknown', reason: 'HTTP status 500' }));
  await directory.standing(ana);
  says((user) => userInfo(user));

  expect(await directory.standing(ana)).toEqual({ kind: 'member' });
});

test("knows Slack's own bot without asking", async () => {
  const { directory, asked } = desk();

  expect(await directory.standing('USLACKBOT' as SlackUserId)).toEqual({ kind: 'bot' });
  expect(asked()).toEqual([]);
});

test('keeps the people of the config known, so that their clicks wait for nobody', async () => {
  const { directory, time, says, asked } = desk();
  await directory.keepFresh([ana, ben]);
  expect(asked()).toEqual([ana, ben]);
  await time.advance(10 * 60_000);
  const calls = asked().length;
  says(() => new Promise(() => undefined));

  expect(await directory.standing(ana)).toEqual({ kind: 'member' });
  expect(await directory.standing(ben)).toEqual({ kind: 'member' });
  expect(asked()).toHaveLength(calls);
});

test('spends at most one call a second on keeping many people known', async () => {
  const { directory, time, asked } = desk();
  const many = Array.from({ length: 300 }, (_, n) => `U0MANY${n}` as SlackUserId);
  await directory.keepFresh(many);
  const before = asked().length;
  await time.advance(60_000);

  expect(before).toBe(40);
  expect(asked().length - before).toBe(60);
  expect(asked()[40]).toBe('U0MANY40');
});

test('stops asking when it is stopped', async () => {
  const { directory, time, asked } = desk();
  await directory.keepFresh([ana]);
  directory.stop();
  await time.advance(10 * 60_000);

  expect(asked()).toEqual([ana]);
});
