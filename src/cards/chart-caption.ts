import { hour, type Instant, minute, msBetween } from '../domain/time.ts';
import { type Measure } from '../domain/watch/finding.ts';
import { beginningText } from './chart-beginning.ts';
import { type ChartFacts } from './chart-facts.ts';
import { breachPoint, type Run, type Stretch, type Timeline } from './chart-runs.ts';
import { bandText, clockText, isCount, secondsText, valuesApart, valueText, wordsOf } from './chart-words.ts';
import { duration } from './text.ts';

/**
 * A chart in words, for those who cannot see it: what the measure did around the deployment, what the limit was, and
 * when nothing was known. Times are in UTC.
 */
export function chartCaption(facts: ChartFacts, timeline: Timeline): string {
  const sentences = [whatHappened(facts, timeline), whatIsUnknown(facts, timeline)];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function whatHappened(facts: ChartFacts, timeline: Timeline): string {
  const { measure } = facts;
  if (facts.breachedAt !== null) return breached(facts, facts.breachedAt, timeline);
  const highest = highestIn(timeline.after);
  if (highest !== null) return quiet(facts, timeline, highest);
  const { name, topic, number } = wordsOf(measure);
  const usual = medianIn(timeline.before);
  if (facts.begins === 'awaited' && usual === null) return `Nothing is known of ${topic}: ${neverSeen}.`;
  if (usual === null) return `Nothing is known of ${topic}, before ${beginningOf(facts)} or after it.`;
  const was =
    (usual === 0 ? noneOf(measure) : null) ??
    `${name} ${number === 'one' ? 'was' : 'were'} about ${valueText(measure, usual)}`;
  const since = facts.begins === 'awaited' ? neverSeen : 'nothing is known of the time after it';
  return `Before ${beginningOf(facts)} ${was}; ${since}.`;
}

const neverSeen = 'the new version was not seen live, so nothing of it was looked at';

function breached(facts: ChartFacts, breachedAt: Instant, timeline: Timeline): string {
  const { measure, deployedAt, threshold, baseline } = facts;
  const { name } = wordsOf(measure);
  const ms = msBetween(deployedAt, breachedAt);
  // A bare count and a number of minutes must not stand side by side.
  const when =
    isCount(measure) || ms < minute
      ? `within ${timeText(ms)} of ${beginningOf(facts)}`
      : `${timeText(ms)} after ${beginningOf(facts)}`;
  const point = breachPoint(facts, timeline);
  if (point === null) {
    const limit = threshold === null ? 'the limit' : `the limit of ${valueText(measure, threshold)}`;
    return `${capital(name)} passed ${limit} ${when}; the values themselves are not known.`;
  }
  const [value, limit] = valuesApart(measure, point.value, threshold ?? point.value);
  const was = threshold === null ? '' : `; the limit was ${limit}`;
  const usual = medianIn(timeline.before);
  if (usual !== null && usual < point.value)
    return `${capital(name)} rose from ${valueText(measure, usual)} to ${value} ${when}${was}.`;
  const compared = baseline === null ? '' : ` Usual was ${bandText(measure, baseline)}.`;
  return `${capital(name)} stood at ${value} ${when}${was}.${compared}`;
}

function quiet(facts: ChartFacts, timeline: Timeline, highest: number): string {
  const { measure, deployedAt, threshold } = facts;
  const { name, number } = wordsOf(measure);
  const when = `In the ${timeText(msBetween(deployedAt, timeline.span.to))} after ${beginningOf(facts)}`;
  const none = noneOf(measure);
  const usual = medianIn(timeline.before);
  const before = usual === null ? '' : `, and about ${valueText(measure, usual)} before it`;
  const [most, limit] = valuesApart(measure, highest, threshold ?? highest);
  const what =
    highest === 0 && none !== null ? none : `${name} ${number === 'one' ? 'was' : 'were'} at most ${most}${before}`;
  if (threshold === null) return `${when} ${what}; there was no limit to judge by.`;
  const passed = highest > threshold ? ', which was passed but not for long enough, or too uncertain, to count' : '';
  return `${when} ${what}; the limit was ${limit}${passed}.`;
}

function noneOf(measure: Measure): string | null {
  if (measure === 'failures in a row') return 'no health check failed';
  return measure === 'restarts' ? 'nothing was restarted' : null;
}

/** So many stretches are told one by one. */
const toldStretches = 3;

function whatIsUnknown({ whyNoBefore }: ChartFacts, { before, after, unknownBefore, unknownAfter }: Timeline): string {
  if (before.length === 0 && after.length === 0) return '';
  const parts: string[] = [];
  if (after.length > 0 && unknownAfter.length > 0) {
    const told = unknownAfter.slice(0, toldStretches).map(stretchText);
    const more = unknownAfter.length - told.length;
    if (more > 0) told.push(more === 1 ? 'in one more stretch' : `in ${inWords(more)} more stretches`);
    parts.push(`${capital(listed(told))} nothing is known.`);
  }
  if (before.length === 0) parts.push(whyNoBefore ?? 'Nothing is known of the time before the deployment.');
  else if (unknownBefore.length > 0) parts.push('Parts of the time before the deployment are unknown.');
  return parts.join(' ');
}

function stretchText({ from, to }: Stretch): string {
  const text = clockText(from) === clockText(to) || msBetween(from, to) < minute ? secondsText : clockText;
  return `between ${text(from)} and ${text(to)}`;
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** "four minutes", "2 h 5 min"; never less than a minute. */
function timeText(ms: number): string {
  if (ms >= 2 * hour) return duration(ms);
  const minutes = Math.round(ms / minute);
  return minutes <= 1 ? 'one minute' : `${inWords(minutes)} minutes`;
}

const numbers = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

function inWords(count: number): string {
  return numbers[count] ?? String(count);
}

function highestIn(runs: readonly Run[]): number | null {
  return runs.reduce<number | null>(
    (highest, { points }) => points.reduce((most, { value }) => Math.max(most, value), highest ?? 0),
    null,
  );
}

function medianIn(runs: readonly Run[]): number | null {
  const values = runs.flatMap(({ points }) => points.map(({ value }) => value)).toSorted((one, other) => one - other);
  return values[Math.floor(values.length / 2)] ?? null;
}

function beginningOf({ begins, deployedAt }: ChartFacts): string {
  return beginningText(begins, deployedAt);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
