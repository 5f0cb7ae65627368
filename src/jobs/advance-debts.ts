import { type At, type JobParts } from './parts.ts';
import { submitFact } from './submit-fact.ts';

/** A review that an emergency owes may have to be reminded of; whether it has is decided on the state as it is. */
export async function advanceDebts(parts: JobParts, { chain }: At): Promise<void> {
  await submitFact(parts, chain, { type: 'AdvanceDebts' });
}
