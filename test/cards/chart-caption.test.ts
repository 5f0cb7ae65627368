import { describe, expect, test } from 'vitest';
import { chartSvg } from '../../src/cards/chart.ts';
import { type ChartFacts } from '../../src/cards/chart-facts.ts';
import {
  atMinute,
  breached,
  healthBreached,
  latencyBreached,
  noBaseline,
  nothingKnown,
  points,
  quiet,
  same,
} from './chart-samples.ts';

function captionOf(facts: ChartFacts, change: Partial<ChartFacts> = {}): string {
  return chartSvg({ ...facts, ...change }).caption;
}

describe('the caption of a breach', () => {
  test('says from what to what, how soon after the deployment, and what the limit was', () => {
    expect(captionOf(breached)).toBe(
      'Errors rose from 0.8 % to 11.4 % four minutes after the deployment at 14:02 UTC; the limit was 5.8 %.',
    );
  });

  test.each([
    ['seen-live', 'four minutes after the deployment (seen live at 14:02 UTC);'],
    ['extended', 'four minutes after the extension of the watch at 14:02 UTC;'],
  ] as const)('does not take for the deployment what came later: %s', (begins, words) => {
    expect(captionOf(breached, { begins })).toContain(words);
    expect(captionOf(quiet, { begins })).not.toContain('the deployment at');
  });

  test('names the percentile of a latency', () => {
    expect(captionOf(latencyBreached)).toBe(
      'The 95th percentile of the response time rose from 180 ms to 480 ms four minutes after the deployment at 14:02 UTC; the limit was 360 ms.',
    );
  });

  test('counts health checks without putting two numbers side by side', () => {
    expect(captionOf(healthBreached)).toBe(
      'Failed health checks in a row rose from 0 to 4 within eight minutes of the deployment at 14:02 UTC; the limit was 4.',
    );
  });

  test('says when nothing was known in between', () => {
    const after = points(0, [0.8, 0.9, null, null, null, 7.2, 11.4]);

    expect(captionOf(breached, { after, breachedAt: atMinute(6) })).toMatch(
      / six minutes after .*\. Between 14:04 and 14:07 nothing is known\.$/,
    );
  });

  test('says nothing of a rise where the time before is unknown', () => {
    const caption = captionOf(breached, { before: [], baseline: null });

    expect(caption).toBe(
      'Errors stood at 11.4 % four minutes after the deployment at 14:02 UTC; the limit was 5.8 %. Nothing is known of the time before the deployment.',
    );
  });

  test('gives a value that is barely over the limit enough decimals to be over it', () => {
    expect(captionOf(breached, { after: points(0, [5.84]), breachedAt: atMinute(0), threshold: 5.81 })).toContain(
      'rose from 0.8 % to 5.84 % within one minute of the deployment at 14:02 UTC; the limit was 5.81 %.',
    );
  });

  test('does not make up a value that nobody saw', () => {
    expect(captionOf(breached, { after: points(0, same(5, null)) })).toContain(
      'Errors passed the limit of 5.8 % four minutes after the deployment at 14:02 UTC; the values themselves are not known.',
    );
  });
});

describe('the caption of a watch without a breach', () => {
  test('says how far it went, what it was before, and what the limit was', () => {
    expect(captionOf(quiet)).toBe(
      'In the 30 minutes after the deployment at 14:02 UTC errors were at most 0.9 %, and about 0.8 % before it; the limit was 5.8 %.',
    );
  });

  test('says that the limit was passed where that was no breach', () => {
    expect(captionOf(quiet, { after: points(0, [1, 7, ...same(10, 1)]) })).toContain(
      'errors were at most 7 %, and about 0.8 % before it; the limit was 5.8 %, which was passed but not for long enough, or too uncertain, to count.',
    );
  });

  test('says that no health check failed', () => {
    expect(captionOf(healthBreached, { after: points(0, same(30, 0)), breachedAt: null })).toBe(
      'In the 30 minutes after the deployment at 14:02 UTC no health check failed; the limit was 4.',
    );
  });

  test('says that there was no limit to judge by', () => {
    expect(captionOf(noBaseline)).toBe(
      'In the 30 minutes after the deployment at 14:02 UTC errors were at most 0.9 %; there was no limit to judge by. Nothing is known of the time before the deployment.',
    );
  });

  test('never calls silence quiet', () => {
    expect(captionOf(nothingKnown)).toBe('Nothing is known of errors, before the deployment at 14:02 UTC or after it.');
    expect(captionOf(quiet, { after: [] })).toBe(
      'Before the deployment at 14:02 UTC errors were about 0.8 %; nothing is known of the time after it.',
    );
  });

  test('tells three unknown stretches one by one and counts the rest', () => {
    const after = points(
      0,
      Array.from({ length: 30 }, (_, index) => (index % 5 === 3 ? null : 0.9)),
    );

    expect(captionOf(quiet, { after })).toMatch(
      / Between 14:05 and 14:06, between 14:10 and 14:11, between 14:15 and 14:16 and in three more stretches nothing is known\.$/,
    );
  });

  test('counts points that are missing as unknown, like those that say so', () => {
    const after = points(0, same(30, 0.9)).filter(({ at }) => at < atMinute(10) || at >= atMinute(14));

    expect(captionOf(quiet, { after })).toContain('Between 14:12 and 14:16 nothing is known.');
  });

  test('mentions what is unknown of the time before', () => {
    const before = points(-30, [...same(10, 0.8), ...same(3, null), ...same(17, 0.8)]);

    expect(captionOf(quiet, { before })).toContain('Parts of the time before the deployment are unknown.');
  });

  test('reads numbers that no measurement can have as unknown', () => {
    const after = points(0, [Number.NaN, Number.POSITIVE_INFINITY, -1]);

    expect(captionOf(quiet, { after })).toContain('nothing is known of the time after it.');
  });
});
