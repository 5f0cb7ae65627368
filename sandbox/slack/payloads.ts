import { shownMessage } from './compose.ts';
import { type JsonObject } from './json.ts';
import { verificationToken } from './outbox.ts';
import { type Target } from './targets.ts';
import { type User, type View, type ViewValues } from './types.ts';
import { viewPayload } from './view-check.ts';
import { type Workspace } from './workspace.ts';

/** The person, or a sentence for the tester. */
export function personNamed(workspace: Workspace, id: string): User {
  const user = workspace.state.users[id];
  if (user === undefined) throw new Error(`Nobody has the id ${id}.`);
  return user;
}

/** What every interaction says about who, where and for which app. */
export function payloadBase(workspace: Workspace, type: string, user: string): JsonObject {
  const { id, name, team_id } = personNamed(workspace, user);
  const { team, app } = workspace.state;
  return {
    type,
    user: { id, username: name, name, team_id },
    api_app_id: app.id,
    token: verificationToken,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Where the click was: Slack leaves out the text of a message that only one person sees. */
export function whereabouts(workspace: Workspace, target: Target, values: ViewValues): JsonObject {
  if ('view' in target) {
    const view: View = { ...target.view, state: { values } };
    return { container: { type: 'view', view_id: view.id }, view: viewPayload(view) };
  }
  const { message } = target;
  const channel = workspace.state.channels[message.channel];
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  const container = {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: target.kind === 'ephemeral',
    ...thread,
  };
  return {
    container,
    channel: { id: message.channel, name: channel?.is_im === true ? 'directmessage' : (channel?.name ?? '') },
    ...(target.kind === 'message' ? { message: shownMessage(workspace, message) } : {}),
    state: { values },
  };
}

export type Command = {
  readonly user: string;
  readonly channel: string;
  readonly command: string;
  readonly text: string;
  readonly responseUrl: string;
  readonly triggerId: string;
};

export function commandFields(workspace: Workspace, given: Command): Readonly<Record<string, string>> {
  const user = personNamed(workspace, given.user);
  const { team, app, channels } = workspace.state;
  const channel = channels[given.channel];
  if (channel === undefined) throw new Error(`There is no channel ${given.channel}.`);
  return {
    token: verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.is_im ? 'directmessage' : channel.name,
    user_id: user.id,
    user_name: user.name,
    command: given.command,
    text: escaped(workspace, given.text),
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: given.responseUrl,
    trigger_id: given.triggerId,
  };
}

/** With `should_escape`: `@ana` becomes `<@U0ANA|ana>`, `#releases` `<#C0RELEASES|releases>`; entities are escaped. */
function escaped(workspace: Workspace, text: string): string {
  const { users, channels } = workspace.state;
  return text
    .replaceAll(/[&<>]/g, (sign) => entities[sign] ?? sign)
    .replaceAll(/(?<=^|\s)([@#])([\w-]+)/g, (written, sign: string, name: string) => {
      const known = Object.values<{ id: string; name: string }>(sign === '@' ? users : channels);
      const found = known.find((one) => one.name === name);
      return found === undefined ? written : `<${sign}${found.id}|${found.name}>`;
    });
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
