import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { argv } from 'node:process';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { Redis } from 'ioredis';

/**
 * What `bench:ack` measures against: Bolt as its documentation sets it up, with one durable write before the ack and
 * nothing else: no rules, no state, no outbox, no chain. Arguments: the address of Redis, the stream, the secret.
 */
const [, , redisUrl = '', stream = '', signingSecret = ''] = argv;

const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
const receiver = new HTTPReceiver({ signingSecret });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0GONOGO', botUserId: 'U0GONOGO' }),
  logLevel: LogLevel.ERROR,
});

app.action('release.approve', async ({ ack, body, action }) => {
  const value = 'value' in action ? action.value : '';
  const at = new Date().toISOString();
  const vote = { by: body.user.id, github: body.user.id.toLowerCase(), roles: ['approver'], at };
  const event = { seq: 0, type: 'VoteCast', v: 1, at, actor: body.user.id, data: { release: value, vote } };
  await redis.xadd(stream, '*', 'e', JSON.stringify({ ...event, prev: '0'.repeat(64), hash: '0'.repeat(64) }));
  await ack();
});

await once(redis, 'ready');
const server = await receiver.start(0);
// Longer than it ever waits for its turn; Node's own five seconds would cut the connections of the bench.
server.keepAliveTimeout = 120_000;
process.stdout.write(`listening on ${(server.address() as AddressInfo).port}\n`);
process.on('SIGTERM', () => process.exit(0));
