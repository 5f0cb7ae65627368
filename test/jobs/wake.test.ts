import { describe, expect, test } from 'vitest';
import { type ChainId } from '../../src/domain/ids.ts';
import { type OutboxEntry } from '../../src/domain/ledger/commit.ts';
import { nextDueAfter, wakeAfterChange } from '../../src/domain/schedule.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { sweepEffects, type WakeParts, wakeDue } from '../../src/jobs/wake.ts';
import { minute, type Scene, second } from '../support/lane.ts';
import { approveAll, given } from '../support/lane-stages.ts';

const chain = 'lane.checkout.production' as ChainId;
const damaged = 'lane.bad.production' as ChainId;

type Bench = WakeParts & {
  readonly queued: string[];
  readonly failed: [ChainId, string][];
  readonly mended: ChainId[];
  readonly here: string[];
  readonly begun: number[];
  readonly woken: Instant[];
};

function bench(scene: Scene, changes: Partial<WakeParts> = {}): Bench {
  const queued: string[] = [];
  const failed: [ChainId, string][] = [];
  const mended: ChainId[] = [];
  const here: string[] = [];
  const begun: number[] = [];
  const woken: Instant[] = [];
  return {
    queued,
    failed,
    mended,
    here,
    begun,
    woken,
    flow: { lastSeen: () => null, readAt: async () => ({ state: scene.lane, version: scene.events.length }) },
    incidents: { take: async () => undefined },
    due: { dueChains: async () => [], reschedule: async () => 'moved', overdue: async () => [] },
    queues: {
      addWork: async (_chain, work) => void queued.push(work.kind),
      addEffect: async ({ id }) => void queued.push(id),
      wakeAt: async (_chain, at) => void woken.push(at),
    },
    looks: {
      hasRoom: () => true,
      begin: (_chain, _lane, { look }) => void begun.push(look),
    },
    now: () => scene.now,
    troubles: {
      unreadable: (bad, error) => void failed.push([bad, String(error)]),
      readable: (good) => void mended.push(good),
    },
    performHere: async (id) => void here.push(id),
    ...changes,
  };
}

/** One chain's due time as the ledger keeps it: brought forward by a commit, moved on only for the version that was looked at. */
function dueTimeOf(
  scene: Scene,
  start: Instant,
): { readonly due: WakeParts['due']; bringForward(at: Instant): void; next(): Instant | null } {
  let score: Instant | null = start;
  return {
    due: {
      dueChains: async (now) => (score !== null && score <= now ? [{ chain, at: score }] : []),
      async reschedule(_chain, from, to, version) {
        if (score === null || score !== from || version !== scene.events.length) return 'kept';
        score = to;
        return 'moved';
      },
      overdue: async () => [],
    },
    next: () => score,
    bringForward(at) {
      if (score === null || at < score) score = at;
    },
  };
}

describe('waking', () => {
  test('does not lose what a vote made due while the lane was being looked at', async () => {
    const scene = given('awaiting-decision');
    const start = nextDueAfter(scene.lane, scene.now) ?? scene.now;
    scene.waitUntil(start);
    const time = dueTimeOf(scene, start);
    let voted: 'no' | 'yes' = 'no';
    const parts = bench(scene, {
      due: time.due,
      queues: {
        ...bench(scene).queues,
        async addWork(_chain, work) {
          parts.queued.push(work.kind);
          if (voted === 'yes') return;
          voted = 'yes';
          const before = scene.lane;
          approveAll(scene);
          time.bringForward(wakeAfterChange(before, scene.lane) ?? scene.now);
        },
      },
    });

    await wakeDue(parts);
    expect(parts.queued).not.toContain('recheck');
    scene.wait(second);
    await wakeDue(parts);

    expect(parts.queued).toContain('recheck');
  });

  test('wakes every other lane when the ledger of one is damaged, and tells which', async () => {
    const scene = given('preparing');
    scene.wait(minute);
    const { flow } = bench(scene);
    const parts = bench(scene, {
      flow: {
        lastSeen: () => null,
        readAt: async (asked) =>
          asked === damaged ? Promise.reject(new Error('events are missing')) : flow.readAt(asked),
      },
      due: {
        ...bench(scene).due,
        dueChains: async () => [damaged, chain].map((each) => ({ chain: each, at: scene.now })),
      },
    });

    await wakeDue(parts);

    expect(parts.queued).not.toEqual([]);
    expect(parts.failed).toEqual([[damaged, 'Error: events are missing']]);
    expect(parts.mended).toEqual([chain]);
  });

  test('drops the due time of a lane that the config does not have', async () => {
    const scene = given('preparing');
    const moved: unknown[] = [];
    const parts = bench(scene, {
      flow: { lastSeen: () => null, readAt: async () => null },
      due: {
        ...bench(scene).due,
        dueChains: async () => [{ chain, at: scene.now }],
        async reschedule(...asked) {
          moved.push(asked);
          return 'moved';
        },
      },
    });

    await wakeDue(parts);

    expect(moved).toEqual([[chain, scene.now, null, null]]);
  });
});

describe('a look that is due', () => {
  test('is taken at once by whoever moves its time on, without the queue', async () => {
    const { parts, next } = watching();
    await wakeDue(parts);

    expect(parts.begun).toEqual([1]);
    expect(next()).toEqual(after(dueAt(parts), 15 * second));
    expect(parts.queued).toEqual([]);
    expect(parts.woken).toEqual([]);
  });

  test('is left to the one who moved its time on', async () => {
    const { parts } = watching();
    await wakeDue({ ...parts, due: { ...parts.due, reschedule: async () => 'kept' } });

    expect(parts.begun).toEqual([]);
  });

  test('stays due while there is no room for it', async () => {
    const { parts, next } = watching();
    await wakeDue({ ...parts, looks: { ...parts.looks, hasRoom: () => false } });

    expect(parts.begun).toEqual([]);
    expect(next()).toBe(dueAt(parts));
  });

  test('is taken on what was seen last, and on what is read afresh when that was not the newest', async () => {
    const { parts, scene } = watching();
    const seen = { state: scene.lane, version: scene.events.length };
    let reads = 0;
    async function readAt(): Promise<typeof seen> {
      reads += 1;
      return seen;
    }
    await wakeDue({ ...parts, flow: { lastSeen: () => seen, readAt } });
    expect([reads, parts.begun]).toEqual([0, [1]]);

    const late = watching();
    await wakeDue({ ...late.parts, flow: { lastSeen: () => ({ ...seen, version: seen.version - 1 }), readAt } });
    expect([reads, late.parts.begun]).toEqual([1, [1]]);
  });
});

/** A lane whose first look is due now. */
function watching() {
  const scene = given('watching/looking');
  const start = nextDueAfter(scene.lane, scene.now) ?? scene.now;
  scene.waitUntil(start);
  const time = dueTimeOf(scene, start);
  return { scene, parts: bench(scene, { due: time.due }), next: () => time.next() };
}

function dueAt({ now }: WakeParts): Instant {
  return now();
}

test('an effect that the queue has no room for is performed by the sweep, the most urgent first', async () => {
  const scene = given('preparing');
  const entries = ['cancel-1', 'card-1'].map(
    (id, priority): OutboxEntry => ({ id, chain, priority, notBefore: scene.now, effect: null }),
  );
  const parts = bench(scene, {
    due: { ...bench(scene).due, overdue: async () => entries },
    queues: { ...bench(scene).queues, addEffect: () => Promise.reject(new Error('OOM command not allowed')) },
  });

  await sweepEffects(parts);

  expect(parts.here).toEqual(['cancel-1', 'card-1']);
});
