import { type Answer, type People } from './contract.ts';
import { react } from './methods/message-extras.ts';
import { personNamed } from './payloads.ts';
import { type Office } from './people.ts';
import { type Channel, type Message } from './types.ts';
import { directMessages, findMessage } from './workspace.ts';

type Doings = Omit<People, 'slash' | 'click' | 'submitView' | 'closeView'>;

/** What people do that the app hears of as an event, or not at all. */
export function wordOfMouth(office: Office): Doings {
  return {
    openHome: async (user) => await openHome(office, user),
    say: async (user, channel, text, threadTs) => await say(office, user, channel, text, threadTs),
    react: async (user, channel, ts, emoji) => await addReaction(office, user, channel, ts, emoji),
    deleteMessage: async (user, channel, ts) => await deleteMessage(office, user, channel, ts),
    archiveChannel: async (user, id) => await archiveChannel(office, user, id),
    removeBot: async (_user, id) => await removeBot(office, id),
    inviteBot: async (user, id) => await inviteBot(office, user, id),
    changeUser: async (user, fields) => await changeUser(office, user, fields),
    dismiss: (user, ts) => office.workspace.removeEphemeral(user, ts),
  };
}

async function openHome({ workspace, outbox }: Office, user: string): Promise<Answer> {
  personNamed(workspace, user);
  const channel = directMessages(workspace, user).id;
  return await outbox.event({ type: 'app_home_opened', user, channel, tab: 'home', event_ts: workspace.nextTs() });
}

async function say(office: Office, user: string, channel: string, text: string, threadTs?: string): Promise<Answer> {
  const { workspace, outbox } = office;
  const { team_id: team } = personNamed(workspace, user);
  const { id } = channelNamed(office, channel);
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const message: Message = {
    type: 'message',
    ts: workspace.nextTs(),
    channel: id,
    user,
    team,
    text,
    blocks: [],
    ...thread,
  };
  workspace.putMessage(message);
  return await outbox.event({ ...message, event_ts: message.ts, channel_type: id.startsWith('D') ? 'im' : 'channel' });
}

async function addReaction(office: Office, user: string, channel: string, ts: string, emoji: string): Promise<Answer> {
  const { workspace, outbox } = office;
  const message = messageNamed(office, channel, ts);
  react(workspace, message, user, emoji);
  return await outbox.event({
    type: 'reaction_added',
    user,
    reaction: emoji,
    item: { type: 'message', channel, ts },
    item_user: message.user,
    event_ts: workspace.nextTs(),
  });
}

async function deleteMessage(office: Office, _user: string, channel: string, ts: string): Promise<Answer> {
  const { workspace, outbox } = office;
  const previous = messageNamed(office, channel, ts);
  workspace.removeMessage(channel, ts);
  const event = { type: 'message', subtype: 'message_deleted', channel, deleted_ts: ts, hidden: true };
  return await outbox.event({ ...event, previous_message: previous, event_ts: workspace.nextTs() });
}

async function archiveChannel(office: Office, user: string, id: string): Promise<Answer> {
  const { workspace, outbox } = office;
  workspace.putChannel({ ...channelNamed(office, id), is_archived: true });
  return await outbox.event({ type: 'channel_archive', channel: id, user, event_ts: workspace.nextTs() });
}

async function removeBot(office: Office, id: string): Promise<Answer> {
  const { workspace, outbox } = office;
  const channel = channelNamed(office, id);
  const { botUserId } = workspace.state.app;
  workspace.putChannel({ ...channel, members: channel.members.filter((member) => member !== botUserId) });
  return await outbox.event({ type: 'channel_left', channel: id, event_ts: workspace.nextTs() });
}

async function inviteBot(office: Office, user: string, id: string): Promise<Answer> {
  const { workspace, outbox } = office;
  const channel = channelNamed(office, id);
  const { botUserId } = workspace.state.app;
  workspace.putChannel({ ...channel, members: [...new Set([...channel.members, botUserId])] });
  const event = { type: 'member_joined_channel', user: botUserId, channel: id, channel_type: 'C', inviter: user };
  return await outbox.event({ ...event, team: workspace.state.team.id, event_ts: workspace.nextTs() });
}

async function changeUser(office: Office, user: string, fields: Parameters<People['changeUser']>[1]): Promise<Answer> {
  const { workspace, outbox } = office;
  const seconds = Math.floor(workspace.now() / 1000);
  const changed = { ...personNamed(workspace, user), ...fields, id: user, updated: seconds };
  workspace.putUser(changed);
  return await outbox.event({ type: 'user_change', user: changed, cache_ts: seconds, event_ts: workspace.nextTs() });
}

function channelNamed({ workspace }: Office, id: string): Channel {
  const channel = workspace.state.channels[id];
  if (channel === undefined) throw new Error(`There is no channel ${id}.`);
  return channel;
}

function messageNamed({ workspace }: Office, channel: string, ts: string): Message {
  const message = findMessage(workspace, channel, ts);
  if (message === undefined) throw new Error(`There is no message ${ts} in ${channel}.`);
  return message;
}
