import { type Refusal } from '../domain/refusals.ts';
import { code, type Markup, md } from './text.ts';

type NotAllowed = Extract<Refusal, { code: 'not_allowed' }>;

/** With these something begins, so there is no card or message yet that could name people. */
const beginnings: readonly NotAllowed['action'][] = [
  'release.request',
  'release.emergency',
  'incident.declare',
  'read',
];

/** Why somebody may not do this, and whom to ask. */
export function notAllowedText({ because, action, needs }: NotAllowed): Markup {
  const isBeginning = beginnings.includes(action);
  switch (because) {
    case 'not_a_member':
      return isBeginning
        ? md`Only full members of this workspace can do this. Ask one of them to do it.`
        : md`Only full members of this workspace can do this. Ask one of the people whom the card names.`;
    case 'standing_unknown':
      return md`Gonogo could not check who you are, so nothing was done. Press again in a moment.`;
    case 'agent':
      return md`Only people can do this, never an agent. Ask somebody who has the role.`;
    case 'no_role':
      return md`You have no role in ${code('gonogo.yaml')} yet, and this needs one. Ask whoever keeps that file to add you.`;
    case 'wrong_role':
      return isBeginning
        ? md`This needs ${needs}. Ask somebody to whom ${code('gonogo.yaml')} gives it.`
        : md`This needs ${needs}. Ask somebody who can; the card and ${code('/release why')} name them.`;
    case 'not_listed':
      return action === 'release.emergency'
        ? md`An emergency needs somebody who stands under ${code('people')} in ${code('gonogo.yaml')}, or in the ladder of the service. If something is broken, declare the incident with ${code('/incident declare')}, as every full member may: its message names people who can.`
        : md`This needs somebody who stands under ${code('people')} in ${code('gonogo.yaml')}, or in the ladder of the incident. Ask one of those whom its message names.`;
  }
}
