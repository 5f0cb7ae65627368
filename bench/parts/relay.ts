import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Cleaning } from './cleaning.ts';

/** Times are those of `performance.now`. */
export type Relayed = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** When the whole call had come. */
  readonly askedAt: number;
  /** When the last of the answer had been handed over. */
  readonly answeredAt: number;
};

/**
 * Stands before a server, passes everything on as it is, and notes when it came and when it was answered.
 * `onAsked` hears of a call before it is passed on.
 */
export async function startRelay(
  parts: {
    readonly target: () => string;
    readonly onAsked?: (call: Pick<Relayed, 'method' | 'path' | 'askedAt'>) => void;
    readonly onAnswered?: (call: Relayed) => void;
  },
  cleaning: Cleaning,
): Promise<{ readonly url: string }> {
  async function passOn(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const askedAt = performance.now();
    parts.onAsked?.({ method, path, askedAt });
    const onward = request(`${parts.target()}${path}`, { method, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('finish', () => parts.onAnswered?.({ method, path, askedAt, answeredAt: performance.now() }));
    onward.end(Buffer.concat(chunks));
  }

  const server = createServer((incoming, response) => {
    passOn(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleaning.add(async () => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
