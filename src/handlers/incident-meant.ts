import { type Message } from '../cards/block-kit.ts';
import { type ChannelId, type IncidentId } from '../domain/ids.ts';
import { type IncidentRow } from '../domain/incident/views.ts';
import { suggest } from '../domain/suggest.ts';
import { noSuchIncident, whichIncident } from './incident-sentences.ts';
import { type Lookup } from './lanes.ts';
import { type HandlerParts } from './parts.ts';

/** Fewer characters of the part that is chance begin too many incidents to mean one of them. */
const shortestStart = 3;

type Rows = { readonly open: readonly IncidentRow[]; readonly all: readonly IncidentRow[] };

/** Each incident once; one that was opened again may still stand among those that were resolved last. */
export async function incidentRows(parts: Pick<HandlerParts, 'incidents'>): Promise<Rows> {
  const { open, recent } = await parts.incidents.rows();
  const ids = new Set(open.map(({ incident }) => incident));
  return {
    open: open.filter(({ phase }) => phase !== 'resolved'),
    all: [...open, ...recent.filter(({ incident }) => !ids.has(incident))],
  };
}

/**
 * The incident that a whole name means, or the part of it that is chance; null for any other word, which then belongs
 * to what is said about the incident.
 */
export function namedById(word: string, { all }: Rows): IncidentRow | null {
  const typed = word.toLowerCase();
  return (
    all.find(({ incident }) => incident === typed || `inc-${typed}` === incident || tail(incident) === typed) ?? null
  );
}

/** Whether the word can only have been meant as an incident's name. */
export function looksLikeId(word: string): boolean {
  return word.toLowerCase().startsWith('inc-');
}

/** By its name, the start of the part that is chance, its service or its severity. */
export function incidentNamed(word: string, rows: Rows, usage: string): Lookup<IncidentRow> {
  const byId = namedById(word, rows);
  if (byId !== null) return { kind: 'found', found: byId };
  const typed = word.toLowerCase();
  const matches = rows.open.filter(
    ({ incident, service, severity }) =>
      service === typed ||
      severity.toLowerCase() === typed ||
      (typed.length >= shortestStart && tail(incident).startsWith(typed)),
  );
  return oneOf(matches, usage, () => unknownIncident(word, rows));
}

/**
 * Where nobody names one: the incident whose own channel this was typed in, however it stands, else the only one of
 * `among`. `none` is said where there is none.
 */
export function incidentMeant(
  { all }: Rows,
  channel: ChannelId | null,
  { among, usage, none }: { readonly among: readonly IncidentRow[]; readonly usage: string; readonly none: Message },
): Lookup<IncidentRow> {
  const here = channel === null ? undefined : all.find((row) => row.channel === channel);
  return here === undefined ? oneOf(among, usage, () => none) : { kind: 'found', found: here };
}

export function unknownIncident(word: string, { open, all }: Rows): Message {
  const names = all.flatMap(({ incident, service }) => (service === null ? [incident] : [incident, service]));
  return noSuchIncident(word, suggest(word, [...new Set<string>(names)]), open);
}

function oneOf(rows: readonly IncidentRow[], usage: string, none: () => Message): Lookup<IncidentRow> {
  const [only, ...more] = rows;
  if (only === undefined) return { kind: 'unknown', message: none() };
  return more.length === 0 ? { kind: 'found', found: only } : { kind: 'unknown', message: whichIncident(rows, usage) };
}

function tail(incident: IncidentId): string {
  return incident.slice(incident.lastIndexOf('.') + 1);
}
