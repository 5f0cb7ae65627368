import { parseButtonValue } from '../cards/button-value.ts';
import { callbackIds, declareFields } from '../cards/ids-of-fields.ts';
import { declareModal } from '../cards/incident-modals.ts';
import { sayingText } from '../cards/saying.ts';
import { IncidentId, type ServiceId } from '../domain/ids.ts';
import { type Severity, severities } from '../domain/incident/incident.ts';
import { type Answer, says } from './answers.ts';
import { answerFor, complain, type FormAnswer } from './form-answers.ts';
import { inIncident, notAllowedIn, submitIncident } from './incident-people.ts';
import { noSeverityInForm, noSuchSeverity, serviceGoneInForm, titleMissingInForm } from './incident-sentences.ts';
import { type HandlerParts } from './parts.ts';
import { type Command, chosen, type Form, typed } from './payloads.ts';
import { formDidNotOpen } from './sentences.ts';

const name = { title: 'Declare an incident', callbackId: callbackIds.declare } as const;
/** What the form says for no service, or for many. */
const noService = '_';

/** `/incident declare [P1–P4] [text]`: opens the form, for its trigger lives three seconds. Sending it declares. */
export async function declare(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  const [first, ...rest] = words;
  const severity = first === undefined ? null : severityIn(first);
  if (severity === 'unknown') return says(noSuchSeverity(first ?? ''));
  const text = severity === null ? words : rest;

  const nonce = parts.incidents.newIncidentId(null);
  const policy = parts.incidents.policyOf(nonce);
  const refusal = notAllowedIn(policy, await inIncident(parts, command.who, policy), 'incident.declare');
  if (refusal !== null) return says(sayingText({ kind: 'refused', refusal }));

  const services = servicesOf(parts);
  const named = services.filter((service) => text.some((word) => word.toLowerCase() === service));
  const service = named.length === 1 ? (named[0] ?? null) : null;
  const form = declareModal({
    incident: nonce,
    severity,
    title: text.join(' '),
    services,
    service,
    rules: policy.rules,
  });
  const opened = await parts.slack.openModal(command.triggerId, form);
  return says(opened === null ? formDidNotOpen : null);
}

/** The form carries the part of the name that is chance, so that sending it twice makes one incident. */
export async function submitDeclare(parts: HandlerParts, form: Form): Promise<FormAnswer> {
  const severity = severities.find((one) => one === chosen(form, declareFields.severity));
  const title = typed(form, declareFields.title);
  const word = chosen(form, declareFields.service) ?? noService;
  const service = word === noService ? null : servicesOf(parts).find((one) => one === word);
  if (severity === undefined) return complain([declareFields.severity, noSeverityInForm]);
  if (title === '') return complain([declareFields.title, titleMissingInForm]);
  if (service === undefined) return complain([declareFields.service, serviceGoneInForm(word)]);

  const value = parseButtonValue(form.metadata);
  const nonce = value?.kind === 'incident' ? value.incident : parts.incidents.newIncidentId(service);
  const { who, input } = form;
  const asked = { incident: about(service, nonce), who, input, answerIn: { kind: 'caller' } } as const;
  const answer = await submitIncident(parts, asked, (by) => ({
    ...by,
    type: 'DeclareIncident',
    severity,
    title,
    environment: null,
    release: null,
  }));
  return answerFor(answer, name, declareFields.title);
}

/** `unknown` for what looks like a severity and is none; null for a word of the text. */
function severityIn(word: string): Severity | 'unknown' | null {
  const typedWord = word.toUpperCase();
  const known = severities.find((one) => one === typedWord);
  if (known !== undefined) return known;
  return /^(?:P|SEV-?)\d+$/.test(typedWord) ? 'unknown' : null;
}

function servicesOf(parts: Pick<HandlerParts, 'lanes'>): readonly ServiceId[] {
  return [...new Set(parts.lanes().map(({ service }) => service))];
}

function about(service: ServiceId | null, nonce: IncidentId): IncidentId {
  return IncidentId.parse(`inc-${service ?? noService}.${nonce.slice(nonce.lastIndexOf('.') + 1)}`);
}
