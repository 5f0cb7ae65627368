import { z } from 'zod';
import { callbackIds, mandateValue, requestFields } from '../cards/ids-of-fields.ts';
import { refusalText } from '../cards/refusal-sentences.ts';
import { requestProblem } from '../cards/request-modal.ts';
import { CommitSha, EnvironmentName, laneChain, ServiceId } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';
import { type Instant, instantAt } from '../domain/time.ts';
import { answerFor, type Complaint, complain, type FormAnswer, showInstead } from './form-answers.ts';
import { jsonOf } from './json.ts';
import { type HandlerParts } from './parts.ts';
import { chosen, type Form, isTicked, picked, typed } from './payloads.ts';
import { personOf } from './people.ts';
import { requestedRef } from './words.ts';

const name = { title: 'Request a release', callbackId: callbackIds.request } as const;

/** What the form carries of the command that opened it. It is ours, and read again as if it were not. */
const Metadata = z.object({
  kind: z.enum(['deploy', 'replay']),
  service: ServiceId,
  environment: EnvironmentName,
  ref: z.string(),
  sha: CommitSha,
});

type Asked = {
  readonly kind: z.infer<typeof Metadata>['kind'];
  readonly policy: LanePolicy;
  readonly word: string;
  readonly ref: ReleaseRequest['ref'];
};

export async function submitRequest(parts: HandlerParts, form: Form): Promise<FormAnswer> {
  const asked = askedBy(parts, form);
  if (asked === null) return answerFor({ kind: 'unknown-lane' }, name, requestFields.summary);
  const read = requestFrom(form, asked.ref, parts.now());
  if (read.kind === 'complaints') return complain(...read.complaints);

  const { kind, policy, word } = asked;
  const { service, environment } = policy;
  const answer = await parts.submit({
    chain: laneChain(service, environment),
    command: {
      type: 'RequestRelease',
      release: parts.newReleaseId(service, environment),
      kind,
      request: read.request,
      again: null,
    },
    actor: await personOf(parts, form.who, policy.people),
    input: form.input,
    answerIn: { kind: 'caller' },
    claim: null,
  });
  const isFinal = answer.kind === 'refused' && answer.refusal.code !== 'not_allowed';
  if (isFinal) return showInstead(requestProblem(service, word, refusalText(answer.refusal), kind));
  return answerFor(answer, name, requestFields.summary);
}

/** Null when the form names no lane of the config, or nothing that could be asked for. */
function askedBy(parts: HandlerParts, form: Form): Asked | null {
  const metadata = Metadata.safeParse(jsonOf(form.metadata));
  if (!metadata.success) return null;
  const { kind, service, environment, ref: word, sha } = metadata.data;
  const policy = parts.policyOf(laneChain(service, environment));
  // What is replayed is what was built for one commit, by whatever name it was asked for.
  const ref = kind === 'replay' ? ({ kind: 'sha', sha } as const) : requestedRef(word, sha);
  return policy === null || ref === null ? null : { kind, policy, word, ref };
}

const Urgency = z.enum(['Routine', 'Urgent']);
const Risk = z.enum(['Low', 'Medium', 'High']);

type RequestRead =
  | { readonly kind: 'request'; readonly request: ReleaseRequest }
  | { readonly kind: 'complaints'; readonly complaints: readonly Complaint[] };

function requestFrom(form: Form, ref: ReleaseRequest['ref'], now: Instant): RequestRead {
  const urgency = Urgency.safeParse(chosen(form, requestFields.urgency));
  const level = Risk.safeParse(chosen(form, requestFields.risk));
  const summary = typed(form, requestFields.summary);
  const impact = typed(form, requestFields.impact);
  const mitigation = typed(form, requestFields.mitigation);
  const seconds = picked(form, requestFields.preferred);
  const preferred = seconds === null ? null : instantOf(seconds);

  const complaints: Complaint[] = [];
  if (summary === '') complaints.push([requestFields.summary, 'Say in a sentence what is deployed.']);
  if (!urgency.success) complaints.push([requestFields.urgency, 'Choose Routine or Urgent.']);
  if (!level.success) complaints.push([requestFields.risk, 'Choose how risky it is.']);
  if (level.data === 'High' && impact === '')
    complaints.push([requestFields.impact, 'High risk needs its impact: what happens if it fails.']);
  if (level.data === 'High' && mitigation === '')
    complaints.push([requestFields.mitigation, 'High risk needs a mitigation: what you would do then.']);
  if (seconds !== null && (preferred === null || preferred <= now)) {
    complaints.push([
      requestFields.preferred,
      'This time has passed. Pick a later one, or leave it empty to start as soon as it is approved.',
    ]);
  }
  if (!urgency.success || !level.success || complaints.length > 0) return { kind: 'complaints', complaints };
  const risk = { level: level.data, impact, mitigation };
  const alternative = typed(form, requestFields.alternative);
  return {
    kind: 'request',
    request: {
      ref,
      summary,
      urgency: urgency.data,
      emergency: null,
      risk,
      mandate: mandateIn(form),
      preferred,
      alternative,
    },
  };
}

function mandateIn(form: Form): ReleaseRequest['mandate'] {
  return isTicked(form, requestFields.mandate, mandateValue) ? 'yes' : 'no';
}

/** The end of the year 9999, in seconds since 1970: later ones have no four-digit year. */
const lastSecond = 253_402_300_799;

function instantOf(seconds: number): Instant | null {
  return seconds < 0 || seconds > lastSecond ? null : instantAt(seconds * 1000);
}
