import { type Message, type Modal } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { sayingText } from '../cards/saying.ts';
import { type PersonCommand } from '../domain/commands.ts';
import { chainOfRelease, type ReleaseId } from '../domain/ids.ts';
import { findRelease } from '../domain/lane/evolve.ts';
import { type Action } from '../domain/people/authority.ts';
import { viewOf } from '../domain/release/view.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowed, personOf } from './people.ts';
import { formDidNotOpen, laneGone, unknownButton } from './sentences.ts';
import { submitClick } from './submit-click.ts';

export type FormToOpen = {
  readonly action: Action;
  modalFor(view: ReleaseView): Modal;
  /** What puts the refusal of somebody who may not on record. It must never do anything for somebody who may. */
  readonly attempt: ((release: ReleaseId) => PersonCommand) | null;
};

/**
 * Opens a form about a release while the click's trigger lives, which is three seconds. Nothing is recorded yet: who
 * could not send the form is told so instead of typing for nothing, and whether it counts is decided when it comes.
 */
export async function openForm(parts: HandlerParts, click: Click, form: FormToOpen): Promise<Message | null> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'release') return unknownButton;
  const chain = chainOfRelease(value.release);
  const policy = parts.policyOf(chain);
  if (policy === null) return laneGone(chain);

  const [person, view] = await Promise.all([
    personOf(parts, click.who, policy.people),
    currentView(parts, value.release),
  ]);
  if (view === null) return sayingText({ kind: 'refused', refusal: { code: 'release_not_open' } });
  const refusal = notAllowed(person, form.action, policy.environment);
  if (refusal !== null) {
    if (form.attempt !== null) return await submitClick(parts, click, chain, form.attempt(value.release));
    return sayingText({ kind: 'refused', refusal });
  }
  const opened = await parts.slack.openModal(click.triggerId, form.modalFor(view));
  return opened === null ? formDidNotOpen : null;
}

/** The release as its lane has it now; null when it is neither open nor the lane's last. */
export async function currentView(parts: HandlerParts, release: ReleaseId): Promise<ReleaseView | null> {
  const chain = chainOfRelease(release);
  const policy = parts.policyOf(chain);
  const lane = policy === null ? null : await parts.readLane(chain);
  const found = lane === null ? null : findRelease(lane, release);
  if (policy === null || lane === null || found === null) return null;
  return viewOf(lane, found, policy, parts.now());
}
