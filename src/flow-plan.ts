import { type Aggregate, type Kind, type Met } from './domain/aggregate.ts';
import { type AnswerIn } from './domain/commands.ts';
import { type Decision } from './domain/decision.ts';
import { type Effect, effectId, priorityOf } from './domain/effects.ts';
import { type ChainId } from './domain/ids.ts';
import { type LaneKind } from './domain/lane/aggregate.ts';
import { type Commit, type OutboxEntry } from './domain/ledger/commit.ts';
import { link, type Unchained } from './domain/ledger/entry.ts';
import { type Actor, actorName } from './domain/people/actor.ts';
import { type Instant } from './domain/time.ts';

/** A command on its way into the ledger. */
export type Submission<K extends Kind = LaneKind> = {
  readonly chain: ChainId;
  readonly command: K['Command'];
  readonly actor: Actor;
  /** Names the input that brought the command. The same input is taken once; null where taking it again is harmless. */
  readonly input: string | null;
  readonly answerIn: AnswerIn;
  /** The claim that the command depends on; `settle` ends its effect in the same commit. */
  readonly claim: { readonly effect: string; readonly token: number; readonly settle: boolean } | null;
};

export type FlowAnswer<K extends Kind = LaneKind> =
  | Decision<K['Event']>
  | { readonly kind: 'replayed' }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'unknown-lane' };

export type Waiting<K extends Kind> = {
  readonly submission: Submission<K>;
  readonly resolve: (answer: FlowAnswer<K>) => void;
  readonly reject: (error: unknown) => void;
};
/** A chain as this process last saw it. */
export type Known<K extends Kind> = { readonly version: number; readonly head: string; readonly state: K['State'] };

type Planned<K extends Kind> = Met<K> & { readonly actor: Actor };
export type Plan<K extends Kind> = {
  readonly now: Instant;
  readonly state: K['State'];
  readonly events: readonly Planned<K>[];
  readonly effects: readonly Effect[];
  readonly inputs: readonly string[];
  readonly claims: Commit['claims'];
  readonly answers: readonly { readonly waiting: Waiting<K>; readonly answer: FlowAnswer<K> }[];
};

/** Decides everything that waits, one after the other, each on the state that the one before left. */
export function planFor<K extends Kind>(
  aggregate: Aggregate<K>,
  before: K['State'],
  batch: readonly Waiting<K>[],
  policy: K['Policy'],
  now: Instant,
): Plan<K> {
  let state = before;
  const events: Planned<K>[] = [];
  const effects = new Map<string, Effect>();
  const inputs = new Set<string>();
  const claims: Plan<K>['claims'][number][] = [];
  const answers: Plan<K>['answers'][number][] = [];
  for (const [index, waiting] of batch.entries()) {
    const { command, actor, input, claim } = waiting.submission;
    if (input !== null && inputs.has(input)) {
      answers.push({ waiting, answer: { kind: 'replayed' } });
      continue;
    }
    const key = input ?? `${now}-${index}`;
    const decision = aggregate.decide(state, command, { now, policy, actor, key });
    const outcome =
      decision.kind === 'refused' ? refusalOnRecord(aggregate, decision, waiting.submission, key) : decision;
    if (claim !== null) claims.push(claim);
    if (outcome.kind === 'accepted') {
      if (input !== null) inputs.add(input);
      for (const event of outcome.events) {
        events.push({ event, actor, state, at: now });
        state = aggregate.evolve(state, event, now);
      }
      for (const effect of outcome.effects) effects.set(effectId(effect), effect);
    }
    answers.push({ waiting, answer: decision });
  }
  return { now, state, events, effects: [...effects.values()], inputs: [...inputs], claims, answers };
}

/** Who tried what and was told no is part of the record, and the answer goes out with it. */
function refusalOnRecord<K extends Kind>(
  aggregate: Aggregate<K>,
  { refusal }: Extract<Decision, { kind: 'refused' }>,
  { command, answerIn }: Submission<K>,
  key: string,
): Decision<K['Event']> {
  const { events, effects } = aggregate.refusalOnRecord(command, refusal);
  if (answerIn.kind === 'caller') return { kind: 'accepted', events, effects };
  const { user, channel } = answerIn;
  const told: Effect = { type: 'Tell', id: key, user, channel, say: { kind: 'refused', refusal } };
  return { kind: 'accepted', events, effects: [told, ...effects] };
}

/** Everything that is written together. */
export function commitOf<K extends Kind>(
  aggregate: Aggregate<K>,
  chain: ChainId,
  before: Known<K>,
  plan: Plan<K>,
  policy: K['Policy'],
): Commit {
  const unchained = plan.events.map(
    ({ event, actor }): Unchained => ({ ...aggregate.stored(event), at: plan.now, actor: actorName(actor) }),
  );
  const entries = link(chain, before.version, before.head, unchained);
  const effects = plan.effects.map((effect) => outboxEntry(chain, effect, plan.now));
  return {
    chain,
    expected: { version: before.version, head: before.head },
    entries,
    state: isStateSaved(aggregate, before.version, plan.events) ? savedAs(aggregate, plan.state) : null,
    effects,
    projections: aggregate.projections(before.state, plan.state, plan.events, policy),
    due: aggregate.wakeAfterChange(before.state, plan.state),
    inputs: plan.inputs,
    claims: plan.claims,
  };
}

/** More events than this are not read to know the state. */
const savedAtLeastEvery = 16;

/** With whatever is more than a vote, and with every sixteenth event; in between the events tell. */
function isStateSaved<K extends Kind>(aggregate: Aggregate<K>, version: number, events: Plan<K>['events']): boolean {
  const rounds = [version, version + events.length].map((number) => Math.floor(number / savedAtLeastEvery));
  return rounds[0] !== rounds[1] || !events.every(({ event }) => aggregate.isSmall(event));
}

function savedAs<K extends Kind>({ schema, name }: Aggregate<K>, state: K['State']): unknown {
  return { schema, [name]: state };
}

/** A write of which only the events are there. `steps` are its events, each with the state that it met. */
export type Torn<K extends Kind> = {
  readonly chain: ChainId;
  readonly saved: Commit['expected'];
  readonly reached: Known<K>;
  readonly before: K['State'];
  readonly steps: readonly Met<K>[];
};

/**
 * What a torn write left undone. The entries are the truth: rows and records are written from them, cards are drawn
 * again, due times are set. What the state asks for by itself (a dispatch is checked afresh, a cancellation is asked
 * for again) comes when its time does; what was only to be said once is not said.
 */
export function repairOf<K extends Kind>(
  aggregate: Aggregate<K>,
  { chain, saved, reached: { version, head, state }, before, steps }: Torn<K>,
  policy: K['Policy'],
  now: Instant,
): Omit<Commit, 'entries' | 'inputs' | 'claims'> & { readonly reached: Commit['expected'] } {
  const { effects, projections, due } = aggregate.repaired(before, state, steps, policy);
  return {
    chain,
    expected: saved,
    reached: { version, head },
    state: savedAs(aggregate, state),
    effects: effects.map((effect) => outboxEntry(chain, effect, now)),
    projections,
    due,
  };
}

function outboxEntry(chain: ChainId, effect: Effect, now: Instant): OutboxEntry {
  return { id: effectId(effect), chain, priority: priorityOf(effect), notBefore: now, effect };
}
