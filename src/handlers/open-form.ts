import { type Message, type Modal } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { sayingText } from '../cards/saying.ts';
import { type PersonCommand } from '../domain/commands.ts';
import { chainOfRelease, type ReleaseId } from '../domain/ids.ts';
import { type PersonActor } from '../domain/people/actor.ts';
import { type Action } from '../domain/people/authority.ts';
import { type Refusal } from '../domain/refusals.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { notAllowed, personOf } from './people.ts';
import { currentView } from './release-views.ts';
import { formDidNotOpen, laneGone, unknownButton } from './sentences.ts';
import { submitClick } from './submit-click.ts';

export type FormToOpen = {
  readonly action: Action;
  /** What the button has to name. */
  readonly about: 'release' | 'item';
  /** Or what keeps this person from sending it. */
  modalFor(view: ReleaseView, person: PersonActor): Modal | Refusal;
  /** What puts the refusal of somebody who may not on record. It must never do anything for somebody who may. */
  readonly attempt: ((release: ReleaseId) => PersonCommand) | null;
};

/**
 * Opens a form about a release while the click's trigger lives, which is three seconds. Nothing is recorded yet: who
 * could not send the form is told so instead of typing for nothing, and whether it counts is decided when it comes.
 */
export async function openForm(parts: HandlerParts, click: Click, form: FormToOpen): Promise<Message | null> {
  const value = parseButtonValue(click.value);
  if (value === null || value.kind === 'lane' || value.kind !== form.about) return unknownButton;
  const chain = chainOfRelease(value.release);
  const policy = parts.policyOf(chain);
  if (policy === null) return laneGone(chain);

  const [person, view] = await Promise.all([
    personOf(parts, click.who, policy.people),
    currentView(parts, value.release),
  ]);
  if (view === null) return sayingText({ kind: 'refused', refusal: { code: 'release_not_open' } });
  const shown = notAllowed(person, form.action, policy.environment) ?? form.modalFor(view, person);
  if ('code' in shown) {
    if (form.attempt !== null && isAboutWho(shown))
      return await submitClick(parts, click, chain, form.attempt(value.release));
    return sayingText({ kind: 'refused', refusal: shown });
  }
  const opened = await parts.slack.openModal(click.triggerId, shown);
  return opened === null ? formDidNotOpen : null;
}

/** Whether somebody is refused for who they are. Whatever else keeps a form closed is no attempt at anything. */
function isAboutWho(refusal: Refusal): boolean {
  return refusal.code === 'not_allowed' || (refusal.code === 'not_verifiable' && refusal.because === 'not-theirs');
}
