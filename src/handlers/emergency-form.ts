import { z } from 'zod';
import { type Declared, emergencyProblem } from '../cards/emergency-modal.ts';
import { callbackIds, emergencyFields, mandateValue, requestFields, skipStagingValue } from '../cards/ids-of-fields.ts';
import { refusalText } from '../cards/refusal-sentences.ts';
import { type PersonCommand } from '../domain/commands.ts';
import { CommitSha, EnvironmentName, IncidentId, laneChain, ServiceId } from '../domain/ids.ts';
import { type PersonActor } from '../domain/people/actor.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Emergency, emergencyFor } from '../domain/release/emergency.ts';
import { whyNotRequested } from '../domain/release/request.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';
import { answerFor, type Complaint, complain, type FormAnswer, showInstead } from './form-answers.ts';
import { inIncident, submitIncident } from './incident-people.ts';
import { jsonOf } from './json.ts';
import { type HandlerParts } from './parts.ts';
import { chosen, type Form, isTicked, typed } from './payloads.ts';
import { incidentNotOpenInForm } from './sentences.ts';

const name = { title: 'Emergency deployment', callbackId: callbackIds.emergency } as const;

type RequestRelease = Extract<PersonCommand, { type: 'RequestRelease' }>;

/** What the form carries of the command that opened it. It is ours, and read again as if it were not. */
const Metadata = z.object({
  service: ServiceId,
  environment: EnvironmentName,
  ref: z.string(),
  sha: CommitSha,
  incident: IncidentId,
});
type Asked = z.infer<typeof Metadata>;

/** What it is for. `declares` is the title of an incident that is declared with it; null for one that is open. */
type About = Pick<Emergency, 'incident' | 'severity'> & { readonly declares: string | null };

/**
 * Declares an emergency: its incident first, where none is open, and then the request, for exactly the commit that the
 * form showed. Sent twice it is one incident and one request. An incident pages people, so none is declared for a
 * request that the lane would refuse; that refusal is on record.
 */
export async function submitEmergency(parts: HandlerParts, form: Form): Promise<FormAnswer> {
  const read = Metadata.safeParse(jsonOf(form.metadata));
  const policy = read.success ? parts.policyOf(laneChain(read.data.service, read.data.environment)) : null;
  if (!read.success || policy === null) return answerFor({ kind: 'unknown-lane' }, name, requestFields.summary);
  const asked = read.data;
  const about = await aboutOf(parts, form, asked);
  const complaints = missingIn(form);
  if (about.kind === 'complaint') return complain(about.complaint, ...complaints);
  if (complaints.length > 0) return complain(...complaints);

  const by = await inIncident(parts, form.who, policy);
  const command: RequestRelease = {
    type: 'RequestRelease',
    release: parts.newReleaseId(asked.service, asked.environment),
    kind: 'deploy',
    request: requestFrom(form, asked, about),
    again: null,
    groups: by.groups,
  };
  const isTaken = await wouldBeTaken(parts, policy, by.actor, command);
  const before = isTaken ? await declared(parts, form, about) : null;
  if (before !== null) return before;
  const answer = await parts.submit({
    chain: laneChain(asked.service, asked.environment),
    command,
    actor: by.actor,
    input: form.input,
    answerIn: { kind: 'caller' },
    claim: null,
  });
  // What stood in the way has ended meanwhile.
  const after = answer.kind === 'accepted' && !isTaken ? await declared(parts, form, about) : null;
  if (after !== null) return after;
  if (answer.kind !== 'refused' || answer.refusal.code === 'not_allowed')
    return answerFor(answer, name, requestFields.summary);
  const open = isTaken && about.declares !== null ? await openNow(parts, about) : null;
  return showInstead(emergencyProblem(asked.service, asked.ref, refusalText(answer.refusal), open));
}

/** As the lane stands now. Somebody else may be faster; then what was declared is open, and the answer says so. */
async function wouldBeTaken(
  parts: HandlerParts,
  policy: LanePolicy,
  actor: PersonActor,
  command: RequestRelease,
): Promise<boolean> {
  const lane = await parts.readLane(laneChain(policy.service, policy.environment));
  if (lane === null) return false;
  return whyNotRequested(lane, command, { now: parts.now(), policy, actor, key: command.release }) === null;
}

async function openNow(parts: HandlerParts, { incident, severity }: About): Promise<Declared> {
  const card = (await parts.incidents.view(incident))?.incident.card ?? null;
  return { id: incident, severity, card };
}

/**
 * Null when there is an incident now, or was before. The form names the one to declare, so that one that was sent before
 * is the same one.
 */
async function declared(
  parts: HandlerParts,
  { who, input }: Form,
  { incident, severity, declares: title }: About,
): Promise<FormAnswer | null> {
  if (title === null) return null;
  const answer = await submitIncident(
    parts,
    { incident, who, input: `${input}.incident`, answerIn: { kind: 'caller' } },
    (by) => ({ ...by, type: 'DeclareIncident', severity, title, environment: null, release: null }),
  );
  return answer.kind === 'refused' || answer.kind === 'unknown-lane'
    ? answerFor(answer, name, emergencyFields.title)
    : null;
}

type Read = ({ readonly kind: 'about' } & About) | { readonly kind: 'complaint'; readonly complaint: Complaint };

async function aboutOf(parts: HandlerParts, form: Form, { service, incident: fresh }: Asked): Promise<Read> {
  const word = chosen(form, emergencyFields.incident);
  if (word !== null) return await openOne(parts, word, service);
  const severity = chosen(form, emergencyFields.severity);
  const title = typed(form, emergencyFields.title);
  if (severity !== 'P1' && severity !== 'P2')
    return { kind: 'complaint', complaint: [emergencyFields.severity, 'Choose P1 or P2: only these are emergencies.'] };
  if (title === '') return { kind: 'complaint', complaint: [emergencyFields.title, 'Say in one line what is broken.'] };
  return { kind: 'about', incident: fresh, severity, declares: title };
}

/** It may have been resolved, or become less severe, since the form was opened. */
async function openOne(parts: HandlerParts, word: string, service: ServiceId): Promise<Read> {
  const gone: Read = { kind: 'complaint', complaint: [emergencyFields.incident, incidentNotOpenInForm] };
  const id = IncidentId.safeParse(word);
  const view = id.success ? await parts.incidents.view(id.data) : null;
  if (view === null) return gone;
  const severity = emergencyFor(view.incident, service);
  return severity === null ? gone : { kind: 'about', incident: view.incident.id, severity, declares: null };
}

/** An emergency is of high risk, so what it means and what to do then are not left open. */
function missingIn(form: Form): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (typed(form, requestFields.summary) === '')
    complaints.push([requestFields.summary, 'Say in a sentence what is deployed.']);
  if (typed(form, requestFields.impact) === '')
    complaints.push([requestFields.impact, 'Say what happens if it fails.']);
  if (typed(form, requestFields.mitigation) === '')
    complaints.push([requestFields.mitigation, 'Say what you would do then.']);
  return complaints;
}

function requestFrom(form: Form, { sha }: Asked, { incident, severity }: About): ReleaseRequest {
  const impact = typed(form, requestFields.impact);
  const mitigation = typed(form, requestFields.mitigation);
  return {
    ref: { kind: 'sha', sha },
    summary: typed(form, requestFields.summary),
    urgency: 'Emergency',
    emergency: {
      incident,
      severity,
      skipStaging: isTicked(form, emergencyFields.skipStaging, skipStagingValue) ? 'yes' : 'no',
      by: form.who.user,
    },
    risk: { level: 'High', impact, mitigation },
    mandate: isTicked(form, requestFields.mandate, mandateValue) ? 'yes' : 'no',
    preferred: null,
    alternative: '',
  };
}
