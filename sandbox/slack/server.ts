import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Api, type Args, type Method } from './api.ts';
import { type Call, plannedErrors } from './contract.ts';
import { type FaultDesk } from './faults.ts';
import { type JsonObject } from './json.ts';
import { methods } from './methods/table.ts';
import { readArgs, readBody, readJsonObject, readUpload } from './requests.ts';
import { type ResponseUrls } from './response-urls.ts';
import { SlackError } from './slack-error.ts';

export type Desk = {
  readonly api: Api;
  readonly faults: FaultDesk;
  readonly responseUrls: ResponseUrls;
  readonly botToken: string;
  readonly scopes: readonly string[];
  /** Takes note of a call. */
  readonly log: (call: Call) => void;
  /** Aborted when the double stops. */
  readonly stopped: AbortSignal;
};

/** One request to the double, with the name under which its faults and its record go. */
type Work = {
  readonly name: string;
  readonly method: Method | undefined;
  readonly args: Args;
  readonly failedStatus: number;
  readonly run: () => JsonObject;
};

export function createSlackServer(desk: Desk): Server {
  return createServer((incoming, response) => {
    handle(desk, incoming, response).catch((error: unknown) => {
      if (response.destroyed || response.headersSent) return;
      answer(response, 500, { ok: false, error: 'fatal_error', reason: String(error) });
    });
  });
}

async function handle(desk: Desk, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (desk.faults.down) return void incoming.destroy();
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const [, area, name = ''] = url.pathname.split('/');
  if (area === 'files') return sendFile(desk, response, name);
  try {
    await perform(desk, response, await workFor(desk, incoming, area, name, url.searchParams));
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    answer(response, area === 'api' ? 200 : 404, { ok: false, error: error.code, ...error.details });
  }
}

async function workFor(
  desk: Desk,
  incoming: IncomingMessage,
  area: string | undefined,
  name: string,
  query: URLSearchParams,
): Promise<Work> {
  if (area === 'response') {
    const args = readJsonObject(await readBody(incoming));
    return { name: 'response_url', method: undefined, args, failedStatus: 404, run: () => useUrl(desk, name, args) };
  }
  if (area === 'upload') {
    const bytes = await readUpload(incoming);
    const args = { file_id: name, length: bytes.length };
    return { name: 'upload', method: undefined, args, failedStatus: 400, run: () => takeUpload(desk, name, bytes) };
  }
  if (area !== 'api') throw new SlackError('not_found');
  const { token, ...args } = await readArgs(incoming, query);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  const given = bearer(incoming) ?? (typeof token === 'string' ? token : undefined);
  return { name, method, args, failedStatus: 200, run: () => call(desk, name, method, args, given) };
}

/** Does the work, or what the faults have in store for it. */
async function perform(desk: Desk, response: ServerResponse, work: Work): Promise<void> {
  const { faults } = desk;
  const fate = faults.fate(work.name, work.method, work.args);
  const failure = fate.kind === 'failing' ? fate.failure : undefined;
  if (fate.kind === 'limited') {
    response.setHeader('retry-after', String(fate.retryAfterSeconds));
    return reply(desk, response, work, 429, { ok: false, error: 'ratelimited' }, 'not-done');
  }
  if (failure === 'error-500') return reply(desk, response, work, 500, { ok: false, error: 'fatal_error' }, 'not-done');
  const error = plannedErrors.find((planned) => planned === failure);
  if (error !== undefined) return reply(desk, response, work, 200, { ok: false, error }, 'not-done');
  if (failure === 'reset-before') {
    record(desk, work, 0, { fault: failure }, 'not-done');
    return void response.destroy();
  }
  const { status, body } = attempt(work);
  if (faults.delayMs > 0) await wait(faults.delayMs, undefined, { signal: desk.stopped });
  if (failure === undefined) return reply(desk, response, work, status, body, status === 200 ? 'done' : 'not-done');
  record(desk, work, 0, { ...body, fault: failure }, 'done');
  if (failure === 'reset-after-doing') response.destroy();
}

function attempt(work: Work): { readonly status: number; readonly body: JsonObject } {
  try {
    return { status: 200, body: { ok: true, ...work.run() } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { status: work.failedStatus, body: { ok: false, error: error.code, ...error.details } };
  }
}

function call(desk: Desk, name: string, method: Method | undefined, args: Args, token: string | undefined): JsonObject {
  if (method === undefined) throw new SlackError('unknown_method', { req_method: name });
  if (name !== 'api.test') {
    if (token === undefined || token === '') throw new SlackError('not_authed');
    if (token !== desk.botToken) throw new SlackError('invalid_auth');
    if (desk.faults.isRevoked) throw new SlackError('token_revoked');
    const isAllowed = method.scopes.length === 0 || method.scopes.some((scope) => desk.scopes.includes(scope));
    if (!isAllowed) {
      throw new SlackError('missing_scope', { needed: method.scopes.join(','), provided: desk.scopes.join(',') });
    }
  }
  return method.run(desk.api, args);
}

function useUrl(desk: Desk, id: string, args: Args): JsonObject {
  desk.responseUrls.use(id, args);
  return {};
}

function takeUpload(desk: Desk, fileId: string, bytes: Buffer): JsonObject {
  if (!desk.api.uploads.receive(fileId, bytes)) throw new SlackError('file_not_found');
  return {};
}

function sendFile(desk: Desk, response: ServerResponse, fileId: string): void {
  const file = desk.api.workspace.state.files[fileId];
  const bytes = desk.api.uploads.bytes(fileId);
  if (file === undefined || bytes === undefined) return answer(response, 404, { ok: false, error: 'file_not_found' });
  const disposition = file.mimetype.startsWith('image/') ? 'inline' : 'attachment';
  response
    .writeHead(200, {
      'content-type': file.mimetype,
      'content-length': bytes.length,
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    })
    .end(bytes);
}

function reply(
  desk: Desk,
  response: ServerResponse,
  work: Work,
  status: number,
  body: JsonObject,
  did: 'done' | 'not-done',
): void {
  record(desk, work, status, body, did);
  response.setHeader('x-oauth-scopes', desk.scopes.join(','));
  answer(response, status, body);
}

function record({ log, api }: Desk, work: Work, status: number, body: JsonObject, did: 'done' | 'not-done'): void {
  const isDone = did === 'done' && body['ok'] === true;
  log({ method: work.name, args: work.args, answer: body, status, did: isDone, at: api.workspace.now() });
}

function answer(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

function bearer(incoming: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
}
