import { type Redis } from 'ioredis';
import { type Ledger } from '../../src/adapters/ledger/ledger.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { firstFault } from '../../src/domain/ledger/entry.ts';
import { eventOf } from '../../src/domain/ledger/events-of.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { after, instantAt, minute } from '../../src/domain/time.ts';
import { type Ballot, type Ballots, ballotsFor } from './ballots.ts';
import { planBot, signingSecret } from './bot-process.ts';
import { type Cleaning } from './cleaning.ts';
import { pressable } from './clicks.ts';
import { say } from './figures.ts';
import { ownRedis } from './private-redis.ts';
import { chainOf, type Preparation, prepare } from './releases.ts';
import { startScript } from './script.ts';
import { serviceNames, settingsFor } from './settings.ts';
import { type SlackStub, startSlackStub } from './slack-stub.ts';

/** The real bot and bare Bolt on one Redis, with releases that wait for votes. */
export type Arena = {
  readonly ports: { readonly ours: number; readonly bare: number };
  /** The next votes over the 200 lanes, each lane in its turn. */
  spread(count: number): readonly Ballot[];
  /** The next votes on one release after the other: all who may vote on one press at once, then all on the next. */
  crowded(count: number): readonly Ballot[];
  /** How many votes of these the ledger does not have. Throws when a chain does not verify. */
  lost(acknowledged: readonly Ballot[]): Promise<number>;
  /** How long the states of the 200 lanes are now, on average. */
  stateBytes(): Promise<number>;
  /** How many people were told something by themselves, as those are whose vote was not taken. */
  told(): number;
  readonly requestBytes: number;
};

const prefix = '{bench}';
const spreadLanes = 200;
/**
 * As many as the bot can keep at hand: Slack lets it ask for about one person a second, and an answer is good for a
 * minute. The rule asks for one go more than those who vote can give.
 */
const people = Array.from({ length: 50 }, (_, index) => `U0VOTER${String(index).padStart(2, '0')}` as SlackUserId);
const voters = people.slice(1);
/** Nothing that is prepared falls due while the bench runs: it is about votes, not about reading GitHub. */
const aheadMs = 10 * minute;
const patienceMs = 40_000;

export async function openArena(
  cleaning: Cleaning,
  needed: { readonly spread: number; readonly crowded: number },
): Promise<Arena> {
  if (needed.spread > spreadLanes * voters.length) throw new Error('So many votes cannot be cast; take fewer seconds.');
  const crowdedLanes = Math.ceil(needed.crowded / voters.length) + 1;
  const { url: redisUrl, redis } = await ownRedis(cleaning);
  const slack = await startSlackStub(cleaning);
  const settings = settingsWith(spreadLanes + crowdedLanes);
  const ours = await planBot({ settings, redisUrl, slackUrl: slack.url, githubUrl: slack.url }, cleaning);
  const { lanes } = ours.config;

  say(`Preparing ${lanes.length} releases that wait for votes …`);
  const preparation = prepare({ redis, prefix, lanes, now: () => after(instantAt(Date.now()), aheadMs) });
  const cards = await Promise.all(lanes.map((policy) => cardIn(preparation, policy)));
  say('Starting the bot, which reads who everybody is …');
  await ours.bot.start();
  await everybodyKnown(slack);
  const bare = await startScript('bare-bolt.ts', [redisUrl, `${prefix}:bare`, signingSecret]);
  cleaning.add(async () => await bare.stop());

  const spread = ballotsFor(cards.slice(0, spreadLanes), voters, 'lane-by-lane');
  const crowded = ballotsFor(cards.slice(spreadLanes), voters, 'voter-by-voter');
  return {
    ports: { ours: ours.port, bare: Number(/\d+$/.exec(bare.said)?.[0]) },
    spread: spread.next,
    crowded: crowded.next,
    lost: async (acknowledged) => await lostOf(preparation.ledger, lanes, acknowledged),
    stateBytes: async () => await stateBytes(redis, lanes.slice(0, spreadLanes)),
    told: () => slack.calls.get('chat.postEphemeral') ?? 0,
    requestBytes: sizeOf(crowded),
  };
}

function settingsWith(services: number): object {
  const plans = serviceNames(services).map((name) => ({ name }));
  return settingsFor({ prefix, people, goes: people.length, services: plans });
}

async function cardIn(preparation: Preparation, policy: LanePolicy): Promise<ReturnType<typeof pressable>> {
  return pressable(await preparation.awaitingDecision(policy), policy, instantAt(Date.now()));
}

/** The bot reads people at the pace that Slack allows; whoever is not known yet would be turned away. */
async function everybodyKnown(slack: SlackStub): Promise<void> {
  const end = performance.now() + patienceMs;
  while ((slack.calls.get('users.info') ?? 0) < people.length) {
    if (performance.now() > end) throw new Error('The bot did not ask who everybody is.');
    await new Promise<void>((resolve) => setTimeout(resolve, 100));
  }
}

/** Walks every chain from its first event on, as `gonogo verify` does, and looks for each acknowledged vote. */
async function lostOf(ledger: Ledger, lanes: readonly LanePolicy[], acknowledged: readonly Ballot[]): Promise<number> {
  const recorded = new Set<string>();
  for (const policy of lanes) {
    const chain = chainOf(policy);
    const entries = [];
    for await (const page of ledger.entries(chain)) entries.push(...page);
    if (firstFault(chain, entries) !== null) throw new Error(`The chain of ${policy.service} does not verify.`);
    for (const event of entries.map(eventOf)) {
      if (event.type === 'VoteCast') recorded.add(`${event.release} ${event.vote.by}`);
    }
  }
  return acknowledged.filter(({ release, by }) => !recorded.has(`${release} ${by}`)).length;
}

async function stateBytes(redis: Redis, lanes: readonly LanePolicy[]): Promise<number> {
  const sizes = await Promise.all(lanes.map((policy) => redis.hstrlen(`${prefix}:state:${chainOf(policy)}`, 'state')));
  return sizes.reduce((total, size) => total + size, 0) / sizes.length;
}

function sizeOf(ballots: Ballots): number {
  return ballots.next(1)[0]?.request.length ?? 0;
}
