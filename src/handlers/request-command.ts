import { type Modal } from '../cards/block-kit.ts';
import { helpFor } from '../cards/help.ts';
import { requestLoading, requestModal, requestProblem } from '../cards/request-modal.ts';
import { sayingText } from '../cards/saying.ts';
import { laneChain } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type ReleaseRequest } from '../domain/release/release.ts';
import { type CommandAnswer, says } from './command-answers.ts';
import { laneOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { notAllowed, personOf, usualEnvironment } from './people.ts';
import { candidateNotRead, formDidNotOpen, malformedRef, summaryOf } from './sentences.ts';
import { refOf } from './words.ts';

/**
 * `/release request <service> <sha or ref> [environment]`: what is wrong with the words is said at once. Then the form
 * opens, for its trigger lives three seconds, and only then GitHub is read, after the answer to Slack.
 */
export async function request(parts: HandlerParts, command: Command, words: readonly string[]): Promise<CommandAnswer> {
  const [service, word, environment = usualEnvironment, ...more] = words;
  if (service === undefined || word === undefined || more.length > 0) return says(helpFor('request'));
  const lane = laneOf(parts, service, environment);
  if (lane.kind === 'unknown') return says(lane.message);
  const ref = refOf(word);
  if (ref === null) return says(malformedRef(word));

  const policy = lane.found;
  const person = await personOf(parts, command.who, policy.people);
  const refusal = notAllowed(person, 'release.request', policy.environment);
  if (refusal !== null) return says(sayingText({ kind: 'refused', refusal }));

  const loading = requestLoading(policy.service, policy.environment, word);
  const viewId = await parts.slack.openModal(command.triggerId, loading);
  if (viewId === null) return says(formDidNotOpen);
  return { say: null, after: async () => parts.slack.updateModal(viewId, await formFor(parts, policy, ref, word)) };
}

/** The form with the facts, or the one sentence that says why there are none. */
async function formFor(
  parts: HandlerParts,
  policy: LanePolicy,
  ref: ReleaseRequest['ref'],
  word: string,
): Promise<Modal> {
  const { service, environment } = policy;
  try {
    const lane = await parts.readLane(laneChain(service, environment));
    if (lane === null) return requestProblem(service, word, candidateNotRead);
    const read = await parts.candidates.read({ policy, ref, live: lane.live, pushes: lane.pushes });
    if (read.kind === 'problem') return requestProblem(service, word, read.sentence);
    const { candidate } = read;
    return requestModal({
      service,
      environment,
      ref: word,
      candidate,
      policy,
      summary: summaryOf(candidate),
      now: parts.now(),
    });
  } catch (error) {
    parts.log.error({ err: error, service, environment }, 'The facts for a request could not be read.');
    return requestProblem(service, word, candidateNotRead);
  }
}
