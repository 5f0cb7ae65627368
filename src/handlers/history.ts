import { type Message } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { historyMessage } from '../cards/history.ts';
import { historyCsv } from '../cards/history-csv.ts';
import { historyMarkdown } from '../cards/history-markdown.ts';
import {
  type HistoryFileKind,
  historyFileComing,
  historyFileComment,
  historyFileNotConfirmed,
  historyFileNotMade,
  historyFileNotSent,
  historyFileSent,
} from '../cards/history-words.ts';
import { sayingText } from '../cards/saying.ts';
import { type ChannelId, type SlackUserId } from '../domain/ids.ts';
import { type Answer, goesOn, says } from './answers.ts';
import { type HistoryQuery, historyQueryText, readHistoryQuery } from './history-query.ts';
import { findHistory, mostRead } from './history-read.ts';
import { type HandlerParts } from './parts.ts';
import { type Click, type Command } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { unknownButton } from './sentences.ts';

/** As many as a message has room for, most often. */
const usuallyShown = 20;

/** `/release history [service] [filters]`, newest first; with `export:` as a file. Whether they may read is asked before. */
export async function history(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  const { user } = command.who;
  const read = readHistoryQuery({ ...parts, asker: user }, words);
  if (read.kind === 'problem') return says(read.message);
  const { query } = read;
  if (query.file !== null) {
    const to = { user, channel: command.channel };
    return { say: historyFileComing, after: async () => sendHistory(parts, query, query.file ?? 'csv', to) };
  }
  const found = await findHistory(parts, query, query.limit ?? usuallyShown);
  return says(historyMessage({ ...found, query, asked: historyQueryText({ ...query, limit: null }) }));
}

/** The button below a history: the same once more as a file, as it is now. The button holds what was asked for. */
export function exportHistory(kind: HistoryFileKind): (parts: HandlerParts, click: Click) => Promise<Answer> {
  return async function exportIfAllowed(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'history') return says(unknownButton);
    const refusal = await notAllowedToRead(parts, click.who);
    if (refusal !== null) return says(sayingText({ kind: 'refused', refusal }));
    const { user } = click.who;
    const words = value.query.split(' ').filter((word) => word !== '');
    const read = readHistoryQuery({ ...parts, asker: user }, words);
    if (read.kind === 'problem') return says(read.message);
    return goesOn(async () => sendHistory(parts, read.query, kind, { user, channel: click.channel }));
  };
}

type Reader = { readonly user: SlackUserId; readonly channel: ChannelId | null };

async function sendHistory(
  parts: HandlerParts,
  query: HistoryQuery,
  kind: HistoryFileKind,
  { user, channel }: Reader,
): Promise<void> {
  const message = await sentHistory(parts, query, kind, user);
  await parts.slack.tell({ user, channel, message });
}

/** What became of it. The input was answered before, so nothing may be thrown. */
async function sentHistory(
  parts: HandlerParts,
  query: HistoryQuery,
  kind: HistoryFileKind,
  user: SlackUserId,
): Promise<Message> {
  try {
    const found = await findHistory(parts, query, query.limit ?? mostRead);
    const { name, title } = fileNames(query, kind, parts.now());
    const text = makers[kind](found.lines, namesOf(parts));
    const comment = historyFileComment(kind, found.lines.length, historyQueryText(query));
    const sent = await parts.slack.sendFile({ user, name, title, bytes: Buffer.from(text), comment });
    if (sent.kind === 'said') return historyFileSent(name, sent.place, found);
    parts.log.warn({ reason: sent.reason }, 'A history could not be sent in Slack.');
    return sent.kind === 'lost' ? historyFileNotSent(sent.reason) : historyFileNotConfirmed(sent.reason);
  } catch (error) {
    parts.log.error({ err: error }, 'A history could not be read.');
    return historyFileNotMade;
  }
}

const makers = { csv: historyCsv, markdown: historyMarkdown } as const;
const endings = { csv: 'csv', markdown: 'md' } as const;

function fileNames(
  { service }: HistoryQuery,
  kind: HistoryFileKind,
  now: string,
): { readonly name: string; readonly title: string } {
  const date = now.slice(0, 10);
  const of = service === null ? '' : `-${service}`;
  const title = service === null ? 'Deployment history' : `Deployment history of ${service}`;
  return { name: `deployment-history${of}-${date}.${endings[kind]}`, title: `${title}, ${date}` };
}

/** Out of Slack nobody can read an id: people are called by their account there, where the config lists one. */
function namesOf({ lanes }: Pick<HandlerParts, 'lanes'>): (user: SlackUserId) => string {
  const names = new Map<string, string>();
  for (const { slack, github } of lanes().flatMap(({ people }) => people)) {
    if (github !== null) names.set(slack, github);
  }
  return (user) => names.get(user) ?? user;
}
