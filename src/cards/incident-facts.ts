import { type Alert } from '../domain/effects.ts';
import { type ReleaseId, shortSha } from '../domain/ids.ts';
import { type Alarm } from '../domain/incident/incident.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type Release } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Words, wordsOf } from './alert.ts';
import { type Block } from './block-kit.ts';
import { section } from './blocks.ts';
import { evidenceLine } from './incident-evidence.ts';
import { kindOf } from './incident-tried.ts';
import { identityName, proposalOf, versionText } from './names.ts';
import { runLink } from './outcome-sentences.ts';
import { cardLink, clause, code, count, joined, lines, link, type Markup, md, prose } from './text.ts';
import { readingsLine } from './watch-line.ts';

/** What is known of an incident: what alarmed, what was changed, and where everything else stands. */

/** What the newest alarm says; null where nothing alarmed, for a person declared it. */
export function newestAlarm({ incident }: IncidentView): Alarm | null {
  return incident.alarms.at(-1) ?? null;
}

export function alarmWords(view: IncidentView, release: ReleaseId | null, alert: Alert): Words {
  return wordsOf(alert, viewOfRelease(view, release), kindOf(release, view.incident.alarms));
}

/** The release as it stands now, where it is the one that is shown; else null. */
export function viewOfRelease({ release }: IncidentView, id: ReleaseId | null): ReleaseView | null {
  return release !== null && release.release.id === id ? release : null;
}

/** The release that alarmed: versions, changes with their authors, the watch, and links to the rest. */
export function releaseBlocks(view: IncidentView): readonly Block[] {
  const { release: about } = view;
  if (about === null) return [];
  return [
    section(
      lines(versionsText(about), changeText(about), evidenceLine(about), watchText(about.release), linksText(about)),
    ),
  ];
}

/** "`v2.14.0` (`4f2a91c`); before it `v2.13.0` (`9c8b7a6`)." */
function versionsText(about: ReleaseView): Markup | null {
  const proposal = proposalOf(about.release);
  if (proposal === null) return null;
  const { version, sha, live } = proposal.candidate;
  const name = about.release.kind === 'rollback' ? md`*Rollback to:*` : md`*Version:*`;
  const before = live.kind === 'seen' ? md`; before it ${versionText(live.version, live.sha)}` : md``;
  return md`${name} ${versionText(version, sha)}${before}.`;
}

const most = { authors: 5, pulls: 3 };

/** "12 commits since `9c8b7a6` by eli and finn: #212 Rounding. Compare", in a line or two: the release's card has the rest. */
function changeText({ release }: ReleaseView): Markup | null {
  const proposal = proposalOf(release);
  if (proposal === null || release.kind === 'rollback') return null;
  const { candidate } = proposal;
  const what = candidate.pulls.length === 0 ? prose(candidate.title, 100) : pullsText(candidate.pulls);
  const compare = candidate.compareUrl === null ? md`` : md` ${link(candidate.compareUrl, 'Compare')}`;
  return md`*Change:* ${distanceText(candidate)}${authorsText(candidate)}: ${what}.${compare}`;
}

function distanceText({ base, ahead }: Candidate): Markup {
  if (base.kind === 'unknown') return md`what was live is not known, so not counted,`;
  return ahead === null
    ? md`since ${code(shortSha(base.sha))}`
    : md`${count(ahead, 'commit')} since ${code(shortSha(base.sha))}`;
}

function authorsText({ authors, coAuthors }: Candidate): Markup {
  const all = [...new Set([...authors, ...coAuthors].map(identityName))];
  const shown = all.slice(0, most.authors).map((name) => prose(name, 40));
  const more = all.length - shown.length;
  const named = more > 0 ? [...shown, md`${count(more, 'more', 'more')}`] : shown;
  return named.length === 0 ? md`` : md` by ${joined(named, ', ')}`;
}

function pullsText(pulls: Candidate['pulls']): Markup {
  const shown = pulls
    .slice(0, most.pulls)
    .map(({ url, number, title }) => md`${link(url, `#${number}`)} ${clause(title, 60)}`);
  const more = pulls.length - shown.length;
  return joined(more > 0 ? [...shown, md`${count(more, 'more', 'more')}`] : shown, '; ');
}

function watchText(release: Release): Markup | null {
  const watch = 'watch' in release ? release.watch : null;
  const readings = watch === null ? null : readingsLine(watch);
  return readings === null ? null : md`*The watch:* ${readings}`;
}

function linksText({ release }: ReleaseView): Markup {
  const run = 'run' in release ? release.run : null;
  const parts = [
    ...(release.card === null ? [] : [cardLink(release.card, 'The card, with all evidence')]),
    ...(run === null ? [] : [runLink(run)]),
    md`release ${code(release.id)}`,
  ];
  return md`*More:* ${joined(parts, ' · ')}`;
}
