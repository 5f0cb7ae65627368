import { type App, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import { sha256 } from '../../domain/hash.ts';
import { createHttpServer, type Route } from './http-server.ts';
import { type Log, loggerForSlack } from './log.ts';
import { type GonogoReceiver, type InputFacts } from './receiver.ts';
import { startTimer } from './timer.ts';

const drainMs = 10_000;

/** What the socket delivers: the body that HTTP would have carried, parsed. */
const Delivery = z.object({ body: z.record(z.string(), z.unknown()) });

/**
 * Socket Mode by Bolt's own receiver, for networks that nobody can call into. Slack authenticates the socket, so
 * there is no signature to check; the routes are served over HTTP as ever.
 */
export function createSocketReceiver(options: {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly now: () => number;
  readonly log: Log;
  readonly routes: readonly Route[];
}): GonogoReceiver {
  const { now, log } = options;
  const server = createHttpServer({ routes: options.routes, log, startTimer });
  const socket = new SocketModeReceiver({
    appToken: options.appToken,
    logger: loggerForSlack(log, 'slack-socket-mode'),
    installerOptions: { clientOptions: { slackApiUrl: options.apiUrl } },
    customPropertiesExtractor: (delivery: unknown): InputFacts => factsOf(delivery, now()),
  });

  return {
    init(app: App): void {
      socket.init(watched(app, (work) => server.inFlight.track(work)));
    },
    async start(port: number, host?: string): Promise<{ readonly port: number }> {
      const listening = await server.listen(port, host);
      try {
        await socket.start();
      } catch (error) {
        await server.close(0);
        throw error;
      }
      return listening;
    },
    async stop(): Promise<void> {
      await socket.stop();
      await server.close(drainMs);
    },
    idle: (): Promise<void> => server.inFlight.idle(),
    track: (work: Promise<unknown>): void => server.inFlight.track(work),
  };
}

/** The app, with each event that it processes counted as work in flight. */
function watched(app: App, track: (work: Promise<unknown>) => void): App {
  function processEvent(event: ReceiverEvent): Promise<void> {
    const work = app.processEvent(event);
    track(work);
    return work;
  }
  return Object.create(app, { processEvent: { value: processEvent } }) as App;
}

/** A delivery that comes again has the same body in a new envelope, and so the same id. */
export function factsOf(delivery: unknown, receivedAt: number): InputFacts {
  const read = Delivery.safeParse(delivery);
  return { inputId: sha256(JSON.stringify(read.success ? read.data.body : null)), receivedAt };
}
