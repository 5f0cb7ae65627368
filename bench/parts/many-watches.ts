import { type Redis } from 'ioredis';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { evolve } from '../../src/domain/lane/evolve.ts';
import { emptyLane } from '../../src/domain/lane/lane.ts';
import { genesis, link } from '../../src/domain/ledger/entry.ts';
import { eventOf, stored } from '../../src/domain/ledger/events-of.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { projectionsOf } from '../../src/domain/projections.ts';
import { nextDueAfter } from '../../src/domain/schedule.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';
import { totalLooks } from '../../src/domain/watch/by-person.ts';
import { chainOf, prepare } from './releases.ts';

/** The events of one watched release, told of another lane. */
type Story = readonly { readonly event: LaneEvent; readonly at: Instant }[];

/** So many commits are under way at a time. */
const atOnce = 100;

/**
 * Puts a release whose watch has begun into every lane: the first by the bot's own flow, the others by the same
 * events under other names, one commit each. Each watch begins at its own moment, as the lane's `startOf` says.
 */
export async function manyWatches(parts: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly lanes: readonly LanePolicy[];
  readonly now: Instant;
  readonly voter: SlackUserId;
  readonly startOf: (index: number) => Instant;
}): Promise<void> {
  const { redis, prefix, lanes, now, voter } = parts;
  const [model] = lanes;
  if (model === undefined) return;
  const { ledger, watching } = prepare({ redis, prefix, lanes: [model], now: () => now });
  await watching(model, voter);
  const entries = [];
  for await (const page of ledger.entries(chainOf(model))) entries.push(...page);
  const text = JSON.stringify(entries.map((entry) => ({ event: eventOf(entry), at: entry.at })));
  await redis.flushall();
  const target = createLedger({ redis, prefix });
  for (let from = 0; from < lanes.length; from += atOnce) {
    const some = lanes.slice(from, from + atOnce);
    await Promise.all(some.map((policy, index) => put(target, policy, text, model, parts.startOf(from + index))));
  }
}

async function put(
  ledger: ReturnType<typeof createLedger>,
  policy: LanePolicy,
  text: string,
  model: LanePolicy,
  start: Instant,
): Promise<void> {
  const told = text.replaceAll(model.service, policy.service).replaceAll(model.version, policy.version);
  const story = begunAt(JSON.parse(told) as Story, policy, start);
  const chain = chainOf(policy);
  const empty = emptyLane(policy.service, policy.environment);
  const lane = story.reduce((before, { event, at }) => evolve(before, event, at), empty);
  const answer = await ledger.commit(
    {
      chain,
      expected: { version: 0, head: genesis },
      entries: link(
        chain,
        0,
        genesis,
        story.map(({ event, at }) => ({ ...stored(event), at, actor: 'system:bench' })),
      ),
      state: { schema: laneAggregate.schema, lane },
      effects: [],
      projections: projectionsOf(empty, lane, [], policy),
      due: nextDueAfter(lane, start),
      inputs: [],
      claims: [],
    },
    'within-limit',
  );
  if (answer.kind !== 'committed') throw new Error(`${chain}: ${JSON.stringify(answer)}`);
}

/** The same story, with the watch beginning at its own moment. */
function begunAt(story: Story, { watch }: LanePolicy, start: Instant): Story {
  if (watch === null) return story;
  return story.map(({ event, at }) =>
    event.type === 'WatchBegun'
      ? {
          at: start,
          event: {
            ...event,
            endsAt: after(start, watch.minutes * minute),
            lookAt: after(start, watch.everyMs),
            total: totalLooks(watch),
          },
        }
      : { event, at },
  );
}
