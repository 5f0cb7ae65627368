import { type Message } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { type ActionId, actionIds } from '../cards/ids-of-fields.ts';
import { type PersonCommand } from '../domain/commands.ts';
import { chainOfRelease, laneChain, type ReleaseId } from '../domain/ids.ts';
import { openAdoptRun } from './adopt-run.ts';
import { type Answer, says } from './answers.ts';
import { downloadBundle } from './bundle.ts';
import { askForChart } from './chart.ts';
import { exportChecklist, showChecklist } from './checklist.ts';
import { exportHistory } from './history.ts';
import { incidentButtons } from './incident-buttons.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { openReject } from './reject.ts';
import { requestAgain } from './request-again.ts';
import { openRollback } from './rollback-button.ts';
import { unknownButton } from './sentences.ts';
import { showByButton } from './show-release.ts';
import { submitClick } from './submit-click.ts';
import { openVerify } from './verify-item.ts';

/**
 * Does what a click asks for, and resolves once that is recorded: the click is acknowledged after it. What it says is
 * told to the person; null where the flow tells them itself, or the card does. Throws when the ledger does not answer.
 */
export type ButtonHandler = (parts: HandlerParts, click: Click) => Promise<Answer>;

/** Every button there is. What a button says is a name to look up; who may press it is decided in the domain. */
export const buttons: Readonly<Record<ActionId, ButtonHandler>> = {
  [actionIds.approve]: onShown((release, shown) => ({ type: 'Approve', release, shown })),
  [actionIds.reject]: atOnce(openReject),
  [actionIds.withdraw]: onRelease((release) => ({ type: 'Withdraw', release })),
  [actionIds.deploy]: onShown((release, shown) => ({ type: 'Deploy', release, shown })),
  [actionIds.stop]: onRelease((release) => ({ type: 'Stop', release, reason: '' })),
  [actionIds.retry]: onShown((release, shown) => ({ type: 'Retry', release, shown })),
  [actionIds.rollBack]: openRollback,
  [actionIds.requestAgain]: atOnce(requestAgain),
  [actionIds.bundle]: downloadBundle,
  [actionIds.adoptRun]: atOnce(openAdoptRun),
  [actionIds.notStarted]: onRelease((release) => ({ type: 'ConfirmNotStarted', release })),
  [actionIds.extendWatch]: onRelease((release) => ({ type: 'ExtendWatch', release })),
  [actionIds.acceptWatch]: onRelease((release) => ({ type: 'AcceptUnverified', release })),
  [actionIds.chart]: askForChart,
  [actionIds.adoptLive]: onLane({ type: 'AdoptLive' }),
  [actionIds.clearHold]: onLane({ type: 'ClearHold' }),
  [actionIds.showChecklist]: atOnce(showChecklist),
  [actionIds.verifyItem]: atOnce(openVerify),
  [actionIds.exportChecklist]: atOnce(exportChecklist),
  [actionIds.showRelease]: atOnce(showByButton),
  [actionIds.historyCsv]: exportHistory('csv'),
  [actionIds.historyMarkdown]: exportHistory('markdown'),
  ...incidentButtons,
};

const byId: ReadonlyMap<string, ButtonHandler> = new Map(Object.entries(buttons));

/** Null for an action that nobody here has drawn. */
export function buttonFor(actionId: string): ButtonHandler | null {
  return byId.get(actionId) ?? null;
}

function atOnce(press: (parts: HandlerParts, click: Click) => Promise<Message | null>): ButtonHandler {
  return async (parts, click) => says(await press(parts, click));
}

/** For what covers a subject: the click says which one its card showed. */
function onShown(commandFor: (release: ReleaseId, shown: string) => PersonCommand): ButtonHandler {
  return atOnce(async function submitShown(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'release' || value.shown === null) return unknownButton;
    return await submitClick(parts, click, chainOfRelease(value.release), commandFor(value.release, value.shown));
  });
}

function onRelease(commandFor: (release: ReleaseId) => PersonCommand): ButtonHandler {
  return atOnce(async function submitForRelease(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'release') return unknownButton;
    return await submitClick(parts, click, chainOfRelease(value.release), commandFor(value.release));
  });
}

function onLane(command: PersonCommand): ButtonHandler {
  return atOnce(async function submitForLane(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'lane') return unknownButton;
    return await submitClick(parts, click, laneChain(value.service, value.environment), command);
  });
}
