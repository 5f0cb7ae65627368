import { type AddressInfo } from 'node:net';
import { type Api } from './api.ts';
import { type Call, type SlackDouble, type SlackOptions } from './contract.ts';
import { createFaults } from './faults.ts';
import { createOutbox } from './outbox.ts';
import { createPeople } from './people.ts';
import { createResponseUrls } from './response-urls.ts';
import { asForm, nothingSent } from './sending.ts';
import { createSlackServer } from './server.ts';
import { createTriggers } from './triggers.ts';
import { createUploads } from './uploads.ts';
import { createWorkspace } from './workspace.ts';

/** The bot scopes of the app's manifest, the optional ones included. */
const usualScopes = [
  'commands',
  'chat:write',
  'users:read',
  'usergroups:read',
  'channels:read',
  'groups:read',
  'channels:history',
  'groups:history',
  'im:history',
  'im:write',
  'reactions:read',
  'files:write',
  'channels:manage',
  'channels:join',
  'bookmarks:write',
];

/** The record of calls forgets the oldest above this. */
const mostCalls = 10_000;

/**
 * A double of Slack on 127.0.0.1: a workspace with people and channels, the Web API for the app, and people who send the
 * app the same signed requests that Slack sends. It is as strict as Slack where an app can be wrong.
 * Rejects when the port is taken.
 */
export async function startSlack(options: SlackOptions): Promise<SlackDouble> {
  const workspace = createWorkspace(options);
  const outbox = createOutbox(options, (prefix) => workspace.nextId(prefix));
  const triggers = createTriggers(workspace);
  const uploads = createUploads(workspace);
  const calls: Call[] = [];
  const stopping = new AbortController();
  let origin = '';
  const responseUrls = createResponseUrls(workspace, () => origin);
  const faults = createFaults(
    () => workspace.now(),
    async () => {
      const tokens = { oauth: [], bot: [workspace.state.app.botUserId] };
      return await outbox.event({ type: 'tokens_revoked', tokens, event_ts: workspace.nextTs() });
    },
  );
  const api: Api = { workspace, triggers, uploads, origin: () => origin };
  const server = createSlackServer({
    api,
    faults,
    responseUrls,
    botToken: options.botToken,
    scopes: options.scopes ?? usualScopes,
    stopped: stopping.signal,
    log(call) {
      if (calls.push(call) > mostCalls) calls.shift();
    },
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `${origin}/api/`,
    workspace,
    people: createPeople({ workspace, outbox, triggers, responseUrls }),
    faults,
    calls,
    async signedRequest(body, forgery) {
      return await outbox.post(typeof body === 'string' ? body : asForm({ payload: JSON.stringify(body) }), forgery);
    },
    async resend(request = outbox.last ?? undefined) {
      return request === undefined ? nothingSent : await outbox.resend(request);
    },
    get lastRequest() {
      return outbox.last;
    },
    async stop() {
      stopping.abort();
      outbox.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
