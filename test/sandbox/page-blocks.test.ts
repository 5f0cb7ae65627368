import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawBlocks } from '../../sandbox/page/client/blocks.ts';
import { type Drawing } from '../../sandbox/page/client/elements.ts';
import { html } from '../../sandbox/page/client/html.ts';
import { mrkdwn, type Reading } from '../../sandbox/page/client/mrkdwn.ts';
import { type JsonObject } from '../../sandbox/slack/json.ts';

const names: Readonly<Record<string, string>> = { U0ANA: 'ana', C0RELEASES: 'releases' };
const reading: Reading = {
  zone: 'UTC',
  now: Date.parse('2026-11-20T12:00:00Z'),
  nameOf: (id) => names[id] ?? null,
};
const drawing: Drawing = {
  reading,
  choices: { people: [{ value: 'U0ANA', label: 'Ana' }], channels: [] },
  where: 'W',
  busy: new Set(),
  errors: { reason: 'Say why.' },
};

function read(text: string): string {
  return String(mrkdwn(text, reading));
}

function draw(...blocks: readonly JsonObject[]): string {
  return String(drawBlocks(blocks, drawing));
}

describe('what people read', () => {
  test.each([
    ['*bold* and _leaning_ and ~gone~', '<strong>bold</strong> and <em>leaning</em> and <s>gone</s>'],
    ['*bold with `code` and _more_*', '<strong>bold with <code>code</code> and <em>more</em></strong>'],
    ['`*not bold*`', '<code>*not bold*</code>'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    ['one\ntwo', 'one<br>two'],
    ['&gt; quoted\nafter', '<blockquote>quoted</blockquote>after'],
    ['```\nline &lt;1&gt;\n```', '<pre><code>line &lt;1&gt;</code></pre>'],
    ['a &amp; b', 'a &amp; b'],
    ['&amp;lt;', '&amp;lt;'],
    [
      '<@U0ANA> in <#C0RELEASES>',
      '<span class="mention mention-person">@ana</span> in <span class="mention mention-channel">#releases</span>',
    ],
    ['<!channel>', '<span class="mention mention-broadcast">@channel</span>'],
    [':rocket: :no-such-emoji:', '🚀 :no-such-emoji:'],
  ])('reads %j as Slack does', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('shows a link by its label', () => {
    expect(read('<https://example.com/a_b?c=1&amp;d=2|the run>')).toBe(
      '<a href="https://example.com/a_b?c=1&amp;d=2" target="_blank" rel="noopener noreferrer">the run</a>',
    );
  });

  test("shows an instant in the reader's zone and words", () => {
    const at = Date.parse('2026-11-20T09:05:00Z') / 1000;
    expect(read(`<!date^${at}^{date_short_pretty} at {time}|then>`)).toBe('<time>today at 09:05</time>');
    expect(read('<!date^soon^{time}|in a while>')).toBe('<time>in a while</time>');
  });
});

describe('hostile text', () => {
  test.each([
    '<script>alert(1)</script>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '<javascript:alert(1)|press me>',
    '<https://x.example/"onmouseover="alert(1)|press me>',
    '*<img src=x onerror=alert(1)>*',
    '<@U0ANA|"><b>>',
    '```</code></pre><script>1</script>```',
  ])('leaves %j inert', (text) => {
    const drawn = read(text);
    expect(drawn).not.toMatch(/<(script|img|b)\b/i);
    expect(drawn).not.toContain('href="javascript:');
    expect(tags(drawn).filter((tag) => /\son\w+=/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([]);
  });

  test('never becomes a tag or attribute of its own, whatever it is', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '*',
      '_',
      '~',
      '`',
      '```',
      '|',
      '\n',
      '<!date^1^',
      '<@',
      'on=',
      'a',
      ' ',
      ':x:',
      '&lt;',
    );
    const allowed =
      /^<\/?(strong|em|s|code|pre|br|blockquote|time|span class="mention mention-\w+"|span|a href="(https?:\/\/|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer"|a)>$/i;
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 6 })), { maxLength: 30 }), (parts) => {
        expect(tags(read(parts.join(''))).filter((tag) => !allowed.test(tag))).toEqual([]);
      }),
    );
  });

  test('is inert in every part of a block, values and labels included', () => {
    const bad = '"><script>alert(1)</script>';
    const text = { type: 'plain_text', text: bad };
    const confirm = { title: text, text, confirm: text, deny: text };
    const options = [{ text, value: bad, description: text }];
    const drawn = draw(
      { type: bad, block_id: bad },
      { type: 'header', block_id: bad, text },
      { type: 'section', block_id: bad, text: { type: 'mrkdwn', text: bad }, fields: [text] },
      { type: 'section', block_id: bad, accessory: { type: 'image', image_url: bad, alt_text: bad } },
      {
        type: 'actions',
        block_id: bad,
        elements: [
          { type: 'button', action_id: bad, text, value: bad, style: bad, confirm },
          { type: 'static_select', action_id: bad, placeholder: text, options },
          { type: 'overflow', action_id: bad, options },
          { type: 'radio_buttons', action_id: bad, options },
          { type: bad, action_id: bad },
        ],
      },
      {
        type: 'input',
        block_id: bad,
        label: text,
        hint: text,
        element: { type: 'plain_text_input', action_id: bad, initial_value: bad },
      },
      {
        type: 'input',
        block_id: bad,
        label: text,
        element: { type: 'plain_text_input', multiline: true, action_id: bad, initial_value: bad },
      },
      { type: 'image', block_id: bad, image_url: 'https://elsewhere.example/x.png', alt_text: bad, title: text },
      {
        type: 'rich_text',
        block_id: bad,
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: bad },
              { type: 'link', url: `javascript:${bad}` },
            ],
          },
        ],
      },
    );
    expect(drawn).not.toContain('<script');
    expect(drawn).not.toContain('elsewhere.example');
  });

  test('does not take an object from a payload for markup', () => {
    const forged = { toString: () => '<script>' } as unknown as string;
    expect(String(html`<p>${forged}</p>`)).not.toContain('<script>');
  });

  test('takes no longer than its length asks for', () => {
    const started = performance.now();
    for (const unit of ['*', '_a', '<', '`', '~ ', '*a', '> ', '```', '<!date^'])
      read(unit.repeat(20_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('what people press', () => {
  test('a button carries its ids, its value and its confirm dialog', () => {
    const drawn = draw({
      type: 'actions',
      block_id: 'decide',
      elements: [
        {
          type: 'button',
          action_id: 'release.approve',
          style: 'primary',
          value: '{"r":"x"}',
          text: { type: 'plain_text', text: 'Approve' },
          confirm: { title: { type: 'plain_text', text: 'Sure' } },
        },
      ],
    });
    expect(drawn).toContain('data-test="action-release.approve"');
    expect(drawn).toContain('data-value="{&quot;r&quot;:&quot;x&quot;}"');
    expect(drawn).toContain('data-confirm="{&quot;title&quot;');
    expect(drawn).toContain('class="button primary"');
  });

  test('a field of a modal has a label of its own, its start value, and what is wrong with it', () => {
    const drawn = draw({
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Why' },
      element: { type: 'plain_text_input', action_id: 'reason', initial_value: 'Because' },
    });
    const id = /<label for="([^"]+)"/.exec(drawn)?.[1];
    expect(drawn).toContain(`id="${id}"`);
    expect(drawn).toContain('value="Because"');
    expect(drawn).toContain('<p class="field-error" role="alert">Say why.</p>');
  });

  test.each([
    ['static_select', '<select'],
    ['users_select', '<option value="U0ANA"'],
    ['multi_static_select', 'type="checkbox"'],
    ['radio_buttons', 'type="radio"'],
    ['checkboxes', 'type="checkbox"'],
    ['datepicker', 'type="date"'],
    ['timepicker', 'type="time"'],
    ['datetimepicker', 'type="datetime-local"'],
    ['number_input', 'inputmode="decimal"'],
    ['email_text_input', 'type="email"'],
  ])('a %s is a control that a keyboard reaches', (type, expected) => {
    const options = [{ text: { type: 'plain_text', text: 'One' }, value: '1' }];
    const element = { type, action_id: 'a', options };
    expect(draw({ type: 'input', block_id: 'b', label: { type: 'plain_text', text: 'L' }, element })).toContain(
      expected,
    );
  });

  test('a block that is not known is named instead of left out', () => {
    expect(draw({ type: 'data_table', block_id: 'b' })).toContain('does not draw “data_table”');
  });
});

function tags(markup: string): readonly string[] {
  return markup.match(/<[^>]*>?/g) ?? [];
}
