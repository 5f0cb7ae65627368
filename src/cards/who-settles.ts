import { type Condition, type ReleaseView } from '../domain/views.ts';
import { code, type Markup, md, people } from './text.ts';

/** Who can settle what stands in the way of a release, and where nobody has to. */

export function whoSettlesText(condition: Condition): Markup {
  const who = people(condition.who, 'or');
  if (who !== null) return md`Who can settle it: ${who}`;
  return settledBy[condition.code] === 'time' ? md`Nobody has to do anything.` : nobodyCan;
}

const nobodyCan = md`Who can settle it: nobody whom ${code('gonogo.yaml')} names. Whoever keeps that file can change this.`;

/** What is to be added where no person is named: nobody is awaited, or nobody can do it. Null where somebody is, and once it is over. */
export function nobodyAwaited({ release, conditions }: Pick<ReleaseView, 'release' | 'conditions'>): Markup | null {
  if (release.phase === 'ended' || conditions.some(({ who }) => who.length > 0)) return null;
  return conditions.every(({ code }) => settledBy[code] === 'time')
    ? md`It waits for nobody: it goes on by itself.`
    : nobodyCan;
}

/** Whether a condition passes by itself or wants a person. */
const settledBy: Readonly<Record<Condition['code'], 'time' | 'people'>> = {
  gathering: 'time',
  blocked: 'people',
  votes_missing: 'people',
  lane_busy: 'time',
  lane_held: 'people',
  window_shut: 'time',
  preferred_time: 'time',
  needs_deploy: 'people',
  rechecking: 'time',
  calling_github: 'time',
  looking_for_run: 'time',
  run_not_found: 'people',
  two_runs: 'people',
  run_in_progress: 'time',
  run_unreadable: 'people',
  reading_live: 'time',
  reading_evidence: 'time',
  cancelling: 'time',
  version_awaited: 'time',
  watching: 'time',
  unverified: 'people',
};
