import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { type Decision } from '../../src/domain/decision.ts';
import { type Effect, effectId } from '../../src/domain/effects.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { hashOf } from '../../src/domain/hash.ts';
import { type ReleaseId, type SlackUserId } from '../../src/domain/ids.ts';
import { type Lane } from '../../src/domain/lane/lane.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { type Subject } from '../../src/domain/release/subject.ts';
import { dueIn, nextDueAfter } from '../../src/domain/schedule.ts';
import { type Instant } from '../../src/domain/time.ts';
import { ana, ben, cara } from '../support/people.ts';
import { isLess, placeOf } from './invariants-place.ts';

/** One thing that happened, with the lane before and after it. */
export type Happening = {
  readonly before: Lane;
  readonly after: Lane;
  readonly command: LaneCommand;
  readonly decision: Decision;
  readonly policy: LanePolicy;
  readonly now: Instant;
};

type Dispatch = { readonly release: ReleaseId; readonly state: 'intended' | 'claimed' | 'over' };
/** `seen` is what the voter could see of what they voted for, in words of these books and not of the subject. */
type Vote = {
  readonly release: ReleaseId;
  readonly hash: string;
  readonly by: SlackUserId;
  readonly seen: string;
};

/** The only people whose go may ever count in these lives: everybody else had a part in it, no role, or no standing. */
const eligible: readonly string[] = [ana.slack, ben.slack];
/** Whoever may confirm a rollback. */
const deployers: readonly string[] = [ana.slack, ben.slack, cara.slack];
const votesNeeded = 2;
const halfAnHour = 30 * 60 * 1000;

/**
 * Keeps its own books about a lane, from the events and effects alone, and says what must never be. It shares
 * no rule with the code that it watches.
 */
export function createOracle(): { notice(happening: Happening): readonly string[] } {
  const votes: Vote[] = [];
  const dispatches = new Map<string, Dispatch>();
  const said = new Map<string, string>();
  const looked = new Map<ReleaseId, Instant>();
  const progress = new Map<ReleaseId, readonly number[]>();
  const emergencies = new Map<ReleaseId, string>();
  /** Emergencies for which somebody pressed Deploy since they were last put to the vote. */
  const pressedFor = new Set<ReleaseId>();
  const wrong: string[] = [];

  function settle(release: ReleaseId): void {
    for (const [id, dispatch] of dispatches)
      if (dispatch.release === release) dispatches.set(id, { release, state: 'over' });
  }

  /** A rollback's first go is the confirm with which it was asked for: it stands in what it proposes. */
  function proposed(event: Extract<LaneEvent, { type: 'ProposalMade' }>, { before, now }: Happening): void {
    const { hash, subject, votes: given } = event.proposal;
    if (hashOf(subject) !== hash) wrong.push('The hash is not that of its subject.');
    pressedFor.delete(event.release);
    if (given.length === 0) return;
    const release = before.open[event.release];
    if (release?.kind !== 'rollback' || release.phase !== 'preparing' || given.length > 1)
      return void wrong.push(`${event.release} was proposed with votes.`);
    for (const { by } of given) {
      if (by !== release.requestedBy || !deployers.includes(by)) wrong.push(`${by} confirmed and may not.`);
      votes.push({ release: event.release, hash, by, seen: seenIn(event.proposal.candidate, 'rollback') });
    }
    looked.set(event.release, now);
  }

  function pressed(event: Extract<LaneEvent, { type: 'VoteCast' }>, { before, command, now }: Happening): void {
    const release = before.open[event.release];
    if (release?.phase !== 'ready' || command.type !== 'Deploy')
      return void wrong.push(`${event.release} was confirmed without a press.`);
    if (!deployers.includes(event.vote.by)) wrong.push(`${event.vote.by} confirmed and may not.`);
    const { hash, candidate } = release.proposal;
    votes.push({ release: event.release, hash, by: event.vote.by, seen: seenIn(candidate, release.kind) });
    looked.set(event.release, now);
  }

  function vote(event: Extract<LaneEvent, { type: 'VoteCast' }>, happening: Happening): void {
    const { before, now } = happening;
    const release = before.open[event.release];
    if (release?.kind === 'rollback') return pressed(event, happening);
    if (release?.phase !== 'awaiting-decision')
      return void wrong.push(`A vote was cast on ${event.release} outside its vote.`);
    const { hash, subject, candidate } = release.proposal;
    if (!eligible.includes(event.vote.by)) wrong.push(`${event.vote.by} voted and may not.`);
    if (now > subject.expiresAt) wrong.push(`A vote came after ${subject.expiresAt}.`);
    if (release.requestedBy === event.vote.by) wrong.push(`${event.vote.by} voted on what they asked for.`);
    votes.push({ release: event.release, hash, by: event.vote.by, seen: seenIn(candidate, release.kind) });
    looked.set(event.release, now);
  }

  function urgencyOf(release: ReleaseId): 'routine' | 'emergency' {
    return emergencies.has(release) ? 'emergency' : 'routine';
  }

  function declared(release: ReleaseId, { emergency }: Subject): void {
    const skips = emergencies.get(release) ?? null;
    if ((emergency?.skipStaging ?? null) !== skips) wrong.push('Staging was skipped without a go for it.');
    if (skips !== null && !pressedFor.has(release)) wrong.push('An emergency began without a press.');
  }

  function intend(event: Extract<LaneEvent, { type: 'DispatchIntended' }>, happening: Happening): void {
    const { before, command, policy, now } = happening;
    const release = before.open[event.release];
    if (release === undefined || !('proposal' in release) || command.type !== 'RecordRecheck')
      return void wrong.push(`A dispatch was intended without a last check.`);
    const { hash, candidate, subject } = release.proposal;
    const seen = seenIn(command.candidate, release.kind);
    const goes = votes.filter((given) => given.release === release.id && given.hash === hash && given.seen === seen);
    const isRollback = release.kind === 'rollback';
    const standing = [...new Set(goes.map(({ by }) => by))].filter((by) => counts(by, command, isRollback));
    if (standing.length < (isRollback ? 1 : votesNeeded))
      wrong.push(`A dispatch was intended with ${standing.length} goes for its subject.`);
    if (release.kind !== 'deploy' && subject.images.length === 0) wrong.push('Nobody knows what would be put live.');
    if (subject.policyVersion !== policy.version) wrong.push('Another config is in force than was approved under.');
    if (!isRollback) wrong.push(...notNow(happening, candidate.sha, urgencyOf(release.id)));
    declared(release.id, subject);
    if (dispatches.has(event.dispatch)) wrong.push(`${event.dispatch} was intended twice.`);
    const alive = [...dispatches].filter(([, { state }]) => state !== 'over').map(([id]) => id);
    if (alive.length > 0) wrong.push(`${event.dispatch} was intended while ${alive.join(', ')} may be alive.`);
    const since = Date.parse(now) - Date.parse(looked.get(release.id) ?? '');
    if (!isRollback && !(since <= halfAnHour)) wrong.push(`Nobody has looked for ${since / 60_000} minutes.`);
    wrong.push(...otherThanApproved(happening, subject));
    dispatches.set(event.dispatch, { release: release.id, state: 'intended' });
  }

  function hear(event: LaneEvent, happening: Happening): void {
    switch (event.type) {
      case 'ProposalMade':
        return proposed(event, happening);
      case 'VoteCast':
        return vote(event, happening);
      case 'ReleaseRequested': {
        const { emergency } = event.request;
        if (emergency === null) return;
        if (!deployers.includes(event.requestedBy)) wrong.push(`${event.requestedBy} declared and may not.`);
        emergencies.set(event.release, emergency.skipStaging);
        return;
      }
      case 'RecheckBegun':
        if (event.deployer !== null) {
          looked.set(event.release, happening.now);
          pressedFor.add(event.release);
        }
        return settle(event.release);
      case 'ReleaseScheduled':
        if (happening.command.type === 'Deploy') {
          looked.set(event.release, happening.now);
          pressedFor.add(event.release);
        }
        return;
      case 'DispatchIntended':
        return intend(event, happening);
      case 'DispatchClaimed': {
        if (dispatches.get(event.dispatch)?.state !== 'intended')
          wrong.push(`${event.dispatch} was claimed, and not intended.`);
        dispatches.set(event.dispatch, { release: event.release, state: 'claimed' });
        return;
      }
      case 'ReleaseEnded':
        if (event.outcome.kind === 'superseded' && mayHaveARun(happening.before.open[event.release]))
          wrong.push(`${event.release} was superseded, and a run of it may exist.`);
        return settle(event.release);
      case 'ReleaseReadied':
        return settle(event.release);
      default:
        return;
    }
  }

  function read(effects: readonly Effect[], events: readonly LaneEvent[]): void {
    const intended = events.flatMap((event) => (event.type === 'DispatchIntended' ? [event.dispatch] : []));
    const started = effects.flatMap((effect) => (effect.type === 'StartRun' ? [effect.dispatch] : []));
    if (intended.join() !== started.join()) wrong.push(`Intended ${intended.join()}, started ${started.join()}.`);
    for (const effect of effects) {
      if (effect.type === 'ShowCard' || effect.type === 'CancelRun') continue;
      const id = effectId(effect);
      const text = JSON.stringify(effect);
      if ((said.get(id) ?? text) !== text) wrong.push(`${id} names two different things.`);
      if (/:/.test(id.replaceAll(/\d\d:\d\d:\d\d\.\d{3}Z/g, ''))) wrong.push(`${id} holds a colon.`);
      said.set(id, text);
    }
  }

  /** What ended stays where it got to: the lane may remember an earlier attempt of it, and may not reopen that one. */
  function compare({ after }: Happening): void {
    const releases: readonly Release[] = [...Object.values(after.open), ...(after.last === null ? [] : [after.last])];
    for (const release of releases) {
      const reached = placeOf(release);
      const wentBack = isLess(reached, progress.get(release.id) ?? []);
      if (wentBack && release.phase !== 'ended') wrong.push(`${release.id} went back to ${reached.join('.')}.`);
      if (!wentBack) progress.set(release.id, reached);
    }
  }

  return {
    notice(happening) {
      wrong.length = 0;
      const { decision } = happening;
      if (decision.kind === 'accepted') {
        for (const event of decision.events) hear(event, happening);
        read(decision.effects, decision.events);
      }
      compare(happening);
      wrong.push(...stateFaults(happening));
      return [...wrong];
    },
  };
}

/** The commit, the workflow file, the digests and the gate's run. A rollback asks no gate. */
function seenIn({ sha, workflow, evidence }: Candidate, kind: Release['kind']): string {
  const gate = evidence.gates['integration-gate'];
  const run = kind !== 'rollback' && gate?.of === 'workflow-run' ? gate.run : null;
  const { manifest } = evidence;
  const digests = manifest.state === 'present' ? [manifest.digest, manifest.facts.images] : null;
  return JSON.stringify([sha, workflow, digests, run?.id, run?.attempt, run?.conclusion]);
}

/** Something was called, and nobody has looked for what came of it. */
function mayHaveARun(release: Release | undefined): boolean {
  return release?.phase === 'dispatching' && ['calling', 'searching', 'two-runs'].includes(release.step.at);
}

/** A go counts while its giver is a member; a rollback's confirm also while nobody knows. */
function counts(by: SlackUserId, command: LaneCommand, isRollback: boolean): boolean {
  const kind = command.type === 'RecordRecheck' ? command.standings[by]?.kind : undefined;
  return kind === 'member' || (isRollback && (kind === undefined || kind === 'unknown'));
}

/** What keeps everything but a rollback from starting; an emergency goes on behind a rollback's hold, and through a shut window. */
function notNow({ before, command, now }: Happening, sha: string, kind: 'routine' | 'emergency'): readonly string[] {
  const faults: string[] = [];
  const isPast = kind === 'emergency' && before.hold?.reason.startsWith('rollback to ') === true;
  if (before.hold !== null && !isPast) faults.push('The lane is held.');
  if (kind === 'routine' && now.slice(11, 13) === '11') faults.push('The lane is shut from eleven to twelve.');
  const gate = command.type === 'RecordRecheck' ? command.candidate.evidence.gates['integration-gate'] : undefined;
  const run = gate?.of === 'workflow-run' ? gate.run : null;
  if (run?.conclusion !== 'success' || run.sha !== sha) faults.push('The integration gate is not green.');
  return faults;
}

/** What is sent is word for word what stands in the subject, and the id of the dispatch. */
function otherThanApproved({ decision }: Happening, subject: Subject): readonly string[] {
  const effects = decision.kind === 'accepted' ? decision.effects : [];
  return effects.flatMap((effect) => {
    if (effect.type !== 'StartRun') return [];
    const sent = { ...effect.inputs, gonogo_request_id: '' };
    const approved = { ...subject.inputs, gonogo_request_id: '' };
    const isSame =
      canonicalJson(sent) === canonicalJson(approved) &&
      effect.inputs['gonogo_request_id'] === effect.dispatch &&
      effect.inputs['release_sha'] === subject.sha &&
      effect.ref === subject.workflow.ref &&
      subject.workflow.path === `.github/workflows/${effect.workflow}`;
    return isSame ? [] : ['What is sent is not what was approved.'];
  });
}

/** While a rollback is checked once more, what it will undo is still watched. */
function occupies(release: Release): boolean {
  if (release.kind === 'rollback' && release.phase === 'dispatching' && release.step.at === 'rechecking') return false;
  return ['dispatching', 'deploying', 'watching', 'unverified'].includes(release.phase);
}

function stateFaults({ after, now }: Happening): readonly string[] {
  const faults: string[] = [];
  const open = Object.values(after.open);
  const inLane = open.filter((release) => occupies(release));
  if (inLane.length > 1) faults.push(`${inLane.map(({ id }) => id).join(' and ')} are in the lane together.`);
  for (const release of open) {
    const due = dueIn(after).filter(({ work }) => 'release' in work && work.release === release.id);
    if (due.length === 0) faults.push(`${release.id} is open and nothing is due.`);
  }
  if (after.debts.length > 0 && !dueIn(after).some(({ work }) => work.kind === 'debts'))
    faults.push('A review is owed and nothing is due for it.');
  const next = nextDueAfter(after, now);
  if (open.length + after.debts.length > 0 && (next === null || next <= now))
    faults.push('Nothing open has a due time ahead.');
  return faults;
}
