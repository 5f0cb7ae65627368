import { type App, type SlackViewAction, type ViewOutput } from '@slack/bolt';
import { type ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { type SlackDouble, type SlackOptions } from '../../sandbox/slack/contract.ts';
import { type View } from '../../sandbox/slack/types.ts';
import { type Bot, startBot } from './slack-bot-support.ts';
import { callOf } from './slack-support.ts';

const releases = 'C0RELEASES';

function plain(text: string): { readonly type: 'plain_text'; readonly text: string } {
  return { type: 'plain_text', text };
}

function option(value: string): { readonly text: ReturnType<typeof plain>; readonly value: string } {
  return { text: plain(value), value };
}

function field(blockId: string, element: object, more: object = {}): object {
  return { type: 'input', block_id: blockId, label: plain(blockId), element: { action_id: 'in', ...element }, ...more };
}

function modal(blocks: readonly object[], more: object = {}): ModalView {
  const view = {
    type: 'modal',
    callback_id: 'request',
    title: plain('Request'),
    submit: plain('Send'),
    blocks,
    ...more,
  };
  return view as unknown as ModalView;
}

const why = field('why', { type: 'plain_text_input' });

/** An app whose command opens this modal. */
async function startModal(view: ModalView, setUp?: (app: App) => void, options?: Partial<SlackOptions>): Promise<Bot> {
  const bot = await startBot((app) => {
    app.command('/release', async ({ ack, client, body }) => {
      await client.views.open({ trigger_id: body.trigger_id, view });
      await ack();
    });
    setUp?.(app);
  }, options);
  await bot.slack.people.slash('U0ANA', releases, '/release', 'request');
  return bot;
}

function openViews(slack: SlackDouble): readonly View[] {
  return slack.workspace.state.views['U0ANA'] ?? [];
}

function topId(slack: SlackDouble): string {
  return openViews(slack).at(-1)?.id ?? '';
}

test('every kind of field arrives with what it started with or what was entered', async () => {
  let values: ViewOutput['state']['values'] = {};
  const options = [option('low'), option('high')];
  const view = modal([
    field('text', { type: 'plain_text_input', initial_value: 'as it was' }),
    field('risk', { type: 'static_select', options, initial_option: options[0] }),
    field('urgency', { type: 'radio_buttons', options }),
    field('ticks', { type: 'checkboxes', options, initial_options: [options[1]] }, { optional: true }),
    field('day', { type: 'datepicker', initial_date: '2026-11-20' }),
    field('hour', { type: 'timepicker' }),
    field('moment', { type: 'datetimepicker' }),
    field('who', { type: 'users_select', initial_user: 'U0BEN' }),
    field('team', { type: 'multi_users_select' }),
    field('where', { type: 'conversations_select' }, { optional: true }),
    field('minutes', { type: 'number_input', is_decimal_allowed: false, initial_value: '30' }),
    field('mail', { type: 'email_text_input' }, { optional: true }),
  ]);
  const { slack } = await startModal(view, (app) => {
    app.view('request', async ({ ack, view: sent }) => {
      values = sent.state.values;
      await ack();
    });
  });

  const entries = { risk: 'high', urgency: 'low', hour: '16:30', moment: 1_763_700_000, team: ['U0ANA', 'U0BEN'] };
  expect(await slack.people.submitView('U0ANA', topId(slack), entries)).toMatchObject({ trouble: null, errors: {} });

  expect(values).toMatchObject({
    text: { in: { type: 'plain_text_input', value: 'as it was' } },
    risk: { in: { selected_option: { value: 'high' } } },
    urgency: { in: { selected_option: { value: 'low' } } },
    ticks: { in: { selected_options: [{ value: 'high' }] } },
    day: { in: { selected_date: '2026-11-20' } },
    hour: { in: { selected_time: '16:30' } },
    moment: { in: { selected_date_time: 1_763_700_000 } },
    who: { in: { selected_user: 'U0BEN' } },
    team: { in: { selected_users: ['U0ANA', 'U0BEN'] } },
    where: { in: { selected_conversation: null } },
    minutes: { in: { value: '30' } },
    mail: { in: { value: null } },
  });
  expect(openViews(slack)).toEqual([]);
});

test('the client itself stops what a field does not let through', async () => {
  const view = modal([
    why,
    field('minutes', { type: 'number_input', is_decimal_allowed: false, min_value: '5', max_value: '60' }),
    field('short', { type: 'plain_text_input', max_length: 3 }, { optional: true }),
  ]);
  const { slack } = await startModal(view);
  const before = slack.lastRequest;

  const answer = await slack.people.submitView('U0ANA', topId(slack), { minutes: '4', short: 'long' });

  expect(answer).toMatchObject({
    outcome: 'not-sent',
    errors: {
      why: 'Please complete this required field.',
      minutes: 'Please enter 5 or more.',
      short: 'Please enter no more than 3 characters.',
    },
  });
  expect(slack.lastRequest).toBe(before);
});

test('errors keep the modal open with what was entered', async () => {
  const { slack } = await startModal(modal([why]), (app) => {
    app.view('request', async ({ ack }) => await ack({ response_action: 'errors', errors: { why: 'Say more.' } }));
  });

  const answer = await slack.people.submitView('U0ANA', topId(slack), { why: 'because' });

  expect(answer).toMatchObject({ status: 200, errors: { why: 'Say more.' }, trouble: null });
  expect(openViews(slack)).toMatchObject([
    { errors: { why: 'Say more.' }, state: { values: { why: { in: { value: 'because' } } } } },
  ]);
});

test('an error for a field that is not there leaves the person with a connection trouble', async () => {
  const { slack } = await startModal(modal([why]), (app) => {
    app.view('request', async ({ ack }) => await ack({ response_action: 'errors', errors: { wy: 'Say more.' } }));
  });

  const answer = await slack.people.submitView('U0ANA', topId(slack), { why: 'because' });

  expect(answer.trouble).toContain('We had some trouble connecting');
  expect(openViews(slack)[0]?.trouble).not.toBeNull();
});

test('an answer can change the modal, push another on top, and clear them all', async () => {
  const { slack } = await startModal(modal([why]), (app) => {
    app.view(
      'request',
      async ({ ack }) => await ack({ response_action: 'update', view: modal([why], { callback_id: 'changed' }) }),
    );
    app.view(
      'changed',
      async ({ ack }) => await ack({ response_action: 'push', view: modal([why], { callback_id: 'pushed' }) }),
    );
    app.view('pushed', async ({ ack }) => await ack({ response_action: 'clear' }));
  });
  const entries = { why: 'because' };
  const first = topId(slack);

  await slack.people.submitView('U0ANA', first, entries);
  expect(openViews(slack)).toMatchObject([{ id: first, callback_id: 'changed' }]);
  await slack.people.submitView('U0ANA', first);
  expect(openViews(slack)).toMatchObject([
    { callback_id: 'changed' },
    { callback_id: 'pushed', previous_view_id: first, root_view_id: first },
  ]);
  await slack.people.submitView('U0ANA', topId(slack), entries);
  expect(openViews(slack)).toEqual([]);
});

test('a stack holds three views and no more', async () => {
  const { slack } = await startModal(modal([why]), (app) => {
    app.view('request', async ({ ack }) => await ack({ response_action: 'push', view: modal([why]) }));
  });
  async function push(): Promise<string | null> {
    return (await slack.people.submitView('U0ANA', topId(slack), { why: 'because' })).trouble;
  }

  expect([await push(), await push()]).toEqual([null, null]);
  expect(await push()).toContain('push_limit_reached');
  expect(openViews(slack)).toHaveLength(3);
});

test('a loading modal that is changed keeps what was entered meanwhile', async () => {
  const { slack, app } = await startModal(modal([why]), (bolt) => {
    bolt.action('tick', async ({ ack }) => await ack());
  });
  const viewId = topId(slack);
  const box = { type: 'checkboxes', action_id: 'tick', options: [option('mandate')] };
  const more = { type: 'actions', block_id: 'more', elements: [box] };
  await app.client.views.update({ view_id: viewId, view: modal([why, more]) });
  await slack.people.click('U0ANA', { viewId, actionId: 'tick', value: ['mandate'], entries: { why: 'so far' } });

  const answer = await app.client.views.update({ view_id: viewId, view: modal([why, more, { type: 'divider' }]) });

  expect(answer.view?.state).toMatchObject({
    values: { why: { in: { value: 'so far' } }, more: { tick: { selected_options: [{ value: 'mandate' }] } } },
  });
});

test('a modal changes only for those who know its latest version', async () => {
  const { slack, app } = await startModal(modal([why], { external_id: 'request-1' }));
  const { id = '', hash = '' } = openViews(slack)[0] ?? {};

  await app.client.views.update({ external_id: 'request-1', hash, view: modal([why], { external_id: 'request-1' }) });
  const late = app.client.views.update({ view_id: id, hash, view: modal([why]) });
  await expect(late).rejects.toThrow('hash_conflict');
  const gone = app.client.views.update({ view_id: 'V0GONE', view: modal([why]) });
  await expect(gone).rejects.toThrow('not_found');
});

test('a trigger opens one view, and only for three seconds', async () => {
  let nowMs = Date.now();
  const triggers: string[] = [];
  const { slack } = await startBot(
    (app) => {
      app.command('/release', async ({ ack, body }) => {
        triggers.push(body.trigger_id);
        await ack();
      });
    },
    { now: () => nowMs },
  );
  await slack.people.slash('U0ANA', releases, '/release', 'request');
  await slack.people.slash('U0ANA', releases, '/release', 'request');
  const [first, second] = triggers;
  async function open(id: string | undefined): Promise<unknown> {
    return await callOf(slack, 'views.open', { trigger_id: id, view: modal([why]) });
  }

  expect(await open('made-up')).toMatchObject({ error: 'invalid_trigger_id' });
  expect(await open(first)).toMatchObject({ ok: true });
  expect(await open(first)).toMatchObject({ error: 'exchanged_trigger_id' });
  nowMs += 3001;
  expect(await open(second)).toMatchObject({ error: 'expired_trigger_id' });
});

test('closing a modal tells the app only where it asked for that', async () => {
  const closed: SlackViewAction[] = [];
  const { slack } = await startModal(modal([why], { notify_on_close: true }), (app) => {
    app.view({ callback_id: 'request', type: 'view_closed' }, async ({ ack, body }) => {
      closed.push(body);
      await ack();
    });
  });

  await slack.people.closeView('U0ANA', topId(slack));

  expect(closed).toMatchObject([{ type: 'view_closed', is_cleared: false }]);
  expect(openViews(slack)).toEqual([]);
});

test('nobody submits the modal of another', async () => {
  const { slack } = await startModal(modal([why]));

  await expect(slack.people.submitView('U0BEN', topId(slack), { why: 'x' })).rejects.toThrow('has no view');
});
