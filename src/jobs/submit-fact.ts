import { type FactCommand } from '../domain/commands.ts';
import { type ChainId } from '../domain/ids.ts';
import { type FlowAnswer } from '../flow.ts';
import { type JobParts } from './parts.ts';

/** A fact carries no input id: taking it twice is harmless, for every decision about facts compares it with the state. */
export async function submitFact(
  parts: Pick<JobParts, 'flow'>,
  chain: ChainId,
  command: FactCommand,
): Promise<FlowAnswer> {
  return parts.flow.submit({
    chain,
    command,
    actor: { kind: 'system', part: 'jobs' },
    input: null,
    answerIn: { kind: 'caller' },
    claim: null,
  });
}
