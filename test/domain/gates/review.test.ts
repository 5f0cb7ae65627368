import { describe, expect, test } from 'vitest';
import { type ReviewedPull } from '../../../src/domain/gates/fact.ts';
import { gate, judge, login, otherSha, pull, review, sha } from './facts.ts';

const reviews = gate('review');
const ana = login('ana');
const ben = login('ben');
const eli = login('eli');
const bot = login('approver[bot]');

describe('the review gate', () => {
  test.each<[string, Partial<ReviewedPull>]>([
    ['one approval by somebody else', {}],
    ['the author’s approval beside somebody else’s', { approvedBy: [eli, ana] }],
    ['a bot’s approval beside a person’s', { approvedBy: [bot, ana] }],
    ['a person’s approval of what a bot wrote', { author: login('dependabot[bot]') }],
    ['two people’s approvals where GitHub names no author', { author: null, approvedBy: [ana, ben] }],
    ['a stranger’s approval beside that of somebody who belongs to the repository', { outsiders: [ben] }],
  ])('passes with %s', (_what, over) => {
    expect(judge(reviews, review(pull(over)))).toMatchObject({
      outcome: 'pass',
      reason: { code: 'reviewed', pulls: 1 },
    });
  });

  test.each<[string, Partial<ReviewedPull>, string, readonly string[]]>([
    ['nobody’s approval', { approvedBy: [] }, 'not-approved', []],
    ['the author’s approval alone', { approvedBy: [eli] }, 'author-only', ['eli']],
    ['a bot’s approval alone', { approvedBy: [bot] }, 'bot-only', ['approver[bot]']],
    [
      'an approval of an earlier commit alone',
      { approvedBy: [], approvedEarlierBy: [ana] },
      'approved-earlier',
      ['ana'],
    ],
    ['a stranger’s approval alone', { approvedBy: [], outsiders: [ben] }, 'outsider-only', ['ben']],
    ['the author’s own approval as a stranger', { approvedBy: [], outsiders: [eli] }, 'not-approved', []],
    ['a strange bot’s approval alone', { approvedBy: [], outsiders: [bot] }, 'bot-only', ['approver[bot]']],
    ['a standing rejection beside an approval', { rejectedBy: [ben] }, 'rejected', ['ben']],
    ['one approval where GitHub names no author', { author: null }, 'author-unknown', ['ana']],
    [
      'one approval listed twice where GitHub names no author',
      { author: null, approvedBy: [ana, ana] },
      'author-unknown',
      ['ana'],
    ],
  ])('fails with %s, and says so', (_what, over, lack, by) => {
    const result = judge(reviews, review(pull({ number: 7 }), pull({ ...over, number: 8 })));
    expect(result).toMatchObject({
      outcome: 'fail',
      reason: { code: 'not-reviewed', pulls: [{ number: 8, lack, by }], looseCount: 0 },
    });
  });

  test('names whose approval it left out, also where it passes, and no author or bot among them', () => {
    const left = judge(reviews, review(pull({ outsiders: [eli, bot, ben] }), pull({ number: 8, outsiders: [ben] })));
    expect(left).toMatchObject({ outcome: 'pass', reason: { code: 'reviewed', leftOut: ['ben'] } });
  });

  test('links to the first pull request that lacks a review', () => {
    const lacking = pull({ approvedBy: [], url: 'https://github.com/acme/checkout/pull/9' });
    expect(judge(reviews, review(pull(), lacking)).url).toBe('https://github.com/acme/checkout/pull/9');
  });

  test('fails on a commit that no pull request brought, even beside reviewed ones', () => {
    const result = judge(reviews, { of: 'review', pulls: [pull()], loose: [sha, otherSha], looseCount: 12 });
    expect(result).toMatchObject({ outcome: 'fail', reason: { loose: [sha, otherSha], looseCount: 12, pulls: [] } });
  });

  test('fails on a loose commit that is named although none is counted', () => {
    expect(judge(reviews, { of: 'review', pulls: [pull()], loose: [sha], looseCount: 0 }).outcome).toBe('fail');
  });

  test('has nothing to review when nothing new comes in', () => {
    expect(judge(reviews, review())).toMatchObject({ outcome: 'pass', reason: { code: 'nothing-to-review' } });
  });

  test('does not know when the range could not be read whole', () => {
    const result = judge(reviews, { of: 'unread', reason: 'GitHub did not answer' });
    expect(result).toMatchObject({
      outcome: 'unknown',
      reason: { code: 'could-not-read', why: 'GitHub did not answer' },
    });
  });

  test('does not know where nobody knows what is live, whatever the head was given, and says why', () => {
    const result = judge(reviews, { of: 'no-base', reason: 'no version address is configured' });
    expect(result).toMatchObject({
      outcome: 'unknown',
      reason: { code: 'range-not-known', why: 'no version address is configured' },
    });
  });

  test('one more approval of what is approved already is the same evidence; a rejection is another', () => {
    const approved = judge(reviews, review(pull())).evidence;
    expect(judge(reviews, review(pull({ approvedBy: [ana, ben] }))).evidence).toBe(approved);
    expect(judge(reviews, review(pull({ rejectedBy: [ben] }))).evidence).not.toBe(approved);
  });
});
