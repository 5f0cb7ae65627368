import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createProduction, type Production } from '../../sandbox/azure/production.ts';
import { seedAcme } from '../../sandbox/github/acme-checkout.ts';
import { type GithubDouble, startGithub } from '../../sandbox/github/server.ts';
import { type Snapshot } from '../../sandbox/page/client/snapshot.ts';
import { type Page, startPage } from '../../sandbox/page/server.ts';
import { type DemoService, startDemoService } from '../../sandbox/service/demo-service.ts';
import { type SlackDouble } from '../../sandbox/slack/contract.ts';
import { startSlack } from '../../sandbox/slack/slack.ts';

const signingSecret = 'a-signing-secret';

/** One request that reached the bot, and whether its signature is Slack's. */
export type Received = { readonly path: string; readonly body: URLSearchParams; readonly signed: 'yes' | 'no' };

export type Sandbox = {
  readonly page: Page;
  readonly slack: SlackDouble;
  readonly github: GithubDouble;
  readonly service: DemoService;
  readonly production: Production;
  /** What the bot was sent, oldest first. */
  readonly received: readonly Received[];
  state(): Promise<Snapshot>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Calls a method of the Web API as the bot. */
  call(method: string, args: object): Promise<{ readonly ok: boolean; readonly ts?: string }>;
  stop(): Promise<void>;
};

/** The doubles, the page, and a bot that takes everything and answers nothing. */
export async function startSandbox(): Promise<Sandbox> {
  const received: Received[] = [];
  const bot = createServer((request, response) => {
    void takeIn(request).then((one) => {
      if (one.path !== '/readyz') received.push(one);
      response.end();
    });
  });
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  const botUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}`;
  const slack = await startSlack({ botToken: 'xoxb-1', signingSecret, botUrl: () => `${botUrl}/slack/events` });
  const github = await startGithub({ token: 'token' });
  const { checkout, ledger } = seedAcme(github.world);
  const service = await startDemoService({ services: { checkout: checkout.live, ledger: ledger.live } });
  const production = createProduction({ services: { checkout: {}, ledger: {} } });
  const page = await startPage({
    pager: { alerts: () => [] },
    slack,
    github,
    service,
    production,
    botInfo: { url: botUrl },
    hints: { U0ANA: 'approver' },
  });

  async function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return await fetch(page.url + path, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json', ...headers },
    });
  }
  return {
    page,
    slack,
    github,
    service,
    production,
    received,
    post,
    state: async () => (await (await fetch(`${page.url}/api/state`)).json()) as Snapshot,
    async call(method, args) {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer xoxb-1' };
      const answer = await fetch(slack.url + method, { method: 'POST', headers, body: JSON.stringify(args) });
      return (await answer.json()) as { ok: boolean; ts?: string };
    },
    async stop() {
      await Promise.all([page.stop(), slack.stop(), github.stop(), service.stop()]);
      bot.closeAllConnections();
      await new Promise((resolve) => bot.close(resolve));
    },
  };
}

async function takeIn(request: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  const base = `v0:${String(request.headers['x-slack-request-timestamp'])}:${text}`;
  const expected = `v0=${createHmac('sha256', signingSecret).update(base).digest('hex')}`;
  const signed = request.headers['x-slack-signature'] === expected ? 'yes' : 'no';
  return { path: request.url ?? '', body: new URLSearchParams(text), signed };
}
