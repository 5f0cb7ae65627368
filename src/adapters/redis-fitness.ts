import { type Redis } from 'ioredis';

/** Whether a Redis may hold the ledger. */
export type RedisFitness = {
  readonly version: string;
  /** Why Gonogo must not start on it, with the fix; null when it may. */
  readonly refusal: string | null;
  /** Where it is less durable than what Gonogo ships with, in words. */
  readonly warnings: readonly string[];
};

/** Scripts that declare their flags came with 7.0. */
const oldestMajor = 7;

/** What the scripts of the ledger use; a right that is missing in the middle of a commit would tear it. */
const neededCommands =
  'XADD XRANGE XREVRANGE HGET HMGET HSET HDEL HGETALL HLEN ZADD ZREM ZSCORE ZRANGE ZREVRANGE ZREVRANK ' +
  'ZRANGEBYSCORE ZCARD ZCOUNT GET SET INCR TYPE SADD SMEMBERS LPUSH LREM LRANGE LTRIM';

/** One command at a time, so that the answer names what is missing. `acl_check_cmd` asks for the user who runs this. */
const rightsScript = `#!lua flags=no-writes,allow-oom
local missing = {}
for _, name in ipairs(ARGV) do
  if not redis.acl_check_cmd(name, KEYS[1], 'x', 'x', 'x') then missing[#missing + 1] = name end
end
return missing`;

/**
 * Reads how the server is set up. CONFIG is closed on managed services, so INFO says what it can and the rest is
 * told as not known. Throws what the client throws when Redis does not answer.
 */
export async function checkRedis(redis: Redis, prefix = '{gonogo}'): Promise<RedisFitness> {
  const text = await unlessDenied(redis.info());
  if (text === null) return { version: 'unknown', refusal: rightsSentence('INFO', prefix), warnings: [] };
  const info = parseInfo(text);
  const version = info.get('valkey_version') ?? info.get('redis_version') ?? 'unknown';
  const major = Number.parseInt(info.get('redis_version') ?? '', 10);
  if (major < oldestMajor) {
    return { version, refusal: `Redis is ${version}; Gonogo needs 7.0 or newer.`, warnings: [] };
  }
  const policy = info.get('maxmemory_policy') ?? (await setting(redis, 'maxmemory-policy'));
  const appendfsync = await setting(redis, 'appendfsync');
  return {
    version,
    refusal: policyRefusal(policy) ?? roleRefusal(info) ?? (await rightsRefusal(redis, prefix)),
    warnings: durabilityWarnings(info, appendfsync),
  };
}

function policyRefusal(policy: string | null): string | null {
  if (policy === 'noeviction') return null;
  const found = policy === null ? 'cannot be read' : `is ${policy}`;
  return (
    `The maxmemory-policy of Redis ${found}, so it might drop approvals when memory runs short. ` +
    'Set it to noeviction (`redis-cli CONFIG SET maxmemory-policy noeviction`, and in its configuration file or template).'
  );
}

function roleRefusal(info: ReadonlyMap<string, string>): string | null {
  const role = info.get('role');
  return role === 'slave' || role === 'replica'
    ? 'This Redis is a replica and takes no writes. Let REDIS_URL name the primary.'
    : null;
}

async function rightsRefusal(redis: Redis, prefix: string): Promise<string | null> {
  const missing = await unlessDenied(redis.eval(rightsScript, 1, `${prefix}:rights`, ...neededCommands.split(' ')));
  if (missing === null) return rightsSentence('scripts', prefix);
  if (!Array.isArray(missing) || missing.length === 0) return null;
  return rightsSentence(missing.join(', '), prefix);
}

function rightsSentence(what: string, prefix: string): string {
  return (
    `The Redis user of Gonogo may not use ${what} on keys under ${prefix}. ` +
    `Grant it the keys and commands (\`ACL SETUSER <user> ~${prefix}:* +@all -@admin -@dangerous +info\`).`
  );
}

function durabilityWarnings(info: ReadonlyMap<string, string>, appendfsync: string | null): string[] {
  const warnings: string[] = [];
  if (info.get('aof_enabled') !== '1') {
    warnings.push(
      'Redis keeps no append-only file: a crash of Redis loses every decision since its last snapshot. Set appendonly yes.',
    );
  } else if (appendfsync === null) {
    warnings.push('It cannot be read how often Redis writes to disk (CONFIG is closed): its crash may lose decisions.');
  } else if (appendfsync !== 'always') {
    const loss =
      appendfsync === 'everysec' ? 'up to about two seconds of decisions' : 'decisions of the last half minute';
    warnings.push(
      `Redis writes to disk with appendfsync ${appendfsync}: a crash of its machine may lose ${loss}. Set appendfsync always.`,
    );
  }
  if (info.get('aof_enabled') === '1' && info.get('aof_last_write_status') === 'err') {
    warnings.push('The last write of Redis to its append-only file failed: look at its disk and its log.');
  }
  return warnings;
}

async function setting(redis: Redis, name: string): Promise<string | null> {
  const reply: unknown = await unlessDenied(redis.config('GET', name));
  if (!Array.isArray(reply)) return null;
  const value: unknown = reply[1];
  return typeof value === 'string' ? value : null;
}

/** Null when it is denied by an ACL or unknown to a managed service; anything else is a failure to answer. */
async function unlessDenied<T>(reply: Promise<T>): Promise<T | null> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof Error && /NOPERM|unknown command|not allowed/i.test(error.message)) return null;
    throw error;
  }
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}
