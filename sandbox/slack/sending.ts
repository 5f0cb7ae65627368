import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { type Answer, type Forgery, type SignedRequest, type SlackOptions } from './contract.ts';

const form = 'application/x-www-form-urlencoded';
/** Slack's: an interaction that is not answered in three seconds has failed for the person who did it. */
const usualPatienceMs = 3000;

export const nothingSent: Answer = {
  outcome: 'not-sent',
  status: 0,
  body: '',
  tookMs: 0,
  trouble: null,
  errors: {},
};

/** Slack's signature, version 0, of this body at this time (seconds since 1970). */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

export function signed(options: SlackOptions, body: string, forgery: Forgery = {}): SignedRequest {
  const timestamp = forgery.timestamp ?? Math.floor((options.now ?? Date.now)() / 1000);
  return {
    url: options.botUrl(),
    headers: {
      'content-type': forgery.contentType ?? form,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': forgery.signature ?? sign(forgery.secret ?? options.signingSecret, timestamp, body),
      ...forgery.headers,
    },
    body,
  };
}

/** Sends it on a connection of its own and waits as long as Slack does. Never rejects: no answer is an answer too. */
export async function send(sent: SignedRequest, patienceMs = usualPatienceMs): Promise<Answer> {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<Answer>();

  function settle(outcome: Answer['outcome'], status: number, body: string, trouble: string | null): void {
    clearTimeout(timer);
    resolve({ outcome, status, body, trouble, tookMs: performance.now() - started, errors: {} });
  }

  const length = String(Buffer.byteLength(sent.body));
  const outgoing = request(sent.url, {
    method: 'POST',
    agent: false,
    headers: { ...sent.headers, 'content-length': length },
  });
  const timer = setTimeout(() => {
    settle('late', 0, '', 'The app did not answer in time (operation_timeout).');
    outgoing.destroy();
  }, patienceMs);
  outgoing.on('error', () => settle('unreachable', 0, '', 'The app could not be reached (http_service_error).'));
  outgoing.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => settle('unreachable', 0, '', 'The app broke the connection off (http_service_error).'));
    response.on('end', () => {
      const status = response.statusCode ?? 0;
      const isFine = status >= 200 && status < 300;
      const trouble = isFine ? null : `The app answered with status ${status} (http_service_error).`;
      settle('answered', status, Buffer.concat(chunks).toString(), trouble);
    });
  });
  outgoing.end(sent.body);
  return await promise;
}

export function asForm(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}
