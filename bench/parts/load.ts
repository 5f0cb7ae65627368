import { connect, type Socket } from 'node:net';
import { type Cleaning } from './cleaning.ts';

/**
 * Sends requests that are ready to go over connections that stay open, one at a time on each, and reads no more of
 * an answer than where it ends. A client that does more would take the processor from the server that it measures.
 */
export type Line = { send(request: Buffer): Promise<Reply> };

export type Reply = { readonly status: number; readonly body: string };

export async function openLine(port: number, cleaning: Cleaning): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  cleaning.add(async () => void socket.destroy());
  return lineOver(socket);
}

function lineOver(socket: Socket): Line {
  let waiting: { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void } | null = null;
  let text = '';

  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const reply = replyIn(text);
    if (reply === null) return;
    text = '';
    waiting?.resolve(reply);
  });
  socket.on('error', (error) => waiting?.reject(error));
  socket.on('close', () => waiting?.reject(new Error('The server closed the connection.')));

  return {
    send(request) {
      return new Promise<Reply>((resolve, reject) => {
        if (socket.destroyed) reject(new Error('The server has closed the connection.'));
        waiting = { resolve, reject };
        socket.write(request);
      });
    },
  };
}

/** Null while the answer is not complete. */
function replyIn(text: string): Reply | null {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = text.slice(0, end).toLowerCase();
  const body = text.slice(end + 4);
  const length = /content-length: (\d+)/.exec(head)?.[1];
  const isWhole = length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
  return isWhole ? { status: Number(text.slice(9, 12)), body } : null;
}

export type Sent = { readonly ms: number; readonly statuses: readonly number[] };

/** As fast as the server answers: each line takes the next request when it has its answer. `statuses` in the order of the requests. */
export async function sendAll(lines: readonly Line[], requests: readonly Buffer[]): Promise<Sent> {
  const statuses: number[] = requests.map(() => 0);
  let next = 0;

  async function work(line: Line): Promise<void> {
    for (let index = next; index < requests.length; index = next) {
      next += 1;
      const request = requests[index];
      if (request === undefined) return;
      statuses[index] = (await line.send(request)).status;
    }
  }

  const begun = performance.now();
  await Promise.all(lines.map(work));
  return { ms: performance.now() - begun, statuses };
}

/**
 * `rate` a second, whether or not the server keeps up. A latency is counted from when its request was due, so that
 * what a slow answer holds up is not left out.
 */
export async function sendAtRate(
  lines: readonly Line[],
  requests: readonly Buffer[],
  rate: number,
): Promise<{ readonly latencies: readonly number[]; readonly statuses: readonly number[] }> {
  const free = [...lines];
  const waiting: (() => void)[] = [];
  const latencies: number[] = [];
  const statuses: number[] = requests.map(() => 0);
  const begun = performance.now() + 5;

  async function sendOne(request: Buffer, index: number): Promise<void> {
    const due = begun + (index * 1000) / rate;
    await untilTime(due);
    let line = free.pop();
    while (line === undefined) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      line = free.pop();
    }
    statuses[index] = (await line.send(request)).status;
    latencies.push(performance.now() - due);
    free.push(line);
    waiting.shift()?.();
  }

  await Promise.all(requests.map(sendOne));
  return { latencies, statuses };
}

/**
 * A timer fires up to a millisecond or two late, which counts as the server's. To wait for the instant in turns of the
 * event loop would take half a processor from the servers, and the collector of theirs that waited would be measured.
 */
async function untilTime(due: number): Promise<void> {
  for (let ahead = due - performance.now(); ahead > 0; ahead = due - performance.now()) {
    await new Promise<void>((resolve) => setTimeout(resolve, Math.ceil(ahead)));
  }
}
