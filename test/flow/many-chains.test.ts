import { expect, test } from 'vitest';
import { type ChainId } from '../../src/domain/ids.ts';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { createFlow } from '../../src/flow.ts';
import { noonish } from '../support/lane.ts';
import { policyWith } from '../support/policy.ts';
import { createMemoryLedger } from './memory-ledger.ts';

const policy = policyWith();

function chainOf(number: number): ChainId {
  return `lane.service-${number}.production` as ChainId;
}

test('keeps no more chains in memory than it needs, and reads those that it forgot again', async () => {
  const flow = createFlow({
    aggregate: laneAggregate,
    ledger: createMemoryLedger(),
    now: () => noonish,
    policyOf: () => policy,
    committed: () => undefined,
  });
  for (let number = 0; number <= 5000; number += 1) await flow.read(chainOf(number));

  expect(flow.lastSeen(chainOf(0))).toBeNull();
  expect(flow.lastSeen(chainOf(5000))).not.toBeNull();
  expect(await flow.read(chainOf(0))).toEqual(laneAggregate.empty(chainOf(0)));
});
