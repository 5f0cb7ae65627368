import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suggest } from '../../sandbox/page/client/commands.ts';
import { drawPage } from '../../sandbox/page/client/page.ts';
import { type Snapshot } from '../../sandbox/page/client/snapshot.ts';
import { advanceTour } from '../../sandbox/page/client/tour.ts';
import { readKey, type Ui } from '../../sandbox/page/client/ui.ts';
import { type Message } from '../../sandbox/slack/types.ts';
import { type Sandbox, startSandbox } from './page-support.ts';

let sandbox: Sandbox;
let snapshot: Snapshot;
beforeAll(async () => {
  sandbox = await startSandbox();
  const { ts } = await sandbox.call('chat.postMessage', {
    channel: 'C0RELEASES',
    text: 'The card',
    metadata: metadata('awaiting-decision'),
  });
  await sandbox.call('chat.postMessage', { channel: 'C0RELEASES', text: 'A detail', thread_ts: ts });
  await sandbox.call('chat.postEphemeral', { channel: 'C0RELEASES', user: 'U0ELI', text: 'You wrote a part of it.' });
  await sandbox.call('views.publish', { user_id: 'U0ANA', view: { type: 'home', blocks: [section('For Ana')] } });
  snapshot = await sandbox.state();
});
afterAll(async () => {
  await sandbox.stop();
});

describe('each person sees their own Slack', () => {
  test('a message that only Eli sees is shown to Eli alone, and says so', () => {
    expect(draw({ as: 'U0ELI' })).toMatch(/Only visible to you[\s\S]+You wrote a part of it\./);
    expect(draw({ as: 'U0ANA' })).not.toContain('You wrote a part of it.');
  });

  test('the Home tab is that of the person who is acted as', () => {
    const place = { kind: 'app', tab: 'home' } as const;
    expect(draw({ as: 'U0ANA', place })).toContain('For Ana');
    expect(draw({ as: 'U0BEN', place })).not.toContain('For Ana');
  });

  test('a channel with something new has a dot until it is opened', () => {
    const elsewhere = { place: { kind: 'channel', id: 'C0GENERAL' }, read: {} } as const;
    expect(draw(elsewhere)).toContain('nav-item unread');
    const last = snapshot.messages['C0RELEASES']?.at(-1)?.ts ?? '';
    expect(draw({ ...elsewhere, read: { [readKey('U0ANA', 'C0RELEASES')]: last } })).not.toContain('nav-item unread');
  });

  test('replies stand in the thread and are counted in the channel', () => {
    expect(draw({})).not.toContain('A detail');
    expect(draw({})).toContain('<b>1 reply</b>');
    const ts = card().ts;
    expect(draw({ thread: { channel: 'C0RELEASES', ts } })).toMatch(/data-test="thread"[\s\S]+A detail/);
  });

  test('an open modal shows what is wrong with a field, and only to the person who has it open', () => {
    const view = { ...emptyView, errors: { reason: 'Say why.' } };
    const open: Snapshot = { ...snapshot, views: { U0ANA: [view] } };
    expect(draw({ as: 'U0ANA' }, open)).toMatch(/data-test="modal"[\s\S]+Say why\./);
    expect(draw({ as: 'U0BEN' }, open)).not.toContain('data-test="modal"');
  });

  test('every person can be acted as, with what they may do', () => {
    const drawn = draw({});
    for (const { id } of snapshot.people.filter(({ kind }) => kind !== 'app'))
      expect(drawn).toContain(`data-test="act-as-${id}"`);
    expect(drawn).toContain('<small>approver</small>');
    expect(drawn).toContain('<small>deactivated</small>');
  });
});

describe('completing commands', () => {
  test.each([
    ['/', ['/release request <service> <sha or ref> [environment]', '/release status [service]']],
    ['/release re', ['/release request <service> <sha or ref> [environment]']],
    ['/release request ', ['checkout', 'ledger']],
    ['/release request checkout v2.1', ['v2.13.0', 'v2.14.0']],
    ['/release status l', ['ledger']],
    ['/release why ', ['checkout.production.1']],
    ['/release request checkout main', []],
    ['hello', []],
    ['/other ', []],
  ])('after %j offers %j', (text, expected) => {
    const labels = suggest(text, snapshot).map(({ label }) => label);
    expect(labels.slice(0, expected.length === 0 ? undefined : expected.length)).toEqual(expected);
  });

  test('taking a suggestion leads to the next one, down to a command that can be sent', () => {
    expect(suggest('/release req', snapshot)[0]?.text).toBe('/release request ');
    expect(suggest('/release request ch', snapshot)[0]?.text).toBe('/release request checkout ');
    expect(suggest('/release request checkout ma', snapshot)[0]?.text).toBe('/release request checkout main');
  });
});

describe('the first tour', () => {
  const start = { step: 0, since: 0, shown: 'yes' } as const;

  test('waits at the first step until there is a card', () => {
    expect(advanceTour({ ...snapshot, messages: {} }, start).step).toBe(0);
    expect(advanceTour({ ...snapshot, ephemerals: {} }, start).step).toBe(1);
  });

  test('goes on by what has happened, step by step or many at once', () => {
    expect(advanceTour(snapshot, start).step).toBe(2);
    expect(advanceTour(inPhase('deploying'), start).step).toBe(3);
    expect(advanceTour(inPhase('watching'), start).step).toBe(4);
    const { metadata: _none, ...incident } = { ...card(), channel: 'C0INCIDENTS' };
    const alerted = inPhase('watching');
    expect(advanceTour({ ...alerted, messages: { ...alerted.messages, C0INCIDENTS: [incident] } }, start).step).toBe(5);
  });

  test('sends the one who was refused to somebody who may approve', () => {
    expect(draw({ as: 'U0DANA', tour: { ...start, step: 1 } })).toContain('Press Approve as Dana Diallo');
    expect(draw({ as: 'U0DANA', tour: { ...start, step: 2 } })).toContain('Act as Ana Alves');
  });

  test('does not count what happened before it was started again', () => {
    const since = Number(card().ts) * 1000 + 60_000;
    expect(advanceTour(snapshot, { ...start, since }).step).toBe(0);
  });

  test('takes no place once it is dismissed', () => {
    expect(draw({ tour: { ...start, shown: 'no' } })).not.toContain('data-test="tour"');
    expect(draw({ tour: start })).toContain('data-test="tour"');
  });
});

function metadata(phase: string): object {
  return { event_type: 'gonogo_release', event_payload: { release: 'checkout.production.1', phase } };
}

function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function card(): Message {
  const found = snapshot.messages['C0RELEASES']?.[0];
  if (found === undefined) throw new Error('there is no card');
  return found;
}

function inPhase(phase: string): Snapshot {
  const event = { event_type: 'gonogo_release', event_payload: { release: 'checkout.production.1', phase } };
  return { ...snapshot, messages: { C0RELEASES: [{ ...card(), metadata: event }] } };
}

function draw(changes: Partial<Ui>, of: Snapshot = snapshot): string {
  return String(drawPage(of, { ...plainUi, ...changes }));
}

const plainUi: Ui = {
  as: 'U0ANA',
  place: { kind: 'channel', id: 'C0RELEASES' },
  thread: null,
  pane: 'slack',
  read: {},
  busy: new Set(),
  asking: null,
  github: null,
  notice: null,
  draft: null,
  theme: 'system',
  tour: { step: 0, since: 0, shown: 'no' },
  service: 'checkout',
  run: null,
  notch: 4,
};

const emptyView: NonNullable<Snapshot['views'][string]>[number] = {
  id: 'V1',
  type: 'modal',
  team_id: 'T0ACME',
  app_id: 'A0GONOGO',
  bot_id: 'B0GONOGO',
  app_installed_team_id: 'T0ACME',
  root_view_id: 'V1',
  previous_view_id: null,
  title: { type: 'plain_text', text: 'Reject' },
  submit: { type: 'plain_text', text: 'Reject' },
  close: null,
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Why not?' },
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
  ],
  private_metadata: '',
  callback_id: 'release.reject',
  external_id: '',
  hash: '1',
  clear_on_close: false,
  notify_on_close: false,
  submit_disabled: false,
  state: { values: {} },
  errors: {},
  trouble: null,
};
