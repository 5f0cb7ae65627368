import { type ReleaseId, type SlackUserId } from '../domain/ids.ts';
import { type Message } from './block-kit.ts';
import { context, message, section } from './blocks.ts';
import { problemMessage } from './help.ts';
import { clause, code, md, mention } from './text.ts';

/** What stands below a chart that somebody asked for. */
export function askedChart(caption: string, by: SlackUserId): Message {
  return message(caption, [section(md`${caption}`), context(md`Asked for by ${mention(by)}.`)]);
}

export function noChart(release: ReleaseId): Message {
  return problemMessage(
    md`There is no chart of that: nothing watched ${code(release)} by it, or the lane has no source for it any more.`,
  );
}

export function chartWithoutThread(release: ReleaseId): Message {
  return problemMessage(md`The card of ${code(release)} is gone, so there is no thread to put a chart in.`);
}

/** The words are what counts. */
export function chartNotDrawn(caption: string): Message {
  return problemMessage(md`The chart could not be drawn; why is in the log. In words: ${caption}`);
}

export function chartNotPosted(caption: string, reason: string): Message {
  return problemMessage(md`Slack did not take the chart (${clause(reason)}). In words: ${caption}`);
}

/** Nobody knows, or Slack allows no more calls for a while. */
export function chartNotConfirmed(caption: string): Message {
  return message('The chart may be missing', [
    section(
      md`Slack has not confirmed the chart. If it does not stand in the thread of the card in a moment, ask again; a second one does no harm. In words: ${caption}`,
    ),
  ]);
}
