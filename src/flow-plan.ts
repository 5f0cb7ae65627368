import { type AnswerIn, type LaneCommand } from './domain/commands.ts';
import { decide } from './domain/decide.ts';
import { type Decision } from './domain/decision.ts';
import { type Effect, effectId, priorityOf } from './domain/effects.ts';
import { type LaneEvent } from './domain/events.ts';
import { type ChainId } from './domain/ids.ts';
import { evolve, findRelease } from './domain/lane/evolve.ts';
import { emptyLane, type Lane } from './domain/lane/lane.ts';
import { type Commit, type OutboxEntry } from './domain/ledger/commit.ts';
import { link, type Unchained } from './domain/ledger/entry.ts';
import { stored } from './domain/ledger/events-of.ts';
import { type Actor, actorName } from './domain/people/actor.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { projectionsOf } from './domain/projections.ts';
import { evolveRelease } from './domain/release/evolve.ts';
import { type Ended } from './domain/release/release.ts';
import { wakeAfterChange } from './domain/schedule.ts';
import { type Instant } from './domain/time.ts';

/** A command on its way into the ledger. */
export type Submission = {
  readonly chain: ChainId;
  readonly command: LaneCommand;
  readonly actor: Actor;
  /** Names the input that brought the command. The same input is taken once; null where taking it again is harmless. */
  readonly input: string | null;
  readonly answerIn: AnswerIn;
  /** The claim that the command depends on; `settle` ends its effect in the same commit. */
  readonly claim: { readonly effect: string; readonly token: number; readonly settle: boolean } | null;
};

export type FlowAnswer =
  | Decision
  | { readonly kind: 'replayed' }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'unknown-lane' };

export type Waiting = {
  readonly submission: Submission;
  readonly resolve: (answer: FlowAnswer) => void;
  readonly reject: (error: unknown) => void;
};
/** A chain as this process last saw it. */
export type Known = { readonly version: number; readonly head: string; readonly lane: Lane };

type Planned = { readonly event: LaneEvent; readonly actor: Actor };
export type Plan = {
  readonly now: Instant;
  readonly lane: Lane;
  readonly events: readonly Planned[];
  readonly effects: readonly Effect[];
  readonly ended: readonly Ended[];
  readonly inputs: readonly string[];
  readonly claims: Commit['claims'];
  readonly answers: readonly { readonly waiting: Waiting; readonly answer: FlowAnswer }[];
};

/** Decides everything that waits, one after the other, each on the state that the one before left. */
export function planFor(before: Lane, batch: readonly Waiting[], policy: LanePolicy, now: Instant): Plan {
  let lane = before;
  const events: Planned[] = [];
  const effects = new Map<string, Effect>();
  const ended: Ended[] = [];
  const inputs = new Set<string>();
  const claims: Plan['claims'][number][] = [];
  const answers: Plan['answers'][number][] = [];
  for (const [index, waiting] of batch.entries()) {
    const { command, actor, input, claim } = waiting.submission;
    if (input !== null && inputs.has(input)) {
      answers.push({ waiting, answer: { kind: 'replayed' } });
      continue;
    }
    const key = input ?? `${now}-${index}`;
    const decision = decide(lane, command, { now, policy, actor, key });
    const outcome = decision.kind === 'refused' ? refusalOnRecord(decision, waiting.submission, key) : decision;
    if (claim !== null) claims.push(claim);
    if (outcome.kind === 'accepted') {
      if (input !== null) inputs.add(input);
      for (const event of outcome.events) {
        if (event.type === 'ReleaseEnded') ended.push(...endedBy(lane, event, now));
        lane = evolve(lane, event, now);
        events.push({ event, actor });
      }
      for (const effect of outcome.effects) effects.set(effectId(effect), effect);
    }
    answers.push({ waiting, answer: decision });
  }
  return { now, lane, events, effects: [...effects.values()], ended, inputs: [...inputs], claims, answers };
}

/** The release as the record keeps it. */
function endedBy(lane: Lane, event: Extract<LaneEvent, { type: 'ReleaseEnded' }>, now: Instant): readonly Ended[] {
  const release = findRelease(lane, event.release);
  if (release === null) return [];
  const after = evolveRelease(release, event, now);
  return after.phase === 'ended' ? [after] : [];
}

/** Who tried what and was told no is part of the record, and the answer goes out with it. */
function refusalOnRecord(
  decision: Extract<Decision, { kind: 'refused' }>,
  submission: Submission,
  key: string,
): Decision {
  const { command, answerIn } = submission;
  const { refusal } = decision;
  const release = 'release' in command ? command.release : null;
  const effects: Effect[] = [];
  if (answerIn.kind === 'channel') {
    const { user, channel } = answerIn;
    effects.push({ type: 'Tell', id: key, user, channel, say: { kind: 'refused', refusal } });
  }
  if (refusal.code === 'subject_changed' && release !== null) effects.push({ type: 'ShowCard', release });
  return {
    kind: 'accepted',
    events: [{ type: 'CommandRefused', command: command.type, code: refusal.code, release }],
    effects,
  };
}

/** Everything that is written together. */
export function commitOf(chain: ChainId, before: Known, plan: Plan, policy: LanePolicy): Commit {
  const unchained = plan.events.map(
    ({ event, actor }): Unchained => ({ ...stored(event), at: plan.now, actor: actorName(actor) }),
  );
  const entries = link(chain, before.version, before.head, unchained);
  const effects = plan.effects.map((effect) => outboxEntry(chain, effect, plan.now));
  return {
    chain,
    expected: { version: before.version, head: before.head },
    entries,
    state: isStateSaved(before.version, plan.events) ? { schema: stateSchema, lane: plan.lane } : null,
    effects,
    projections: projectionsOf(before.lane, plan.lane, plan.ended, policy),
    due: wakeAfterChange(before.lane, plan.lane),
    inputs: plan.inputs,
    claims: plan.claims,
  };
}

/** Come in crowds, and change a few bytes of a state of some thousands. */
const small: readonly LaneEvent['type'][] = ['VoteCast', 'CommandRefused'];
/** More events than this are not read to know the state. */
const savedAtLeastEvery = 16;

/** With whatever is more than a vote, and with every sixteenth event; in between the events tell. */
function isStateSaved(version: number, events: Plan['events']): boolean {
  const rounds = [version, version + events.length].map((number) => Math.floor(number / savedAtLeastEvery));
  return rounds[0] !== rounds[1] || !events.every(({ event }) => small.includes(event.type));
}

/** A write of which only the events are there. `steps` are its events, each with the lane that it met. */
export type Torn = {
  readonly chain: ChainId;
  readonly saved: Commit['expected'];
  readonly reached: Known;
  readonly before: Lane;
  readonly steps: readonly { readonly lane: Lane; readonly event: LaneEvent; readonly at: Instant }[];
};

/**
 * What a torn write left undone. The entries are the truth: rows and records are written from them, cards are drawn
 * again, due times are set. What the state asks for by itself (a dispatch is checked afresh, a cancellation is asked
 * for again) comes when its time does; what was only to be said once is not said.
 */
export function repairOf(
  { chain, saved, reached: { version, head, lane }, before, steps }: Torn,
  policy: LanePolicy,
  now: Instant,
): Omit<Commit, 'entries' | 'inputs' | 'claims'> & { readonly reached: Commit['expected'] } {
  const empty = emptyLane(lane.service, lane.environment);
  const ended = steps.flatMap(({ lane: met, event, at }) =>
    event.type === 'ReleaseEnded' ? endedBy(met, event, at) : [],
  );
  const gone = Object.keys(before.open).filter((release) => !Object.hasOwn(lane.open, release));
  const shown = new Set([...Object.values(lane.open), ...ended].map((release) => release.id));
  const cards = [...shown].map((release): Effect => ({ type: 'ShowCard', release }));
  return {
    chain,
    expected: saved,
    reached: { version, head },
    state: { schema: stateSchema, lane },
    effects: cards.map((effect) => outboxEntry(chain, effect, now)),
    projections: [
      ...projectionsOf(empty, lane, ended, policy),
      ...gone.map((release) => ({ kind: 'no-open-row', release }) as const),
    ],
    due: wakeAfterChange(empty, lane),
  };
}

function outboxEntry(chain: ChainId, effect: Effect, now: Instant): OutboxEntry {
  return { id: effectId(effect), chain, priority: priorityOf(effect), notBefore: now, effect };
}

/** The version of the state's shape. A state of another shape is not read: the events are, from the first one on. */
export const stateSchema = 3;
