import { type Instant } from '../domain/time.ts';
import { type Measure } from '../domain/watch/finding.ts';
import { type Band } from './chart-facts.ts';

/** How a chart and its caption speak of a measure. */
export type MeasureWords = {
  /** Above the chart, with the unit of the axis. */
  readonly heading: string;
  /** In the middle of a sentence. */
  readonly name: string;
  /** What is unknown where nothing is known of it. */
  readonly topic: string;
  readonly number: 'one' | 'many';
  /** Behind a number. */
  readonly suffix: string;
};

export function wordsOf(measure: Measure): MeasureWords {
  switch (measure) {
    case 'error percent':
      return {
        heading: 'Failed requests, % over five minutes',
        name: 'errors',
        topic: 'errors',
        number: 'many',
        suffix: ' %',
      };
    case 'p95 ms':
      return {
        heading: 'Response time, 95th percentile, ms',
        name: 'the 95th percentile of the response time',
        topic: 'the response time',
        number: 'one',
        suffix: ' ms',
      };
    case 'p50 ms':
      return {
        heading: 'Response time, median, ms',
        name: 'the median of the response time',
        topic: 'the response time',
        number: 'one',
        suffix: ' ms',
      };
    case 'cpu percent':
      return { heading: 'CPU, % of the limit', name: 'CPU use', topic: 'CPU use', number: 'one', suffix: ' %' };
    case 'memory percent':
      return {
        heading: 'Memory, % of the limit',
        name: 'memory use',
        topic: 'memory use',
        number: 'one',
        suffix: ' %',
      };
    case 'restarts':
      return {
        heading: 'Restarts beyond the usual, added up',
        name: 'restarts',
        topic: 'restarts',
        number: 'many',
        suffix: '',
      };
    case 'failures in a row':
      return {
        heading: 'Failed health checks in a row',
        name: 'failed health checks in a row',
        topic: 'health',
        number: 'many',
        suffix: '',
      };
  }
}

export function isCount(measure: Measure): boolean {
  return measure === 'restarts' || measure === 'failures in a row';
}

/** "11.4", "0.08", "412": as many decimals as the size deserves. */
export function shortNumber(value: number, moreDecimals = 0): string {
  const decimals = value >= 100 ? 0 : value >= 1 ? 1 : 2;
  return String(Number(value.toFixed(decimals + moreDecimals)));
}

/** "11.4 %", "412 ms", "4". */
export function valueText(measure: Measure, value: number): string {
  return shortNumber(value) + wordsOf(measure).suffix;
}

/** Two values with enough decimals to tell them apart, where there are any to tell. */
export function valuesApart(measure: Measure, one: number, other: number): readonly [string, string] {
  const { suffix } = wordsOf(measure);
  const more = [0, 1, 2].find((decimals) => shortNumber(one, decimals) !== shortNumber(other, decimals)) ?? 0;
  return [shortNumber(one, more) + suffix, shortNumber(other, more) + suffix];
}

/** "0.4–1.6 %", or one number where both ends read alike. */
export function bandText(measure: Measure, { low, high }: Band): string {
  const [from, to] = [shortNumber(low), shortNumber(high)];
  return (from === to ? to : `${from}–${to}`) + wordsOf(measure).suffix;
}

/** "14:02". */
export function clockText(at: Instant): string {
  return at.slice(11, 16);
}

/** "14:02:30". */
export function secondsText(at: Instant): string {
  return at.slice(11, 19);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "20 Nov". */
export function dayText(at: Instant): string {
  return `${Number(at.slice(8, 10))} ${months[Number(at.slice(5, 7)) - 1] ?? ''}`;
}
