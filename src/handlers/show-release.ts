import { type Message } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { helpFor } from '../cards/help.ts';
import { recordPage } from '../cards/record-page.ts';
import { sayingText } from '../cards/saying.ts';
import { chainOfRelease, incidentOfRelease, ReleaseId, type ServiceId } from '../domain/ids.ts';
import { historyLines, historyRow } from '../domain/release/history.ts';
import { type Release } from '../domain/release/release.ts';
import { type HistoryLine, type HistoryRow, type OpenRow } from '../domain/views.ts';
import { newerRead, searchHistory } from './history-read.ts';
import { lanesOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { anyView } from './release-views.ts';
import { noSuchRelease, unknownButton } from './sentences.ts';

/** Fewer letters of a release's name, or digits of a SHA, could mean anything. */
const fewestLetters = 4;
/** Enough to say that there are others. */
const mostMeant = 6;

/**
 * `/release show <release, sha or version> [service]`: the page of record. Of several that may be meant it shows the
 * newest and names the others; of a service alone its newest. Whether somebody may read is asked by whoever calls this.
 */
export async function show(parts: HandlerParts, words: readonly string[]): Promise<Message> {
  const [first, second, ...more] = words;
  if (first === undefined || more.length > 0) return helpFor('show');
  const whole = ReleaseId.safeParse(first);
  if (whole.success) return await recordOf(parts, whole.data, []);
  function isService(word: string): boolean {
    return serviceNamed(parts, word) !== null;
  }
  // In either order, as with `why`.
  const [word, named] =
    second !== undefined && isService(first) && !isService(second) ? [second, first] : [first, second];
  if (named !== undefined) {
    const lanes = lanesOf(parts, named);
    if (lanes.kind === 'unknown') return lanes.message;
    return await newestOf(parts, word, lanes.found[0]?.service ?? null);
  }
  return isService(word) ? await newestOf(parts, null, serviceNamed(parts, word)) : await newestOf(parts, word, null);
}

/** The button of a history that shows one release alone. */
export async function showByButton(parts: HandlerParts, click: Click): Promise<Message | null> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'release') return unknownButton;
  const refusal = await notAllowedToRead(parts, click.who);
  return refusal === null ? await recordOf(parts, value.release, []) : sayingText({ kind: 'refused', refusal });
}

function serviceNamed({ lanes }: Pick<HandlerParts, 'lanes'>, word: string): ServiceId | null {
  return lanes().find(({ service }) => service === word)?.service ?? null;
}

/** What is open comes before what has ended. A null word means any of the service. */
async function newestOf(parts: HandlerParts, word: string | null, service: ServiceId | null): Promise<Message> {
  function isMeant(row: OpenRow | HistoryRow): boolean {
    return (service === null || row.service === service) && (word === null || isCalled(row, word));
  }
  const most = word === null ? 1 : mostMeant;
  const [{ open }, ended] = await Promise.all([
    parts.readings.status(),
    searchHistory(
      parts,
      { service, environment: null, since: null, before: null },
      { wants: isMeant, most, atOnce: 'whole-page' },
    ),
  ]);
  const begun = open.filter(isMeant).toSorted((a, b) => (a.since < b.since ? 1 : -1));
  const [newest, ...others] = [...new Set([...begun, ...ended.lines].map(({ release }) => release))];
  if (newest === undefined) return noSuchRelease(word ?? service ?? '');
  return await recordOf(parts, newest, word === null ? [] : others);
}

/** By its version, the start of its SHA, or the start of what ends its name. */
function isCalled({ release, sha, version }: OpenRow | HistoryRow, typed: string): boolean {
  const word = typed.toLowerCase();
  if (version !== null && version.toLowerCase() === word) return true;
  if (word.length < fewestLetters) return false;
  return (sha?.startsWith(word) ?? false) || release.slice(release.lastIndexOf('.') + 1).startsWith(word);
}

async function recordOf(parts: HandlerParts, id: ReleaseId, others: readonly ReleaseId[]): Promise<Message> {
  const [view, incident] = await Promise.all([anyView(parts, id), parts.incidents.view(incidentOfRelease(id))]);
  if (view === null) return noSuchRelease(id);
  const { undoneBy, undid } = await linksOf(parts, view.release);
  return recordPage({ view, incident, undoneBy, undid: undid ?? (await namedUndone(parts, view.release)), others });
}

/** A rollback has ended soon after what it undid, in the same lane: their rows tell of each other. */
async function linksOf({ readings }: HandlerParts, release: Release): Promise<Pick<HistoryLine, 'undoneBy' | 'undid'>> {
  const none = { undoneBy: null, undid: null };
  if (release.phase !== 'ended') return none;
  const { rows } = await readings.history({
    chain: chainOfRelease(release.id),
    from: { notAfter: release.since, newer: newerRead },
    before: null,
    limit: 2 * newerRead,
  });
  return historyLines(rows).find((line) => line.release === release.id) ?? none;
}

/** Of a rollback that is open, or that came long after what it names. */
async function namedUndone({ readings }: HandlerParts, { cause }: Release): Promise<HistoryRow | null> {
  if (cause === null || cause.of === null) return null;
  const record = await readings.record(cause.of);
  return record === null ? null : historyRow(record);
}
