import { type AboutRelease } from '../events.ts';
import { type Release } from './release.ts';

/** An event about a release, by its type. */
export type ReleaseEvent<T extends AboutRelease['type']> = Extract<AboutRelease, { type: T }>;

/** What every phase of a release carries on. */
export function shared(
  release: Release,
): Pick<
  Release,
  | 'id'
  | 'kind'
  | 'cause'
  | 'service'
  | 'environment'
  | 'request'
  | 'requestedBy'
  | 'requestedAt'
  | 'again'
  | 'card'
  | 'alarmAt'
> {
  const { id, kind, cause, service, environment, request, requestedBy, requestedAt, again, card, alarmAt } = release;
  return { id, kind, cause, service, environment, request, requestedBy, requestedAt, again, card, alarmAt };
}
