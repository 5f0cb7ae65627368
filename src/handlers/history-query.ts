import { type Message } from '../cards/block-kit.ts';
import { type FilterName, filterNames, historyProblem } from '../cards/history-words.ts';
import { EnvironmentName, SlackUserId } from '../domain/ids.ts';
import { type HistoryFilter, historyStatuses, historyTypes } from '../domain/release/history.ts';
import { suggest } from '../domain/suggest.ts';
import { after, epochMs, hour, Instant, instantAt } from '../domain/time.ts';
import { lanesOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';

/** What somebody asks the history for. `limit` is null for as many as fit. */
export type HistoryQuery = HistoryFilter & {
  readonly limit: number | null;
  readonly file: 'csv' | 'markdown' | null;
};

export type QueryRead =
  | { readonly kind: 'query'; readonly query: HistoryQuery }
  /** Nothing is guessed: what is not understood is told with what was probably meant. */
  | { readonly kind: 'problem'; readonly message: Message };

type Asking = Pick<HandlerParts, 'lanes' | 'now'> & { readonly asker: SlackUserId };

const everything: HistoryQuery = {
  service: null,
  environment: null,
  by: null,
  status: null,
  type: null,
  since: null,
  before: null,
  limit: null,
  file: null,
};

export const historyFiles = ['csv', 'markdown'] as const;
export const mostShown = 100;
const day = 24 * hour;

/** Reads `checkout by:@ana status:failed since:2026-11-01 …`, in any order; the one word without a colon is the service. */
export function readHistoryQuery(asking: Asking, words: readonly string[]): QueryRead {
  let query = everything;
  const given = new Set<FilterName>();
  for (const word of words) {
    const at = word.indexOf(':');
    const name = at === -1 ? bareName(asking, word, given) : filterOf(word.slice(0, at));
    if (typeof name !== 'string') return name;
    if (given.has(name)) return problem(historyProblem({ code: 'given-twice', filter: name }));
    const read = readers[name](asking, at === -1 ? word : word.slice(at + 1), name);
    if (read.kind === 'problem') return read;
    given.add(name);
    query = { ...query, ...read.part };
  }
  const { since, before } = query;
  if (since !== null && before !== null && since >= before) return problem(historyProblem({ code: 'no-time-between' }));
  return inService(asking, query);
}

/** The same query in words that are read as it again: for a button, and for people. Dates stand for themselves. */
export function historyQueryText(query: HistoryFilter & Pick<HistoryQuery, 'limit'>): string {
  const { service, environment, by, status, type, since, before, limit } = query;
  const until = before === null ? null : after(before, -day).slice(0, 10);
  const said: readonly (readonly [FilterName, string | number | null])[] = [
    ['service', service],
    ['env', environment],
    ['by', by],
    ['status', status],
    ['type', type],
    ['since', since?.slice(0, 10) ?? null],
    ['until', until],
    ['limit', limit],
  ];
  return said.flatMap(([name, value]) => (value === null ? [] : [`${name}:${value}`])).join(' ');
}

type Part = { readonly kind: 'part'; readonly part: Partial<HistoryQuery> };
type Problem = Extract<QueryRead, { kind: 'problem' }>;
type Reader = (asking: Asking, value: string, filter: FilterName) => Part | Problem;

const readers: Readonly<Record<FilterName, Reader>> = {
  service: readService,
  env: readEnvironment,
  by: readPerson,
  status: oneOf(historyStatuses, (status) => ({ status })),
  type: oneOf(historyTypes, (type) => ({ type })),
  since: readDay((since) => ({ since })),
  until: readDay((until) => ({ before: after(until, day) })),
  limit: readLimit,
  export: oneOf(historyFiles, (file) => ({ file })),
};

function part(what: Partial<HistoryQuery>): Part {
  return { kind: 'part', part: what };
}

function problem(message: Message): Problem {
  return { kind: 'problem', message };
}

function filterOf(typed: string): FilterName | Problem {
  const word = typed.toLowerCase();
  const known = filterNames.find((name) => name === word);
  if (known !== undefined) return known;
  const suggestion = otherNames.get(word) ?? suggest(word, filterNames);
  return problem(
    historyProblem({
      code: 'unknown-filter',
      word: `${typed}:`,
      suggestion: suggestion === null ? null : `${suggestion}:`,
    }),
  );
}

/** What people may call a filter, and what it is called here. */
const otherNames: ReadonlyMap<string, FilterName> = new Map([
  ['environment', 'env'],
  ['lane', 'env'],
  ['person', 'by'],
  ['user', 'by'],
  ['who', 'by'],
  ['outcome', 'status'],
  ['result', 'status'],
  ['kind', 'type'],
  ['from', 'since'],
  ['after', 'since'],
  ['to', 'until'],
  ['before', 'until'],
  ['format', 'export'],
]);

/** A word without a colon is the service, unless it plainly means something else. */
function bareName({ lanes }: Asking, word: string, given: ReadonlySet<FilterName>): FilterName | Problem {
  const isService = lanes().some(({ service }) => service === word);
  if (isService && !given.has('service')) return 'service';
  const suggestion = filterMeant(lanes(), word);
  if (suggestion === null && !given.has('service')) return 'service';
  return problem(historyProblem({ code: 'unknown-filter', word, suggestion }));
}

function filterMeant(lanes: ReturnType<HandlerParts['lanes']>, typed: string): string | null {
  const word = typed.toLowerCase();
  if (lanes.some(({ environment }) => environment === word)) return `env:${word}`;
  const status = historyStatuses.find((name) => name === word);
  if (status !== undefined) return `status:${status}`;
  const type = historyTypes.find((name) => name === word);
  if (type !== undefined) return `type:${type}`;
  if (historyFiles.some((name) => name === word)) return `export:${word}`;
  return /^(?:<@|@)\w/.test(typed) ? `by:${typed}` : null;
}

function readService(asking: Asking, value: string): Part | Problem {
  const lanes = lanesOf(asking, value);
  return lanes.kind === 'unknown' ? problem(lanes.message) : part({ service: lanes.found[0]?.service ?? null });
}

function readEnvironment({ lanes }: Asking, value: string, filter: FilterName): Part | Problem {
  const known = [...new Set(lanes().map(({ environment }) => environment))];
  const environment = EnvironmentName.safeParse(value.toLowerCase());
  return environment.success && known.includes(environment.data)
    ? part({ environment: environment.data })
    : notOneOf(filter, value, known);
}

/** An environment that another service has is none of this one. */
function inService({ lanes }: Asking, query: HistoryQuery): QueryRead {
  const { service, environment } = query;
  const own = lanes()
    .filter((lane) => lane.service === service)
    .map((lane) => lane.environment);
  if (service === null || environment === null || own.includes(environment)) return { kind: 'query', query };
  return notOneOf('env', environment, own);
}

/** By the account that the config lists, by Slack's mention, by the Slack id, or `me`. */
function readPerson({ lanes, asker }: Asking, value: string, filter: FilterName): Part | Problem {
  const mentioned = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(value)?.[1] ?? value;
  const id = SlackUserId.safeParse(mentioned);
  if (id.success) return part({ by: id.data });
  const name = value.replace(/^@/, '').toLowerCase();
  if (name === 'me') return part({ by: asker });
  const people = lanes().flatMap((lane) => lane.people);
  const listed = people.find(({ github }) => github === name);
  const names = [...new Set(people.map(({ github }) => github))].filter((github) => github !== null);
  return listed === undefined
    ? notOneOf(
        filter,
        value,
        ['me', ...names].map((known) => `@${known}`),
      )
    : part({ by: listed.slack });
}

function oneOf<Value extends string>(known: readonly Value[], take: (value: Value) => Partial<HistoryQuery>): Reader {
  return function readOne(_asking, value, filter) {
    const found = known.find((one) => one === value.toLowerCase());
    return found === undefined ? notOneOf(filter, value, known) : part(take(found));
  };
}

function notOneOf(filter: FilterName, value: string, known: readonly string[]): Problem {
  const suggestion = suggest(value, known);
  return problem(historyProblem({ code: 'unknown-value', filter, value, known, suggestion }));
}

/** A day in UTC, as the history shows them: `2026-11-01`, `today`, `yesterday`, or `30d` for so many days ago. */
function readDay(take: (midnight: Instant) => Partial<HistoryQuery>): Reader {
  return function readOne({ now }, value, filter) {
    const midnight = dayOf(value.toLowerCase(), now());
    return midnight === null ? problem(historyProblem({ code: 'no-day', filter, value })) : part(take(midnight));
  };
}

function dayOf(word: string, now: Instant): Instant | null {
  const ago = /^(\d{1,4})d$/.exec(word)?.[1] ?? { today: '0', yesterday: '1' }[word];
  if (ago !== undefined) return midnightOf(after(now, -Number(ago) * day).slice(0, 10));
  return /^2\d{3}-\d{2}-\d{2}$/.test(word) ? midnightOf(word) : null;
}

/** Null for a day that no calendar has. */
function midnightOf(date: string): Instant | null {
  const midnight = Instant.parse(`${date}T00:00:00.000Z`);
  return instantAt(epochMs(midnight)) === midnight ? midnight : null;
}

function readLimit(_asking: Asking, value: string): Part | Problem {
  const limit = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  return limit >= 1 && limit <= mostShown
    ? part({ limit })
    : problem(historyProblem({ code: 'no-limit', value, most: mostShown }));
}
