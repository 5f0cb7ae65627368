import { type LanePolicy, type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { clause, count, joined, lines, type Markup, md } from './text.ts';

/** What the watch can see, before anybody relies on it; null where there is nothing to say of it. */
export function sightText({ watch }: LanePolicy, { rehearsal, sight }: Candidate): Markup | null {
  if (watch === null) return null;
  if (!watch.hasTelemetry) {
    const parts = [blindText(rehearsal), failingText(watch, rehearsal)].filter((part) => part !== null);
    return parts.length === 0 ? null : lines(...parts);
  }
  const acting = watch.sources.filter((trigger) => !watch.advisory.includes(trigger));
  const onTrial = watch.advisory.filter((trigger) => watch.sources.includes(trigger));
  const what = acting.length === 0 ? ', in which no trigger acts' : ` for ${acting.join(', ')}`;
  const trial = onTrial.length === 0 ? '' : `; on trial: ${onTrial.join(', ')}`;
  const points = watch.sources.includes('errors') ? md` ${pointsText(sight)}` : md``;
  const looks = `${watch.minutes} min${what}${trial}.`;
  return lines(
    md`*Watch:* ${looks}${points}`,
    blindText(rehearsal),
    failingText(watch, rehearsal),
    watch.withoutSource.length === 0 ? null : md`Without a source, so never seen: ${watch.withoutSource.join(', ')}.`,
  );
}

function pointsText(sight: Candidate['sight']): Markup {
  if (sight === null) return md`How much it would notice is not known: there is nothing to compare with yet.`;
  const { requestsPerMinute, points } = sight;
  return points === null
    ? md`At ${count(requestsPerMinute, 'request')} a minute it would not even notice an outage by its errors.`
    : md`At ${count(requestsPerMinute, 'request')} a minute it detects about +${points} points of errors.`;
}

/** The rest is counted: the card has other things to say. */
const mostBlind = 4;

function blindText(rehearsal: Candidate['rehearsal']): Markup | null {
  const blind = rehearsal.flatMap(({ triggers, query, outcome }) =>
    outcome.kind === 'blind' ? [md`${triggers.join(', ')} (${clause(query, 60)}: ${clause(outcome.reason, 160)})`] : [],
  );
  if (blind.length === 0) return null;
  const more = blind.length - mostBlind;
  return md`△ *Blind now:* ${joined(blind.slice(0, mostBlind), '; ')}${more > 0 ? md`; and ${count(more, 'more query', 'more queries')}` : md``}.`;
}

/** Before the vote, so that nobody relies on a wrong address: by its failures a watch would breach. */
function failingText({ advisory }: WatchPolicy, rehearsal: Candidate['rehearsal']): Markup | null {
  const [failing] = rehearsal.flatMap(({ query, outcome }) =>
    outcome.kind === 'failing' ? [md`${clause(query, 120)}: ${clause(outcome.reason, 160)}`] : [],
  );
  return failing === undefined
    ? null
    : md`△ *The health check fails now* (${failing}).${advisory.includes('health') ? md`` : md` If that goes on after the deployment, its watch breaches.`}`;
}
