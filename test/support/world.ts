import { afterAll, inject } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Run } from '../../sandbox/github/types.ts';
import { type UserSpec } from '../../sandbox/slack/contract.ts';
import { startWorld, type World, type WorldOptions } from '../../sandbox/world.ts';
import { cardOf, lookAgain, phaseOf, until, wordsOf } from '../../sandbox/world-people.ts';
import { freshPrefix } from './redis.ts';
import { lookEveryMs, looksInAll, type ShopLane, seedShop, serviceOf } from './world-shops.ts';

export type Shops = Readonly<Record<string, ShopLane>>;

export type ShopWorld = World & {
  readonly shops: Readonly<Record<string, Shop>>;
};

/** One lane to try things in, apart from all others: a service with a repository of its own. */
export type Shop = {
  readonly service: string;
  readonly repo: string;
  readonly live: string;
  readonly candidate: string;
};

/**
 * Who is in the shops: Ana and Ben may approve whatever is there. Dana wrote it, Cara helped and Eli pushed it, so
 * their role does not help them. Hugo has a role and no GitHub account; Finn is a member without a role.
 */
const people = [
  { slack: 'U0ANA', github: 'ana', roles: ['approver', 'deployer'] },
  { slack: 'U0BEN', github: 'ben', roles: ['approver', 'deployer'] },
  { slack: 'U0CARA', github: 'cara', roles: ['approver', 'design'] },
  { slack: 'U0DANA', github: 'dana', roles: ['approver'] },
  { slack: 'U0ELI', github: 'eli', roles: ['approver'] },
  { slack: 'U0HUGO', roles: ['approver'] },
  { slack: 'U0GWEN', github: 'gwen', roles: ['approver'] },
  { slack: 'U0ROBO', github: 'robo', roles: ['approver'] },
  { slack: 'U0STRANGER', github: 'stranger', roles: ['approver'] },
  { slack: 'U0OLE', github: 'ole', roles: ['approver'] },
];

const hugo: UserSpec = { id: 'U0HUGO', name: 'hugo', real_name: 'Hugo Hahn' };

export type ShopOptions = Partial<Omit<WorldOptions, 'seed' | 'config' | 'log'>> & {
  /** People besides the usual ones; each is an approver with an account of their name. */
  readonly voters?: readonly UserSpec[];
  /** What stands at the config's top level instead of what the sandbox's own says. */
  readonly top?: Readonly<Record<string, unknown>>;
};

/**
 * A world with these shops, in the project's Redis and by a clock that can be moved; gone when the file's tests are
 * over. To be called in `beforeAll`.
 */
export async function startShops(shops: Shops, options: ShopOptions = {}): Promise<ShopWorld> {
  const { voters = [], top = {}, people: others = [], ...rest } = options;
  const seeded: Record<string, Shop> = {};
  const world = await startWorld({
    redis: { url: inject('redisUrl') },
    prefix: freshPrefix(),
    pace: 'by-hand',
    clock: 'moved',
    ...rest,
    people: [hugo, ...voters, ...others],
    config: (defaults, serviceUrl) => configFor(defaults, serviceUrl, shops, { voters, top }),
    seed(github) {
      for (const [name, lane] of Object.entries(shops)) seeded[name] = seedShop(github, name, lane);
      return Object.fromEntries(
        Object.values(seeded).map(({ service, live }) => [service, { sha: live, version: 'v1.0.0' }]),
      );
    },
    log: () => undefined,
  });
  afterAll(async () => await world.stop());
  return { ...world, shops: seeded };
}

function configFor(
  defaults: string,
  serviceUrl: string,
  shops: Shops,
  { voters, top }: Required<Pick<ShopOptions, 'voters' | 'top'>>,
): string {
  const config = parse(defaults) as Record<string, unknown>;
  const services = Object.entries(shops).map(([name, lane]) => serviceOf(name, lane, serviceUrl));
  const more = voters.map(({ id, name }) => ({ slack: id, github: name, roles: ['approver'] }));
  return stringify({ ...config, people: [...people, ...more], services, ...top });
}

/** The shop of this name; throws for a name that the world was not started with. */
export function shop(world: ShopWorld, name: string): Shop {
  const found = world.shops[name];
  if (found === undefined) throw new Error(`There is no shop ${name} here.`);
  return found;
}

/** Waits until the release's card says that it is in this phase. */
export async function expectPhase(world: World, release: string, phase: string, patienceMs?: number): Promise<void> {
  let last: string | null = null;
  const what = `${release} is ${phase}`;
  await until(what, () => ((last = phaseOf(world, release)) === phase ? phase : null), patienceMs).catch(
    (error: unknown) => {
      throw new Error(`${what}: it was ${last ?? 'without a card'} to the end.`, { cause: error });
    },
  );
}

/** Runs that were dispatched in the shop's repository, newest first. */
export function runsOf(world: World, { repo }: Pick<Shop, 'repo'>): readonly Run[] {
  return world.github.world.runsOf(repo).filter((run) => run.event === 'workflow_dispatch');
}

/** Waits for the shop's one run; throws when there are more. */
export async function oneRun(world: World, of: Pick<Shop, 'repo'>): Promise<Run> {
  const run = await until(`a run of ${of.repo}`, () => runsOf(world, of)[0] ?? null);
  const number = runsOf(world, of).length;
  if (number > 1) throw new Error(`There are ${number} runs of ${of.repo}.`);
  return run;
}

/** Lets the shop's one run succeed once the bot knows it, and waits until production is watched. */
export async function deployed(world: World, of: Shop, release: string): Promise<Run> {
  const run = await oneRun(world, of);
  await expectPhase(world, release, 'deploying');
  world.github.world.finishRun(run.id, 'success');
  return run;
}

/** Moves the clock from look to look until the release is in another phase, at most through one whole watch. */
export async function watchThrough(world: World, release: string): Promise<string> {
  await until(`${release} is looked at`, () => (cardWords(world, release).includes('look 0 of') ? release : null));
  for (let look = 0; look < looksInAll; look += 1) {
    const phase = await lookAgain(world, release, lookEveryMs);
    if (phase !== 'watching') return phase;
  }
  throw new Error(`${release} is watched for longer than it should be.`);
}

/** How long a test waits for what the bot does by itself. */
export const soon = { timeout: 30_000, interval: 25 } as const;

/** Everything that the release's card says; empty while there is none. */
export function cardWords(world: World, release: string): string {
  const card = cardOf(world, release);
  return card === null ? '' : wordsOf(card);
}
