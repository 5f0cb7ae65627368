import { expect, test } from 'vitest';
import { type SlackAnswer } from '../../../src/adapters/slack/client.ts';
import { createUserGroups } from '../../../src/adapters/slack/user-groups.ts';
import { type SlackUserId } from '../../../src/domain/ids.ts';
import { type MadeCall, manualTime, noon, scriptedClient } from './support.ts';

const ana = 'U0ANA' as SlackUserId;
const members: Readonly<Record<string, readonly string[]>> = { S0ONCALL: ['U0ANA', 'U0BEN'], S0DUTY: ['U0BEN'] };

function answering({ args }: MadeCall): SlackAnswer<unknown> {
  return { kind: 'ok', value: { users: members[String(args['usergroup'])] } };
}

test('says in which of the groups somebody is, and asks once a minute', async () => {
  const time = manualTime();
  const client = scriptedClient(answering);
  const groups = createUserGroups({ client, now: () => time.now() });

  expect(await groups.groupsOf(ana, ['S0ONCALL', 'S0DUTY'])).toEqual(['S0ONCALL']);
  await time.advance(59_000);
  await groups.groupsOf('U0BEN' as SlackUserId, ['S0ONCALL']);
  expect(client.calls.map(({ args }) => args['usergroup'])).toEqual(['S0ONCALL', 'S0DUTY']);
  await time.advance(1000);
  await groups.groupsOf(ana, ['S0ONCALL']);
  expect(client.calls).toHaveLength(3);
  expect(groups.problems()).toEqual([]);
});

test('asks once when many press at once', async () => {
  const client = scriptedClient(answering);
  const groups = createUserGroups({ client, now: () => noon });
  const found = await Promise.all(Array.from({ length: 20 }, () => groups.groupsOf(ana, ['S0ONCALL'])));

  expect(found.every(([group]) => group === 'S0ONCALL')).toBe(true);
  expect(client.calls).toHaveLength(1);
});

test.each([
  ['a group that does not exist', { kind: 'refused', error: 'no_such_subteam' }, 'scope usergroups:read'],
  ['a Slack that is away', { kind: 'unknown', reason: 'no answer in time' }, 'asked again'],
  ['a Slack that is busy', { kind: 'rate-limited', retryAfterMs: 30_000 }, 'asked again'],
] as const)('counts nobody as a member for %s, tells operators, and asks again soon', async (_of, answer, fix) => {
  const time = manualTime();
  let heals = false;
  const client = scriptedClient((call) => (heals ? answering(call) : answer));
  const groups = createUserGroups({ client, now: () => time.now() });

  expect(await groups.groupsOf(ana, ['S0ONCALL'])).toEqual([]);
  expect(groups.problems()).toEqual([expect.stringMatching(new RegExp(`user group S0ONCALL .*${fix}`))]);
  heals = true;
  await time.advance(5000);
  expect(await groups.groupsOf(ana, ['S0ONCALL'])).toEqual(['S0ONCALL']);
  expect(groups.problems()).toEqual([]);
});

test('remembers for an hour who was in a group while Slack is away, and not where Slack refuses to say', async () => {
  const time = manualTime();
  let answer: SlackAnswer<unknown> | null = null;
  const client = scriptedClient((call) => answer ?? answering(call));
  const groups = createUserGroups({ client, now: () => time.now() });
  await groups.groupsOf(ana, ['S0ONCALL']);
  answer = { kind: 'unknown', reason: 'no answer in time' };

  await time.advance(10 * 60_000);
  expect(await groups.groupsOf(ana, ['S0ONCALL'])).toEqual(['S0ONCALL']);
  expect(groups.problems()).toHaveLength(1);
  await time.advance(51 * 60_000);
  expect(await groups.groupsOf(ana, ['S0ONCALL'])).toEqual([]);

  answer = null;
  await time.advance(5000);
  await groups.groupsOf(ana, ['S0ONCALL']);
  answer = { kind: 'refused', error: 'no_such_subteam' };
  await time.advance(60_000);
  expect(await groups.groupsOf(ana, ['S0ONCALL'])).toEqual([]);
});

test('answers within a second, and keeps what comes later for the next time', async () => {
  const time = manualTime();
  let answer: (() => void) | null = null;
  const client = scriptedClient(
    (call) =>
      new Promise((resolve) => {
        answer = () => void Promise.resolve(answering(call)).then(resolve);
      }),
  );
  const groups = createUserGroups({ client, now: () => time.now(), startTimer: (ms, run) => time.startTimer(ms, run) });
  const asked = groups.groupsOf(ana, ['S0ONCALL']);
  await time.advance(1000);
  expect(await asked).toEqual([]);

  (answer as (() => void) | null)?.();
  await time.advance(10);
  expect(await groups.groupsOf(ana, ['S0ONCALL'])).toEqual(['S0ONCALL']);
});
