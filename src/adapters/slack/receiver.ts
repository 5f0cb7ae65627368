import { hash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type App, type ReceiverEvent, ReceiverMultipleAckError } from '@slack/bolt';
import { type Answer, createHttpServer, pathOf, type Route, send } from './http-server.ts';
import { type InFlight } from './in-flight.ts';
import { type Log } from './log.ts';
import { answerAgain, conclude, createReplays, type Exchange, newExchange } from './replays.ts';
import { type BodyKind, bodyKind, parseBody, type ReadBody } from './request-body.ts';
import { createSignatureCheck, type SignatureCheck } from './signature.ts';
import { startTimer as realTimer, type StartTimer } from './timer.ts';

/**
 * What Bolt passes on to every listener as part of its context. `inputId` is the SHA-256 of the body in hex, without
 * the message in which a pressed button stood: one click has one, however often it is delivered. `receivedAt` is in milliseconds since 1970.
 */
export type InputFacts = { readonly inputId: string; readonly receivedAt: number };

export type SlackReceiverOptions = {
  readonly signingSecret: string;
  readonly path: string;
  readonly now: () => number;
  /** A second clock by which requests may be signed, for rehearsals, whose `now` is moved. */
  readonly otherClock?: () => number;
  readonly log: Log;
  readonly routes: readonly Route[];
  readonly startTimer?: StartTimer;
  /** How long a stop waits for work in flight. 10 s when not given. */
  readonly drainMs?: number;
};

/** Bolt's `Receiver`, with what a shutdown needs. */
export type GonogoReceiver = {
  init(app: App): void;
  start(port: number, host?: string): Promise<{ readonly port: number }>;
  stop(): Promise<void>;
  /** Resolves once no request and no work that one began is in flight. */
  idle(): Promise<void>;
  /** Counts work that outlives its listener, so that a stop waits for it. */
  track(work: Promise<unknown>): void;
};

/** Slack shows people an error after three seconds (https://docs.slack.dev/interactivity/handling-user-interaction). */
const ackMs = 3000;
const defaultDrainMs = 10_000;
/** At about 150 bytes each this is 30 MB, which only ten minutes of 300 clicks a second would fill. */
const rememberedSignatures = 200_000;

const empty: Answer = { status: 200, type: null, body: '' };
const malformed: Answer = { status: 400, type: null, body: '' };
const failure: Answer = { status: 500, type: null, body: '' };
const unavailable: Answer = { status: 503, type: null, body: '' };

/**
 * Slack's requests over HTTP: verified, met once, parsed once, handed to Bolt, and answered.
 *
 *   content type ─▶ signature and time, both sides ─▶ met before? ─▶ parse ─▶ Bolt ─▶ ack
 *
 * Refuses what Bolt's own receiver lets through: a timestamp in the future and a byte-identical second delivery.
 * Never logs a body. What a listener still does after its ack is in flight until Bolt has finished with it.
 */
export function createSlackReceiver(options: SlackReceiverOptions): GonogoReceiver {
  const { now, log, startTimer = realTimer, drainMs = defaultDrainMs } = options;
  const checkSignature = createSignatureCheck(options.signingSecret);
  const replays = createReplays(rememberedSignatures, () => {
    log.warn({ limit: rememberedSignatures }, 'So many requests came that replays of the oldest are no longer known.');
  });
  const route: Route = { method: 'POST', path: options.path, handle: receive };
  const server = createHttpServer({ routes: [route, ...options.routes], log, startTimer });
  const tools: Tools = { log, startTimer, inFlight: server.inFlight };
  let app: App | null = null;

  function receive(req: IncomingMessage, rawBody: Buffer, res: ServerResponse): void {
    const kind = bodyKind(req.headers['content-type']);
    if (kind === null) return refuse(req, res, 415, 'content-type');

    const receivedAt = now();
    const { check, at } = checked(req, rawBody, receivedAt);
    if (check.kind === 'refused') {
      if (check.reason === 'unsigned' && isCertificateCheck(kind, rawBody)) return send(res, empty);
      return refuse(req, res, 401, check.reason);
    }

    const exchange = newExchange();
    const earlier = replays.meet(check.signature, check.signedAt, at, exchange);
    if (earlier !== null) return answerAgain(earlier, res);

    const read = parseBody(kind, rawBody);
    if (read === null) return conclude(exchange, res, malformed);
    const { body } = read;
    if (body['ssl_check'] === '1') return conclude(exchange, res, empty);
    if (body['type'] === 'url_verification')
      return conclude(exchange, res, jsonAnswer({ challenge: body['challenge'] }));
    if (app === null) return conclude(exchange, res, unavailable);
    passToBolt(app, eventFrom(req, read, receivedAt), exchange, res, tools);
  }

  /** By our clock, and in rehearsals else by the other one; `at` is the earlier of both, so that no replay is forgotten. */
  function checked(req: IncomingMessage, rawBody: Buffer, receivedAt: number): { check: SignatureCheck; at: number } {
    const check = checkSignature(req.headers, rawBody, receivedAt);
    const other = options.otherClock?.() ?? receivedAt;
    const isStale = check.kind === 'refused' && (check.reason === 'old' || check.reason === 'future');
    if (!isStale || other === receivedAt) return { check, at: Math.min(receivedAt, other) };
    return { check: checkSignature(req.headers, rawBody, other), at: Math.min(receivedAt, other) };
  }

  function refuse(req: IncomingMessage, res: ServerResponse, status: number, reason: string): void {
    log.warn({ reason, path: pathOf(req), status }, 'Refused a request that is not provably from Slack.');
    send(res, { status, type: null, body: '' });
  }

  return {
    init(bolt: App): void {
      app = bolt;
    },
    start: (port: number, host?: string): Promise<{ readonly port: number }> => server.listen(port, host),
    stop: (): Promise<void> => server.close(drainMs),
    idle: (): Promise<void> => server.inFlight.idle(),
    track: (work: Promise<unknown>): void => server.inFlight.track(work),
  };
}

type Tools = { readonly log: Log; readonly startTimer: StartTimer; readonly inFlight: InFlight };
type Unacked = Omit<ReceiverEvent, 'ack'>;

/** Lets Bolt run the listeners. Whatever comes first answers the request: the ack, a failure, or the time limit. */
function passToBolt(app: App, event: Unacked, exchange: Exchange, res: ServerResponse, tools: Tools): void {
  const { log, startTimer, inFlight } = tools;
  let acked = false;
  const stopTimer = startTimer(ackMs, () => {
    log.error({ ackMs }, 'A request was not acknowledged in time, so the person saw an error. The work goes on.');
    conclude(exchange, res, unavailable);
  });

  async function ack(response?: unknown): Promise<void> {
    if (acked) throw new ReceiverMultipleAckError();
    acked = true;
    stopTimer();
    conclude(exchange, res, ackAnswer(response));
  }

  function failed(error: unknown): void {
    log.error({ err: error, acked }, 'A request from Slack could not be processed because of a fault of ours.');
    stopTimer();
    conclude(exchange, res, failure);
  }

  // Not stopped when Bolt is done: a listener may ack after it has returned, and until then the limit holds.
  inFlight.track(app.processEvent({ ...event, ack }).catch(failed));
}

function eventFrom(req: IncomingMessage, { body, from }: ReadBody, receivedAt: number): Unacked {
  const facts: InputFacts = { inputId: hash('sha256', from, 'hex'), receivedAt };
  const retryNum = req.headers['x-slack-retry-num'];
  if (typeof retryNum !== 'string') return { body, customProperties: facts };
  const retryReason = req.headers['x-slack-retry-reason'];
  return {
    body,
    customProperties: facts,
    retryNum: Number.parseInt(retryNum, 10),
    ...(typeof retryReason === 'string' ? { retryReason } : {}),
  };
}

/**
 * Slack probes a command's certificate with `ssl_check=1` and, as Bolt's authors found, without a signature.
 * It is answered and nothing in it is read, so a forger gains an empty page.
 */
function isCertificateCheck(kind: BodyKind, rawBody: Buffer): boolean {
  return kind === 'form' && rawBody.length < 1024 && parseBody('form', rawBody)?.body['ssl_check'] === '1';
}

/** What a listener passes to `ack`: nothing, a text for the person, or an object such as `{ response_action }`. */
function ackAnswer(response: unknown): Answer {
  if (response === undefined || response === null || response === '') return empty;
  if (typeof response === 'string') return { status: 200, type: 'text/plain; charset=utf-8', body: response };
  return jsonAnswer(response);
}

function jsonAnswer(value: unknown): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
