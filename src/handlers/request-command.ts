import { type Modal } from '../cards/block-kit.ts';
import { helpFor } from '../cards/help.ts';
import { requestLoading, requestModal, requestProblem } from '../cards/request-modal.ts';
import { sayingText } from '../cards/saying.ts';
import { laneChain } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Refusal } from '../domain/refusals.ts';
import { foreseen } from '../domain/release/dry-run.ts';
import { findTarget } from '../domain/release/find-target.ts';
import { workflowOf } from '../domain/release/subject.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';
import { type RequestDraft } from '../domain/views.ts';
import { type Answer, goesOn, says } from './answers.ts';
import { laneOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { notAllowed, personOf, usualEnvironment } from './people.ts';
import { candidateNotRead, formDidNotOpen, malformedRef, summaryOf } from './sentences.ts';
import { severalTargets } from './target-sentences.ts';
import { refOf } from './words.ts';

type Kind = RequestDraft['kind'];
type Asked = {
  readonly kind: Kind;
  readonly policy: LanePolicy;
  readonly ref: ReleaseRequest['ref'];
  /** As it was typed. */
  readonly word: string;
};

/** `/release request <service> <sha or ref> [environment]`. */
export async function request(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  return await ask(parts, command, words, 'deploy');
}

/** `/release replay <service> <sha or version> [environment]`: what was built before, without a build. */
export async function replay(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  return await ask(parts, command, words, 'replay');
}

/**
 * What is wrong with the words is said at once. Then the form opens, for its trigger lives three seconds, and only then
 * GitHub is read, after the answer to Slack.
 */
async function ask(parts: HandlerParts, command: Command, words: readonly string[], kind: Kind): Promise<Answer> {
  const [service, word, environment = usualEnvironment, ...more] = words;
  if (service === undefined || word === undefined || more.length > 0)
    return says(helpFor(kind === 'deploy' ? 'request' : 'replay'));
  const lane = laneOf(parts, service, environment);
  if (lane.kind === 'unknown') return says(lane.message);
  const ref = refOf(word);
  if (ref === null) return says(malformedRef(word));

  const policy = lane.found;
  const refusal = await refusalFor(parts, command, policy, kind);
  if (refusal !== null) return says(sayingText({ kind: 'refused', refusal }));

  const loading = requestLoading(policy.service, policy.environment, word, kind);
  const viewId = await parts.slack.openModal(command.triggerId, loading);
  if (viewId === null) return says(formDidNotOpen);
  return goesOn(async () => parts.slack.updateModal(viewId, await formFor(parts, { kind, policy, ref, word })));
}

async function refusalFor(
  parts: HandlerParts,
  { who }: Command,
  policy: LanePolicy,
  kind: Kind,
): Promise<Refusal | null> {
  const person = await personOf(parts, who, policy.people);
  const refusal = notAllowed(person, 'release.request', policy.environment);
  return refusal === null && workflowOf(policy, kind) === null ? { code: 'no_replay_workflow' } : refusal;
}

/** The form with the facts, or the one sentence that says why there are none. */
async function formFor(parts: HandlerParts, { kind, policy, ref, word }: Asked): Promise<Modal> {
  const { service, environment } = policy;
  try {
    const lane = await parts.readLane(laneChain(service, environment));
    if (lane === null) return requestProblem(service, word, candidateNotRead, kind);
    const known = kind === 'replay' ? findTarget(word, lane.verified) : ({ kind: 'none' } as const);
    if (known.kind === 'many') return requestProblem(service, word, severalTargets(word, known.targets), kind);
    const meant = known.kind === 'one' ? ({ kind: 'sha', sha: known.target.sha } as const) : ref;
    const read = await parts.candidates.read({ policy, kind, ref: meant, lane, release: null });
    if (read.kind === 'problem') return requestProblem(service, word, read.sentence, kind);
    const { candidate } = read;
    const { gates, checklist } = foreseen(lane, policy, kind, candidate);
    const summary = summaryOf(candidate, kind);
    const now = parts.now();
    return requestModal({ kind, service, environment, ref: word, candidate, policy, gates, checklist, summary, now });
  } catch (error) {
    parts.log.error({ err: error, service, environment }, 'The facts for a request could not be read.');
    return requestProblem(service, word, candidateNotRead, kind);
  }
}
