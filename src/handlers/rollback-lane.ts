import { laneChain } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { findTarget } from '../domain/release/find-target.ts';
import { suggest } from '../domain/suggest.ts';
import { type Lookup, usualLaneOf } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { unknownService } from './sentences.ts';
import { whichService } from './target-sentences.ts';

/** In which lane, and what was typed as the reason. */
export type LaneToRollBack = { readonly policy: LanePolicy; readonly reason: string };

/**
 * The service may be left out where there is just one, or where just one has verified what is meant; then whatever
 * follows is the reason. A word that is nearly the name of another service is asked about, and never taken for a reason.
 */
export async function laneToRollBack(
  parts: HandlerParts,
  word: string,
  rest: readonly string[],
): Promise<Lookup<LaneToRollBack>> {
  const [first, ...others] = rest;
  const services: readonly string[] = [...new Set(parts.lanes().map((lane) => lane.service))];
  if (first !== undefined && services.includes(first)) return withReason(usualLaneOf(parts, first), others);

  const able = services.length === 1 ? services : await servicesThatKnow(parts, word, services);
  const [only, ...more] = able;
  const nearly = first === undefined ? null : suggest(first, services);
  if (first !== undefined && nearly !== null && nearly !== only)
    return { kind: 'unknown', message: unknownService(first, nearly, services) };
  if (only === undefined || more.length > 0)
    return { kind: 'unknown', message: whichService(word, only === undefined ? services : able) };
  return withReason(usualLaneOf(parts, only), rest);
}

function withReason(lane: Lookup<LanePolicy>, words: readonly string[]): Lookup<LaneToRollBack> {
  return lane.kind === 'unknown' ? lane : { kind: 'found', found: { policy: lane.found, reason: words.join(' ') } };
}

async function servicesThatKnow(
  parts: HandlerParts,
  word: string,
  services: readonly string[],
): Promise<readonly string[]> {
  const known = await Promise.all(
    services.map(async (service) => ((await knows(parts, word, service)) ? [service] : [])),
  );
  return known.flat();
}

async function knows(parts: HandlerParts, word: string, service: string): Promise<boolean> {
  const lane = usualLaneOf(parts, service);
  if (lane.kind === 'unknown') return false;
  const state = await parts.readLane(laneChain(lane.found.service, lane.found.environment));
  return state !== null && findTarget(word, state.verified).kind !== 'none';
}
