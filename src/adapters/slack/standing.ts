import { z } from 'zod';
import { type Standing } from '../../domain/people/actor.ts';

/** What `users.info` says of somebody, as far as it is read here. A field of another type is no answer at all. */
export const SlackUser = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_workflow_bot: z.boolean().optional(),
  is_connector_bot: z.boolean().optional(),
  is_invited_user: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
  profile: z.object({ bot_id: z.string().optional() }).optional(),
});
export type SlackUser = z.infer<typeof SlackUser>;

/** Slack's own bot is reported as a person in every field. */
export const slackbot = 'USLACKBOT';

/** These have to be there, and false, before somebody counts as a member. The others count only when they are true. */
const needed = ['deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted'] as const;

/**
 * Whether this is a full, active, human member of our workspace. Fails closed: what Slack leaves out is `unknown`.
 * `is_app_user` is not read: it may be true of people who have authorised the app for themselves.
 */
export function standingOf(user: SlackUser, teamId: string): Standing {
  if (user.id === slackbot || isBot(user)) return { kind: 'bot' };
  if (user.deleted === true) return { kind: 'deleted' };
  if (user.is_stranger === true) return { kind: 'stranger' };
  if (user.team_id !== undefined && !belongsTo(user, teamId)) return { kind: 'stranger' };
  if (user.is_restricted === true || user.is_ultra_restricted === true) return { kind: 'guest' };
  if (user.is_invited_user === true) return { kind: 'guest' };

  const missing: string[] = needed.filter((field) => user[field] === undefined);
  if (user.team_id === undefined) missing.push('team_id');
  if (missing.length > 0) return { kind: 'unknown', reason: `Slack did not say ${missing.join(', ')}` };
  return { kind: 'member' };
}

function isBot(user: SlackUser): boolean {
  const marked = user.is_bot === true || user.is_workflow_bot === true || user.is_connector_bot === true;
  return marked || (user.profile?.bot_id !== undefined && user.profile.bot_id !== '');
}

/** On an Enterprise Grid people have one team of origin and are members of several. */
function belongsTo(user: SlackUser, teamId: string): boolean {
  return user.team_id === teamId || (user.enterprise_user?.teams?.includes(teamId) ?? false);
}
