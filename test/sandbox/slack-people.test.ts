import { type App, type BlockAction } from '@slack/bolt';
import { expect, test, vi } from 'vitest';
import { type SlackDouble } from '../../sandbox/slack/contract.ts';
import { startBot } from './slack-bot-support.ts';
import { button, section } from './slack-support.ts';

const releases = 'C0RELEASES';

type Post = Parameters<App['client']['chat']['postMessage']>[0];

/** Posts a message with these blocks, and answers its ts. */
async function post(app: App, blocks: readonly object[]): Promise<string> {
  const message = { channel: releases, text: 'card', blocks } as unknown as Post;
  return (await app.client.chat.postMessage(message)).ts ?? '';
}

function latest(slack: SlackDouble): string | undefined {
  return slack.workspace.state.messages[releases]?.at(-1)?.text;
}

test('a command arrives as people write it, with names turned into ids', async () => {
  const seen: unknown[] = [];
  const { slack } = await startBot((app) => {
    app.command('/release', async ({ ack, command }) => {
      seen.push(command);
      await ack({ text: 'all is well' });
    });
  });

  const answer = await slack.people.slash('U0ANA', releases, '/release', 'ask @ben in #incidents <now>');

  expect(answer).toMatchObject({ outcome: 'answered', status: 200, trouble: null });
  expect(seen).toMatchObject([
    {
      command: '/release',
      text: 'ask <@U0BEN|ben> in <#C0INCIDENTS|incidents> &lt;now&gt;',
      user_id: 'U0ANA',
      user_name: 'ana',
      channel_id: releases,
      team_domain: 'acme',
      is_enterprise_install: 'false',
    },
  ]);
  expect(slack.workspace.state.ephemerals['U0ANA']).toMatchObject([{ text: 'all is well' }]);
});

test('a click carries the message, the button and who pressed it', async () => {
  const seen: unknown[] = [];
  const { slack, app } = await startBot((bolt) => {
    bolt.action('go', async ({ ack, body }) => {
      seen.push(body);
      await ack();
    });
  });
  const ts = await post(app, [
    { type: 'actions', block_id: 'vote', elements: [button('go', 'rel-1:abc'), button('no')] },
  ]);

  const answer = await slack.people.click('U0BEN', { channel: releases, ts, actionId: 'go' });

  expect(answer).toMatchObject({ outcome: 'answered', status: 200 });
  expect(seen).toMatchObject([
    {
      type: 'block_actions',
      user: { id: 'U0BEN', username: 'ben', team_id: 'T0ACME' },
      api_app_id: 'A0GONOGO',
      container: { type: 'message', message_ts: ts, channel_id: releases, is_ephemeral: false },
      message: { ts, text: 'card' },
      actions: [{ action_id: 'go', block_id: 'vote', value: 'rel-1:abc', type: 'button' }],
    },
  ]);
});

test('a confirm dialog that is denied sends nothing', async () => {
  const pressed = vi.fn<() => void>();
  const text = { type: 'plain_text', text: 'Sure?' };
  const confirm = { title: text, text, confirm: text, deny: text };
  const { slack, app } = await startBot((bolt) => {
    bolt.action('go', async ({ ack }) => {
      pressed();
      await ack();
    });
  });
  const ts = await post(app, [{ type: 'actions', elements: [{ ...button('go'), confirm }] }]);

  const denied = await slack.people.click('U0BEN', { channel: releases, ts, actionId: 'go', confirm: 'deny' });
  expect(denied).toMatchObject({ outcome: 'not-sent' });
  expect(pressed).not.toHaveBeenCalled();
  await slack.people.click('U0BEN', { channel: releases, ts, actionId: 'go', confirm: 'accept' });
  expect(pressed).toHaveBeenCalledOnce();
});

test('a click on what is not there is the mistake of the test, and says so', async () => {
  const { slack, app } = await startBot(() => undefined);
  const ts = await post(app, [{ type: 'actions', elements: [button('go')] }]);

  const click = { channel: releases, ts, actionId: 'stop' };
  await expect(slack.people.click('U0BEN', click)).rejects.toThrow('There is no element "stop" here; there are: go.');
  await expect(slack.people.click('U0NOBODY', click)).rejects.toThrow('Nobody has the id U0NOBODY.');
});

test('a choice in a menu arrives as the chosen option', async () => {
  const seen: unknown[] = [];
  const options = ['low', 'high'].map((value) => ({ text: { type: 'plain_text', text: value }, value }));
  const { slack, app } = await startBot((bolt) => {
    bolt.action<BlockAction>({ type: 'block_actions' }, async ({ ack, body }) => {
      seen.push(body.actions[0]);
      await ack();
    });
  });
  const elements = [
    { type: 'static_select', action_id: 'risk', options },
    { type: 'overflow', action_id: 'more', options },
    { type: 'users_select', action_id: 'who' },
    { type: 'checkboxes', action_id: 'ticks', options },
    { type: 'datepicker', action_id: 'day' },
  ];
  const ts = await post(app, [{ type: 'actions', elements }]);
  const target = { channel: releases, ts };

  await slack.people.click('U0BEN', { ...target, actionId: 'risk', value: 'high' });
  await slack.people.click('U0BEN', { ...target, actionId: 'more', value: 'low' });
  await slack.people.click('U0BEN', { ...target, actionId: 'who', value: 'U0ANA' });
  await slack.people.click('U0BEN', { ...target, actionId: 'ticks', value: ['low', 'high'] });
  await slack.people.click('U0BEN', { ...target, actionId: 'day', value: '2026-11-20' });

  expect(seen).toMatchObject([
    { action_id: 'risk', selected_option: { value: 'high' } },
    { action_id: 'more', selected_option: { value: 'low' } },
    { action_id: 'who', selected_user: 'U0ANA' },
    { action_id: 'ticks', selected_options: [{ value: 'low' }, { value: 'high' }] },
    { action_id: 'day', selected_date: '2026-11-20' },
  ]);
  const strange = slack.people.click('U0BEN', { ...target, actionId: 'risk', value: 'huge' });
  await expect(strange).rejects.toThrow('"huge" is not offered by risk');
});

test('an app can answer to the response URL five times, and replace or remove the original', async () => {
  const urls: string[] = [];
  const { slack, app } = await startBot((bolt) => {
    bolt.action<BlockAction>('go', async ({ ack, body }) => {
      urls.push(body.response_url);
      await ack();
    });
  });
  const ts = await post(app, [{ type: 'actions', elements: [button('go')] }]);
  await slack.people.click('U0BEN', { channel: releases, ts, actionId: 'go' });
  async function answer(body: object): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(urls[0] ?? '', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }

  expect(await answer({ text: 'only Ben sees this' })).toBe(200);
  expect(slack.workspace.state.ephemerals['U0BEN']).toMatchObject([{ text: 'only Ben sees this' }]);
  expect(await answer({ text: 'all see this', response_type: 'in_channel' })).toBe(200);
  expect(latest(slack)).toBe('all see this');
  expect(await answer({ text: 'changed', replace_original: true })).toBe(200);
  expect(slack.workspace.state.messages[releases]?.[0]).toMatchObject({ ts, text: 'changed', blocks: [] });
  expect(await answer({ delete_original: true })).toBe(200);
  expect(slack.workspace.state.messages[releases]).toHaveLength(1);
  expect(await answer({ text: 'fifth' })).toBe(200);
  expect(await answer({ text: 'sixth' })).toBe(404);
});

test('an ephemeral message has buttons too, and its text stays out of the payload', async () => {
  const seen: BlockAction[] = [];
  const { slack, app } = await startBot((bolt) => {
    bolt.action<BlockAction>('why', async ({ ack, body, respond }) => {
      seen.push(body);
      await ack();
      await respond({ text: 'because', replace_original: true });
    });
  });
  const blocks = [{ type: 'actions', elements: [button('why')] }] as never;
  const posted = await app.client.chat.postEphemeral({ channel: releases, user: 'U0BEN', text: 'x', blocks });

  const ts = posted.message_ts ?? '';
  await slack.people.click('U0BEN', { channel: releases, ts, actionId: 'why' });

  await expect.poll(() => slack.workspace.state.ephemerals['U0BEN']).toMatchObject([{ ts, text: 'because' }]);
  expect(seen[0]?.container).toMatchObject({ is_ephemeral: true });
  expect(seen[0]).not.toHaveProperty('message');
  await expect(slack.people.click('U0ANA', { channel: releases, ts, actionId: 'why' })).rejects.toThrow(
    'sees no message',
  );
});

test('opening the Home tab tells the app, which can publish one and be clicked there', async () => {
  const seen: BlockAction[] = [];
  const { slack } = await startBot((app) => {
    app.event('app_home_opened', async ({ event, client }) => {
      const blocks = [section('What needs you') as never, { type: 'actions', elements: [button('open')] } as never];
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
    });
    app.action<BlockAction>('open', async ({ ack, body }) => {
      seen.push(body);
      await ack();
    });
  });

  expect(await slack.people.openHome('U0ANA')).toMatchObject({ status: 200 });
  await expect.poll(() => slack.workspace.state.homes['U0ANA']?.blocks).toHaveLength(2);
  await slack.people.click('U0ANA', { actionId: 'open' });
  expect(seen[0]).toMatchObject({ container: { type: 'view' }, view: { type: 'home' } });
});

test('the app hears of what it subscribes to, and of nothing else', async () => {
  const seen: string[] = [];
  const { slack, app } = await startBot((bolt) => {
    for (const name of ['reaction_added', 'user_change', 'member_joined_channel', 'message'] as const) {
      bolt.event(name, async ({ event }) => void seen.push(event.type));
    }
  });
  const ts = await post(app, [section('card')]);

  await slack.people.react('U0ANA', releases, ts, 'eyes');
  await slack.people.changeUser('U0BEN', { deleted: true });
  await slack.people.removeBot('U0ANA', releases);
  await slack.people.inviteBot('U0ANA', releases);
  expect(await slack.people.say('U0ANA', releases, 'hello')).toMatchObject({ outcome: 'not-sent' });

  await expect.poll(() => seen).toEqual(['reaction_added', 'user_change', 'member_joined_channel']);
  expect(slack.workspace.state.users['U0BEN']).toMatchObject({ deleted: true, name: 'ben' });
});

test('an event that the app does not take is sent again, up to three times', async () => {
  const { slack } = await startBot((app) => void app, {
    eventRetriesMs: [0, 0, 0],
    botUrl: () => 'http://127.0.0.1:9/slack/events',
  });
  expect(await slack.people.openHome('U0ANA')).toMatchObject({ outcome: 'unreachable' });

  await expect.poll(() => slack.lastRequest?.headers['x-slack-retry-num']).toBe('3');
  expect(slack.lastRequest?.headers).toMatchObject({ 'x-slack-retry-reason': 'connection_failed' });
});

test('a forged, altered or old request is refused, and a repeated one is sent byte for byte', async () => {
  const votes: unknown[] = [];
  const { slack, app } = await startBot((bolt) => {
    bolt.action('go', async ({ ack, body }) => {
      votes.push(body);
      await ack();
    });
  });
  const ts = await post(app, [{ type: 'actions', elements: [button('go')] }]);
  await slack.people.click('U0BEN', { channel: releases, ts, actionId: 'go' });
  const { body = '', headers = {} } = slack.lastRequest ?? {};
  const old = Math.floor(Date.now() / 1000) - 6 * 60;

  expect((await slack.signedRequest(body, { secret: 'another' })).status).toBe(401);
  expect((await slack.signedRequest(body, { timestamp: old })).status).toBe(401);
  const signature = headers['x-slack-signature'] ?? '';
  const timestamp = Number(headers['x-slack-request-timestamp']);
  expect((await slack.signedRequest(`${body}x`, { signature, timestamp })).status).toBe(401);
  expect(votes).toHaveLength(1);

  await slack.people.click('U0BEN', { channel: releases, ts, actionId: 'go' });
  const again = slack.lastRequest;
  expect(await slack.resend()).toMatchObject({ status: 200 });
  expect(slack.lastRequest).toEqual(again);
  expect(votes).toHaveLength(3);
});

test('an app that takes too long has failed for the person', async () => {
  const { slack } = await startBot(
    (app) => {
      app.command('/release', async () => await new Promise<void>(() => undefined));
    },
    { patienceMs: 50 },
  );

  const answer = await slack.people.slash('U0ANA', releases, '/release', 'status');
  expect(answer).toMatchObject({ outcome: 'late', status: 0 });
  expect(answer.trouble).toContain('operation_timeout');
});
