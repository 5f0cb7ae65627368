import { chainOfRelease, type ReleaseId } from '../domain/ids.ts';
import { findRelease } from '../domain/lane/evolve.ts';
import { viewOf } from '../domain/release/view.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type HandlerParts } from './parts.ts';

/** The release as its lane has it now; null when it is neither open nor the lane's last. */
export async function currentView(parts: HandlerParts, release: ReleaseId): Promise<ReleaseView | null> {
  return await viewIn(parts, release, async () => null);
}

/** The same, and else as the record keeps it, in its lane as that is now; null when there is no such release. */
export async function anyView(parts: HandlerParts, release: ReleaseId): Promise<ReleaseView | null> {
  return await viewIn(parts, release, async () => parts.readings.record(release));
}

async function viewIn(
  parts: HandlerParts,
  release: ReleaseId,
  record: () => ReturnType<HandlerParts['readings']['record']>,
): Promise<ReleaseView | null> {
  const chain = chainOfRelease(release);
  const policy = parts.policyOf(chain);
  const lane = policy === null ? null : await parts.readLane(chain);
  if (policy === null || lane === null) return null;
  const found = findRelease(lane, release) ?? (await record());
  return found === null ? null : viewOf(lane, found, policy, parts.now());
}
