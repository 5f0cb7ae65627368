import { describe, expect, test } from 'vitest';
import { type PerformParts } from '../../src/adapters/perform.ts';
import { type Effect } from '../../src/domain/effects.ts';
import { dispatchId } from '../support/facts.ts';
import { first, type Scene } from '../support/lane.ts';
import { given } from '../support/lane-stages.ts';
import { bench, performed } from './perform-bench.ts';

describe('a dispatch', () => {
  const { dispatch, scene } = intended();
  const start: Effect = {
    type: 'StartRun',
    release: first,
    dispatch,
    repo: scene.policy.repo,
    workflow: 'deploy.yml',
    ref: 'main',
    inputs: {},
  };

  test('has its token at hand before it is claimed, and calls right after', async () => {
    const steps: string[] = [];
    const { parts } = bench(
      intended().scene,
      {},
      {
        async prepare() {
          steps.push('prepare');
        },
        async startRun() {
          steps.push('call');
          return { kind: 'accepted' };
        },
      },
    );
    const told: PerformParts = {
      ...parts,
      async submit(command, claim) {
        steps.push(command.type);
        return await parts.submit(command, claim);
      },
    };

    expect(await performed(told, start)).toEqual({ kind: 'settled' });
    expect(steps).toEqual(['prepare', 'ClaimDispatch', 'call', 'RecordDispatchAnswer']);
  });

  test.each(['nothing', 'fenced'] as const)('is not sent by a worker whose claim came to %s', async (answer) => {
    const calls: string[] = [];
    const { parts } = bench(
      intended().scene,
      {},
      {
        async startRun({ workflow }) {
          calls.push(workflow);
          return { kind: 'accepted' };
        },
      },
    );

    expect(await performed({ ...parts, submit: async () => answer }, start)).toEqual({ kind: 'done' });
    expect(calls).toEqual([]);
  });

  test('is sent once, however often the effect is performed', async () => {
    const calls: string[] = [];
    const { parts } = bench(
      intended().scene,
      {},
      {
        async startRun({ workflow }) {
          calls.push(workflow);
          return { kind: 'ambiguous', reason: 'GitHub answered 502' };
        },
      },
    );

    for (let times = 0; times < 3; times += 1) await performed(parts, start, times);

    expect(calls).toEqual(['deploy.yml']);
  });

  test('has its answer reported even by a worker that has lost its claim meanwhile', async () => {
    const { parts, recorded } = bench(intended().scene);
    const fencedAtTheEnd: PerformParts = {
      ...parts,
      submit: async (command, claim) => (claim.settle ? 'fenced' : await parts.submit(command, claim)),
    };

    await performed(fencedAtTheEnd, start);

    expect(recorded).toEqual(['ClaimDispatch', 'RecordDispatchAnswer']);
  });

  test('is not sent any more when five seconds have passed since its claim', async () => {
    const asked: boolean[] = [];
    let elapsed = 0;
    const { parts } = bench(
      intended().scene,
      {},
      {
        async startRun(_ask, isInTime) {
          asked.push(isInTime());
          elapsed = 5001;
          asked.push(isInTime());
          return { kind: 'refused', message: 'Nothing was sent.' };
        },
      },
    );

    await performed({ ...parts, elapsed: () => elapsed }, start);

    expect(asked).toEqual([true, false]);
  });
});

function intended(): { readonly scene: Scene; readonly dispatch: ReturnType<typeof dispatchId> } {
  return { scene: given('dispatching/intended'), dispatch: dispatchId(1) };
}
