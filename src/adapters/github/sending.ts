import { type Octokit } from '@octokit/rest';
import { type Answer, answerOfError, type Silence } from './answers.ts';
import { type Bytes } from './download.ts';

export type Sending = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly request: { readonly signal?: AbortSignal; readonly retries?: number; readonly redirect?: 'manual' };
} & Readonly<Record<string, unknown>>;

export async function send(octokit: Octokit, sending: Sending): Promise<Answer | Silence> {
  try {
    const { status, headers, data } = await octokit.request<unknown>(sending);
    return { kind: 'answer', status, headers, data };
  } catch (error) {
    return answerOfError(error);
  }
}

/** Gives up on the work after `ms`, also while it waits for its turn or for a repetition. */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | Silence> {
  const signal = AbortSignal.timeout(ms);
  const late = new Promise<Silence>((resolve) => {
    const silence: Silence = { kind: 'silence', sent: 'unknown', reason: 'it did not answer in time' };
    signal.addEventListener('abort', () => resolve(silence), { once: true });
  });
  return await Promise.race([work(signal), late]);
}

/** 0 when nobody answered. */
export function statusOf(heard: Answer | Silence | Bytes): number {
  switch (heard.kind) {
    case 'silence':
      return 0;
    case 'answer':
    case 'refused':
      return heard.status;
    case 'bytes':
    case 'too-large':
      return 200;
  }
}
