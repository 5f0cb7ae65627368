import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { type World } from '../../sandbox/world.ts';
import { until } from '../../sandbox/world-people.ts';

export type LedgerReader = {
  /** The types of all events of a service's production lane, oldest first. */
  events(service: string): Promise<readonly string[]>;
  /** Waits until there are so many events of this type. */
  reaches(service: string, type: string, count?: number): Promise<void>;
  /** How many votes of these people stand in the chain of the lane. */
  votes(service: string): Promise<readonly string[]>;
};

/** Looks into the ledger past the bot: to choose the moment of a crash, and to find there what was acknowledged. */
export function readLedger({ redis: { url, prefix } }: Pick<World, 'redis'>): LedgerReader {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());

  async function entries(service: string): Promise<readonly Entry[]> {
    const stored = await redis.xrange(`${prefix}:ledger:lane.${service}.production`, '-', '+');
    return stored.map(([, fields]) => JSON.parse(fields[1] ?? '{}') as Entry);
  }
  async function events(service: string): Promise<readonly string[]> {
    return (await entries(service)).map((entry) => entry.type);
  }
  return {
    events,
    async reaches(service, type, count = 1) {
      await until(`${count} ${type} of ${service}`, async () => {
        const found = (await events(service)).filter((one) => one === type).length;
        return found >= count ? found : null;
      });
    },
    async votes(service) {
      const cast = (await entries(service)).filter((entry) => entry.type === 'VoteCast');
      return cast.map((entry) => entry.data.vote?.by ?? '');
    },
  };
}

type Entry = { readonly type: string; readonly data: { readonly vote?: { readonly by: string } } };
