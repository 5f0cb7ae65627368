import { type JsonObject } from './json.ts';

// What the workspace holds. What people and tests can do with the double is in contract.ts.

/** A Block Kit block as it is stored: validated, and always with a block_id, as Slack gives one to those without. */
export type Block = JsonObject & { readonly type: string; readonly block_id: string };

/** A person, guest, bot or stranger, with the fields that `users.info` shows. */
export type User = {
  readonly id: string;
  readonly team_id: string;
  readonly name: string;
  readonly real_name: string;
  readonly deleted: boolean;
  readonly is_bot: boolean;
  readonly is_app_user: boolean;
  readonly is_workflow_bot: boolean;
  readonly is_connector_bot: boolean;
  readonly is_invited_user: boolean;
  readonly is_restricted: boolean;
  readonly is_ultra_restricted: boolean;
  readonly is_stranger: boolean;
  readonly is_admin: boolean;
  readonly is_owner: boolean;
  readonly is_primary_owner: boolean;
  readonly is_email_confirmed: boolean;
  readonly tz: string;
  readonly tz_label: string;
  /** Seconds east of UTC. */
  readonly tz_offset: number;
  readonly color: string;
  /** Seconds since 1970. */
  readonly updated: number;
  readonly profile: Profile;
};

export type Profile = {
  readonly real_name: string;
  readonly real_name_normalized: string;
  readonly display_name: string;
  readonly display_name_normalized: string;
  readonly title: string;
  readonly team: string;
  readonly avatar_hash: string;
  readonly image_24: string;
  readonly image_32: string;
  readonly image_48: string;
  readonly image_72: string;
  readonly image_192: string;
  readonly image_512: string;
  readonly email?: string;
  readonly bot_id?: string;
  readonly api_app_id?: string;
};

/** A channel, or with `is_im` the direct messages of the app and one person. */
export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly is_private: boolean;
  readonly is_im: boolean;
  readonly is_archived: boolean;
  readonly created: number;
  readonly creator: string;
  readonly topic: string;
  readonly members: readonly string[];
  /** The person at the other end of direct messages. */
  readonly user?: string;
};

export type MessageMetadata = { readonly event_type: string; readonly event_payload: JsonObject };

export type Reaction = { readonly name: string; readonly users: readonly string[]; readonly count: number };

/** One message; `ts` is its id within the channel. A reply has a `thread_ts` that differs from its own `ts`. */
export type Message = {
  readonly type: 'message';
  readonly subtype?: 'bot_message' | 'thread_broadcast';
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly team: string;
  readonly attachments?: readonly JsonObject[];
  readonly metadata?: MessageMetadata;
  readonly thread_ts?: string;
  readonly reply_broadcast?: true;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions?: readonly Reaction[];
  readonly files?: readonly StoredFile[];
  readonly pinned?: true;
};

/** A message that only one person sees, and no method of the Web API reads back. */
export type EphemeralMessage = Message & { readonly to: string };

export type StoredFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly alt_text: string;
  readonly mimetype: string;
  readonly size: number;
  readonly user: string;
  readonly created: number;
  /** Where the double serves the bytes, to anyone. */
  readonly url_private: string;
};

/** block_id → action_id → what the person has entered, in the shape of a payload's `view.state.values`. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** A modal or a Home tab as one person has it open. */
export type View = {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly team_id: string;
  readonly app_id: string;
  readonly bot_id: string;
  readonly app_installed_team_id: string;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  readonly title: JsonObject;
  readonly submit: JsonObject | null;
  readonly close: JsonObject | null;
  readonly blocks: readonly Block[];
  readonly private_metadata: string;
  readonly callback_id: string;
  readonly external_id: string;
  readonly hash: string;
  readonly clear_on_close: boolean;
  readonly notify_on_close: boolean;
  readonly submit_disabled: boolean;
  readonly state: { readonly values: ViewValues };
  /** What the person sees beside their fields, by block_id; empty when nothing is wrong. */
  readonly errors: Readonly<Record<string, string>>;
  /** What the client says above the modal when the app could not be reached or answered badly. */
  readonly trouble: string | null;
};

export type Usergroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
};

export type Bookmark = {
  readonly id: string;
  readonly channel_id: string;
  readonly title: string;
  readonly link: string;
};

/** Everything that the workspace holds: plain JSON, so that a page can be drawn from it. */
export type WorkspaceState = {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: { readonly id: string; readonly botId: string; readonly botUserId: string; readonly name: string };
  readonly users: Readonly<Record<string, User>>;
  readonly channels: Readonly<Record<string, Channel>>;
  /** By channel, in the order of `ts`; replies are among them. */
  readonly messages: Readonly<Record<string, readonly Message[]>>;
  /** By the person who sees them, oldest first. */
  readonly ephemerals: Readonly<Record<string, readonly EphemeralMessage[]>>;
  /** By person: the stack of modals, the topmost last. A person with no modal has no entry or an empty one. */
  readonly views: Readonly<Record<string, readonly View[]>>;
  /** By person: the Home tab that the app published for them. */
  readonly homes: Readonly<Record<string, View>>;
  readonly usergroups: Readonly<Record<string, Usergroup>>;
  readonly bookmarks: readonly Bookmark[];
  readonly files: Readonly<Record<string, StoredFile>>;
};

/** What has just changed, so that a reader can draw that part again. */
export type Change =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'ephemeral'; readonly user: string; readonly channel: string; readonly ts: string }
  | { readonly kind: 'view'; readonly user: string }
  | { readonly kind: 'home'; readonly user: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'channel'; readonly channel: string }
  | { readonly kind: 'other' };

export type WorkspaceReader = {
  /** The state now. Every change replaces what it touches, so a value that was read stays as it was. */
  readonly state: WorkspaceState;
  /** Calls the listener after each change; the answer stops it. */
  on(event: 'change', listener: (change: Change) => void): () => void;
};
