import { helpFor } from '../cards/help.ts';
import { rollbackChoices, rollbackLoading } from '../cards/rollback-modal.ts';
import { sayingText } from '../cards/saying.ts';
import { laneChain } from '../domain/ids.ts';
import { suspectOf } from '../domain/lane/suspects.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { findTarget } from '../domain/release/find-target.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';
import { type Answer, goesOn, says } from './answers.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { notAllowed, personOf } from './people.ts';
import { triedToRollBack } from './rollback-attempt.ts';
import { type BackTo, rollbackFormFor } from './rollback-form.ts';
import { laneToRollBack } from './rollback-lane.ts';
import { formDidNotOpen, laneGone } from './sentences.ts';
import { malformedTarget } from './target-sentences.ts';
import { refOf, wordsOf } from './words.ts';

/** The reason is a sentence, and a long one may be cut: the form shows it, and takes more. */
const mostWords = 200;

/**
 * `/rollback <sha or version> [service] [reason]`: opens the form at once, for its trigger lives three seconds, and
 * reads GitHub after that. Whatever is typed here rolls nothing back: sending the form does.
 */
export async function rollbackCommand(parts: HandlerParts, command: Command): Promise<Answer> {
  const [word, ...rest] = wordsOf(command.text, mostWords);
  if (word === undefined || word.toLowerCase() === 'help') return says(helpFor('rollback'));
  const meant = await laneToRollBack(parts, word, rest);
  if (meant.kind === 'unknown') return says(meant.message);
  const { policy, reason } = meant.found;
  const refused = await refusedTo(parts, command, policy);
  if (refused !== null) return refused;
  return await openFor(parts, command, { policy, word, reason, of: null, by: command.who.user });
}

async function openFor(parts: HandlerParts, command: Command, asked: Omit<BackTo, 'ref'>): Promise<Answer> {
  const { policy, word, reason, of } = asked;
  const { service, environment } = policy;
  const chain = laneChain(service, environment);
  const lane = await parts.readLane(chain);
  if (lane === null) return says(laneGone(chain));
  const found = findTarget(word, lane.verified);
  if (found.kind === 'many') {
    const choices = found.targets.map(({ sha, version, at }) => {
      const suspect = suspectOf(lane, sha)?.why ?? null;
      return { sha, version, verifiedAt: at, suspect };
    });
    const form = rollbackChoices({ service, environment, of, word, reason }, choices);
    return says((await parts.slack.openModal(command.triggerId, form)) === null ? formDidNotOpen : null);
  }
  const ref: ReleaseRequest['ref'] | null = found.kind === 'one' ? { kind: 'sha', sha: found.target.sha } : refOf(word);
  if (ref === null) return says(malformedTarget(word));
  const viewId = await parts.slack.openModal(command.triggerId, rollbackLoading(service, environment, word));
  if (viewId === null) return says(formDidNotOpen);
  return goesOn(async () => parts.slack.updateModal(viewId, await rollbackFormFor(parts, { ...asked, ref })));
}

/** Somebody who may not is told at once, and that they tried is on record. */
async function refusedTo(parts: HandlerParts, command: Command, policy: LanePolicy): Promise<Answer | null> {
  const { service, environment, people } = policy;
  const actor = await personOf(parts, command.who, people);
  const refusal = notAllowed(actor, 'release.rollback', environment);
  if (refusal === null) return null;
  await parts.submit({
    chain: laneChain(service, environment),
    command: triedToRollBack(parts, policy, null),
    actor,
    input: command.input,
    answerIn: { kind: 'caller' },
    claim: null,
  });
  return says(sayingText({ kind: 'refused', refusal }));
}
