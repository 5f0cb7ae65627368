import { incidentAlert } from '../../src/cards/alert.ts';
import { adoptRunModal, rejectModal } from '../../src/cards/answer-modals.ts';
import { type HomeTab, type Message, type Modal } from '../../src/cards/block-kit.ts';
import { dryRunMessage } from '../../src/cards/dry-run.ts';
import { emergencyLoading, emergencyModal, emergencyProblem } from '../../src/cards/emergency-modal.ts';
import {
  helpFor,
  helpMessage,
  helpTopics,
  laterWords,
  notYet,
  problemMessage,
  unknownWord,
} from '../../src/cards/help.ts';
import { homeTab } from '../../src/cards/home.ts';
import { recordPage } from '../../src/cards/record-page.ts';
import { releaseCard } from '../../src/cards/release-card.ts';
import { requestLoading, requestModal, requestProblem } from '../../src/cards/request-modal.ts';
import { rollbackChoices, rollbackLoading, rollbackModal, rollbackProblem } from '../../src/cards/rollback-modal.ts';
import { sayingText } from '../../src/cards/saying.ts';
import { statusMessage } from '../../src/cards/status.ts';
import { threadNote } from '../../src/cards/thread-note.ts';
import { whyMessage } from '../../src/cards/why.ts';
import { type IncidentId } from '../../src/domain/ids.ts';
import { emergencyDraft, outage } from './emergency-samples.ts';
import { ana, checkout, now, production } from './fixtures.ts';
import { candidateFrom, policyFrom, textIn, times } from './hostile-facts.ts';
import { incidentMessagesFrom, incidentModalsFrom, incidentRowsFrom } from './hostile-incidents.ts';
import { releasesFrom } from './hostile-releases.ts';
import {
  choicesFrom,
  dryRunFrom,
  evidenceFrom,
  historiesFrom,
  historyFrom,
  lanesFrom,
  linksFrom,
  rollbackFrom,
  rowsFrom,
  viewFrom,
} from './hostile-views.ts';
import { awaiting, dispatching, steps, view } from './releases.ts';
import { alerts, notes, sayings } from './samples.ts';

/** Everything that can be sent, made from texts that somebody else chose. `many` says how often lists repeat them. */
export function messagesFrom(text: string, many: number): readonly Message[] {
  const releases = releasesFrom(text, many);
  const views = releases.map((release) => viewFrom(release, text, many));
  const first = views[0] ?? view(awaiting);
  return [
    ...views.flatMap((one) => [releaseCard(one), whyMessage(one)]),
    ...notes.map((note) => threadNote(textIn(note, text), first)),
    ...alerts.map((alert) => incidentAlert(textIn(alert, text), first)),
    ...sayings.map((saying) => sayingText(textIn(saying, text))),
    statusMessage({
      service: null,
      lanes: lanesFrom(text, many),
      open: rowsFrom(text, many),
      recent: historyFrom(text, many),
      incidents: incidentRowsFrom(text, many),
      warnings: times(many, text),
      now,
    }),
    ...incidentMessagesFrom(text, many),
    ...historiesFrom(text, many),
    ...views
      .filter((_, index) => index % 3 === many % 3)
      .map((one) => recordPage({ ...linksFrom(text, many), view: one })),
    unknownWord(text, text),
    problemMessage(text),
    helpMessage(),
    ...helpTopics.map(helpFor),
    dryRunMessage(dryRunFrom(text, many)),
    ...laterWords.map(notYet),
  ];
}

export function modalsFrom(text: string, many: number): readonly Modal[] {
  const lane = { service: checkout, environment: production };
  const evidence = evidenceFrom(text, many);
  const draft = {
    ...lane,
    ...evidence,
    kind: many % 2 === 0 ? 'deploy' : 'replay',
    ref: text,
    candidate: candidateFrom(text, many),
    policy: policyFrom(text, many),
    summary: text,
    now,
  } as const;
  const asking = viewFrom(dispatching(steps['two-runs']), text, many);
  return [
    requestLoading(checkout, production, text),
    requestProblem(text, text, text),
    requestModal(draft),
    emergencyLoading(checkout, production, text),
    emergencyProblem(text, text, text),
    emergencyModal({ ...emergencyDraft, ...draft, kind: 'deploy', waived: times(many, text) }),
    emergencyModal({
      ...emergencyDraft,
      ...draft,
      kind: 'deploy',
      incidents: times(many, text).map((title, index) => ({
        id: `${outage.slice(0, -3)}${String(index).padStart(3, '0')}` as IncidentId,
        severity: 'P2',
        title,
      })),
    }),
    rollbackLoading(checkout, production, text),
    rollbackProblem(text, text, text),
    rollbackChoices({ ...lane, of: null, word: text, reason: text }, choicesFrom(text, many)),
    rollbackModal(rollbackFrom(text, many)),
    rejectModal(viewFrom(awaiting, text, many)),
    adoptRunModal(asking),
    ...incidentModalsFrom(text, many),
  ];
}

export function homeFrom(text: string, many: number): HomeTab {
  const rows = rowsFrom(text, many);
  return homeTab({
    user: ana,
    needsYou: rows,
    open: rows,
    lanes: lanesFrom(text, many),
    incidents: incidentRowsFrom(text, many),
    warnings: times(many, text),
    now,
  });
}
