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

/** How production is put back, as a sentence: always the same way in the same situation, and the quickest one. */
export function bringBackText(view: ReleaseView | null): Markup {
  const button = wayBack(view);
  return button === null
    ? md`To bring back a version that worked, ${byCommandText(view)}.`
    : md`To bring back the version before, ${button}.`;
}

/** The same as the end of a sentence. */
export function goBackText(view: ReleaseView | null): Markup {
  return wayBack(view) ?? byCommandText(view);
}

function wayBack(view: ReleaseView | null): Markup | null {
  if (view !== null && view.undoing !== null)
    return md`wait for the rollback ${code(view.undoing)}, which is under way`;
  const target = rollbackOffer(view);
  return target === null ? null : md`press Roll back: it goes back to ${versionText(target.version, target.sha)}`;
}

type Place = { readonly service: string; readonly environment: string | null };

/** A version whose images nobody has can only be built anew, with a vote. */
function byCommandText(view: ReleaseView | null): Markup {
  const place = view === null ? { service: '<service>', environment: null } : view.release;
  return isRolledBackByCommand(place, view)
    ? md`type ${code(rollbackCommand(place), 120)}, or ${code(requestCommand(place), 120)} where nobody has its images`
    : md`request its commit with ${code(requestCommand(place), 120)}`;
}

/** What to type where there is no button. `view` is of any release of the lane; null where none is at hand. */
export function backCommand(place: Place, view: ReleaseView | null): Markup {
  return code(isRolledBackByCommand(place, view) ? rollbackCommand(place) : requestCommand(place), 120);
}

/** The command names no environment, and is about production; and a lane without a replay workflow refuses it. */
function isRolledBackByCommand({ environment }: Place, view: ReleaseView | null): boolean {
  const isUsual = environment === null || environment === 'production';
  return isUsual && (view === null || view.policy.replay !== null);
}

function rollbackCommand({ service }: Place): string {
  return `/rollback <sha or version> ${service}`;
}

function requestCommand({ service, environment }: Place): string {
  return `/release request ${service} <sha>${environment === null ? '' : ` ${environment}`}`;
}

/** Whether what brings production back waits until this release is over, as a request does. */
export function waitsForLane(view: ReleaseView | null): boolean {
  return wayBack(view) === null && view !== null && !isRolledBackByCommand(view.release, view);
}
