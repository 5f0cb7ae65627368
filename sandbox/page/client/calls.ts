import { type ActResult } from './snapshot.ts';

/** What a person does in Slack. The server hands it to the pretend Slack, which tells the bot by a signed request. */
export type Act =
  | { readonly type: 'slash'; readonly channel: string; readonly command: string; readonly text: string }
  | { readonly type: 'say'; readonly channel: string; readonly text: string; readonly threadTs?: string }
  | ({ readonly type: 'click' } & ClickAct)
  | { readonly type: 'submit'; readonly viewId: string; readonly entries: Entries }
  | { readonly type: 'close'; readonly viewId: string }
  | { readonly type: 'home' }
  | { readonly type: 'delete'; readonly channel: string; readonly ts: string }
  | { readonly type: 'react'; readonly channel: string; readonly ts: string; readonly emoji: string }
  | { readonly type: 'dismiss'; readonly ts: string };

export type Entry = string | number | null | readonly string[];
export type Entries = Readonly<Record<string, Entry>>;

export type ClickAct = {
  readonly actionId: string;
  readonly blockId: string;
  readonly channel?: string;
  readonly ts?: string;
  readonly viewId?: string;
  readonly value?: Entry;
  readonly entries: Entries;
};

/** Never rejects: what went wrong is what the person is told. */
export async function act(as: string, what: Act): Promise<ActResult> {
  return await post('/api/act', { as, ...what });
}

export async function flip(name: string, service: string): Promise<ActResult> {
  return await post('/api/switch', { name, service });
}

export async function moveClock(minutes: number): Promise<ActResult> {
  return await post('/api/clock', { minutes });
}

async function post(path: string, body: object): Promise<ActResult> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as ActResult;
    return { trouble: `The sandbox refused this (${response.status}): ${await response.text()}` };
  } catch {
    return { trouble: 'The sandbox does not answer. Is it still running?' };
  }
}
