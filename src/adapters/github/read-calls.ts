import { type Octokit } from '@octokit/rest';
import { type Answer, headerOf, type Silence } from './answers.ts';
import { type Bytes, fetchBytes, storageAddress } from './download.ts';
import { send, statusOf, within } from './sending.ts';
import { createTurns } from './turns.ts';

export type Parameters = Readonly<Record<string, string | number>>;

/** Reads at the same time, over everything that this process reads; a write never waits for one. */
const mostAtOnce = 10;
/** Milliseconds that a read waits for its turn. */
const turnWithin = 20_000;

type Calling = {
  readonly baseUrl: string;
  /** For one read with its repetitions, in milliseconds, once it is its turn. */
  readonly readMs: number;
  readonly onCall: (status: number, route: string) => void;
};

/** Everything that is read of GitHub goes through here, so that it is counted and takes turns. */
export function createReadCalls(
  reading: Octokit,
  { baseUrl, readMs, onCall }: Calling,
): {
  get(this: void, url: string, parameters?: Parameters): Promise<Answer | Silence>;
  download(this: void, url: string, parameters: Parameters, mostBytes: number): Promise<Bytes | Answer | Silence>;
} {
  const turns = createTurns(mostAtOnce, turnWithin);

  async function inTurn<T extends Answer | Silence | Bytes>(
    route: string,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | Silence> {
    const heard = await turns.take(() => within(readMs, work));
    if (heard === 'no-turn') return { kind: 'silence', sent: 'unsent', reason: 'too much else is being read from it' };
    onCall(statusOf(heard), `GET ${route}`);
    return heard;
  }

  async function get(url: string, parameters: Parameters = {}): Promise<Answer | Silence> {
    return await inTurn(url, async (signal) =>
      send(reading, { ...parameters, method: 'GET', url, request: { signal } }),
    );
  }

  /** The address lives for a minute, so it is used at once. */
  async function download(url: string, parameters: Parameters, mostBytes: number): Promise<Bytes | Answer | Silence> {
    const heard = await inTurn(url, async (signal) =>
      send(reading, { ...parameters, method: 'GET', url, request: { signal, redirect: 'manual' } }),
    );
    if (heard.kind === 'silence' || heard.status < 300) return heard;
    const address = storageAddress(headerOf(heard, 'location'), baseUrl);
    return address === null
      ? heard
      : await inTurn('{storage}', async (signal) => fetchBytes(address, mostBytes, signal));
  }

  return { get, download };
}
