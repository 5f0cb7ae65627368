import { type Api, type Args, findUser, type Methods, page, required } from '../api.ts';
import { type JsonObject } from '../json.ts';
import { SlackError } from '../slack-error.ts';

export const workspaceMethods: Methods = {
  'api.test': { scopes: [], pace: 100, run: (_api, args) => ({ args }) },
  'auth.test': { scopes: [], pace: 100, run: authTest },
  'team.info': { scopes: ['team:read'], pace: 50, run: teamInfo },
  'bots.info': { scopes: ['users:read'], pace: 50, run: botInfo },
  'users.info': { scopes: ['users:read'], pace: 100, run: userInfo },
  'users.list': { scopes: ['users:read'], pace: 20, run: userList },
  'usergroups.list': { scopes: ['usergroups:read'], pace: 20, run: usergroupList },
  'usergroups.users.list': { scopes: ['usergroups:read'], pace: 20, run: usergroupMembers },
};

function authTest({ workspace }: Api): JsonObject {
  const { team, app } = workspace.state;
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: workspace.state.users[app.botUserId]?.name ?? app.name,
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

function teamInfo({ workspace }: Api): JsonObject {
  const { team } = workspace.state;
  return { team: { ...team, email_domain: '', icon: {}, url: `https://${team.domain}.slack.com/` } };
}

function botInfo(api: Api, args: Args): JsonObject {
  const id = required(args, 'bot');
  const { users, app } = api.workspace.state;
  const user = Object.values(users).find((one) => one.profile.bot_id === id);
  if (user === undefined) throw new SlackError('bot_not_found');
  const appId = id === app.botId ? app.id : '';
  return {
    bot: { id, deleted: user.deleted, name: user.real_name, updated: user.updated, app_id: appId, user_id: user.id },
  };
}

function userInfo(api: Api, args: Args): JsonObject {
  return { user: findUser(api, required(args, 'user')) };
}

function userList(api: Api, args: Args): JsonObject {
  const { items, nextCursor } = page(args, Object.values(api.workspace.state.users), 999);
  const seconds = Math.floor(api.workspace.now() / 1000);
  return { members: items, cache_ts: seconds, response_metadata: { next_cursor: nextCursor } };
}

function usergroupList({ workspace }: Api): JsonObject {
  const groups = Object.values(workspace.state.usergroups);
  const shown = groups.map((group) => ({
    ...group,
    team_id: workspace.state.team.id,
    is_usergroup: true,
    date_delete: 0,
    user_count: group.users.length,
  }));
  return { usergroups: shown };
}

function usergroupMembers({ workspace }: Api, args: Args): JsonObject {
  const group = workspace.state.usergroups[required(args, 'usergroup')];
  if (group === undefined) throw new SlackError('no_such_subteam');
  return { users: group.users };
}
