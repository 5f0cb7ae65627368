import { connectRedis, RedisUnreachable } from './adapters/redis.ts';
import { checkRedis } from './adapters/redis-fitness.ts';
import { type Finding, fine, mend, note } from './cli-finding.ts';
import { type Config } from './config.ts';

/** Whether Redis takes the ledger, and how much of it would survive a crash. */
export async function lookAtRedis({ redis: { url }, ledger }: Config): Promise<readonly Finding[]> {
  try {
    const redis = await connectRedis(url, 'ack');
    try {
      const { version, refusal, warnings } = await checkRedis(redis, ledger.prefix);
      if (refusal !== null) return [mend(refusal)];
      if (warnings.length > 0) return warnings.map((warning) => note(warning));
      return [fine(`Redis ${version} keeps every decision on disk before it is acknowledged.`)];
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    if (error instanceof RedisUnreachable) return [mend(error.message)];
    const said = error instanceof Error ? error.message : String(error);
    return [mend(`Redis was reached and does not answer: ${said}. Look at its log.`)];
  }
}
