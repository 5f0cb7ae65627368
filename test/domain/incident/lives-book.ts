import { type Effect } from '../../../src/domain/effects.ts';
import { type SlackUserId } from '../../../src/domain/ids.ts';
import { type IncidentEvent } from '../../../src/domain/incident/events.ts';
import { type Severity } from '../../../src/domain/incident/incident.ts';
import { epochMs, type Instant } from '../../../src/domain/time.ts';
import { ana, ben, cara } from '../../support/people.ts';

/**
 * What a careful person would write down beside an incident, in words and sums of their own: which ladder is being
 * climbed and since when, what of it should have been done by now, and whether anybody has answered it.
 */
export type Book = {
  /** How often it has begun to wait for an answer. */
  openings: number;
  answered: 'yes' | 'no';
  resolved: 'yes' | 'no';
  severity: Severity;
  /** When it began last to wait for an answer. */
  since: number;
  /** The ladder of now: where it began, when the time to respond is over, and after which moment its steps count. */
  ladder: { start: number; over: number; from: number };
  /** Whoever answered first leads, until they hand it over. */
  lead: SlackUserId | null;
  /** Whether the lead had it when it got worse: then they are paged wherever they stand. */
  leadIsPaged: 'yes' | 'no';
  /** Steps of this ladder that were taken, but for those of being told again. */
  taken: string[];
  /** Pages that were claimed, of all openings. */
  readonly claimed: Set<string>;
};

export function newBook(): Book {
  const ladder = { start: 0, over: 0, from: 0 };
  return {
    openings: 0,
    answered: 'no',
    resolved: 'no',
    severity: 'P4',
    since: 0,
    ladder,
    lead: null,
    leadIsPaged: 'no',
    taken: [],
    claimed: new Set(),
  };
}

const minute = 60_000;
const day = 1440 * minute;
const order: readonly Severity[] = ['P1', 'P2', 'P3', 'P4'];

/** Notes down what was written at this moment; returns what must never be. */
export function note(book: Book, events: readonly IncidentEvent[], at: Instant): readonly string[] {
  const now = epochMs(at);
  const wrong: string[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'IncidentOpened':
        if (book.openings !== 0) wrong.push('It was opened twice.');
        begin(book, event.severity, now);
        break;
      case 'IncidentOpenedAgain':
        if (book.resolved === 'no') wrong.push('It was opened again although it had not been resolved.');
        begin(book, event.severity, now);
        book.leadIsPaged = 'no';
        break;
      case 'AcknowledgementOutgrown':
        wrong.push(...wrongInOutgrown(book, event.to));
        begin(book, event.to, now);
        book.leadIsPaged = 'yes';
        break;
      case 'SeverityChanged':
        wrong.push(...wrongInChange(book, event));
        change(book, event.to, now);
        break;
      case 'StepTaken':
        if (book.answered === 'yes') wrong.push('A step was taken after somebody had answered.');
        if (event.step.does !== 'again')
          book.taken.push(`${epochMs(event.step.at)} ${event.step.does} ${event.step.level}`);
        break;
      case 'PageClaimed':
        wrong.push(...wrongInClaim(book, event.page));
        if (book.claimed.has(event.page)) wrong.push('A page was written down twice.');
        book.claimed.add(event.page);
        break;
      case 'IncidentAcknowledged':
        if (book.answered === 'yes') wrong.push('It was acknowledged twice.');
        book.answered = 'yes';
        book.lead ??= event.by;
        break;
      case 'RoleTaken':
        if (event.role === 'lead') book.lead = event.to;
        break;
      case 'IncidentResolved':
        if (book.answered === 'no') wrong.push('It was resolved, and nobody has answered.');
        book.resolved = 'yes';
        break;
      default:
    }
  }
  return wrong;
}

function wrongInClaim({ answered, openings }: Book, page: string): readonly string[] {
  return [
    ...(answered === 'yes' ? ['A page was claimed after the acknowledgement of its ladder.'] : []),
    ...(page.startsWith(`r${openings}.`) ? [] : ['A page was claimed of a ladder that somebody had answered.']),
  ];
}

function wrongInOutgrown({ answered, severity }: Book, to: Severity): readonly string[] {
  return [
    ...(answered === 'no' ? ['What nobody had answered was outgrown.'] : []),
    ...(order.indexOf(to) >= order.indexOf(severity) ? ['It was outgrown, but not worse.'] : []),
    ...(isWoken(to) ? [] : ['People were woken again for what nobody is woken for.']),
  ];
}

function wrongInChange(
  { answered }: Book,
  { by, to }: Extract<IncidentEvent, { type: 'SeverityChanged' }>,
): readonly string[] {
  return by === null && answered === 'yes' && isWoken(to) ? ['An alarm made it a P1 or P2, and nobody was woken.'] : [];
}

function begin(book: Book, severity: Severity, now: number): void {
  Object.assign(book, { openings: book.openings + 1, answered: 'no', resolved: 'no', severity, since: now, taken: [] });
  book.ladder = { start: now, over: overAt(severity, now), from: now - 1 };
}

function change(book: Book, to: Severity, now: number): void {
  const isRaised = order.indexOf(to) < order.indexOf(book.severity);
  const { over } = book.ladder;
  book.severity = to;
  if (book.answered === 'yes') return;
  book.taken = [];
  book.ladder = isRaised
    ? { start: now, over: Math.min(over, overAt(to, now)), from: now - 1 }
    : { start: book.since, over: overAt(to, book.since), from: now };
}

function isWoken(severity: Severity): boolean {
  return severity === 'P1' || severity === 'P2';
}

function overAt(severity: Severity, start: number): number {
  const within = { P1: 5 * minute, P2: 60 * minute, P3: 240 * minute };
  return severity === 'P4' ? Math.floor(start / day) * day + day + 10 * 60 * minute : start + within[severity];
}

/** Every step of the ladder whose time has come, as it should have been taken. */
export function shouldBeTaken(book: Book, at: Instant): readonly string[] {
  const { from } = book.ladder;
  return stepsSoFar(book, at)
    .filter(([time]) => time > from)
    .map((step) => step.join(' '));
}

/** The same with those that had passed when it was lowered. */
function stepsSoFar(
  { severity, ladder: { start, over } }: Book,
  at: Instant,
): readonly (readonly [number, string, number])[] {
  const all: (readonly [number, string, number])[] = [];
  if (severity === 'P1') {
    for (const [round, level] of [1, 2, 2, 2, 2].entries()) all.push([start + round * 5 * minute, 'page', level]);
    all.push([start + 25 * minute, 'nobody', 0]);
  } else {
    const nudges = { P2: [30, 45], P3: [120, 210], P4: [] }[severity];
    all.push([start, 'page', severity === 'P4' ? 0 : 1]);
    for (const minutes of nudges) all.push([start + minutes * minute, 'nudge', 2]);
    const before = all.filter(([time]) => time < over);
    all.splice(0, all.length, ...before, [Math.max(start, over), 'breach', severity === 'P4' ? 1 : 2]);
  }
  return all.filter(([time]) => time <= epochMs(at));
}

/** A page that is sent now: whatever its claim wrote, nobody may have answered, it is of this opening, and was not lowered away. */
export function wrongToSend(book: Book, page: string, at: Instant): readonly string[] {
  const wrong: string[] = [];
  if (book.answered === 'yes') wrong.push(`${page} was sent after the acknowledgement.`);
  if (!page.startsWith(`r${book.openings}.`)) wrong.push(`${page} is of an earlier opening.`);
  const [, , written = 'P4', , who = ''] = page.split('.');
  const wasWorse = order.indexOf(written as Severity) < order.indexOf(book.severity);
  const level = Math.max(...stepsSoFar(book, at).map(([, , told]) => told));
  const isLead = book.leadIsPaged === 'yes' && who === book.lead;
  const isDue = who === 'out' ? book.severity === 'P2' : isLead || (people[level] ?? []).includes(who);
  if (wasWorse && !isDue) wrong.push(`${page} was sent although it was lowered to ${book.severity}.`);
  if (!book.claimed.has(page)) wrong.push(`${page} was sent, and nothing says so.`);
  return wrong;
}

const people: readonly (readonly string[])[] = [[], [ben.slack], [ben.slack, ana.slack, cara.slack]];

/**
 * Whom the steps just taken should page, and whether by webhook too, against what was asked for. Where several were
 * missed, each person and the webhook are paged for the last one that is for them.
 */
export function pagesMissing(
  { lead, leadIsPaged }: Book,
  events: readonly IncidentEvent[],
  effects: readonly Effect[],
): readonly string[] {
  const taken = events.flatMap((event) => (event.type === 'StepTaken' ? [event.step] : []));
  const last = new Map<string, string>();
  for (const { level, does, severity, round, at } of taken) {
    const also = [...(isWoken(severity) ? ['out'] : []), ...(lead !== null && leadIsPaged === 'yes' ? [lead] : [])];
    for (const who of [...(people[level] ?? []), ...(does === 'nobody' ? [] : also)]) last.set(who, `${round} ${at}`);
  }
  const expected = [...last].map(([who, step]) => `${who} ${step}`).toSorted();
  const asked = effects
    .flatMap((effect) => {
      if (effect.type !== 'PagePerson' && effect.type !== 'PageOut') return [];
      return [`${effect.type === 'PageOut' ? 'out' : effect.user} ${effect.step.round} ${effect.step.at}`];
    })
    .toSorted();
  return asked.join() === expected.join() ? [] : [`Paged were ${asked.join()} instead of ${expected.join()}.`];
}
