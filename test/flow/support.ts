import { type LaneCommand } from '../../src/domain/commands.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { type ChainId } from '../../src/domain/ids.ts';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { type OutboxEntry } from '../../src/domain/ledger/commit.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { hashPrefix } from '../../src/domain/release/subject.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { createFlow, type Flow, type FlowAnswer, type Submission } from '../../src/flow.ts';
import { candidate, dispatchId, request, standings } from '../support/facts.ts';
import { first, noonish } from '../support/lane.ts';
import { dana, system } from '../support/people.ts';
import { type PolicyChange, policyWith } from '../support/policy.ts';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';

export const chain = 'lane.checkout.production' as ChainId;

export type News = {
  readonly chain: ChainId;
  readonly effects: readonly OutboxEntry[];
  readonly due: Instant | null;
  readonly events: readonly LaneEvent[];
};

export type Office = {
  readonly flow: Flow;
  readonly ledger: MemoryLedger;
  readonly policy: LanePolicy;
  readonly news: readonly News[];
  wait(milliseconds: number): void;
  submit(actor: Actor, command: LaneCommand, more?: Partial<Submission>): Promise<FlowAnswer>;
  fact(command: LaneCommand, more?: Partial<Submission>): Promise<FlowAnswer>;
};

/** One process with its writer. Several can share a ledger. */
export function createOffice(change: PolicyChange = {}, ledger: MemoryLedger = createMemoryLedger()): Office {
  const policy = policyWith(change);
  const news: News[] = [];
  let now = noonish;
  const flow = createFlow({
    aggregate: laneAggregate,
    ledger,
    now: () => now,
    policyOf: (asked) => (asked === chain ? policy : null),
    committed: (heard) => news.push(heard),
  });
  function submit(actor: Actor, command: LaneCommand, more: Partial<Submission> = {}): Promise<FlowAnswer> {
    return flow.submit({ chain, command, actor, input: null, answerIn: { kind: 'caller' }, claim: null, ...more });
  }
  return {
    flow,
    ledger,
    policy,
    news,
    wait(milliseconds) {
      now = after(now, milliseconds);
    },
    submit,
    fact: (command, more) => submit(system, command, more),
  };
}

/** A request that waits for its votes, and what its buttons carry. */
export async function proposed(office: Office): Promise<string> {
  await office.submit(dana, {
    type: 'RequestRelease',
    kind: 'deploy',
    release: first,
    request: request(),
    again: null,
  });
  await office.fact({ type: 'RecordCandidate', release: first, candidate: candidate(), standings: standings(dana) });
  return shown(office);
}

export async function shown(office: Office): Promise<string> {
  const release = (await office.flow.read(chain))?.open[first];
  return release !== undefined && 'proposal' in release ? hashPrefix(release.proposal.hash) : '';
}

export function rechecked(number = 1): LaneCommand {
  return {
    type: 'RecordRecheck',
    release: first,
    candidate: candidate(),
    standings: standings(dana),
    baseline: null,
    dispatch: dispatchId(number),
  };
}
