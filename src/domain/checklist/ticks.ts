import { type CommitSha, type SlackUserId } from '../ids.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type ChecklistItem, type Tick } from './item.ts';
import { standingIds } from './monitoring.ts';

/**
 * What people have said. `given` are about candidates: each counts for its item and its commit alone. `standing` are
 * about the lane, and count for the few items that the lane's people may answer once for all releases.
 */
export type Ticks = { readonly given: readonly Tick[]; readonly standing: readonly Tick[] };

/** Fails closed: a tick settles nothing that does not wait for one, nor where a note is wanted and it has none. */
export function withTick(item: ChecklistItem, ticks: Ticks, sha: CommitSha): ChecklistItem {
  const tick = tickFor(item, ticks, sha);
  return tick === undefined ? item : { ...item, state: { kind: 'settled', by: 'person', tick } };
}

function tickFor(item: ChecklistItem, { given, standing }: Ticks, sha: CommitSha): Tick | undefined {
  const { state } = item;
  if (state.kind === 'open') {
    return given.find(
      (tick) =>
        tick.item === item.id && tick.sha === sha && (state.needs.note === 'optional' || tick.note.trim() !== ''),
    );
  }
  if (!isTickable(item)) return undefined;
  return [...standing, ...given]
    .filter((tick) => tick.item === item.id && tick.standing === 'standing')
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
}

/** Open items are, and those that a person may answer once for the lane although nothing waits for it. */
export function isTickable(item: ChecklistItem): boolean {
  return item.state.kind === 'open' || (item.state.kind === 'informs' && standingIds.includes(item.id));
}

/** Whether a tick of this item carries forward to later releases. */
export function standingOf(item: string): Tick['standing'] {
  return standingIds.includes(item) ? 'standing' : 'this-release';
}

/** The people of the lane's config who may tick it: those with its role, or with any. Empty when nobody has to. */
export function whoCanSettle(item: ChecklistItem, policy: Pick<LanePolicy, 'people'>): readonly SlackUserId[] {
  if (!isTickable(item)) return [];
  const role = item.state.kind === 'open' ? item.state.needs.role : null;
  return policy.people
    .filter(({ roles }) => (role === null ? roles.length > 0 : roles.includes(role)))
    .map(({ slack }) => slack);
}

/** Why somebody's tick cannot be taken. `not-open`: evidence or somebody else has settled it, or it asks for nothing. */
export type NotTickable = 'no-such-item' | 'not-open' | 'not-theirs' | 'note-missing';

/** Null when it can be taken. Who the person is has been made sure of before. */
export function whyNotTickable(
  items: readonly ChecklistItem[],
  tick: Pick<Tick, 'item' | 'by' | 'note'>,
  policy: Pick<LanePolicy, 'people'>,
): NotTickable | null {
  const item = items.find(({ id }) => id === tick.item);
  if (item === undefined) return 'no-such-item';
  if (!isTickable(item)) return 'not-open';
  if (!whoCanSettle(item, policy).includes(tick.by)) return 'not-theirs';
  const wanted = item.state.kind === 'open' && item.state.needs.note === 'wanted';
  return wanted && tick.note.trim() === '' ? 'note-missing' : null;
}
