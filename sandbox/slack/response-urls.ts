import { appMessage, type Content, readContent, revised } from './compose.ts';
import { type JsonObject } from './json.ts';
import { postTextCharacters } from './limits.ts';
import { SlackError } from './slack-error.ts';
import { findMessage, type Workspace } from './workspace.ts';

/** Slack's: a response URL works five times within thirty minutes. */
const uses = 5;
const lifeMs = 30 * 60 * 1000;

/** What a response URL speaks about: who did something where, and to which message. */
export type Occasion = {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string;
  readonly message?: { readonly ts: string; readonly isEphemeral: boolean };
};

export type ResponseUrls = {
  /** A new address for this occasion. */
  issue(occasion: Occasion): string;
  /** Does what the app asks. Throws `expired_url`, `used_url` or what is wrong with the message. */
  use(id: string, body: JsonObject): void;
};

type Issued = { readonly occasion: Occasion; readonly until: number; readonly left: number };

export function createResponseUrls(workspace: Workspace, origin: () => string): ResponseUrls {
  const issued = new Map<string, Issued>();

  return {
    issue(occasion) {
      const id = workspace.nextId('R');
      for (const [old, { until }] of issued) {
        if (until < workspace.now()) issued.delete(old);
      }
      issued.set(id, { occasion, until: workspace.now() + lifeMs, left: uses });
      return `${origin()}/response/${id}`;
    },
    use(id, body) {
      const url = issued.get(id);
      if (url === undefined || workspace.now() > url.until) throw new SlackError('expired_url');
      if (url.left === 0) throw new SlackError('used_url');
      respond(workspace, url.occasion, body);
      issued.set(id, { ...url, left: url.left - 1 });
    },
  };
}

/** Takes an app's message to a response URL, or in the answer to a command. */
export function respond(workspace: Workspace, occasion: Occasion, body: JsonObject): void {
  const { message } = occasion;
  if (message !== undefined && body['delete_original'] === true) return removeOriginal(workspace, occasion, message);
  const content = readContent(workspace, body, postTextCharacters);
  const isReplacing = message !== undefined && body['replace_original'] === true;
  if (isReplacing && replaceOriginal(workspace, occasion, message, content)) return;
  const threadTs = typeof body['thread_ts'] === 'string' ? body['thread_ts'] : occasion.threadTs;
  const said = appMessage(workspace, occasion.channel, content);
  const posted = threadTs === undefined ? said : { ...said, thread_ts: threadTs };
  if (body['response_type'] === 'in_channel') workspace.putMessage(posted);
  else workspace.putEphemeral({ ...posted, to: occasion.user });
}

type Original = NonNullable<Occasion['message']>;

/** False when there is no original any more; then the app's message is posted as a new one. */
function replaceOriginal(
  workspace: Workspace,
  occasion: Occasion,
  { ts, isEphemeral }: Original,
  content: Content,
): boolean {
  const { user, channel } = occasion;
  if (isEphemeral) {
    const seen = workspace.state.ephemerals[user]?.find((one) => one.ts === ts);
    if (seen === undefined) return false;
    workspace.putEphemeral({ ...revised(workspace, seen, content), to: user });
    return true;
  }
  const message = findMessage(workspace, channel, ts);
  if (message === undefined) return false;
  workspace.putMessage(revised(workspace, message, content));
  return true;
}

function removeOriginal(workspace: Workspace, { user, channel }: Occasion, { ts, isEphemeral }: Original): void {
  if (isEphemeral) workspace.removeEphemeral(user, ts);
  else workspace.removeMessage(channel, ts);
}
