import { Redis, type RedisOptions } from 'ioredis';

/**
 * What a connection is for. `workers`: queues and background work, which wait for Redis as long as it takes.
 * `ack`: somebody waits in Slack with three seconds to go, so a command fails at once when there is no connection.
 */
export type RedisPurpose = 'workers' | 'ack';

/** Redis could not be reached or refused us; the message says what to check, without the password. */
export class RedisUnreachable extends Error {
  override readonly name = 'RedisUnreachable';
}

/** What ioredis writes the commands of a pipeline to. */
type PipelineStream = Extract<Parameters<Redis['sendCommand']>[1], { readonly isPipeline: true }>;

const longestReconnectWaitMs = 1000;

/** Leaves half of Slack's three seconds to tell the person that it did not work. */
const ackCommandTimeoutMs = 1500;

const optionsFor = {
  workers: { maxRetriesPerRequest: null },
  ack: { enableOfflineQueue: false, commandTimeout: ackCommandTimeoutMs },
} satisfies Record<RedisPurpose, RedisOptions>;

const sharedOptions = {
  lazyConnect: true,
  connectTimeout: 5000,
  retryStrategy(times: number) {
    return Math.min(times * 50, longestReconnectWaitMs);
  },
  // After a failover the old primary refuses writes: connect anew and send the refused command again.
  reconnectOnError(error: Error): 2 | false {
    return error.message.startsWith('READONLY') ? 2 : false;
  },
} satisfies RedisOptions;

/**
 * Connects, and resolves when Redis takes commands. Later losses of the connection are mended by itself and told to
 * `report`, once for each kind of problem in a row.
 *
 * @throws RedisUnreachable when the first connection fails
 */
export async function connectRedis(
  url: string,
  purpose: RedisPurpose,
  report: (problem: string) => void = ignore,
): Promise<Redis> {
  const redis = createRedis(url, purpose);
  let lastError: Error | null = null;
  redis.on('error', (error: Error) => {
    if (error.message !== lastError?.message) report(`Redis connection (${purpose}): ${error.message}`);
    lastError = error;
  });
  redis.on('ready', () => {
    lastError = null;
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw unreachable(redis, lastError ?? error);
  }
}

function createRedis(url: string, purpose: RedisPurpose): Redis {
  try {
    const scheme = new URL(url).protocol;
    if (scheme !== 'redis:' && scheme !== 'rediss:') throw new TypeError('not a Redis address');
  } catch {
    throw new RedisUnreachable('REDIS_URL must look like redis://host:6379, or rediss://host:10000 with TLS.');
  }
  const options = { ...sharedOptions, ...optionsFor[purpose], connectionName: `gonogo-${purpose}` };
  return purpose === 'ack' ? new GatheringRedis(url, options) : new Redis(url, options);
}

/**
 * What is sent in one turn of the event loop leaves in one piece, and waits for Redis's disk once: a crowd that clicks
 * at once costs Redis a sixth less. Who clicks alone waits no longer.
 */
class GatheringRedis extends Redis {
  private gathering: Gathering | null = null;

  override sendCommand(...[command, to]: Parameters<Redis['sendCommand']>): unknown {
    // A command that is sent again, over the next connection, still names what it was gathered in.
    const isGathered = to === undefined || to instanceof Gathering;
    if (!isGathered) {
      // A pipeline writes for itself, and answers come in the order of what was written.
      this.gathering?.flush();
      return super.sendCommand(command, to);
    }
    if (this.status !== 'ready') return super.sendCommand(command);
    this.gathering ??= this.gather();
    return super.sendCommand(command, this.gathering);
  }

  private gather(): Gathering {
    const gathering = new Gathering(this.stream);
    setImmediate(() => {
      this.gathering = null;
      gathering.flush();
    });
    return gathering;
  }
}

/** Commands for one connection. When that is lost first they are not sent: ioredis ends them, or sends them again. */
class Gathering implements PipelineStream {
  readonly isPipeline = true;
  readonly destination: PipelineStream['destination'];
  private text = '';

  constructor(stream: Redis['stream']) {
    this.destination = { redis: { stream } };
  }

  write(data: string | Buffer): void {
    if (typeof data === 'string') {
      this.text += data;
    } else {
      this.flush();
      this.destination.redis.stream.write(data);
    }
  }

  flush(): void {
    const { stream } = this.destination.redis;
    if (this.text !== '' && stream.writable) stream.write(this.text);
    this.text = '';
  }
}

function unreachable(redis: Redis, error: unknown): RedisUnreachable {
  const { host = 'localhost', port = 6379 } = redis.options;
  const said = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  const help = /NOAUTH|WRONGPASS|ACL/.test(said)
    ? 'Check the user and password in REDIS_URL.'
    : 'Check that it runs, and that REDIS_URL names the right host and port (rediss:// when it wants TLS).';
  return new RedisUnreachable(`Redis at ${host}:${port} cannot be used: ${said}. ${help}`, { cause: error });
}

function ignore(): void {}
