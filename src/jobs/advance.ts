import { type At, type JobParts, type WorkOf } from './parts.ts';
import { submitFact } from './submit-fact.ts';

/** Time has passed; whether that means anything is decided on the state as it is. */
export async function advance(parts: JobParts, { chain }: At, { release }: WorkOf<'advance'>): Promise<void> {
  await submitFact(parts, chain, { type: 'Advance', release });
}
