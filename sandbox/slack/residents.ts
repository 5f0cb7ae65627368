import { type ChannelSpec, type UserSpec } from './contract.ts';
import { type Channel, type User } from './types.ts';

/** The workspace's ids, the same in every run, so that a configuration can name them. */
export const ids = { team: 'T0ACME', app: 'A0GONOGO', bot: 'B0GONOGO', botUser: 'U0GONOGO' } as const;

/** Who is there before a test or demo adds anybody: six full members, and one of each whom a vote must not come from. */
export const usualPeople: readonly UserSpec[] = [
  { id: 'U0ANA', name: 'ana', real_name: 'Ana Alves', color: '4bbe2e' },
  { id: 'U0BEN', name: 'ben', real_name: 'Ben Baker', color: '9f69e7' },
  { id: 'U0CARA', name: 'cara', real_name: 'Cara Chen', color: 'e7392d' },
  { id: 'U0DANA', name: 'dana', real_name: 'Dana Diallo', color: '3c989f' },
  { id: 'U0ELI', name: 'eli', real_name: 'Eli Engel', color: 'd58247' },
  { id: 'U0FINN', name: 'finn', real_name: 'Finn Fischer', color: '2b6836' },
  { id: 'U0GWEN', name: 'gwen', real_name: 'Gwen Guest', color: '902d59', is_restricted: true },
  { id: 'U0OLE', name: 'ole', real_name: 'Ole Olsen', color: '84b22f', deleted: true },
  { id: 'U0ROBO', name: 'robo', real_name: 'Robo', color: '5b89d5', is_bot: true, profile: { bot_id: 'B0ROBO' } },
  { id: 'U0STRANGER', name: 'str', real_name: 'Str Stranger', color: '8d4b84', is_stranger: true, team_id: 'T0OTHER' },
  {
    id: ids.botUser,
    name: 'gonogo',
    real_name: 'Gonogo',
    color: '235e5b',
    is_bot: true,
    profile: { bot_id: ids.bot, api_app_id: ids.app },
  },
];

export const usualChannels: readonly ChannelSpec[] = [
  { id: 'C0RELEASES', name: 'releases', topic: 'What goes to production, and who said so' },
  { id: 'C0INCIDENTS', name: 'incidents', topic: 'P1 to P4' },
  { id: 'C0GENERAL', name: 'general', topic: 'Company-wide announcements' },
];

/** A user with every field that `users.info` shows; what is not given is that of an active full member. */
export function completeUser(spec: UserSpec, nowMs: number): User {
  const realName = spec.real_name ?? spec.name;
  const team = spec.team_id ?? ids.team;
  return {
    team_id: team,
    real_name: realName,
    deleted: false,
    is_bot: false,
    is_app_user: false,
    is_workflow_bot: false,
    is_connector_bot: false,
    is_invited_user: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_stranger: false,
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_email_confirmed: true,
    tz: 'Europe/Amsterdam',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    color: '757575',
    updated: Math.floor(nowMs / 1000),
    ...spec,
    profile: {
      real_name: realName,
      real_name_normalized: realName,
      display_name: spec.name,
      display_name_normalized: spec.name,
      title: '',
      team,
      avatar_hash: spec.id.toLowerCase(),
      ...pictures(realName, spec.color ?? '757575'),
      ...spec.profile,
    },
  };
}

/** A channel with every field; all active members of the team and the app are in it. */
export function completeChannel(spec: ChannelSpec, users: readonly User[], nowMs: number): Channel {
  const present = users.filter((user) => !user.deleted && (!user.is_bot || user.id === ids.botUser));
  return {
    is_private: false,
    is_im: false,
    is_archived: false,
    created: Math.floor(nowMs / 1000),
    creator: 'U0ANA',
    topic: '',
    members: present.map((user) => user.id),
    ...spec,
  };
}

/** Drawn here, since nothing may be fetched from elsewhere: the first letter on the person's colour. */
function pictures(name: string, color: string): Pick<User['profile'], `image_${24 | 32 | 48 | 72 | 192 | 512}`> {
  const letter = `<text x="50%" y="54%" dy=".3em" text-anchor="middle" font-family="sans-serif" font-size="30" fill="#fff">${name.slice(0, 1)}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#${color}"/>${letter}</svg>`;
  const image = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return { image_24: image, image_32: image, image_48: image, image_72: image, image_192: image, image_512: image };
}
