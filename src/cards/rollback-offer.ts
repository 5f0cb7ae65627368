import { type Ended, type Release } from '../domain/release/release.ts';
import { type RollbackTarget, rollbackTargetOf } from '../domain/release/rollback-target.ts';
import { type ReleaseView } from '../domain/views.ts';
import { proposalOf, versionText } from './names.ts';
import { code, type Markup, md } from './text.ts';

/**
 * Where the Roll back button of a card leads; null where there is none: nothing that this release did can be live, the
 * version before it is not known by its digests, the lane names no workflow that could put it back, or a rollback is
 * under way.
 */
export function rollbackOffer(view: ReleaseView | null): RollbackTarget | null {
  return view === null || view.undoing !== null ? null : rollbackLeft(view);
}

/** The same as if nothing were under way: where it leads should that fail. */
export function rollbackLeft(view: ReleaseView): RollbackTarget | null {
  const { release, policy } = view;
  const proposal = proposalOf(release);
  if (proposal === null || release.kind === 'rollback' || policy.replay === null) return null;
  return mayBeLive(release, view) ? rollbackTargetOf(proposal.candidate) : null;
}

function mayBeLive(release: Release, view: ReleaseView): boolean {
  switch (release.phase) {
    case 'watching':
    case 'unverified':
      return true;
    case 'ended':
      return isLeftLive(release, view);
    default:
      return false;
  }
}

function isLeftLive({ outcome, proposal }: Ended, { live, undone }: ReleaseView): boolean {
  if (undone !== null) return false;
  const isReplaced = live.kind === 'known' && live.sha !== proposal?.candidate.sha;
  switch (outcome.kind) {
    case 'succeeded':
    case 'accepted-unverified':
      return !isReplaced;
    case 'failed':
      return outcome.cause.code !== 'run-evicted';
    default:
      return false;
  }
}

/** How production is put back, as a sentence. */
export function bringBackText(view: ReleaseView | null): Markup {
  return md`To bring back the version before, ${wayBack(view) ?? md`request it with ${code('/release request')}`}.`;
}

/** The same as the end of a sentence. */
export function goBackText(view: ReleaseView | null): Markup {
  return wayBack(view) ?? md`request the version before with ${code('/release request')}`;
}

function wayBack(view: ReleaseView | null): Markup | null {
  if (view !== null && view.undoing !== null)
    return md`wait for the rollback ${code(view.undoing)}, which is under way`;
  const target = rollbackOffer(view);
  return target === null ? null : md`press Roll back: it goes back to ${versionText(target.version, target.sha)}`;
}
