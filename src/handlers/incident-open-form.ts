import { type Message, type Modal } from '../cards/block-kit.ts';
import { sayingText } from '../cards/saying.ts';
import { type AnswerIn } from '../domain/commands.ts';
import { type IncidentId } from '../domain/ids.ts';
import { type PersonIncidentCommand } from '../domain/incident/commands.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Action } from '../domain/people/authority.ts';
import { type Refusal } from '../domain/refusals.ts';
import { type By, inIncident, notAllowedIn, submitIncident } from './incident-people.ts';
import { type HandlerParts } from './parts.ts';
import { type Who } from './payloads.ts';
import { formDidNotOpen, unknownButton } from './sentences.ts';

export type IncidentForm = {
  readonly action: Action;
  /** Or what keeps everybody from sending it now; null where the button names something that there is not. */
  readonly modalFor: (view: IncidentView, detail: string | null) => Modal | Refusal | null;
  /** What puts the refusal of somebody who may not on record. It must never do anything for somebody who may. */
  readonly attempt: ((by: By, view: IncidentView) => PersonIncidentCommand) | null;
};

/** Who asks for the form, and how: by a click, or by a slash command. */
export type Asking = {
  readonly incident: IncidentId;
  readonly detail: string | null;
  readonly who: Who;
  readonly triggerId: string;
  readonly input: string;
  readonly answerIn: AnswerIn;
};

/**
 * Opens a form about an incident while the trigger lives, which is three seconds. Nothing is recorded yet: who could not
 * send the form is told so instead of typing for nothing, and whether it counts is decided when it comes. Null when the
 * form is open, or when the flow tells the person.
 */
export async function openIncidentForm(
  parts: HandlerParts,
  asking: Asking,
  form: IncidentForm,
): Promise<Message | null> {
  const { incident, who, triggerId, answerIn } = asking;
  const policy = parts.incidents.policyOf(incident);
  const [person, view] = await Promise.all([inIncident(parts, who, policy), parts.incidents.view(incident)]);
  if (view === null) return sayingText({ kind: 'refused', refusal: { code: 'incident_unknown' } });
  const denied = notAllowedIn(policy, person, form.action);
  const { attempt } = form;
  if (denied !== null && attempt !== null) {
    const answer = await submitIncident(parts, asking, (by) => attempt(by, view));
    return answerIn.kind === 'caller' && answer.kind === 'refused'
      ? sayingText({ kind: 'refused', refusal: answer.refusal })
      : null;
  }
  const shown = denied ?? form.modalFor(view, asking.detail);
  if (shown === null) return unknownButton;
  if ('code' in shown) return sayingText({ kind: 'refused', refusal: shown });
  const opened = await parts.slack.openModal(triggerId, shown);
  return opened === null ? formDidNotOpen : null;
}
