import { type Message } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { sayingText } from '../cards/saying.ts';
import { chainOfRelease, type IncidentId, type ServiceId } from '../domain/ids.ts';
import { emergencyFor } from '../domain/release/emergency.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';
import { type Instant } from '../domain/time.ts';
import { inIncident } from './incident-people.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { requestStillOpen, unknownButton } from './sentences.ts';
import { submitClick } from './submit-click.ts';
import { rollbackNotAgain } from './target-sentences.ts';

/** Asks for the same as a release that has ended. A branch is looked up again, so that it asks for what is there now. */
export async function requestAgain(parts: HandlerParts, click: Click): Promise<Message | null> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'release') return unknownButton;
  const ended = await parts.readings.record(value.release);
  if (ended === null) return requestStillOpen;
  const { kind, service, environment, request } = ended;
  const { emergency } = request;
  const chain = chainOfRelease(value.release);
  if (emergency !== null && !(await isStillOpen(parts, emergency.incident, service)))
    return sayingText({ kind: 'refused', refusal: { code: 'no_emergency' } });
  if (kind === 'rollback') return rollbackNotAgain;
  const policy = emergency === null ? null : parts.policyOf(chain);
  const groups = policy === null ? [] : (await inIncident(parts, click.who, policy)).groups;
  return await submitClick(parts, click, chain, {
    type: 'RequestRelease',
    release: parts.newReleaseId(service, environment),
    kind,
    request: asOfNow(request, parts.now()),
    again: value.release,
    groups,
  });
}

/** An emergency is asked again only while what it was for goes on. */
async function isStillOpen(parts: HandlerParts, incident: IncidentId, service: ServiceId): Promise<boolean> {
  const view = await parts.incidents.view(incident);
  return view !== null && emergencyFor(view.incident, service) !== null;
}

/** "Not before" a time that has passed means as soon as may be. */
function asOfNow(request: ReleaseRequest, now: Instant): ReleaseRequest {
  const hasPassed = request.preferred !== null && request.preferred <= now;
  return hasPassed ? { ...request, preferred: null } : request;
}
