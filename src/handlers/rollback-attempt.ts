import { type PersonCommand } from '../domain/commands.ts';
import { type ReleaseId } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { noCommit } from './no-commit.ts';
import { type HandlerParts } from './parts.ts';

/**
 * Puts on record that somebody tried who may not. Without a reason nothing is ever rolled back, and what it names is no
 * commit, so it does nothing for somebody who was given the role in the meantime either.
 */
export function triedToRollBack(
  parts: Pick<HandlerParts, 'newReleaseId'>,
  { service, environment }: LanePolicy,
  of: ReleaseId | null,
): PersonCommand {
  const release = parts.newReleaseId(service, environment);
  return { type: 'RollBack', release, target: noCommit, of, reason: '', warned: [] };
}
