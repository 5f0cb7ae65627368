import { type Message } from '../cards/block-kit.ts';
import { type PersonCommand } from '../domain/commands.ts';
import { type ChainId } from '../domain/ids.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { personOf } from './people.ts';
import { laneGone } from './sentences.ts';

/**
 * One click, one command, once. A refusal is recorded and told by the flow; what is returned is for what the flow
 * never saw. Throws when the ledger does not answer.
 */
export async function submitClick(
  parts: HandlerParts,
  click: Click,
  chain: ChainId,
  command: PersonCommand,
): Promise<Message | null> {
  const policy = parts.policyOf(chain);
  if (policy === null) return laneGone(chain);
  const actor = await personOf(parts, click.who, policy.people);
  const answerIn = { kind: 'channel', user: click.who.user, channel: click.channel } as const;
  const answer = await parts.submit({ chain, command, actor, input: click.input, answerIn, claim: null });
  return answer.kind === 'unknown-lane' ? laneGone(chain) : null;
}
