import { z } from 'zod';
import { type HomeTab, type Modal } from '../../cards/block-kit.ts';
import { type ChannelId, type SlackUserId } from '../../domain/ids.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { createBoundedMap } from './bounded-map.ts';
import { type SlackAnswer, type SlackClient } from './client.ts';
import { createPage, type Page } from './direct-message.ts';
import { createFindMessage, type Self } from './find-message.ts';
import { createInOrder } from './in-order.ts';
import { createShowLive, type LiveMessage, type Shown } from './live-message.ts';
import { type Log } from './log.ts';
import { createMessageAt, type MessageAt } from './message-at.ts';
import { createOpenChannel, type OpenChannel } from './own-channel.ts';
import { type Pacing } from './pacing.ts';
import { createPostOnce } from './post-once.ts';
import { createReply, type Reply } from './reply.ts';
import { type Said, type Saying, say } from './say.ts';
import { type SendBytes } from './send-bytes.ts';
import { Done, pacedCall } from './sending.ts';
import { createTell, type Tell } from './tell.ts';
import { createSendFile, createShare, type SendFile, type Share } from './upload.ts';

/** Everything that Gonogo says in Slack. Nothing here throws, and each part says what a repeated call does. */
export type Messenger = {
  /** Repeating it shows the same message in the same place. */
  showLive(ask: LiveMessage): Promise<Shown>;
  reply: Reply;
  /** To one person by direct message, before everything else that waits. Repeating it finds what was posted. */
  page: Page;
  /** Repeating it finds the same channel. */
  openChannel: OpenChannel;
  /** As a message of its own. Repeating it finds what was posted. */
  announce(ask: Saying & { readonly channel: ChannelId }): Promise<Said>;
  messageAt: MessageAt;
  /** A file in the thread under a card, with a comment. Repeating it finds the comment; without one the file may come twice. */
  share: Share;
  /** A file to one person only. Repeating it may send it twice, which does no harm. */
  sendFile: SendFile;
  /** To one person only. Repeating it may say it twice, which does no harm. */
  tell: Tell;
  /** A trigger is good for one modal and three seconds: never repeated. */
  openModal(triggerId: string, view: Modal): Promise<SlackAnswer<{ readonly viewId: string }>>;
  updateModal(viewId: string, view: Modal): Promise<SlackAnswer<object>>;
  publishHome(user: SlackUserId, view: HomeTab): Promise<SlackAnswer<object>>;
  /** The address of a message; null when Slack does not give one now. */
  permalink(place: CardPlace): Promise<string | null>;
};

/** 0 goes first, as with the effects that bring these calls about. */
const priorities = { modal: 0, announcement: 2, home: 3, file: 4, permalink: 4 };
const rememberedLinks = 1000;

const Opened = z.object({ view: z.object({ id: z.string() }) });
const Link = z.object({ permalink: z.string() });

export function createMessenger(options: {
  readonly client: SlackClient;
  readonly sendBytes: SendBytes;
  readonly pacing: Pacing;
  /** Slack's time, as far as this machine knows it, in milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Null while it is not known. */
  readonly self: () => Self | null;
}): Messenger {
  const call = pacedCall(options.client, options.pacing);
  const find = createFindMessage({ call, now: options.now, self: options.self });
  const postOnce = createPostOnce(call, find);
  const files = {
    priority: priorities.file,
    call,
    sendBytes: (address: string, bytes: Uint8Array) =>
      options.pacing.schedule(priorities.file, 'upload', null, () => options.sendBytes(address, bytes)),
  };
  const share = createShare({ ...files, find, postOnce });
  const inOrder = createInOrder(options.now);
  const links = createBoundedMap<string, string>(rememberedLinks);

  return {
    showLive: createShowLive(call, postOnce, options.log),
    tell: createTell(call),
    share,
    sendFile: createSendFile(files),
    reply: createReply(postOnce, inOrder),
    page: createPage(call, postOnce, inOrder),
    openChannel: createOpenChannel(call),
    announce: ({ channel, ...ask }) =>
      say(postOnce, priorities.announcement, { channel, thread: null }, 'gonogo_note', ask),
    messageAt: createMessageAt(call),
    async openModal(triggerId: string, view: Modal): Promise<SlackAnswer<{ readonly viewId: string }>> {
      const answer = await call(priorities.modal, 'views.open', { trigger_id: triggerId, view }, Opened);
      return answer.kind === 'ok' ? { kind: 'ok', value: { viewId: answer.value.view.id } } : answer;
    },
    updateModal: (viewId, view) => call(priorities.modal, 'views.update', { view_id: viewId, view }, Done),
    publishHome: (user, view) => call(priorities.home, 'views.publish', { user_id: user, view }, Done),
    async permalink({ channel, ts }: CardPlace): Promise<string | null> {
      const key = `${channel} ${ts}`;
      const cached = links.get(key);
      if (cached !== undefined) return cached;
      const answer = await call(priorities.permalink, 'chat.getPermalink', { channel, message_ts: ts }, Link);
      if (answer.kind !== 'ok') return null;
      links.set(key, answer.value.permalink);
      return answer.value.permalink;
    },
  };
}
