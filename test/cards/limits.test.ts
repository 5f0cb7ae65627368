import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areBlocksTooLong, checkBlocks, checkFields } from '../../sandbox/slack/block-check.ts';
import { isList, isObject, type Json, objectsOf } from '../../sandbox/slack/json.ts';
import { viewFields } from '../../sandbox/slack/limits.ts';
import { type HomeTab, type Message, type Modal } from '../../src/cards/block-kit.ts';
import { limits } from '../../src/cards/limits.ts';
import { hostile } from './hostile.ts';
import { mrkdwnOf } from './reading.ts';
import { homeFrom, messagesFrom, modalsFrom } from './surfaces.ts';

const many = fc.integer({ min: 0, max: 60 });

/** Whole cards from whole libraries of texts: fewer runs than for a single sentence are enough. */
const runs = { numRuns: 40 };
/** Milliseconds. On a machine that does much else at the same time they take a while. */
const patience = { timeout: 60_000 };

describe('whatever the texts are', () => {
  test('Slack takes every message', patience, () => {
    fc.assert(
      fc.property(hostile(), many, (text, times) => {
        for (const message of messagesFrom(text, times)) {
          expect(complaints(message, 'message')).toEqual([]);
          expect(areBlocksTooLong(objectsOf(asJson(message.blocks)))).toBe(false);
          expect(JSON.stringify(message.blocks).length).toBeLessThanOrEqual(limits.messageCharacters);
          expect(message.text.length).toBeLessThanOrEqual(limits.messageText);
        }
      }),
      runs,
    );
  });

  test('Slack takes every modal, and Home', patience, () => {
    fc.assert(
      fc.property(hostile(), many, (text, times) => {
        for (const modal of modalsFrom(text, times)) {
          expect(complaints(modal, 'modal')).toEqual([]);
          expect(viewComplaints(modal, 'modal')).toEqual([]);
        }
        expect(complaints(homeFrom(text, times), 'home')).toEqual([]);
      }),
      runs,
    );
  });

  test('nothing in them mentions, links or dates anything that we did not', patience, () => {
    fc.assert(
      fc.property(hostile(), many, (text, times) => {
        for (const surface of [...messagesFrom(text, times), ...modalsFrom(text, times), homeFrom(text, times)]) {
          for (const mrkdwn of mrkdwnOf(surface)) expect(foreign(mrkdwn)).toEqual([]);
        }
      }),
      runs,
    );
  });

  test('no code block is left open', patience, () => {
    fc.assert(
      fc.property(hostile(), many, (text, times) => {
        for (const surface of [...messagesFrom(text, times), ...modalsFrom(text, times)]) {
          for (const mrkdwn of mrkdwnOf(surface)) expect(mrkdwn.split('```').length % 2).toBe(1);
        }
      }),
      runs,
    );
  });
});

function complaints(surface: Message | Modal | HomeTab, kind: 'message' | 'modal' | 'home'): readonly string[] {
  return checkBlocks(asJson(surface.blocks), kind);
}

function viewComplaints(modal: Modal, kind: 'modal'): readonly string[] {
  const json = asJson(modal);
  return isObject(json) ? checkFields(json, viewFields[kind], '/view') : ['not an object'];
}

/** As it goes over the wire. */
function asJson(value: unknown): Json {
  const json: unknown = JSON.parse(JSON.stringify(value));
  return isList(json) || isObject(json) ? json : null;
}

const ours =
  /<@[UW][A-Z0-9]+>|<!subteam\^S0ONCALL>|<#C0[A-Z]+>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d:\- ]+ UTC>|<https?:\/\/[^\s<>|]+\|[^<>]*>|&(?:amp|lt|gt);/g;
const ourHosts = /^<https?:\/\/(?:github\.com\/acme\/checkout\/|slack\.com\/archives\/)/;

/** Whatever Slack would interpret that is not of our making. */
function foreign(mrkdwn: string): readonly string[] {
  const links = (mrkdwn.match(ours) ?? []).filter((token) => token.startsWith('<http') && !ourHosts.test(token));
  const people = (mrkdwn.match(/<@[^>]*>/g) ?? []).filter((mention) => !/^<@U0(?:ANA|BEN|CARA|DANA)>$/.test(mention));
  return [
    ...links,
    ...people,
    ...(mrkdwn.replace(ours, '').match(/[<>&]/g) ?? []).filter((left) => left !== '>'),
    ...strayQuotes(mrkdwn),
  ];
}

/** A `>` is ours at the start of a line, where it makes a quotation. */
function strayQuotes(mrkdwn: string): readonly string[] {
  return mrkdwn
    .replace(ours, '')
    .split('\n')
    .filter((line) => line.replace(/^> ?/, '').includes('>'));
}
