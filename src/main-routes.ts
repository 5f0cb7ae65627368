import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Gauges, type Metrics } from './adapters/metrics.ts';
import { type Route } from './adapters/slack/http-server.ts';
import { type Delivery, type WebhookAnswer } from './handlers/index.ts';

/** GitHub sends payloads of up to 25 MB (https://docs.github.com/webhooks). */
const webhookLimit = 25 * 1024 * 1024;

export type Readiness = {
  readonly armed: boolean;
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
};

/** Everything on our port but Slack. */
export function createRoutes(parts: {
  readonly ready: () => Promise<Readiness>;
  readonly metrics: Metrics;
  readonly gauges: () => Promise<Gauges | null>;
  /** Null where no webhook secret is configured: then GitHub is only polled. */
  readonly webhook: ((delivery: Delivery) => Promise<WebhookAnswer>) | null;
}): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      handle: (_req, _body, res) => answer(res, 200, 'application/json', '{"status":"alive"}'),
    },
    {
      method: 'GET',
      path: '/readyz',
      async handle(_req, _body, res) {
        const readiness = await parts.ready();
        answer(res, readiness.armed ? 200 : 503, 'application/json', JSON.stringify(readiness));
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      async handle(_req, _body, res) {
        answer(res, 200, parts.metrics.contentType, await parts.metrics.page(await parts.gauges()));
      },
    },
    {
      method: 'POST',
      path: '/github/webhooks',
      bodyLimit: webhookLimit,
      async handle(req, rawBody, res) {
        if (parts.webhook === null)
          return answer(res, 404, 'text/plain', 'GITHUB_WEBHOOK_SECRET is not set, so no webhook is taken.');
        const { status, body } = await parts.webhook(deliveryOf(req, rawBody));
        return answer(res, status, 'text/plain', body);
      },
    },
  ];
}

function deliveryOf(req: IncomingMessage, rawBody: Buffer): Delivery {
  return {
    event: header(req, 'x-github-event'),
    delivery: header(req, 'x-github-delivery'),
    signature: header(req, 'x-hub-signature-256'),
    rawBody,
  };
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function answer(res: ServerResponse, status: number, type: string, body: string): void {
  res.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}
