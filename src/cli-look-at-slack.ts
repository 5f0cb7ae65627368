import { z } from 'zod';
import { createSlackClient, type SlackAnswer, type SlackClient } from './adapters/slack/client.ts';
import { type Finding, fine, mend, note } from './cli-finding.ts';
import { type Config } from './config.ts';
import { type ChannelId } from './domain/ids.ts';

/**
 * What Slack wants for the calls and events of Gonogo, and with what is lost without each. deploy/slack-manifest.json
 * asks for all of them; an app that was installed from an older one lacks what came since.
 */
const neededScopes: Readonly<Record<string, string>> = {
  commands: 'commands',
  'chat:write': 'messages',
  'users:read': 'votes, for it is not known who people are',
  'usergroups:read': 'user groups in a ladder',
  'channels:read': 'finding public channels',
  'groups:read': 'finding private channels',
  'channels:history': 'finding its own messages again in public channels',
  'groups:history': 'finding its own messages again in private channels',
  'im:write': 'pages by direct message',
  'im:history': 'finding its pages again',
  'reactions:read': 'notes by 📌',
  'files:write': 'charts and files',
};

/** Asked for by the manifest, and of use only where the config gives incidents a channel of their own. */
const scopeForChannels = { 'channels:manage': 'channels of their own for incidents' };

const AuthTest = z.object({
  team: z.string().optional(),
  user: z.string().optional(),
  user_id: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});
type AuthTest = z.infer<typeof AuthTest>;

const ChannelInfo = z.object({
  channel: z.object({
    name: z.string().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
  }),
});

/** Whether the tokens work, and the bot can post where it is told to. */
export async function lookAtSlack({ slack, policy }: Config): Promise<readonly Finding[]> {
  const client = clientFor(slack.botToken, slack.apiUrl);
  const told = await client.call('auth.test', {}, AuthTest);
  if (told.kind !== 'ok') return [aboutToken('SLACK_BOT_TOKEN', 'the bot token', 'OAuth & Permissions', told)];
  const bot = told.value.user ?? told.value.user_id;
  const { releases, incidents } = policy.slack.channels;
  const channels = releases === incidents ? { releases } : { releases, incidents };
  const asked = Object.entries(channels).map(([use, id]) => aboutChannel(client, `slack.channels.${use}`, id, bot));
  if (slack.receiver.kind === 'socket') asked.push(aboutAppToken(slack.receiver.appToken, slack.apiUrl));
  const workspace = told.value.team === undefined ? '' : ` in ${told.value.team}`;
  return [
    fine(`Slack knows the bot as @${bot}${workspace}.`),
    ...aboutScopes(told.value, policy),
    ...(await Promise.all(asked)),
  ];
}

function clientFor(token: string, apiUrl: string): SlackClient {
  return createSlackClient({ token, apiUrl, log: { info: ignore, warn: ignore, error: ignore }, onCall: ignore });
}

function ignore(): void {}

type NotOk = Exclude<SlackAnswer<unknown>, { kind: 'ok' }>;

function aboutToken(variable: string, token: string, page: string, answer: NotOk): Finding {
  if (answer.kind !== 'refused') return unanswered(answer);
  return mend(`Slack refuses ${variable} (${answer.error}). Copy ${token} again from the app’s page “${page}”.`);
}

function unanswered(answer: Exclude<NotOk, { kind: 'refused' }>): Finding {
  if (answer.kind === 'rate-limited')
    return note('Slack asks us to wait, so it could not be asked everything. Try again in a minute.');
  return mend(`Slack does not answer (${answer.reason}). Check the network, and SLACK_API_URL where it is set.`);
}

/** Silent where Slack does not list the scopes, or lists all of them. */
function aboutScopes({ response_metadata: metadata }: AuthTest, { incidents }: Config['policy']): readonly Finding[] {
  const needed = incidents.ownChannel.length > 0 ? { ...neededScopes, ...scopeForChannels } : neededScopes;
  const missing = Object.entries(needed).filter(([scope]) => metadata?.scopes?.includes(scope) === false);
  if (missing.length === 0) return [];
  const lost = missing.map(([scope, use]) => `${scope} (${use})`).join(', ');
  return [
    mend(
      `The Slack app lacks ${lost}. Give it the scopes of deploy/slack-manifest.json and install it to the workspace again.`,
    ),
  ];
}

/** Asking for a connection opens none; only using the answer would. */
async function aboutAppToken(token: string, apiUrl: string): Promise<Finding> {
  const answer = await clientFor(token, apiUrl).call('apps.connections.open', {}, z.object({}));
  if (answer.kind !== 'ok') return aboutToken('SLACK_APP_TOKEN', 'the app-level token', 'Basic Information', answer);
  return fine('Slack takes the app token for Socket Mode.');
}

async function aboutChannel(client: SlackClient, key: string, channel: ChannelId, bot: string): Promise<Finding> {
  const answer = await client.call('conversations.info', { channel }, ChannelInfo);
  if (answer.kind === 'refused') {
    return mend(
      `Slack shows the bot no channel ${channel} (${answer.error}). Check ${key} in gonogo.yaml; to a private channel the bot has to be invited first.`,
    );
  }
  if (answer.kind !== 'ok') return unanswered(answer);
  const { name = channel, is_member: isMember, is_archived: isArchived } = answer.value.channel;
  if (isArchived === true) return mend(`#${name} is archived. Name another channel in ${key}, or bring it back.`);
  if (isMember === false) return mend(`The bot is not in #${name}. Write /invite @${bot} there.`);
  return fine(`The bot can post in #${name}.`);
}
