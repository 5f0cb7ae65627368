import { type JsonObject } from './json.ts';
import {
  type Channel,
  type Profile,
  type User,
  type Usergroup,
  type WorkspaceReader,
  type WorkspaceState,
} from './types.ts';

/** What the app answered to one signed request, and what the person sees of it. */
export type Answer = {
  /**
   * `answered`: within 3 s (the status may still be an error); `late`: not within 3 s;
   * `unreachable`: no connection, or it broke; `not-sent`: the client did not send anything.
   */
  readonly outcome: 'answered' | 'late' | 'unreachable' | 'not-sent';
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
  /** What the client tells the person when something went wrong; null when nothing did. */
  readonly trouble: string | null;
  /** A modal's field errors, by block_id: the client's own (then nothing was sent) or the app's. */
  readonly errors: Readonly<Record<string, string>>;
};

/** What a person enters: text, the value of an option, an id, `2026-11-20`, `16:30`, a number; a list where many fit. */
export type Entry = string | number | null | readonly string[];

/** By block_id, or by action_id where only one field has it. */
export type Entries = Readonly<Record<string, Entry>>;

/** Where the element is: in a message (or an ephemeral one), a modal or the person's Home tab. */
export type Click = {
  readonly actionId: string;
  /** Needed only where two blocks have an element with this action_id. */
  readonly blockId?: string;
  readonly channel?: string;
  readonly ts?: string;
  readonly viewId?: string;
  /** What is chosen in a select, radio buttons, checkboxes, an overflow menu, a picker; for buttons, which of them. */
  readonly value?: Entry;
  /** What the person has entered into the other fields of the same message or view. */
  readonly entries?: Entries;
  /** What the person answers when the element asks for confirmation; accepted when left out. */
  readonly confirm?: 'accept' | 'deny';
};

/** What people do in their client. Each sends the signed request that Slack would send, and waits for its answer. */
export type People = {
  /** `@name` and `#name` in the text are escaped into ids, as with `should_escape`. */
  slash(user: string, channel: string, command: string, text: string): Promise<Answer>;
  click(user: string, click: Click): Promise<Answer>;
  submitView(user: string, viewId: string, entries?: Entries): Promise<Answer>;
  closeView(user: string, viewId: string): Promise<Answer>;
  openHome(user: string): Promise<Answer>;
  /** What people write; the app is told only when it subscribes to messages. */
  say(user: string, channel: string, text: string, threadTs?: string): Promise<Answer>;
  react(user: string, channel: string, ts: string, emoji: string): Promise<Answer>;
  deleteMessage(user: string, channel: string, ts: string): Promise<Answer>;
  archiveChannel(user: string, channel: string): Promise<Answer>;
  removeBot(user: string, channel: string): Promise<Answer>;
  inviteBot(user: string, channel: string): Promise<Answer>;
  changeUser(user: string, fields: Partial<User>): Promise<Answer>;
  /** Removes a message that only this person sees. */
  dismiss(user: string, ts: string): void;
};

/** What Slack may answer, with status 200, instead of doing what it was asked. */
export const plannedErrors = ['internal_error', 'missing_scope', 'name_taken', 'restricted_action'] as const;

/** What goes wrong with one call of a method. */
export type Failure =
  | 'error-500'
  | 'timeout-after-doing'
  | 'reset-after-doing'
  | 'reset-before'
  | (typeof plannedErrors)[number];

export type Faults = {
  /** True: every connection breaks, for the Web API, response URLs and uploads. */
  down: boolean;
  /** Answers 429 with Retry-After to this method (or all, `*`) for so many seconds. */
  rateLimit(method: string, seconds: number): void;
  /** Slack's published limits by method; they are off at the start. */
  pace(limits: 'as-slack' | 'off'): void;
  /**
   * The next `times` calls of the method fail so. `*` is any method; `response_url` and `upload` are the calls that
   * are not methods.
   */
  failNext(method: string, failure: Failure, times?: number): void;
  /** Each answer waits so many milliseconds; 0 ends it. */
  slow(ms: number): void;
  /** The token stops working, and the app is told so by an event. */
  revokeToken(): Promise<Answer>;
  /** Ends all of them, and the token works again. */
  clear(): void;
};

/** One call of the Web API as it came in. The token is left out. */
export type Call = {
  readonly method: string;
  readonly args: JsonObject;
  /** What was answered, or which fault took its place. `did` is false when the fault came before the call had effect. */
  readonly answer: JsonObject;
  readonly status: number;
  readonly did: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** A request that was sent to the app, byte for byte. */
export type SignedRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What may be different from an honest request. */
export type Forgery = {
  /** Seconds since 1970; the clock's time when left out. */
  readonly timestamp?: number;
  readonly secret?: string;
  readonly contentType?: string;
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type UserSpec = Partial<Omit<User, 'profile'>> & {
  readonly id: string;
  readonly name: string;
  readonly profile?: Partial<Profile>;
};

export type ChannelSpec = Partial<Channel> & { readonly id: string; readonly name: string };

export type SlackOptions = {
  readonly botToken: string;
  readonly signingSecret: string;
  /** Where the app takes events, commands and interactions: `http://127.0.0.1:3000/slack/events`. */
  readonly botUrl: () => string;
  /** Added to the usual ten; one with the same id takes its place. */
  readonly people?: readonly UserSpec[];
  /** Added to the usual three; one with the same id takes its place. */
  readonly channels?: readonly ChannelSpec[];
  readonly usergroups?: readonly Usergroup[];
  /** What stands in the channels at the start, by channel. */
  readonly messages?: WorkspaceState['messages'];
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** False: blocks and views are taken without looking at Block Kit's limits. True when left out. */
  readonly strict?: boolean;
  /** What the token may do; the scopes of the app's manifest when left out. */
  readonly scopes?: readonly string[];
  /** Which events the app is sent. */
  readonly events?: readonly string[];
  /** How long the client waits for the app; Slack waits 3000 ms. */
  readonly patienceMs?: number;
  /** When an event that was not taken is sent again, in ms after the attempt before. */
  readonly eventRetriesMs?: readonly number[];
};

export type SlackDouble = {
  /** Ends with `/api/`: the Web API's address. */
  readonly url: string;
  readonly workspace: WorkspaceReader;
  readonly people: People;
  readonly faults: Faults;
  /** Oldest first; the last 10,000. */
  readonly calls: readonly Call[];
  /** Sends this body to the app, signed as told; the body is sent as it is when it is text, else as a form's payload. */
  signedRequest(body: string | JsonObject, forgery?: Forgery): Promise<Answer>;
  /** Sends a request again, byte for byte; the last one when left out. */
  resend(request?: SignedRequest): Promise<Answer>;
  readonly lastRequest: SignedRequest | null;
  stop(): Promise<void>;
};
