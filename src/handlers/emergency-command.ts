import { type Modal } from '../cards/block-kit.ts';
import { type EmergencyFor, emergencyLoading, emergencyModal, emergencyProblem } from '../cards/emergency-modal.ts';
import { helpFor } from '../cards/help.ts';
import { refusalText } from '../cards/refusal-sentences.ts';
import { sayingText } from '../cards/saying.ts';
import { laneChain, type ServiceId } from '../domain/ids.ts';
import { listedAs } from '../domain/incident/policy.ts';
import { mayTry } from '../domain/people/authority.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Refusal } from '../domain/refusals.ts';
import { foreseen, leastEmergency, leastRequest } from '../domain/release/dry-run.ts';
import { emergencyFor, policyUnder, waivedGates } from '../domain/release/emergency.ts';
import { whyNotRequested } from '../domain/release/request.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';
import { type Answer, goesOn, says } from './answers.ts';
import { type InIncident, inIncident } from './incident-people.ts';
import { laneOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { usualEnvironment } from './people.ts';
import { candidateNotRead, formDidNotOpen, malformedRef, summaryOf } from './sentences.ts';
import { refOf } from './words.ts';

type Asked = {
  readonly policy: LanePolicy;
  readonly ref: ReleaseRequest['ref'];
  /** As it was typed. */
  readonly word: string;
  readonly by: InIncident;
};

/**
 * `/release emergency <service> <sha or ref> [environment]`: opens the form at once, for its trigger lives three
 * seconds, and reads GitHub and the incidents after that. Sending the form declares; typing this does not.
 */
export async function emergency(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  const [service, word, environment = usualEnvironment, ...more] = words;
  if (service === undefined || word === undefined || more.length > 0) return says(helpFor('emergency'));
  const lane = laneOf(parts, service, environment);
  if (lane.kind === 'unknown') return says(lane.message);
  const ref = refOf(word);
  if (ref === null) return says(malformedRef(word));

  const policy = lane.found;
  const by = await inIncident(parts, command.who, policy);
  const refused = await refusedTo(parts, command, { policy, ref, by });
  if (refused !== null) return refused;

  const loading = emergencyLoading(policy.service, policy.environment, word);
  const viewId = await parts.slack.openModal(command.triggerId, loading);
  if (viewId === null) return says(formDidNotOpen);
  return goesOn(async () => parts.slack.updateModal(viewId, await formFor(parts, { policy, ref, word, by })));
}

/** Somebody who may not is told at once, and that they tried is on record. */
async function refusedTo(
  parts: HandlerParts,
  command: Command,
  { policy, ref, by: { actor, groups } }: Omit<Asked, 'word'>,
): Promise<Answer | null> {
  const { service, environment } = policy;
  const action = 'release.emergency';
  const authority = mayTry(actor, action, environment, null, listedAs(policy, actor.slack, groups));
  if (authority.allowed) return null;
  const { because, needs } = authority;
  const refusal: Refusal = { code: 'not_allowed', action, because, needs };
  await parts.submit({
    chain: laneChain(service, environment),
    command: {
      type: 'RequestRelease',
      release: parts.newReleaseId(service, environment),
      kind: 'deploy',
      // An emergency for no incident is refused to everybody, so this does nothing for somebody who may by now either.
      request: { ...leastRequest(ref), urgency: 'Emergency' },
      again: null,
      groups,
    },
    actor,
    input: command.input,
    answerIn: { kind: 'caller' },
    claim: null,
  });
  return says(sayingText({ kind: 'refused', refusal }));
}

/** The form with the facts, or the one sentence that says why there are none. */
async function formFor(parts: HandlerParts, { policy, ref, word, by: { actor, groups } }: Asked): Promise<Modal> {
  const { service, environment } = policy;
  try {
    const lane = await parts.readLane(laneChain(service, environment));
    if (lane === null) return emergencyProblem(service, word, candidateNotRead);
    const [read, incidents] = await Promise.all([
      parts.candidates.read({ policy, kind: 'deploy', ref, lane, release: null }),
      openFor(parts, service),
    ]);
    if (read.kind === 'problem') return emergencyProblem(service, word, read.sentence);
    const { candidate } = read;
    const fresh = parts.incidents.newIncidentId(service);
    const least = leastEmergency(candidate.sha, fresh, actor.slack);
    const command = { type: 'RequestRelease', kind: 'deploy', request: least, again: null, groups } as const;
    const release = parts.newReleaseId(service, environment);
    const context = { now: parts.now(), policy, actor, key: release };
    const refusal = whyNotRequested(lane, { ...command, release }, context);
    if (refusal !== null) return emergencyProblem(service, word, refusalText(refusal));
    const asked = { emergency: { skipStaging: 'no' } } as const;
    const own = policyUnder(policy, asked);
    const { gates, checklist } = foreseen(lane, own, 'deploy', candidate);
    const summary = summaryOf(candidate, 'deploy');
    const facts = { kind: 'deploy', service, environment, ref: word, candidate, gates, checklist, summary } as const;
    return emergencyModal({
      ...facts,
      policy: own,
      now: parts.now(),
      incidents,
      fresh,
      waived: waivedGates(policy, asked),
    });
  } catch (error) {
    parts.log.error({ err: error, service, environment }, 'The facts for an emergency could not be read.');
    return emergencyProblem(service, word, candidateNotRead);
  }
}

/** Open incidents that an emergency of this service can be for, the worst first. */
async function openFor(parts: HandlerParts, service: ServiceId): Promise<readonly EmergencyFor[]> {
  const { open } = await parts.incidents.rows();
  return open.flatMap((row) => {
    const severity = emergencyFor(row, service);
    return severity === null ? [] : [{ id: row.incident, severity, title: row.title }];
  });
}
