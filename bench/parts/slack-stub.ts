import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Cleaning } from './cleaning.ts';

/**
 * The least of Slack that the bot needs to work: everybody is a full member, and whatever is posted or updated has
 * worked. It answers at once and costs next to nothing, for it shares the machine with what is measured.
 */
export type SlackStub = {
  /** For SLACK_API_URL. */
  readonly url: string;
  /** How often each method was called. */
  readonly calls: ReadonlyMap<string, number>;
};

export type OnCall = (method: string, args: URLSearchParams) => void;

export const teamId = 'T0BENCH';

export async function startSlackStub(cleaning: Cleaning, onCall: OnCall = ignore): Promise<SlackStub> {
  const calls = new Map<string, number>();
  let messages = 0;

  function answer(method: string, args: URLSearchParams): object {
    switch (method) {
      case 'auth.test':
        return { ok: true, team_id: teamId, user_id: 'U0GONOGO', bot_id: 'B0GONOGO' };
      case 'users.info':
        return { ok: true, user: member(args.get('user') ?? '') };
      case 'chat.postMessage':
        messages += 1;
        return { ok: true, channel: args.get('channel'), ts: `1700000001.${String(messages).padStart(6, '0')}` };
      case 'chat.update':
        return { ok: true, channel: args.get('channel'), ts: args.get('ts') };
      case 'conversations.history':
      case 'conversations.replies':
        return { ok: true, messages: [], has_more: false };
      default:
        return { ok: true };
    }
  }

  const server = createServer((incoming, response) => {
    void textOf(incoming).then((text) => {
      const method = (incoming.url ?? '').slice('/api/'.length);
      const args = new URLSearchParams(text);
      calls.set(method, (calls.get(method) ?? 0) + 1);
      onCall(method, args);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(method, args)));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleaning.add(async () => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`, calls };
}

function member(id: string): object {
  const flags = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false };
  return { id, team_id: teamId, name: id.toLowerCase(), ...flags, profile: {} };
}

export async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function ignore(): void {}
