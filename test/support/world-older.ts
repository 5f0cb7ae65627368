import { stringify } from 'yaml';
import { type World as GithubWorld } from '../../sandbox/github/world.ts';
import { type Shop } from './world.ts';
import { byEvidence, type ShopLane, seedShop, serviceOf } from './world-shops.ts';

/**
 * The lanes that an older version has left in the middle of their work. Their repositories are made again for the version
 * that takes them up, commit for commit, so everything here goes by one fixed time.
 */

/** When the repositories were made; the older version ran an hour later. */
const seededAt = Date.parse('2026-11-20T09:00:00.000Z');

const two = { approval: { rules: [{ role: 'approver', min: 2 }] } };
const unwatched: ShopLane = { watch: null };

const olderLanes: Readonly<Record<string, ShopLane>> = {
  gathering: unwatched,
  voting: { ...unwatched, ...two },
  proven: byEvidence(two),
  checked: byEvidence({ ...two, watch: { health: undefined }, migrations: { globs: ['src/**'] } }),
  ready: { ...unwatched, approval: { rules: [{ role: 'approver', min: 1 }], execute: 'separate' } },
  queued: unwatched,
  asking: unwatched,
  intended: unwatched,
  watched: { watch: { minutes: 3 } },
  breached: byEvidence({ watch: {} }),
  alarmed: {},
  back: byEvidence(),
  done: unwatched,
  unsure: {},
  failed: unwatched,
};

/**
 * Runs and artifacts are numbered from here on, however much the sandbox has made before: their numbers stand in the
 * evidence that was voted on.
 */
const firstRun = 17_204_010_000n;
const firstId = 4_400_000;

/** Makes the repositories, each with a version more than a shop usually has. */
export function seedOlder(world: GithubWorld): Readonly<Record<string, Shop>> {
  const lanes = Object.entries(olderLanes);
  while (BigInt(world.nextRunId()) < firstRun);
  while (world.nextId() < firstId);
  return world.inThePast(seededAt, () =>
    Object.fromEntries(lanes.map(([name, lane]) => [name, withLater(world, seedShop(world, name, lane))])),
  );
}

function withLater(world: GithubWorld, of: Shop): Shop {
  const message = 'Answer at once';
  const files = { 'src/answer.ts': 'export const fast = "at once";\n' };
  const sha = world.commit(of.repo, { on: 'main', author: 'dana', message, files });
  world.push(of.repo, 'main', sha, 'eli');
  world.tag(of.repo, { name: 'v1.1.1', sha, by: 'eli' });
  world.finishPushRuns(of.repo);
  return of;
}

const people = [
  { slack: 'U0ANA', github: 'ana', roles: ['approver', 'deployer'] },
  { slack: 'U0BEN', github: 'ben', roles: ['approver', 'deployer'] },
  { slack: 'U0DANA', github: 'dana', roles: ['approver'] },
];

/** The configuration of the older version, which the newer one is started with. */
export function olderConfig(prefix: string, serviceUrl: string): string {
  return stringify({
    version: 1,
    slack: { channels: { releases: 'C0RELEASES', incidents: 'C0INCIDENTS' } },
    ledger: { prefix },
    people,
    services: Object.entries(olderLanes).map(([name, lane]) => serviceOf(name, lane, serviceUrl)),
  });
}
