import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { z } from 'zod';
import { type Production } from '../azure/production.ts';
import { checkoutRepo, deployFile, ledgerRepo } from '../github/acme-checkout.ts';
import { type GithubDouble } from '../github/server.ts';
import { type PagerDouble } from '../pager/server.ts';
import { type DemoService } from '../service/demo-service.ts';
import { type SlackDouble } from '../slack/contract.ts';
import { parseJson } from '../slack/json.ts';
import { ActBody, perform } from './actions.ts';
import { type Asset, loadAssets, securityHeaders } from './assets.ts';
import { type ActResult, type Snapshot, type TourPeople } from './client/snapshot.ts';
import { collect } from './collect.ts';
import { readBody, refusal } from './guard.ts';
import { createStream, type Stream } from './stream.ts';
import { type Levers, type Served } from './switch-table.ts';
import { flip, reset, showSwitches } from './switches.ts';
import { probeWhileWatched, watchProduction } from './watcher.ts';

export type PageOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly slack: SlackDouble;
  readonly github: GithubDouble;
  readonly service: DemoService;
  readonly production: Production;
  readonly pager: Pick<PagerDouble, 'alerts'>;
  /** Where the bot answers `/readyz`; no trailing slash. The page asks it nothing else. */
  readonly botInfo: { readonly url: string };
  /** The services that are shown and can be broken; those of the demo when left out. */
  readonly services?: readonly Served[];
  /** By person: what they may do or did here, for the list of people to act as; those of the demo when left out. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Who plays in the first tour; Dana and Ana when left out. */
  readonly tour?: TourPeople;
  /** The clock that all share, where it can be moved. */
  readonly clock?: MovableClock | null;
};

/** Only forward: what has happened has happened. Milliseconds. */
export type MovableClock = { readonly aheadMs: () => number; readonly move: (ms: number) => Promise<void> };

export type Page = { readonly url: string; readonly stop: () => Promise<void> };

/** Who is who in the demo's world: its config gives the roles, its commits the authors. */
const demoHints: Readonly<Record<string, string>> = {
  U0ANA: 'approver, deployer',
  U0BEN: 'approver, deployer',
  U0CARA: 'deployer, co-author in checkout',
  U0DANA: 'approver, author in checkout',
  U0ELI: 'developer, author in checkout',
  U0FINN: 'no role in the config',
};

/** Dana wrote a part of what waits in checkout and could approve it otherwise; Ana wrote none of it. */
const demoTour: TourPeople = { asks: 'U0DANA', approves: 'U0ANA' };

const demoServices: readonly Served[] = [
  { name: 'checkout', repo: checkoutRepo, workflow: deployFile },
  { name: 'ledger', repo: ledgerRepo, workflow: deployFile },
];

type Desk = {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly levers: Levers;
  readonly services: readonly Served[];
  readonly stream: Stream;
  readonly snapshot: () => Snapshot;
  readonly clock: MovableClock | null;
};

/**
 * Serves the sandbox's page on 127.0.0.1. It draws what the doubles hold, and hands what a visitor does to the pretend
 * Slack, which sends it to the bot by signed HTTP. Rejects when the port is taken.
 */
export async function startPage(options: PageOptions): Promise<Page> {
  const { slack, github, service, production, hints = demoHints, services = demoServices, tour = demoTour } = options;
  const { clock = null, pager } = options;
  const levers: Levers = { slack, github, service, production };
  const assets = await loadAssets();
  const seen = watchProduction(
    options.botInfo.url,
    service.url,
    services.map(({ name }) => name),
  );
  function clockOf(): Snapshot['clock'] {
    return clock === null ? null : { aheadMs: clock.aheadMs() };
  }
  function snapshot(): Snapshot {
    return collect(slack, github, {
      ...seen.now(),
      switches: showSwitches(levers, services),
      hints,
      tour,
      clock: clockOf(),
      alerts: alertsOf(pager),
    });
  }
  const stream = createStream(() => JSON.stringify(snapshot()));
  const desk: Desk = { assets, levers, services, stream, snapshot, clock };

  const stopListening = slack.workspace.on('change', stream.touch);
  github.world.on('change', stream.touch);
  const server = createServer((request, response) => {
    serve(desk, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else reply(response, 500, { trouble: error instanceof Error ? error.message : String(error) });
    });
  });
  const url = await listen(server, options.port ?? 0);
  const stopProbing = probeWhileWatched(stream, seen.look);

  async function stop(): Promise<void> {
    stopProbing();
    stopListening();
    github.world.off('change', stream.touch);
    stream.stop();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
  await seen.look();
  return { url, stop };
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const refused = refusal(request);
  if (refused !== null) return reply(response, refused.status, { trouble: refused.sentence });
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  switch (`${request.method ?? ''} ${pathname}`) {
    case 'GET /api/state':
      return reply(response, 200, desk.snapshot());
    case 'GET /api/changes':
      return desk.stream.add(response);
    case 'POST /api/act':
      return await answerPost(request, response, async (body) => await actFor(desk, body));
    case 'POST /api/switch':
      return await answerPost(request, response, (body) => switchFor(desk, body));
    case 'POST /api/clock':
      return await answerPost(request, response, async (body) => await moveFor(desk, body));
    default:
      return serveAsset(desk, request, response, pathname);
  }
}

function serveAsset({ assets }: Desk, request: IncomingMessage, response: ServerResponse, pathname: string): void {
  const asset = request.method === 'GET' ? assets.get(pathname) : undefined;
  if (asset === undefined) return reply(response, 404, { trouble: 'There is nothing at this address.' });
  response.writeHead(200, { 'content-type': asset.type, 'cache-control': 'no-cache' }).end(asset.body);
}

type Handler = (body: unknown) => Promise<ActResult> | ActResult;

/** What cannot be done is told to the visitor in a sentence; the request itself was fine. */
async function answerPost(request: IncomingMessage, response: ServerResponse, handle: Handler): Promise<void> {
  const text = await readBody(request);
  if (text === null) return reply(response, 413, { trouble: 'This is longer than anything the page sends.' });
  try {
    reply(response, 200, await handle(parseJson(text)));
  } catch (error) {
    if (error instanceof z.ZodError) return reply(response, 400, { trouble: z.prettifyError(error) });
    reply(response, 200, { trouble: error instanceof Error ? error.message : String(error) });
  }
}

async function actFor({ levers, snapshot }: Desk, body: unknown): Promise<ActResult> {
  const act = ActBody.parse(body);
  if (!snapshot().people.some((person) => person.id === act.as)) throw new Error(`Nobody here has the id ${act.as}.`);
  return await perform(levers.slack.people, act);
}

const SwitchBody = z.object({ name: z.string(), service: z.string() });

function switchFor({ levers, services, stream }: Desk, body: unknown): ActResult {
  const { name, service } = SwitchBody.parse(body);
  const served = services.find((one) => one.name === service);
  if (served === undefined) throw new Error(`There is no service ${service} here.`);
  if (name === 'reset') reset(levers, services);
  else flip(name, served, levers);
  stream.touch();
  return { trouble: null };
}

/** As many as the page has room for. */
const shownAlerts = 5;

function alertsOf(pager: PageOptions['pager']): Snapshot['alerts'] {
  return pager
    .alerts()
    .map(({ key, status, summary, severity }) => ({ key, status, summary, severity }))
    .toReversed()
    .slice(0, shownAlerts);
}

/** Minutes forward; a week at most, so that a slip of the hand does not end the sandbox's world. */
const ClockBody = z.object({ minutes: z.number().int().min(1).max(10_080) });

async function moveFor({ clock, stream }: Desk, body: unknown): Promise<ActResult> {
  const { minutes } = ClockBody.parse(body);
  if (clock === null) throw new Error('The clock cannot be moved here.');
  await clock.move(minutes * 60_000);
  stream.touch();
  return { trouble: null };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
