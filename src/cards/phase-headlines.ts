import { type DispatchStep } from '../domain/release/dispatch-step.ts';
import { type Deploying, type Release } from '../domain/release/release.ts';
import { type ReleaseKind } from '../domain/release/terms.ts';
import { type ReleaseView } from '../domain/views.ts';
import { breachFoundLater } from '../domain/watch/late.ts';
import { titleOf } from './names.ts';

/** One quiet sign and the state in words: all that a glance at the channel needs. */
export function headline(view: ReleaseView): string {
  const { glyph, words } = headlineOf(view.release);
  const isBad = breachFoundLater(view.release) !== null;
  const since = view.undone === null ? '' : ', rolled back since';
  return `${isBad ? '△' : glyph} ${kindOf(view.release)}${words}${isBad ? ', found unhealthy later' : ''}${since}: ${titleOf(view)}`;
}

const kinds: Readonly<Record<ReleaseKind, string>> = { deploy: '', replay: 'Replay – ', rollback: 'Rollback – ' };

function kindOf({ kind, request }: Release): string {
  return request.emergency === null ? kinds[kind] : 'Emergency – ';
}

type Headline = { readonly glyph: string; readonly words: string };

function headlineOf(release: Release): Headline {
  switch (release.phase) {
    case 'preparing':
      return { glyph: '◇', words: release.problem === null ? 'Reading the facts' : 'Cannot read the facts yet' };
    case 'awaiting-decision':
      return release.proposal.blockers.length > 0
        ? { glyph: '△', words: 'Cannot be approved yet' }
        : { glyph: '◇', words: 'Waiting for a decision' };
    case 'scheduled':
      return {
        glyph: '◆',
        words: release.waiting.for === 'cancelled' ? 'Waiting for what it cancels' : 'Approved, waiting',
      };
    case 'ready':
      return release.kind === 'rollback'
        ? { glyph: '△', words: 'Waiting for a second confirm' }
        : { glyph: '◆', words: 'Approved, waiting for Deploy' };
    case 'dispatching':
      return { glyph: needsPerson(release.step) ? '△' : '▷', words: stepWords(release.step) };
    case 'deploying':
      return { glyph: '▷', words: deployingWords(release) };
    case 'watching':
      return {
        glyph: '◉',
        words: release.watch.stage === 'looking' ? 'Deployed, watching' : 'Deployed, waiting to see it live',
      };
    case 'unverified':
      return { glyph: '△', words: 'Deployed, not verified' };
    case 'ended':
      return endedHeadline(release.outcome.kind);
  }
}

function needsPerson(step: DispatchStep): boolean {
  return step.at === 'asking-person' || step.at === 'two-runs';
}

function stepWords(step: DispatchStep): string {
  switch (step.at) {
    case 'rechecking':
      return 'Approved, checking once more';
    case 'intended':
    case 'calling':
      return 'Starting';
    case 'searching':
      return 'Looking for the run';
    case 'asking-person':
      return 'No run found, a person is needed';
    case 'two-runs':
      return 'Two runs found, stopped';
  }
}

function deployingWords(release: Deploying): string {
  if (release.ended !== null) {
    const isGood = release.ended.conclusion === 'success' && release.condemned === null;
    return isGood ? 'Run over, reading its evidence' : 'Run over, reading what is live';
  }
  if (release.stop?.wants === 'cancel') return 'Stopping';
  return release.status === 'queued' ? 'Deploying, run is queued' : 'Deploying';
}

function endedHeadline(outcome: Extract<Release, { phase: 'ended' }>['outcome']['kind']): Headline {
  switch (outcome) {
    case 'succeeded':
      return { glyph: '✓', words: 'Succeeded' };
    case 'accepted-unverified':
      return { glyph: '✓', words: 'Accepted without a full watch' };
    case 'failed':
      return { glyph: '✕', words: 'Failed' };
    case 'rejected':
      return { glyph: '✕', words: 'Rejected' };
    case 'expired':
      return { glyph: '–', words: 'Expired' };
    case 'withdrawn':
      return { glyph: '–', words: 'Withdrawn' };
    case 'superseded':
      return { glyph: '–', words: 'Superseded' };
    case 'rolled-back':
      return { glyph: '✕', words: 'Rolled back' };
  }
}
