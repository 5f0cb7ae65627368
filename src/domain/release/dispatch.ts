import { type FactCommand, type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type Alert, type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type DispatchId, type SlackUserId } from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { mayTry } from '../people/authority.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { after, type Instant } from '../time.ts';
import { byHand } from './by-hand.ts';
import { type DispatchStep, type Run } from './dispatch-step.ts';
import { askAgainEvery, callMayTake, claimedWithin, searchEvery, searchFor } from './limits.ts';
import { type Deploying, type Dispatching, phaseName, type Release } from './release.ts';
import { readied } from './start.ts';

/**
 * From the recorded intent to one known run.
 *
 *   intended ── claimed ──▶ calling ──▶ run known
 *                              │ no usable answer
 *                              ▼
 *                          searching ──▶ run known, two runs (a stop), or asking a person
 *
 * The call is made once, by the worker whose claim was appended, and is never repeated: a missing answer leads
 * to a search by the dispatch id in the run's name, and a search without a result to a person.
 */
export function decideClaim(
  release: Release,
  command: Extract<FactCommand, { type: 'ClaimDispatch' }>,
  context: Context,
): Decision {
  if (release.phase !== 'dispatching' || release.step.at !== 'intended')
    return nothing('This dispatch is not waiting to be claimed.');
  if (release.step.dispatch !== command.dispatch) return nothing('Another dispatch was intended since.');
  if (context.now >= after(release.step.intendedAt, claimedWithin))
    return nothing('This intent is too old; it is checked afresh.');
  const unknownAt = after(context.now, callMayTake);
  return accepted([{ type: 'DispatchClaimed', release: release.id, dispatch: command.dispatch, unknownAt }]);
}

export function decideAnswer(
  release: Release,
  command: Extract<FactCommand, { type: 'RecordDispatchAnswer' }>,
  context: Context,
): Decision {
  if (release.phase !== 'dispatching' || !isAbout(release.step, command.dispatch))
    return nothing('This dispatch is settled.');
  const { answer } = command;
  switch (answer.kind) {
    case 'started':
      if (release.step.at === 'two-runs') return nothing('Two were seen; a person decides.');
      return adopted(release, answer.run, 'answer', context);
    case 'refused':
      if (release.step.at !== 'calling' && release.step.at !== 'searching') return nothing('A person decides by now.');
      return nothingStarted(release, 'dispatch-refused', answer.message, context);
    case 'accepted':
      return beginSearch(release, 'GitHub took the call and did not name the run', context.now);
    case 'ambiguous':
      return beginSearch(release, answer.reason, context.now);
  }
}

/** It is certain that no run exists. A no-go or a stop that came meanwhile is carried out now; else a person presses Deploy. */
function nothingStarted(
  release: Dispatching,
  because: 'dispatch-refused' | 'not-started',
  detail: string | null,
  context: Context,
): Decision {
  const { stop } = release;
  if (stop === null) return accepted([readied(release.id, because, detail, context)]);
  const outcome = { kind: 'rejected', by: stop.by, reason: stop.reason } as const;
  return accepted([{ type: 'ReleaseEnded', release: release.id, outcome }]);
}

function isAbout(step: DispatchStep, dispatch: DispatchId): boolean {
  return step.at !== 'rechecking' && step.at !== 'intended' && step.dispatch === dispatch;
}

/** Also for a call whose worker has died: its answer is as unknown as a lost one. */
export function beginSearch(release: Dispatching, because: string, now: Instant): Decision {
  if (release.step.at !== 'calling') return nothing('The search is under way.');
  const until = after(now, searchFor);
  return accepted([{ type: 'SearchBegun', release: release.id, because, until, lookAt: now }]);
}

/** What a search by the dispatch id found. */
export function decideRunsFound(
  release: Release,
  command: Extract<FactCommand, { type: 'RecordRunsFound' }>,
  context: Context,
): Decision {
  if (release.phase === 'deploying' && release.dispatch === command.dispatch)
    return secondRun(release, command.runs, context);
  if (release.phase !== 'dispatching' || !isAbout(release.step, command.dispatch))
    return nothing('Nobody searches for this dispatch.');
  const [run, ...others] = command.runs;
  if (run !== undefined && others.length === 0) {
    return release.step.at === 'two-runs'
      ? nothing('Two were seen; a person decides.')
      : adopted(release, run, 'search', context);
  }
  if (run !== undefined) return twoRuns(release, command.runs, context);
  if (release.step.at === 'asking-person' && release.step.looked === 0) {
    return accepted([{ type: 'SearchContinued', release: release.id, lookAt: context.now }]);
  }
  if (release.step.at !== 'searching') return nothing('A person has been asked.');
  if (context.now >= release.step.until) {
    const looked = { ...release, step: { ...release.step, looked: release.step.looked + 1 } };
    return askPerson(looked, context, [{ type: 'SearchContinued', release: release.id, lookAt: context.now }]);
  }
  return accepted([{ type: 'SearchContinued', release: release.id, lookAt: after(context.now, searchEvery) }]);
}

function twoRuns(release: Dispatching, runs: readonly Run[], context: Context): Decision {
  if (release.step.at === 'two-runs' || release.step.at === 'rechecking') return nothing('Already stopped.');
  const { dispatch } = release.step;
  const alert: Effect = {
    type: 'Alert',
    id: `two-runs-${dispatch}`,
    release: release.id,
    alert: { kind: 'two-runs', dispatch, runs, ask: deployersOf(context.policy) },
  };
  return accepted(
    [{ type: 'TwoRunsFound', release: release.id, runs, askAgainAt: after(context.now, askAgainEvery) }],
    [alert],
  );
}

/** A second run with our dispatch id beside the adopted one: nobody approved two, so this cannot end well any more. */
function secondRun(release: Deploying, runs: readonly Run[], context: Context): Decision {
  const others = runs.filter((run) => run.id !== release.run.id && !release.siblings.includes(run.id));
  if (others.length === 0 || release.condemned !== null) return nothing('There is one run, as there should be.');
  const all = [release.run, ...others];
  const alert: Effect = {
    type: 'Alert',
    id: `two-runs-${release.dispatch}`,
    release: release.id,
    alert: { kind: 'two-runs', dispatch: release.dispatch, runs: all, ask: deployersOf(context.policy) },
  };
  return accepted([{ type: 'RunCondemned', release: release.id, cause: { code: 'two-runs', runs: all } }], [alert]);
}

export function askPerson(release: Dispatching, context: Context, before: readonly LaneEvent[] = []): Decision {
  return accepted(
    [...before, { type: 'PersonAsked', release: release.id, askAgainAt: after(context.now, askAgainEvery) }],
    [asksPerson(release, release.step, context)],
  );
}

/** A rollback is not sent once more by itself, so the alarm about it says how to do it by hand. */
export function asksPerson(release: Dispatching, step: DispatchStep, { now, policy }: Context): Effect {
  const dispatch = step.at === 'rechecking' ? null : step.dispatch;
  const looked = step.at === 'searching' || step.at === 'asking-person' ? step.looked : 0;
  const searched = looked > 0 ? 'yes' : 'no';
  const ask = deployersOf(policy);
  const alert: Alert =
    release.kind === 'rollback'
      ? {
          kind: 'rollback-stalled',
          because: { code: 'not-found', dispatch, searched },
          byHand: byHand(release, policy),
          ask,
        }
      : { kind: 'run-not-found', dispatch, searched, ask };
  return { type: 'Alert', id: `asks-${dispatch ?? 'unknown'}-${now}`, release: release.id, alert };
}

/** From here on the run's own word counts. A stop that came while it was unknown is carried out now. */
function adopted(release: Dispatching, run: Run, from: 'answer' | 'search' | 'person', context: Context): Decision {
  const events: LaneEvent[] = [{ type: 'RunAdopted', release: release.id, run, from }];
  const effects: Effect[] = [];
  if (release.stop?.wants === 'cancel') {
    effects.push({ type: 'CancelRun', release: release.id, repo: context.policy.repo, run: run.id });
  }
  return accepted(events, effects);
}

/** `dispatch.adopt`: a person names the run that the search did not find, or which of two counts. */
export function decideAdoptRun(
  lane: Lane,
  release: Release,
  command: Extract<PersonCommand, { type: 'AdoptRun' }>,
  context: Context,
): Decision {
  const denied = deniedTo(lane, release, 'dispatch.adopt', context);
  if (denied !== null) return denied;
  if (!waitsForPerson(release))
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  return adopted(release, command.run, 'person', context);
}

/** `dispatch.not-started`: a person has looked at GitHub and says that no run exists. */
export function decideNotStarted(
  lane: Lane,
  release: Release,
  command: Extract<PersonCommand, { type: 'ConfirmNotStarted' }>,
  context: Context,
): Decision {
  const denied = deniedTo(lane, release, 'dispatch.not-started', context);
  if (denied !== null) return denied;
  if (release.phase !== 'dispatching' || release.step.at !== 'asking-person') {
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  }
  if (release.step.looked === 0) return refused({ code: 'not_searched' });
  return nothingStarted(release, 'not-started', null, context);
}

function waitsForPerson(release: Release): release is Dispatching {
  if (release.phase !== 'dispatching') return false;
  return release.step.at === 'asking-person' || release.step.at === 'two-runs' || release.step.at === 'searching';
}

export function deniedTo(
  lane: Lane,
  release: Release,
  action: Parameters<typeof mayTry>[1],
  context: Context,
): Decision | null {
  const authority = mayTry(context.actor, action, lane.environment, release.requestedBy);
  if (authority.allowed) return null;
  return refused({ code: 'not_allowed', action, because: authority.because, needs: authority.needs });
}

export function deployersOf(policy: LanePolicy): readonly SlackUserId[] {
  return policy.people.filter((person) => person.roles.includes('deployer')).map((person) => person.slack);
}
