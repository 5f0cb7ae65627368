import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, cutMarkup } from '../../src/cards/limits.ts';
import {
  cardLink,
  channelMention,
  clause,
  clean,
  code,
  codeBlock,
  duration,
  groupMention,
  instantText,
  link,
  md,
  mention,
  people,
  plain,
  prose,
  quoted,
  unmarked,
} from '../../src/cards/text.ts';
import { type ChannelId } from '../../src/domain/ids.ts';
import { hour, minute, second } from '../../src/domain/time.ts';
import { ana, at, ben, cara, card, now } from './fixtures.ts';
import { hostile } from './hostile.ts';

/** Every `&` begins an entity, and there is no bracket left for Slack to interpret. */
const escapedOnly = /^(?:[^<>&]|&(?:amp|lt|gt);)*$/su;
const invisible = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u;

describe('text that others wrote', () => {
  test('never becomes a mention, a link, formatting or an emoji, whatever it contains', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const { mrkdwn } = prose(text, 300);
        expect(mrkdwn).toMatch(escapedOnly);
        expect(mrkdwn).not.toMatch(/[*~`\n]/);
        expect(mrkdwn).not.toMatch(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u);
        expect(mrkdwn).not.toMatch(/:[^\s:]+:/);
        expect(mrkdwn).not.toMatch(/@(?:channel|here|everyone)/i);
        expect(mrkdwn).not.toMatch(invisible);
      }),
    );
  });

  test('cannot leave the code that it is shown in', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const inline = code(text).mrkdwn;
        expect(inline === '(empty)' || /^`[^`\n]+`$/.test(inline)).toBe(true);
        const block = codeBlock(text, 500).mrkdwn;
        expect(block.slice(4, -4)).not.toContain('`');
        expect(block.slice(4, -4)).toMatch(escapedOnly);
      }),
    );
  });

  test('stays a quotation on every one of its lines', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        for (const line of quoted(text, 400).mrkdwn.split('\n')) expect(line.startsWith('> ')).toBe(true);
      }),
    );
  });

  test('is put into a sentence only through the template, which makes it inert', () => {
    expect(md`Because of ${'<!channel> *now*'}`.mrkdwn).toBe('Because of &lt;!channel&gt; ∗now∗');
  });

  test('is not escaped twice when it is finished already', () => {
    expect(md`${md`${'a & b'}`}`.mrkdwn).toBe('a &amp; b');
  });

  test.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U0ANA>', '&lt;@U0ANA&gt;'],
    ['@here', '＠here'],
    ['[pay](https://evil.example)', '[pay](https://evil.example)'],
    ['<https://evil.example|invoice>', '&lt;https://evil.example|invoice&gt;'],
    ['`rm -rf`', 'ˋrm -rfˋ'],
    ['snake_case stays', 'snake_case stays'],
    ['_loud_', 'ˍloudˍ'],
    [':rotating_light:', '꞉rotating_light꞉'],
    ['tail \u202Egnp.exe', 'tail gnp.exe'],
    ['two\nlines', 'two lines'],
  ])('shows %j as it is', (text, shown) => {
    expect(prose(text, 100).mrkdwn).toBe(shown);
  });

  test('loses lone surrogates, which no client can show', () => {
    expect(clean('a\ud800b')).toBe('a\ufffdb');
  });

  test('ends with one full stop in the middle of our sentences', () => {
    expect(md`Because ${clause('it broke...')}. Then`.mrkdwn).toBe('Because it broke. Then');
  });
});

describe('links', () => {
  test('lead only to web addresses', () => {
    expect(link('javascript:alert(1)', 'Compare').mrkdwn).toBe('Compare');
    expect(link('https://example.com/a b', 'Compare').mrkdwn).toBe('Compare');
  });

  test('cannot be ended early by their address or label', () => {
    fc.assert(
      fc.property(hostile(), hostile(), (path, label) => {
        const { mrkdwn } = link(`https://example.com/${path}`, label);
        expect(mrkdwn.startsWith('<') ? mrkdwn.slice(1, -1) : mrkdwn).toMatch(escapedOnly);
      }),
    );
  });

  test('to a card name its channel and message', () => {
    expect(cardLink(card, 'Card').mrkdwn).toBe('<https://slack.com/archives/C0RELEASES/p1763700000000100|Card>');
  });
});

describe('cutting', () => {
  test('never exceeds the limit and never splits a character', () => {
    fc.assert(
      fc.property(hostile(), fc.integer({ min: 1, max: 400 }), (text, limit) => {
        expect(cut(text, limit).length).toBeLessThanOrEqual(Math.max(limit, 1));
        expect(cut(clean(text), limit).isWellFormed()).toBe(true);
      }),
    );
  });

  test('never ends inside a link, a mention or an entity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), hostile(), (limit, text) => {
        const whole = md`${mention(ana)} ${link('https://example.com/', text)} ${text} ${instantText(at('12:00'))}`;
        const shown = cutMarkup(whole.mrkdwn, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown.replace(/<[^<>]+>/g, '')).toMatch(escapedOnly);
      }),
    );
  });

  test('closes a code block that it cut through', () => {
    const shown = cutMarkup(codeBlock('x'.repeat(500), 500).mrkdwn, 100);
    expect(shown.length).toBeLessThanOrEqual(100);
    expect(shown.split('```')).toHaveLength(3);
  });

  test('says that something is missing', () => {
    expect(plain('abcdefghij', 5)).toBe('abcd…');
  });
});

describe('people and times', () => {
  test('people are listed as one would say them', () => {
    expect(people([])).toBeNull();
    expect(people([ana])?.mrkdwn).toBe('<@U0ANA>');
    expect(people([ana, ben, cara], 'or')?.mrkdwn).toBe('<@U0ANA>, <@U0BEN> or <@U0CARA>');
  });

  test('a long list of people says how many more there are', () => {
    const many = Array.from({ length: 20 }, () => ana);
    expect(people(many)?.mrkdwn).toMatch(/and 8 more$/);
  });

  test('a time is shown in the reader’s zone, and in UTC where Slack cannot', () => {
    expect(instantText(at('12:00')).mrkdwn).toBe('<!date^1795176000^{date_short_pretty} {time}|2026-11-20 12:00 UTC>');
  });

  test.each([
    [45 * second, '45 s'],
    [30 * minute, '30 min'],
    [2 * hour, '2 h'],
    [2 * hour + 5 * minute, '2 h 5 min'],
    [64 * hour, '2 days'],
    [-1, '0 s'],
  ])('%i milliseconds are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});

describe('outside Slack', () => {
  test('marks, mentions, links and dates are read as words', () => {
    const text = md`*Told:* ${mention(ana)} by ${link('https://github.com/acme', 'the run')} ${instantText(now)}: ${code('a<b')} & ${prose('*not bold*', 40)}`;
    expect(unmarked(text, (user) => `name of ${user}`)).toBe(
      'Told: name of U0ANA by the run 2026-11-20 12:00 UTC: a<b & ∗not bold∗',
    );
  });

  test('a group and a channel are named only where they are one', () => {
    expect(groupMention('S0ONCALL').mrkdwn).toBe('<!subteam^S0ONCALL>');
    expect(groupMention('here>').mrkdwn).toBe('here&gt;');
    expect(channelMention('C0INCIDENTS' as ChannelId).mrkdwn).toBe('<#C0INCIDENTS>');
    expect(channelMention('!channel' as ChannelId).mrkdwn).toBe('!channel');
  });
});
