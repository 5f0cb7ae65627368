import { randomBytes } from 'node:crypto';
import { type SlackOptions } from './contract.ts';
import { type JsonObject, textOf } from './json.ts';
import { completeChannel, completeUser, ids, usualChannels, usualPeople } from './residents.ts';
import {
  type Block,
  type Bookmark,
  type Change,
  type Channel,
  type EphemeralMessage,
  type Message,
  type StoredFile,
  type User,
  type Usergroup,
  type View,
  type WorkspaceReader,
  type WorkspaceState,
} from './types.ts';

/** The workspace as the double itself sees it: the state, and the few ways to change it. */
export type Workspace = WorkspaceReader & {
  /** False: Block Kit's limits are not looked at. */
  readonly strict: boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** Slack's form, unique and never going back: `1763700000.000100`. */
  nextTs(): string;
  nextId(prefix: string): string;
  /** The blocks, each with a block_id. */
  blocks(blocks: readonly JsonObject[]): readonly Block[];
  /** Adds the message, or takes the place of the one with its ts. */
  putMessage(message: Message): void;
  removeMessage(channel: string, ts: string): void;
  putEphemeral(message: EphemeralMessage): void;
  removeEphemeral(user: string, ts: string): void;
  putViews(user: string, stack: readonly View[]): void;
  putHome(user: string, view: View): void;
  putUser(user: User): void;
  putChannel(channel: Channel): void;
  putFile(file: StoredFile): void;
  putBookmark(bookmark: Bookmark): void;
};

type Writers = Pick<Workspace, Extract<keyof Workspace, `put${string}` | `remove${string}`>>;
type Apply = (next: Partial<WorkspaceState>, what: Change) => void;

export function createWorkspace(options: SlackOptions): Workspace {
  const now = options.now ?? Date.now;
  const listeners = new Set<(change: Change) => void>();
  let state = initialState(options, now());
  let lastMicros = 0;
  let lastId = 0;

  function apply(next: Partial<WorkspaceState>, what: Change): void {
    state = { ...state, ...next };
    for (const listener of listeners) listener(what);
  }

  function nextId(prefix: string): string {
    lastId += 1;
    return `${prefix}${String(lastId).padStart(4, '0')}${randomBytes(4).toString('hex').toUpperCase()}`;
  }

  return {
    strict: options.strict ?? true,
    get state() {
      return state;
    },
    on(_event, listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now,
    nextTs() {
      lastMicros = Math.max(lastMicros + 100, Math.floor(now()) * 1000);
      const seconds = Math.floor(lastMicros / 1_000_000);
      return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    nextId,
    blocks(blocks) {
      return blocks.map((block) => {
        const given = textOf(block['block_id']);
        return { ...block, type: textOf(block['type']), block_id: given === '' ? nextId('b') : given };
      });
    },
    ...messageWriters(() => state, apply),
    ...otherWriters(() => state, apply),
  };
}

type MessageWriters = Pick<Writers, 'putMessage' | 'removeMessage' | 'putEphemeral' | 'removeEphemeral'>;

function messageWriters(now: () => WorkspaceState, apply: Apply): MessageWriters {
  function putMessages(channel: string, ts: string, messages: readonly Message[]): void {
    apply({ messages: { ...now().messages, [channel]: messages } }, { kind: 'message', channel, ts });
  }

  function putEphemerals(user: string, messages: readonly EphemeralMessage[], channel: string, ts: string): void {
    apply({ ephemerals: { ...now().ephemerals, [user]: messages } }, { kind: 'ephemeral', user, channel, ts });
  }

  return {
    putMessage(message) {
      putMessages(message.channel, message.ts, placed(now().messages[message.channel] ?? [], message));
    },
    removeMessage(channel, ts) {
      const left = (now().messages[channel] ?? []).filter((message) => message.ts !== ts);
      putMessages(channel, ts, left);
    },
    putEphemeral(message) {
      putEphemerals(message.to, placed(now().ephemerals[message.to] ?? [], message), message.channel, message.ts);
    },
    removeEphemeral(user, ts) {
      const seen = now().ephemerals[user] ?? [];
      const channel = seen.find((message) => message.ts === ts)?.channel ?? '';
      const left = seen.filter((message) => message.ts !== ts);
      putEphemerals(user, left, channel, ts);
    },
  };
}

function otherWriters(now: () => WorkspaceState, apply: Apply): Omit<Writers, keyof MessageWriters> {
  return {
    putViews: (user, stack) => apply({ views: { ...now().views, [user]: stack } }, { kind: 'view', user }),
    putHome: (user, view) => apply({ homes: { ...now().homes, [user]: view } }, { kind: 'home', user }),
    putUser: (user) => apply({ users: { ...now().users, [user.id]: user } }, { kind: 'user', user: user.id }),
    putChannel(channel) {
      apply({ channels: { ...now().channels, [channel.id]: channel } }, { kind: 'channel', channel: channel.id });
    },
    putFile: (file) => apply({ files: { ...now().files, [file.id]: file } }, { kind: 'other' }),
    putBookmark: (bookmark) => apply({ bookmarks: [...now().bookmarks, bookmark] }, { kind: 'other' }),
  };
}

/** The direct messages of the app and this person, opened when there are none. */
export function directMessages(workspace: Workspace, user: string): Channel {
  const open = Object.values(workspace.state.channels).find((channel) => channel.is_im && channel.user === user);
  if (open !== undefined) return open;
  const { botUserId } = workspace.state.app;
  const spec = { id: `D${user.slice(1)}`, name: '', is_im: true, is_private: true, user, members: [user, botUserId] };
  const opened = completeChannel(spec, [], workspace.now());
  workspace.putChannel(opened);
  return opened;
}

export function findMessage(workspace: Workspace, channel: string, ts: string): Message | undefined {
  return workspace.state.messages[channel]?.find((message) => message.ts === ts);
}

function placed<M extends Message>(messages: readonly M[], message: M): readonly M[] {
  const index = messages.findIndex((one) => one.ts === message.ts);
  return index < 0 ? [...messages, message] : messages.with(index, message);
}

function initialState(options: SlackOptions, nowMs: number): WorkspaceState {
  const specs = byId([...usualPeople, ...(options.people ?? [])]);
  const users = Object.values(specs).map((spec) => completeUser(spec, nowMs));
  const channels = Object.values(byId([...usualChannels, ...(options.channels ?? [])]));
  const usergroups: readonly Usergroup[] = options.usergroups ?? [];
  return {
    team: { id: ids.team, name: 'Acme', domain: 'acme' },
    app: { id: ids.app, botId: ids.bot, botUserId: ids.botUser, name: 'Gonogo' },
    users: byId(users),
    channels: byId(channels.map((spec) => completeChannel(spec, users, nowMs))),
    messages: options.messages ?? {},
    ephemerals: {},
    views: {},
    homes: {},
    usergroups: byId(usergroups),
    bookmarks: [],
    files: {},
  };
}

/** Later ones take the place of earlier ones with the same id. */
function byId<T extends { readonly id: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}
