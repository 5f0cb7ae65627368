import { type IssuePurpose } from '../domain/incident/incident.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { markdownLink, markdownText } from './checklist-phrase.ts';
import { alarmWords, newestAlarm } from './incident-facts.ts';
import { nameIn } from './incident-people.ts';
import { reviewMarkdown } from './incident-review.ts';
import { restoredAt } from './incident-times.ts';
import { incidentTitle } from './incident-words.ts';
import { proposalOf, versionName } from './names.ts';
import { clean, plain, unmarked, utcText } from './text.ts';

/** GitHub takes 256 characters of a title, and 65,536 of a body, in which a marker has its place as well. */
const mostTitle = 200;
const mostBody = 60_000;

/** An issue at GitHub: the task for the fix, or the whole review. */
export function issueText(
  purpose: IssuePurpose,
  view: IncidentView,
): { readonly title: string; readonly body: string } {
  const name = incidentTitle(view.incident);
  return purpose === 'task'
    ? { title: titleOf(`Fix: ${view.incident.title}`), body: shortened(taskBody(view)) }
    : { title: titleOf(`Review of ${name}`), body: shortened(reviewMarkdown(view)) };
}

/** GitHub reads a title as text, but for the names that it makes mentions of. */
function titleOf(text: string): string {
  return plain(text, mostTitle).replaceAll('@', '＠');
}

function taskBody(view: IncidentView): string {
  const { incident } = view;
  const alarm = newestAlarm(view);
  const restored = restoredAt(incident);
  return [
    `There was an incident, and what caused it has still to be mended: ${markdownText(incidentTitle(incident), 300)}.`,
    '',
    ...(alarm === null
      ? []
      : [
          `- **What happened**: ${markdownText(unmarked(alarmWords(view, alarm.release, alarm.alert).happened, nameIn(view.policy)), 600)}`,
        ]),
    ...changeLines(view),
    `- **Now**: ${restored === null ? 'it has not been rolled back, as far as Gonogo knows.' : `the version before runs again since ${utcText(restored)}.`}`,
    `- **Incident**: \`${incident.id}\`, opened ${utcText(incident.openedAt)}`,
    '',
    'Mended means: the cause is known, a test fails without the fix, and the change has gone through a release of its own.',
    '',
  ].join('\n');
}

function changeLines({ release: about }: IncidentView): readonly string[] {
  const proposal = about === null ? null : proposalOf(about.release);
  if (about === null || proposal === null) return [];
  const { candidate } = proposal;
  const compare = candidate.compareUrl === null ? '' : ` (${markdownLink(candidate.compareUrl, 'compare')})`;
  return [
    `- **Release**: \`${about.release.id}\`, ${markdownText(versionName(candidate.version, candidate.sha), 120)}${compare}`,
  ];
}

/** Cut between lines only. */
function shortened(body: string): string {
  const text = clean(body);
  if (text.length <= mostBody) return text;
  const end = text.lastIndexOf('\n', mostBody);
  return `${text.slice(0, end)}\n\nThis is the beginning; the rest is longer than an issue may be. The whole of it can be downloaded in Slack.\n`;
}
