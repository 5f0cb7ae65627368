import { expect, test } from 'vitest';
import { checkBlocks } from '../../sandbox/slack/block-check.ts';
import { type Json, type JsonObject } from '../../sandbox/slack/json.ts';
import { button, callOf, section, startRig } from './slack-support.ts';

function plain(text: string): JsonObject {
  return { type: 'plain_text', text };
}
function long(length: number): string {
  return 'x'.repeat(length);
}
function option(value: string, text = value): JsonObject {
  return { text: plain(text), value };
}

const confirm = { title: plain('Sure?'), text: plain('It deploys.'), confirm: plain('Yes'), deny: plain('No') };
const select = { type: 'static_select', action_id: 'pick', options: [option('a')] };

const refused: readonly (readonly [string, object, string])[] = [
  [
    'a section above 3000 characters',
    section(long(3001)),
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['an empty text', section(''), 'must be more than 0 characters'],
  ['a section with neither text nor fields', { type: 'section' }, 'missing required field: text or fields'],
  [
    'more than 10 fields',
    { type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) },
    'no more than 10 items',
  ],
  ['a header above 150 characters', { type: 'header', text: plain(long(151)) }, 'must be less than 151 characters'],
  ['a header in mrkdwn', { type: 'header', text: { type: 'mrkdwn', text: 'x' } }, 'must be one of plain_text'],
  [
    'more than 10 things in a context',
    { type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) },
    'no more than 10',
  ],
  [
    'more than 25 actions',
    { type: 'actions', elements: Array.from({ length: 26 }, (_, i) => button(`a${i}`)) },
    'no more than 25',
  ],
  ['no actions', { type: 'actions', elements: [] }, 'no fewer than 1 items'],
  [
    'two elements with one action_id in a block',
    { type: 'actions', elements: [button('a'), button('a')] },
    'already exists',
  ],
  [
    'a button text above 75',
    { type: 'actions', elements: [{ ...button('a'), text: plain(long(76)) }] },
    'less than 76',
  ],
  ['a button value above 2000', { type: 'actions', elements: [button('a', long(2001))] }, 'less than 2001'],
  [
    'a button in another style',
    { type: 'actions', elements: [{ ...button('a'), style: 'red' }] },
    'must be one of primary, danger',
  ],
  [
    'a disabled button',
    { type: 'actions', elements: [{ ...button('a'), disabled: true }] },
    'invalid additional property: disabled',
  ],
  ['an action_id above 255', { type: 'actions', elements: [button(long(256))] }, 'less than 256'],
  [
    'a confirm text above 300',
    { type: 'actions', elements: [{ ...button('a'), confirm: { ...confirm, text: plain(long(301)) } }] },
    'less than 301',
  ],
  [
    'a confirm title above 100',
    { type: 'actions', elements: [{ ...button('a'), confirm: { ...confirm, title: plain(long(101)) } }] },
    'less than 101',
  ],
  [
    'a confirm button above 30',
    { type: 'actions', elements: [{ ...button('a'), confirm: { ...confirm, deny: plain(long(31)) } }] },
    'less than 31',
  ],
  [
    'a confirm dialog without its no',
    { type: 'actions', elements: [{ ...button('a'), confirm: { ...confirm, deny: undefined } }] },
    'missing required field: deny',
  ],
  [
    'an option text above 75',
    { type: 'section', text: plain('x'), accessory: { ...select, options: [option('a', long(76))] } },
    'less than 76',
  ],
  [
    'a menu above 100 options',
    {
      type: 'section',
      text: plain('x'),
      accessory: { ...select, options: Array.from({ length: 101 }, (_, i) => option(`${i}`)) },
    },
    'no more than 100',
  ],
  [
    'an option twice',
    { type: 'section', text: plain('x'), accessory: { ...select, options: [option('a'), option('a')] } },
    'already exists',
  ],
  [
    'a menu that starts with what it does not offer',
    { type: 'section', text: plain('x'), accessory: { ...select, initial_option: option('b') } },
    'initial option',
  ],
  [
    'a menu without options',
    { type: 'section', text: plain('x'), accessory: { type: 'static_select', action_id: 'pick' } },
    'must provide one of options',
  ],
  [
    'more than 10 radio buttons',
    {
      type: 'actions',
      elements: [
        { type: 'radio_buttons', action_id: 'r', options: Array.from({ length: 11 }, (_, i) => option(`${i}`)) },
      ],
    },
    'no more than 10',
  ],
  [
    'a text input outside of an input block',
    { type: 'actions', elements: [{ type: 'plain_text_input', action_id: 't' }] },
    'unsupported type: plain_text_input',
  ],
  [
    'a button in an input block',
    { type: 'input', label: plain('x'), element: button('a') },
    'unsupported type: button',
  ],
  [
    'a date in another form',
    { type: 'actions', elements: [{ type: 'datepicker', action_id: 'd', initial_date: '20.11.2026' }] },
    'must be a date',
  ],
  ['a block of no known type', { type: 'marquee' }, 'unsupported type: marquee [json-pointer:/blocks/0/type]'],
  [
    'an image with two sources',
    { type: 'image', image_url: 'https://x', slack_file: { id: 'F1' }, alt_text: 'x' },
    'exactly one of',
  ],
  ['an image without a description', { type: 'image', image_url: 'https://x' }, 'missing required field: alt_text'],
];

test.each(refused)('refuses %s', (_what, block, complaint) => {
  expect(checkBlocks([block as Json], 'message').join('\n')).toContain(complaint);
});

function dividers(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, () => ({ type: 'divider' }));
}

const taken: readonly (readonly [string, object])[] = [
  ['a section of 3000 characters', section(long(3000))],
  ['a button with a confirm dialog', { type: 'actions', elements: [{ ...button('a'), confirm }] }],
  ['fields in mrkdwn', { type: 'section', fields: [{ type: 'mrkdwn', text: '*a*' }] }],
  [
    'a context of text and image',
    {
      type: 'context',
      elements: [
        { type: 'mrkdwn', text: 'x' },
        { type: 'image', image_url: 'https://x', alt_text: 'x' },
      ],
    },
  ],
  [
    'an input in a message',
    { type: 'input', label: plain('x'), element: { type: 'plain_text_input', action_id: 't' } },
  ],
  ['a divider', { type: 'divider' }],
];

test.each(taken)('takes %s', (_what, block) => {
  expect(checkBlocks([block as Json], 'message')).toEqual([]);
});

test('takes the same action_id in two blocks, but not the same block_id', () => {
  const row = { type: 'actions', elements: [button('go')] };
  const [a, b] = [
    { ...row, block_id: 'a' },
    { ...row, block_id: 'b' },
  ];

  expect(checkBlocks([a, b] as Json, 'message')).toEqual([]);
  expect(checkBlocks([a, a] as Json, 'message')).toEqual(['`block_id` "a" already exists [json-pointer:/blocks]']);
});

test('takes 50 blocks in a message and 100 in a view', () => {
  expect(checkBlocks(dividers(50), 'message')).toEqual([]);
  expect(checkBlocks(dividers(51), 'message')).toEqual(['no more than 50 items allowed [json-pointer:/blocks]']);
  expect(checkBlocks(dividers(100), 'modal')).toEqual([]);
  expect(checkBlocks(dividers(101), 'home')).toHaveLength(1);
});

test('answers a refused message as Slack does, with the place of each fault', async () => {
  const { slack } = await startRig();

  expect(await callOf(slack, 'chat.postMessage', { channel: 'C0RELEASES', blocks: [section(long(3001))] })).toEqual({
    ok: false,
    error: 'invalid_blocks',
    errors: ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
    response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'] },
  });
  expect(await callOf(slack, 'chat.postMessage', { channel: 'C0RELEASES', blocks: '{broken' })).toMatchObject({
    error: 'invalid_blocks_format',
  });
  expect(slack.workspace.state.messages).toEqual({});
});

test('refuses blocks that are too long together although each is short enough', async () => {
  const { slack } = await startRig();
  const blocks = Array.from({ length: 7 }, () => section(long(2000)));
  const post = { channel: 'C0RELEASES', text: 'long' };

  expect(await callOf(slack, 'chat.postMessage', { ...post, blocks: blocks.slice(1) })).toMatchObject({ ok: true });
  expect(await callOf(slack, 'chat.postMessage', { ...post, blocks })).toMatchObject({
    ok: false,
    error: 'msg_blocks_too_long',
  });
});

test('refuses a text above 4,000 characters in an update', async () => {
  const { slack, client } = await startRig();
  const { ts } = await client.chat.postMessage({ channel: 'C0RELEASES', text: long(5000) });

  const update = { channel: 'C0RELEASES', ts, text: long(4001) };
  expect(await callOf(slack, 'chat.update', update)).toMatchObject({ error: 'msg_too_long' });
});

test('looks at no limits when it is told not to', async () => {
  const { slack } = await startRig({ strict: false });

  const post = { channel: 'C0RELEASES', blocks: [section(long(9000))] };
  expect(await callOf(slack, 'chat.postMessage', post)).toMatchObject({ ok: true });
});

const modal = { type: 'modal', title: plain('Request'), blocks: [{ type: 'divider' }] };
const input = { type: 'input', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'why' } };
const views: readonly (readonly [string, object, string])[] = [
  [
    'a title above 24 characters',
    { ...modal, title: plain(long(25)) },
    'must be less than 25 characters [json-pointer:/view/title/text]',
  ],
  ['no title', { ...modal, title: undefined }, 'missing required field: title'],
  ['a submit text above 24', { ...modal, submit: plain(long(25)) }, 'less than 25'],
  ['inputs without a submit button', { ...modal, blocks: [input] }, 'missing required field: submit'],
  ['private metadata above 3000', { ...modal, private_metadata: long(3001) }, 'less than 3001'],
  ['a Home tab where a modal belongs', { type: 'home', blocks: [] }, 'must be one of modal'],
  [
    'a markdown block, which is for messages',
    { ...modal, blocks: [{ type: 'markdown', text: 'x' }] },
    'unsupported type: markdown',
  ],
];

test.each(views)('refuses a modal with %s', async (_what, view, complaint) => {
  const { slack } = await startRig();

  expect(await callOf(slack, 'views.open', { trigger_id: 'x', view })).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: expect.arrayContaining([expect.stringContaining(complaint)]) as unknown },
  });
});

test('refuses a view above 250 KB', async () => {
  const { slack } = await startRig();
  const blocks = Array.from({ length: 100 }, () => section(long(2900)));

  expect(await callOf(slack, 'views.publish', { user_id: 'U0ANA', view: { type: 'home', blocks } })).toMatchObject({
    error: 'view_too_large',
  });
});
