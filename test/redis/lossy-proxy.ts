import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A wire to Redis that can lose an answer. */
export type LossyProxy = {
  readonly url: string;
  /** The next request that contains `text` reaches Redis; its answer is lost, and the connection with it. */
  loseAnswerTo(text: string): void;
  /** How many answers were lost so far. */
  lost(): number;
  /** How many pieces came from clients; a request of ordinary size is one. */
  requests(): number;
  /** How many bytes were answered so far. */
  bytesRead(): number;
  /** Requests that contained `text`, resent ones included. */
  sent(text: string): number;
};

export async function lossyProxy(redisUrl: string): Promise<LossyProxy> {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let losing: string | null = null;
  let lost = 0;
  let bytesRead = 0;
  const requests: string[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let deaf = false;
    sockets.add(client).add(upstream);
    client.on('data', (chunk) => {
      const text = chunk.toString('utf8');
      requests.push(text);
      if (losing !== null && text.includes(losing)) {
        losing = null;
        deaf = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      bytesRead += chunk.length;
      if (!deaf) {
        client.write(chunk);
        return;
      }
      lost += 1;
      client.destroy();
      upstream.destroy();
    });
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    url: `redis://127.0.0.1:${portOf(server)}`,
    loseAnswerTo(text) {
      losing = text;
    },
    lost() {
      return lost;
    },
    requests() {
      return requests.length;
    },
    bytesRead() {
      return bytesRead;
    },
    sent(text) {
      return requests.filter((request) => request.includes(text)).length;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return address.port;
}
