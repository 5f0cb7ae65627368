import { type Message } from '../../slack/types.ts';
import { earlierVersions } from './commands.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';
import { type RunInfo, type Snapshot } from './snapshot.ts';
import { type TourState, type Ui } from './ui.ts';

/**
 * The first tour: six steps and a last word. It goes on when the thing it asks for has happened, however that came
 * about, and it never holds anybody up.
 */
type Step = {
  readonly title: string;
  says(snapshot: Snapshot, ui: Ui): string;
  /** What to press next, as selectors; the first that is on the page is marked. */
  targets(snapshot: Snapshot, ui: Ui): readonly string[];
  isDone(snapshot: Snapshot, tour: TourState): boolean;
};

const afterGo: ReadonlySet<string> = new Set([
  'dispatching',
  'deploying',
  'watching',
  'unverified',
  'succeeded',
  'accepted-unverified',
  'failed',
  'rolled-back',
]);
const afterRun: ReadonlySet<string> = new Set([
  'watching',
  'unverified',
  'succeeded',
  'accepted-unverified',
  'rolled-back',
]);

const approve = '.messages [data-test="action-release.approve"]';

export const steps: readonly Step[] = [
  {
    title: 'Ask for a deployment',
    says: (snapshot, ui) =>
      `You are ${nameOf(snapshot, ui.as)}. Press “/release request” in the message field and send it. The form comes filled in: what Gonogo can find out, it does not ask.`,
    targets: () => [
      '[data-test="modal-submit"]',
      '[data-test="send"][data-ready]',
      '.composer-chips .chip',
      '[data-test="channel-C0RELEASES"]',
    ],
    isDone: (snapshot, tour) => cardPhase(snapshot, tour) !== null,
  },
  {
    title: 'Try to approve your own request',
    says: (snapshot, ui) =>
      `The card holds everything: what changes, who wrote it, who must say go. Press Approve as ${nameOf(snapshot, ui.as)}: whoever asked, or wrote a part of it, is refused, and only they are told.`,
    targets: () => ['[data-test="confirm-accept"]', approve, '[data-test="channel-C0RELEASES"]'],
    isDone: (snapshot, tour) => wasRefused(snapshot, tour) || wasApproved(snapshot, tour),
  },
  {
    title: 'Approve as somebody who may',
    says: (snapshot) =>
      `Act as ${nameOf(snapshot, snapshot.tour.approves)}, and press Approve. The go is bound to exactly this commit, workflow file and configuration.`,
    targets: (snapshot, ui) =>
      ui.as === snapshot.tour.approves
        ? ['[data-test="confirm-accept"]', approve, '[data-test="channel-C0RELEASES"]']
        : [`[data-test="act-as-${snapshot.tour.approves}"]`],
    isDone: wasApproved,
  },
  {
    title: 'Watch it go out',
    says: () =>
      'The run works through its steps; then Gonogo asks the service itself for its version and its health, look by look. The card follows.',
    targets: () => ['.production .run', '.production .services'],
    isDone: (snapshot, tour) => afterRun.has(cardPhase(snapshot, tour) ?? ''),
  },
  {
    title: 'Now break it',
    says: () =>
      'Turn on “Health checks fail”. Three failures in a row may be chance; the fourth raises an alert in #incidents, with the facts and who is asked to act.',
    targets: () => ['[data-test="switch-health-failing"][aria-checked="false"]', '[data-test="channel-C0INCIDENTS"]'],
    isDone: (snapshot, tour) => (snapshot.messages['C0INCIDENTS'] ?? []).some(({ ts }) => isAfter(ts, tour)),
  },
  {
    title: 'Put the old version back',
    says: (snapshot) =>
      `Turn “Health checks fail” off again, act as ${nameOf(snapshot, snapshot.tour.approves)} and send “${wayBack(snapshot)}”. The form says what that undoes; one deployer confirms, and the same images as before run again.`,
    targets: (snapshot, ui) => [
      '[data-test="modal-submit"]',
      '[data-test="switch-health-failing"][aria-checked="true"]',
      ...(ui.as === snapshot.tour.approves ? [] : [`[data-test="act-as-${snapshot.tour.approves}"]`]),
      '[data-test="send"][data-ready]',
      '.composer-chips .chip[data-text^="/rollback"]',
      '[data-test="channel-C0RELEASES"]',
    ],
    isDone: (snapshot, tour) =>
      snapshot.runs.some((run) => isReplay(run) && Date.parse(run.createdAt) >= tour.since - wholeSecondMs),
  },
  {
    title: 'That is the whole loop',
    says: () =>
      'The lane is held now, with the reason on the card, until a deployer presses “Clear the hold”. Then try “The evidence” in that column: a red integration gate takes Approve away, and a rebuilt image voids a vote in ledger.',
    targets: () => [],
    isDone: () => false,
  },
];

/** GitHub tells times in whole seconds. */
const wholeSecondMs = 1000;

/** A rollback starts the workflow that runs an earlier candidate again. */
function isReplay({ workflow }: RunInfo): boolean {
  return /replay/i.test(workflow);
}

/** The command that brings the version before back; the service of the tour is the first. */
function wayBack(snapshot: Snapshot): string {
  const [service] = snapshot.services;
  if (service === undefined) return '/rollback';
  const [earlier] = earlierVersions(service, snapshot);
  return `/rollback ${earlier?.name ?? '<sha>'} ${service.name}`;
}

/** Where the tour stands now: past every step whose aim has been met. */
export function advanceTour(snapshot: Snapshot, tour: TourState): TourState {
  const step = steps[tour.step];
  return step?.isDone(snapshot, tour) === true ? advanceTour(snapshot, { ...tour, step: tour.step + 1 }) : tour;
}

export function drawTour(snapshot: Snapshot, ui: Ui): SafeHtml {
  const step = steps[ui.tour.step];
  if (ui.tour.shown === 'no' || step === undefined) return nothing;
  const last = steps.length - 1;
  const count = ui.tour.step < last ? `${ui.tour.step + 1} of ${last}` : 'Done';
  const next =
    ui.tour.step < last
      ? html`<button type="button" class="button plain small" data-do="tour-next" data-test="tour-next">Next</button>`
      : nothing;
  const show =
    step.targets(snapshot, ui).length === 0
      ? nothing
      : html`<button type="button" class="button plain small" data-do="tour-show" data-test="tour-show">Show me</button>`;
  return html`
    <div class="tour" data-test="tour" data-step="${ui.tour.step + 1}" role="region" aria-label="First tour">
      <span class="tour-count">${count}</span>
      <p aria-live="polite"><b>${step.title}.</b> ${step.says(snapshot, ui)}</p>
      <div class="tour-buttons">${show}${next}<button type="button" class="plain-icon" data-do="tour-close" data-test="tour-close" aria-label="Close the tour">${icon('close')}</button></div>
    </div>`;
}

/** What the tour points at; empty when it is closed. */
export function tourTargets(snapshot: Snapshot, ui: Ui): readonly string[] {
  if (ui.tour.shown === 'no') return [];
  return steps[ui.tour.step]?.targets(snapshot, ui) ?? [];
}

function nameOf(snapshot: Snapshot, id: string): string {
  return snapshot.people.find((person) => person.id === id)?.realName ?? 'somebody';
}

function newestCard(snapshot: Snapshot, tour: TourState): Message | undefined {
  return Object.values(snapshot.messages)
    .flat()
    .filter((message) => message.metadata?.event_type === 'gonogo_release' && isAfter(message.ts, tour))
    .toSorted((one, other) => (one.ts < other.ts ? -1 : 1))
    .at(-1);
}

/** The phase of the newest card since the tour began; null when there is none. */
function cardPhase(snapshot: Snapshot, tour: TourState): string | null {
  const phase = newestCard(snapshot, tour)?.metadata?.event_payload['phase'];
  return typeof phase === 'string' ? phase : null;
}

function wasApproved(snapshot: Snapshot, tour: TourState): boolean {
  return afterGo.has(cardPhase(snapshot, tour) ?? '');
}

/** The bot told somebody something alone, after a card was there: that is how it refuses. */
function wasRefused(snapshot: Snapshot, tour: TourState): boolean {
  const card = newestCard(snapshot, tour);
  if (card === undefined) return false;
  const direct = snapshot.channels
    .filter((channel) => channel.with !== null)
    .flatMap(({ id }) => snapshot.messages[id] ?? []);
  return [...Object.values(snapshot.ephemerals).flat(), ...direct].some(
    ({ ts, user }) => user === snapshot.bot.userId && ts > card.ts,
  );
}

function isAfter(ts: string, tour: TourState): boolean {
  return Number(ts) * 1000 >= tour.since;
}
