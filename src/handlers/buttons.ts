import { type Message } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { type ActionId, actionIds } from '../cards/ids-of-fields.ts';
import { type PersonCommand } from '../domain/commands.ts';
import { chainOfRelease, laneChain, type ReleaseId } from '../domain/ids.ts';
import { openAdoptRun } from './adopt-run.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { openReject } from './reject.ts';
import { requestAgain } from './request-again.ts';
import { unknownButton } from './sentences.ts';
import { submitClick } from './submit-click.ts';

/**
 * Does what a click asks for, and resolves once that is recorded: the click is acknowledged after it. What it returns
 * is told to the person; null where the flow tells them itself, or the card does. Throws when the ledger does not answer.
 */
export type ButtonHandler = (parts: HandlerParts, click: Click) => Promise<Message | null>;

/** Every button there is. What a button says is a name to look up; who may press it is decided in the domain. */
export const buttons: Readonly<Record<ActionId, ButtonHandler>> = {
  [actionIds.approve]: onShown((release, shown) => ({ type: 'Approve', release, shown })),
  [actionIds.reject]: openReject,
  [actionIds.withdraw]: onRelease((release) => ({ type: 'Withdraw', release })),
  [actionIds.deploy]: onShown((release, shown) => ({ type: 'Deploy', release, shown })),
  [actionIds.stop]: onRelease((release) => ({ type: 'Stop', release, reason: '' })),
  [actionIds.retry]: onShown((release, shown) => ({ type: 'Retry', release, shown })),
  [actionIds.requestAgain]: requestAgain,
  [actionIds.adoptRun]: openAdoptRun,
  [actionIds.notStarted]: onRelease((release) => ({ type: 'ConfirmNotStarted', release })),
  [actionIds.extendWatch]: onRelease((release) => ({ type: 'ExtendWatch', release })),
  [actionIds.acceptWatch]: onRelease((release) => ({ type: 'AcceptUnverified', release })),
  [actionIds.adoptLive]: onLane({ type: 'AdoptLive' }),
  [actionIds.clearHold]: onLane({ type: 'ClearHold' }),
};

const byId: ReadonlyMap<string, ButtonHandler> = new Map(Object.entries(buttons));

/** Null for an action that nobody here has drawn. */
export function buttonFor(actionId: string): ButtonHandler | null {
  return byId.get(actionId) ?? null;
}

/** For what covers a subject: the click says which one its card showed. */
function onShown(commandFor: (release: ReleaseId, shown: string) => PersonCommand): ButtonHandler {
  return async function submitShown(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'release' || value.shown === null) return unknownButton;
    return await submitClick(parts, click, chainOfRelease(value.release), commandFor(value.release, value.shown));
  };
}

function onRelease(commandFor: (release: ReleaseId) => PersonCommand): ButtonHandler {
  return async function submitForRelease(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'release') return unknownButton;
    return await submitClick(parts, click, chainOfRelease(value.release), commandFor(value.release));
  };
}

function onLane(command: PersonCommand): ButtonHandler {
  return async function submitForLane(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'lane') return unknownButton;
    return await submitClick(parts, click, laneChain(value.service, value.environment), command);
  };
}
