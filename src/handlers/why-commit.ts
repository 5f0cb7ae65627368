import { type Message } from '../cards/block-kit.ts';
import { dryRunMessage } from '../cards/dry-run.ts';
import { problemMessage } from '../cards/help.ts';
import { type Standings } from '../domain/commands.ts';
import { laneChain } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { dryRunOf } from '../domain/release/dry-run.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';
import { type Answer, says } from './answers.ts';
import { usualLaneOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { candidateNotRead, notOpenThere, readingCommit } from './sentences.ts';
import { refOf } from './words.ts';

/**
 * `/release why <service> <sha or ref>` for what nobody has asked for: what a request of it would meet. It reads and
 * tells, and submits nothing.
 */
export function whyCommit(parts: HandlerParts, { who, channel }: Command, service: string, word: string): Answer {
  const lane = usualLaneOf(parts, service);
  if (lane.kind === 'unknown') return says(lane.message);
  const ref = refOf(word);
  if (ref === null) return says(notOpenThere(word, service));
  const policy = lane.found;
  const { user } = who;
  return {
    say: readingCommit(policy, word),
    after: async () => parts.slack.tell({ user, channel, message: await dryRun(parts, policy, ref, user) }),
  };
}

async function dryRun(
  parts: HandlerParts,
  policy: LanePolicy,
  ref: ReleaseRequest['ref'],
  requester: Command['who']['user'],
): Promise<Message> {
  const { service, environment } = policy;
  try {
    const lane = await parts.readLane(laneChain(service, environment));
    if (lane === null) return problemMessage(candidateNotRead);
    const [read, standings] = await Promise.all([
      parts.candidates.read({ policy, kind: 'deploy', ref, lane, release: null }),
      standingsOf(parts, policy),
    ]);
    if (read.kind === 'problem') return problemMessage(read.sentence);
    return dryRunMessage(dryRunOf(lane, policy, read.candidate, { ref, requester, standings }, parts.now()));
  } catch (error) {
    parts.log.error({ err: error, service, environment }, 'What a request would meet could not be read.');
    return problemMessage(candidateNotRead);
  }
}

async function standingsOf(parts: HandlerParts, { people }: LanePolicy): Promise<Standings> {
  const told = people.map(async ({ slack }) => [slack, await parts.standing(slack)] as const);
  return Object.fromEntries(await Promise.all(told));
}
