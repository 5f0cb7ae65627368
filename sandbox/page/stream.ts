import { type ServerResponse } from 'node:http';

/** Changes come in bursts; those within this time are sent as one. */
const gatherMs = 60;
/** Shorter than what proxies and browsers close a silent connection after. */
const heartbeatMs = 15_000;

export type Stream = {
  readonly add: (response: ServerResponse) => void;
  /** Something changed: everybody who listens gets the newest state soon. */
  readonly touch: () => void;
  readonly listeners: () => number;
  readonly stop: () => void;
};

/** Server-sent events: each one is the whole state as JSON, so that a lost one costs nothing. */
export function createStream(current: () => string): Stream {
  const open = new Set<ServerResponse>();
  let due: NodeJS.Timeout | null = null;
  const heartbeat = setInterval(() => {
    for (const response of open) response.write(': still here\n\n');
  }, heartbeatMs);

  function sendAll(): void {
    due = null;
    const event = `data: ${current()}\n\n`;
    for (const response of open) response.write(event);
  }
  return {
    add(response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'keep-alive',
      });
      response.write(`retry: 1000\ndata: ${current()}\n\n`);
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    touch() {
      if (open.size > 0) due ??= setTimeout(sendAll, gatherMs);
    },
    listeners: () => open.size,
    stop() {
      clearInterval(heartbeat);
      if (due !== null) clearTimeout(due);
      for (const response of open) response.end();
    },
  };
}
