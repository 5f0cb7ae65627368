import { type IncomingMessage } from 'node:http';
import { type Args } from './api.ts';
import { isObject, parseJson } from './json.ts';
import { SlackError } from './slack-error.ts';

/** Uploads of charts and bundles are small; anything larger is a mistake. */
const mostBytes = 32 * 1024 * 1024;

export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new SlackError('request_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A call's arguments, from its address and its form or JSON body. Throws Slack's refusals of a malformed one. */
export async function readArgs(incoming: IncomingMessage, query: URLSearchParams): Promise<Args> {
  const body = await readBody(incoming);
  const fromQuery = Object.fromEntries(query);
  if (body.length === 0) return fromQuery;
  const type = contentType(incoming);
  if (type === 'application/json') return { ...fromQuery, ...readJsonObject(body) };
  if (type === 'application/x-www-form-urlencoded') {
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString())) };
  }
  throw new SlackError(type === '' ? 'missing_post_type' : 'invalid_post_type');
}

/** A response URL's body: JSON, or a form's `payload`. */
export function readJsonObject(body: Buffer): Args {
  const parsed = parseJson(body.toString());
  if (parsed === undefined) throw new SlackError('invalid_json');
  if (!isObject(parsed)) throw new SlackError('json_not_object');
  return parsed;
}

/** The bytes of an upload: the body itself, or the first file of a form. */
export async function readUpload(incoming: IncomingMessage): Promise<Buffer> {
  const body = await readBody(incoming);
  const type = incoming.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  throw new SlackError('invalid_form_data');
}

function contentType(incoming: IncomingMessage): string {
  return (incoming.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
