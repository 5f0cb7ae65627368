import { type Block, type Message } from '../cards/block-kit.ts';
import { context, divider, message } from '../cards/blocks.ts';
import { helpFor } from '../cards/help.ts';
import { md } from '../cards/text.ts';
import { whyMessage } from '../cards/why.ts';
import { ReleaseId } from '../domain/ids.ts';
import { suggest } from '../domain/suggest.ts';
import { type OpenRow, type ReleaseView } from '../domain/views.ts';
import { type Answer, says } from './answers.ts';
import { type Lookup, lanesOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { readStatus } from './reading.ts';
import { anyView } from './release-views.ts';
import { ambiguousRelease, noSuchRelease, nothingOpen } from './sentences.ts';
import { whyCommit } from './why-commit.ts';

/** Each takes about a third of a message. */
const mostShown = 3;

/**
 * `/release why <release>` or `why <service> [environment or SHA]`: what a release waits for and who can settle it. A
 * release may be named by the end of its name where only one ends so. For a commit that is not open it says what a
 * request would meet.
 */
export async function why(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  const [word, second, ...more] = words;
  if (word === undefined || more.length > 0) return says(helpFor('why'));
  const found = await releasesMeant(parts, word, second ?? null);
  if (found.kind === 'commit') return whyCommit(parts, command, word, found.word);
  if (found.kind === 'unknown') return says(found.message);
  const shown = found.found.slice(0, mostShown);
  const views = await Promise.all(shown.map((release) => anyView(parts, release)));
  const known = views.filter((view) => view !== null);
  return says(known.length === 0 ? noSuchRelease(word) : together(known, found.found.length - shown.length));
}

/** `commit`: of the service that was named, and not open there. */
type Meant = Lookup<readonly ReleaseId[]> | { readonly kind: 'commit'; readonly word: string };

async function releasesMeant(parts: HandlerParts, word: string, second: string | null): Promise<Meant> {
  const whole = ReleaseId.safeParse(word);
  if (whole.success) return { kind: 'found', found: [whole.data] };
  const { open, recent } = await readStatus(parts);
  const service = lanesOf(parts, word);
  if (service.kind === 'found') {
    const rows = open.filter((row) => row.service === word);
    if (second === null) return namesOf(rows, nothingOpen(word));
    const isEnvironment = service.found.some((lane) => lane.environment === second);
    const meant = rows.filter((row) => (isEnvironment ? row.environment === second : isOfCommit(row, second)));
    if (!isEnvironment && meant.length === 0) return { kind: 'commit', word: second };
    return namesOf(meant, nothingOpen(word));
  }
  const ids = [...new Set([...open, ...recent].map((row) => row.release))];
  const ending = ids.filter((release) => endsSo(release, word));
  if (ending.length > 1) return { kind: 'unknown', message: ambiguousRelease(word, ending) };
  if (ending.length === 1) return { kind: 'found', found: ending };
  const services = parts.lanes().map((lane) => lane.service);
  return suggest(word, services) === null ? { kind: 'unknown', message: noSuchRelease(word) } : service;
}

function namesOf(rows: readonly OpenRow[], none: Message): Meant {
  return rows.length === 0
    ? { kind: 'unknown', message: none }
    : { kind: 'found', found: rows.map((row) => row.release) };
}

/** Fewer digits of a SHA, or letters of a name, could mean anything. */
const fewestLetters = 4;

function isOfCommit(row: OpenRow, start: string): boolean {
  return start.length >= fewestLetters && row.sha !== null && row.sha.startsWith(start.toLowerCase());
}

/** The part after the lane's name, or the beginning of that part. */
function endsSo(release: ReleaseId, word: string): boolean {
  const tail = release.slice(release.lastIndexOf('.') + 1);
  return word.length >= fewestLetters && tail.startsWith(word.toLowerCase());
}

function together(views: readonly ReleaseView[], notShown: number): Message {
  const messages = views.map(whyMessage);
  const blocks = messages.flatMap((one, index): readonly Block[] =>
    index === 0 ? one.blocks : [divider, ...one.blocks],
  );
  const rest = notShown === 0 ? [] : [context(md`and ${notShown} more, which ${'/release status'} lists.`)];
  return message(messages.map((one) => one.text).join('; '), [...blocks, ...rest]);
}
