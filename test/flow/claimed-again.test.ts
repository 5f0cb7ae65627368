import { describe, expect, test } from 'vitest';
import { incidentChain } from '../../src/domain/ids.ts';
import { incidentAggregate } from '../../src/domain/incident/aggregate.ts';
import { type IncidentCommand } from '../../src/domain/incident/commands.ts';
import { type Actor } from '../../src/domain/people/actor.ts';
import { createFlow, type FlowAnswer } from '../../src/flow.ts';
import { does, incident, incidentPolicy } from '../domain/incident/scene.ts';
import { noonish } from '../support/lane.ts';
import { ben, dana, system } from '../support/people.ts';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';

const chain = incidentChain(incident);
const page = `r1.1.P1.1.${ben.slack}`;
const effect = `page-${incident}-${page}`;

type Desk = {
  does(actor: Actor, command: IncidentCommand): Promise<FlowAnswer['kind']>;
  /** What a performer gets to hear before each of its attempts. */
  claims(): Promise<FlowAnswer['kind']>;
};

/** One process with its own view of the incident, over a ledger that several share. */
function deskAt(ledger: MemoryLedger): Desk {
  const policy = incidentPolicy();
  const flow = createFlow({
    aggregate: incidentAggregate,
    ledger,
    now: () => noonish,
    policyOf: () => policy,
    committed: () => undefined,
  });
  const common = { chain, input: null, answerIn: { kind: 'caller' } } as const;
  return {
    does: async (actor, command) => (await flow.submit({ ...common, actor, command, claim: null })).kind,
    async claims() {
      const command = { type: 'ClaimPage', incident, page } as const;
      const claim = { effect, token: 1, settle: false };
      return (await flow.submit({ ...common, actor: system, command, claim })).kind;
    },
  };
}

function claimsIn(ledger: MemoryLedger): number {
  return ledger.entries(chain).filter(({ type }) => type === 'PageClaimed').length;
}

async function declared(): Promise<readonly [MemoryLedger, Desk, Desk]> {
  const ledger = createMemoryLedger();
  ledger.claim(effect, 1);
  const desk = deskAt(ledger);
  await desk.does(dana, does.declare('P1'));
  return [ledger, desk, deskAt(ledger)];
}

describe('a page that is tried again and again', () => {
  test('is claimed before each attempt, and written down once', async () => {
    const [ledger, desk] = await declared();
    const answers = [await desk.claims(), await desk.claims(), await desk.claims()];

    expect(answers).toEqual(['accepted', 'accepted', 'accepted']);
    expect(claimsIn(ledger)).toBe(1);
  });

  test('is not claimed after an acknowledgement that another process has recorded meanwhile', async () => {
    const [ledger, desk, other] = await declared();
    await desk.claims();
    await other.does(ben, does.acknowledge());

    expect(await desk.claims()).toBe('nothing');
    expect(ledger.entries(chain).at(-1)?.type).toBe('IncidentAcknowledged');
  });

  test('is written down once by a process that comes after the one that began', async () => {
    const [ledger, desk, other] = await declared();
    await desk.claims();

    expect(await other.claims()).toBe('accepted');
    expect(claimsIn(ledger)).toBe(1);
  });
});
