import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Artifact } from './held-types.ts';
import { type WorldState } from './state.ts';

/**
 * Where GitHub keeps artifacts: a blob storage with an address of its own, apart from the API. It knows no tokens; an
 * address opens one artifact for one minute. A request that brings an `Authorization` header is refused, as there.
 */
export const addressLifeMs = 60_000;

type Opened = { readonly artifact: Artifact; readonly untilMs: number };

export class Storage {
  readonly #state: WorldState;
  readonly #opened = new Map<string, Opened>();
  readonly #server: Server;
  #url = '';

  constructor(state: WorldState) {
    this.#state = state;
    this.#server = createServer((request, response) => {
      setTimeout(() => this.#serve(request, response), state.faults.slowMs);
    });
  }

  /** An address for this artifact that lives a minute. */
  open(artifact: Artifact): string {
    const nowMs = this.#state.nowMs();
    for (const [key, { untilMs }] of this.#opened) if (untilMs <= nowMs) this.#opened.delete(key);
    const key = randomBytes(16).toString('hex');
    const untilMs = nowMs + addressLifeMs;
    this.#opened.set(key, { artifact, untilMs });
    const query = new URLSearchParams({ se: new Date(untilMs).toISOString(), sp: 'r', sr: 'b', sig: key });
    return `${this.#url}/actions-results/${artifact.id}.zip?${query.toString()}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.#url);
    if (request.headers.authorization !== undefined) return refuse(response, 401, 'InvalidAuthenticationInfo');
    const opened = this.#opened.get(url.searchParams.get('sig') ?? '');
    if (opened === undefined || opened.untilMs <= this.#state.nowMs())
      return refuse(response, 403, 'AuthenticationFailed');
    const { artifact } = opened;
    if (url.pathname !== `/actions-results/${artifact.id}.zip`) return refuse(response, 404, 'BlobNotFound');
    this.#send(artifact, response);
  }

  #send({ name, bytes }: Artifact, response: ServerResponse): void {
    const { storage } = this.#state.faults;
    if (storage === 'silent') return;
    response.writeHead(200, {
      'content-type': 'application/zip',
      'content-length': bytes.length,
      'content-disposition': `attachment; filename="${encodeURIComponent(name)}.zip"`,
    });
    if (storage === 'cut-off') {
      response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.resetAndDestroy());
      return;
    }
    response.end(storage === 'other-bytes' ? changed(bytes) : bytes);
  }
}

/** As long as before, with one bit turned in the middle. */
function changed(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  const middle = Math.floor(other.length / 2);
  if (other.length > 0) other.writeUInt8(other.readUInt8(middle) ^ 1, middle);
  return other;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const text = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>The request was refused.</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code }).end(text);
}
