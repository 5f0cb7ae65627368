import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Acme, seedAcme } from '../../../sandbox/github/acme-checkout.ts';
import { type GithubDouble, type GithubOptions, startGithub } from '../../../sandbox/github/server.ts';
import {
  type CallLimits,
  createGithubClients,
  type GithubAuth,
  type GithubDownloads,
  type GithubReads,
  type GithubWrites,
} from '../../../src/adapters/github/clients.ts';
import { RepoName } from '../../../src/domain/ids.ts';
import { type LanePolicy } from '../../../src/domain/policy/lane-policy.ts';
import { Policy } from '../../../src/domain/policy/policy.ts';
import { resolveLanes } from '../../../src/domain/policy/resolve.ts';

export const token = 'ghp_sandbox';
export const checkout = RepoName.parse('acme/checkout');
export const deployFile = 'cloud-deployment-pipeline.yml';

/** Short enough for a test to see them end, long enough for a busy machine. */
export const shortLimits: CallLimits = { attemptMs: 1_000, readMs: 3_000, writeMs: 700 };

export type Clients = {
  readonly reads: GithubReads;
  readonly downloads: GithubDownloads;
  readonly writes: GithubWrites;
  readonly counted: readonly string[];
};

export function clientsFor(
  apiUrl: string,
  auth: GithubAuth = { kind: 'token', token },
  limits: CallLimits = shortLimits,
): Clients {
  const counted: string[] = [];
  const log = { debug: ignore, warn: ignore };
  const clients = createGithubClients({
    apiUrl,
    auth,
    log,
    limits,
    onCall: (status, route) => counted.push(`${status} ${route}`),
  });
  return { ...clients, counted };
}

export type Stage = GithubDouble & Clients & { readonly acme: Acme };

/** A GitHub with the demo's repositories, and our clients in front of it. Stopped when the test ends. */
export async function stage(options: Partial<GithubOptions> = {}): Promise<Stage> {
  const github = await startGithub({ token, ...options });
  onTestFinished(async () => github.stop());
  return { ...github, ...clientsFor(github.url), acme: seedAcme(github.world) };
}

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** A server that answers as the test says and remembers what it was asked. Stopped when the test ends. */
export async function answering(
  handle: (asked: Asked, response: ServerResponse, request: IncomingMessage) => void,
): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      };
      asked.push(one);
      handle(one, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** An address at which nobody listens any more. */
export async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}

/** The effective policy of one lane of acme/checkout, with these keys of a lane in place of the usual ones. */
export function lanePolicy(lane: Readonly<Record<string, unknown>> = {}): LanePolicy {
  const policy = Policy.parse({
    version: 1,
    slack: { channels: { releases: 'C0RELEASES', incidents: 'C0INCIDENTS' } },
    people: [{ slack: 'U0ANA', github: 'ana', roles: ['approver', 'deployer'] }],
    agents: [],
    calendar: { timezone: 'Europe/Berlin', workdays: ['mon'], hours: '09:00-17:00', holidays: [] },
    escalation: [{ level: 1, notify: ['U0ANA'] }],
    services: [
      {
        id: 'checkout',
        repo: 'acme/checkout',
        lanes: [
          {
            environment: 'production',
            deploy: { workflow: deployFile, ref: 'main' },
            approval: { rules: [{ role: 'approver', min: 1 }], expires: '4h', execute: 'on-go' },
            ...lane,
          },
        ],
      },
    ],
  });
  const [first] = resolveLanes(policy);
  if (first === undefined) throw new Error('the policy of the test has no lane');
  return first;
}

function ignore(): void {}
