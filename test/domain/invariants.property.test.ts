import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LaneCommand } from '../../src/domain/commands.ts';
import { type ChainId } from '../../src/domain/ids.ts';
import { evolve } from '../../src/domain/lane/evolve.ts';
import { emptyLane, type Lane } from '../../src/domain/lane/lane.ts';
import { firstFault, genesis, type LedgerEntry, link } from '../../src/domain/ledger/entry.ts';
import { eventOf, stored } from '../../src/domain/ledger/events-of.ts';
import { actorName } from '../../src/domain/people/actor.ts';
import { phaseName } from '../../src/domain/release/release.ts';
import { createScene, noonish, outcomeOf, type Scene } from '../support/lane.ts';
import { production, service } from '../support/policy.ts';
import { config, type Step } from './invariants-facts.ts';
import { createLateBook } from './invariants-late.ts';
import { createOracle } from './invariants-oracle.ts';
import { answerTo, createOutside } from './invariants-outside.ts';
import { anyLife, commandOf } from './invariants-steps.ts';
import { fromPeople } from './phase-commands.ts';

type Life = { readonly scene: Scene; readonly wrong: readonly string[]; readonly told: string };

/** Lives a life; stops at the first thing that must never be. */
function live(steps: readonly Step[], notice = (_scene: Scene, _command: LaneCommand): void => undefined): Life {
  const scene = createScene(config, noonish);
  const outside = createOutside();
  const books = [createOracle(), createLateBook()];
  const told: string[] = [];
  for (const step of steps) {
    scene.wait(step.wait);
    const said = commandOf(scene, outside, step);
    if (said === null) continue;
    const [actor, command] = said;
    const before = frozen(scene.lane);
    const foreseen = JSON.stringify(scene.ask(actor, command));
    const decision = scene.when(actor, command);
    if (JSON.stringify(decision) !== foreseen) return { scene, wrong: ['The same was decided differently.'], told: '' };
    if (decision.kind === 'accepted') {
      for (const event of decision.events) {
        if (event.type === 'DispatchIntended') outside.dispatches.push(event.dispatch);
        if (event.type === 'DispatchClaimed')
          outside.claimed[event.dispatch] = answerTo(outside, event.dispatch, step.variant);
        if (event.type === 'ProposalMade') outside.hashes.push(event.proposal.hash.slice(0, 16));
      }
    }
    const { lane: after, policy, now } = scene;
    told.push(`${now} ${actorName(actor)} ${JSON.stringify(command).slice(0, 120)}: ${outcomeOf(decision)}`);
    const wrong = books.flatMap((book) => book.notice({ before, after, command, decision, policy, now }));
    if (wrong.length > 0) return { scene, wrong, told: told.join('\n') };
    notice(scene, command);
  }
  return { scene, wrong: [], told: '' };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

const chain = 'lane.checkout.production' as ChainId;

/** The life as it stands in the ledger. */
function written(scene: Scene): readonly LedgerEntry[] {
  return link(
    chain,
    0,
    genesis,
    scene.events.map(({ event, at }) => ({ ...stored(event), at, actor: 'system:jobs' })),
  );
}

function replayed(scene: Scene, policyVersion: Lane['policyVersion']): Lane {
  const start = { ...emptyLane(service, production), policyVersion };
  const entries = JSON.parse(JSON.stringify(written(scene))) as readonly LedgerEntry[];
  return entries.reduce((lane, entry) => evolve(lane, eventOf(entry), entry.at), start);
}

describe('in whatever order things happen, and however often', () => {
  test('nothing starts but what goes were given for, word for word; nothing starts twice, and nothing goes back', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(anyLife, (steps) => {
        const { wrong, told } = live(steps);
        expect({ wrong, told }).toEqual({ wrong: [], told: '' });
      }),
      { numRuns: 1000 },
    );
  });

  test('the events alone give the state, and their chain holds', () => {
    fc.assert(
      fc.property(anyLife, (steps) => {
        const { policyVersion } = createScene(config).lane;
        const { scene } = live(steps);
        expect(JSON.stringify(replayed(scene, policyVersion))).toBe(JSON.stringify(scene.lane));
        expect(firstFault(chain, written(scene))).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

test('these lives reach every phase, so that the rules above are not kept for want of trying', () => {
  const reached = new Set<string>();
  for (const steps of fc.sample(anyLife, { numRuns: 300, seed: 7 })) {
    live(steps, (scene) => {
      for (const release of Object.values(scene.lane.open)) {
        reached.add(release.phase === 'dispatching' ? release.step.at : phaseName(release));
        if (release.phase === 'dispatching' && release.step.at === 'intended')
          reached.add(`started ${release.request.emergency === null ? `a ${release.kind}` : 'an emergency'}`);
      }
      for (const { event } of scene.events.slice(-2)) {
        if (event.type === 'ReleaseEnded') reached.add(event.outcome.kind);
        if (event.type === 'VerdictTurned') reached.add(`turned ${event.found.kind}`);
      }
    });
  }

  expect([...reached].toSorted()).toEqual([
    'accepted-unverified',
    'asking-person',
    'awaiting-decision',
    'calling',
    'deploying',
    'expired',
    'failed',
    'intended',
    'preparing',
    'ready',
    'rechecking',
    'rejected',
    'rolled-back',
    'scheduled',
    'searching',
    'started a deploy',
    'started a replay',
    'started a rollback',
    'started an emergency',
    'succeeded',
    'superseded',
    'turned breached',
    'turned healthy',
    'two-runs',
    'unverified',
    'watching',
    'withdrawn',
  ]);
});

test('these lives send every command that there is', () => {
  const sent = new Set<LaneCommand['type']>();
  for (const steps of fc.sample(anyLife, { numRuns: 60, seed: 7 })) live(steps, (_scene, { type }) => sent.add(type));

  expect([...sent].toSorted()).toEqual(Object.keys(fromPeople).toSorted());
});
