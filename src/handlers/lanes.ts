import { type Message } from '../cards/block-kit.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { suggest } from '../domain/suggest.ts';
import { type HandlerParts } from './parts.ts';
import { usualEnvironment } from './people.ts';
import { unknownEnvironment, unknownService } from './sentences.ts';

/** What somebody typed, looked up in the config. An unknown name is told with what was probably meant; never guessed. */
export type Lookup<T> =
  | { readonly kind: 'found'; readonly found: T }
  | { readonly kind: 'unknown'; readonly message: Message };

/** The lanes of a service; never empty. */
export function lanesOf(parts: Pick<HandlerParts, 'lanes'>, word: string): Lookup<readonly LanePolicy[]> {
  const found = parts.lanes().filter((lane) => lane.service === word);
  if (found.length > 0) return { kind: 'found', found };
  const services = [...new Set(parts.lanes().map((lane) => lane.service))];
  return { kind: 'unknown', message: unknownService(word, suggest(word, services), services) };
}

export function laneOf(parts: Pick<HandlerParts, 'lanes'>, service: string, environment: string): Lookup<LanePolicy> {
  const lanes = lanesOf(parts, service);
  if (lanes.kind === 'unknown') return lanes;
  const found = lanes.found.find((lane) => lane.environment === environment);
  if (found !== undefined) return { kind: 'found', found };
  const environments = lanes.found.map((lane) => lane.environment);
  return { kind: 'unknown', message: unknownEnvironment(environment, service, environments) };
}

/** The lane that is meant where nobody can name an environment: production, or the only one that the service has. */
export function usualLaneOf(parts: Pick<HandlerParts, 'lanes'>, service: string): Lookup<LanePolicy> {
  const lanes = lanesOf(parts, service);
  const [only, ...more] = lanes.kind === 'found' ? lanes.found : [];
  return only === undefined || more.length > 0
    ? laneOf(parts, service, usualEnvironment)
    : { kind: 'found', found: only };
}
