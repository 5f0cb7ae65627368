import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { type SlackAnswer, type SlackClient } from '../../../src/adapters/slack/client.ts';
import { type Log } from '../../../src/adapters/slack/log.ts';
import { type StopTimer } from '../../../src/adapters/slack/timer.ts';

export const noon = Date.UTC(2026, 10, 20, 12);

export type ManualTime = {
  now(): number;
  startTimer(milliseconds: number, run: () => void): StopTimer;
  /** Moves the clock on and fires what is due, in order, letting promises settle in between. */
  advance(milliseconds: number): Promise<void>;
};

/** A clock that stands still until a test moves it. */
export function manualTime(start = noon): ManualTime {
  let now = start;
  let timers: { readonly at: number; readonly run: () => void }[] = [];

  return {
    now: () => now,
    startTimer(milliseconds: number, run: () => void): StopTimer {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(milliseconds: number): Promise<void> {
      const end = now + milliseconds;
      await settled();
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.run();
        await settled();
      }
      now = end;
    },
  };
}

/** Lets everything that only waits for promises go on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export type RecordedLog = Log & { readonly lines: string[] };

export function recordedLog(): RecordedLog {
  const lines: string[] = [];
  function write(level: string): (facts: object, text: string) => void {
    return (facts, text) => void lines.push(`${level} ${text} ${JSON.stringify(facts)}`);
  }
  return { lines, info: write('info'), warn: write('warn'), error: write('error') };
}

export const secret = 'a signing secret for tests';

export function signatureOf(body: string, timestamp: string, key = secret): string {
  return `v0=${createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** The headers of an honest request from Slack. */
export function signedHeaders(body: string, atMs = noon): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf(body, timestamp),
  };
}

export function formOf(payload: object): string {
  return `payload=${encodeURIComponent(JSON.stringify(payload)).replaceAll('%20', '+')}`;
}

/** A server of a test's own, closed when the test is over. */
export async function serve(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

export type MadeCall = { readonly method: string; readonly args: Readonly<Record<string, unknown>> };
export type Script = (call: MadeCall) => SlackAnswer<unknown> | Promise<SlackAnswer<unknown>>;

/** A client whose answers a test writes. What it says is read through the caller's shape, as in real life. */
export function scriptedClient(script: Script): SlackClient & { readonly calls: MadeCall[] } {
  const calls: MadeCall[] = [];
  return {
    calls,
    async call(method, args, shape) {
      calls.push({ method, args });
      const answer = await script({ method, args });
      return answer.kind === 'ok' ? { kind: 'ok', value: shape.parse(answer.value) } : answer;
    },
  };
}
