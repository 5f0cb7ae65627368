import { parse } from 'node:querystring';
import { pressWithoutMessage } from './press-body.ts';

export type BodyKind = 'form' | 'json';
export type Body = Readonly<Record<string, unknown>>;
/** A body, and what of the request it was read from: all of what tells this input from every other. */
export type ReadBody = { readonly body: Body; readonly from: string | Buffer };

/** What a content type says of the body, whatever parameters follow it; null for one that Slack does not send. */
export function bodyKind(contentType: string | undefined): BodyKind | null {
  if (contentType === undefined) return null;
  const end = contentType.indexOf(';');
  const type = (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type === 'application/json') return 'json';
  return null;
}

/**
 * Reads a body once: a JSON object, the JSON object in a form's `payload`, or a form's fields.
 * Null when it is none of these. A form that repeats a field is none of these either: Slack never does, and no
 * handler should meet a list where it expects a text.
 */
export function parseBody(kind: BodyKind, rawBody: Buffer): ReadBody | null {
  const press = kind === 'form' ? pressWithoutMessage(rawBody) : null;
  const pressed = press === null ? null : readPayload(press);
  if (press !== null && pressed !== null) return { body: pressed, from: press };
  const body = wholeBody(kind, rawBody);
  return body === null ? null : { body, from: rawBody };
}

function wholeBody(kind: BodyKind, rawBody: Buffer): Body | null {
  const text = rawBody.toString('utf8');
  try {
    if (kind === 'json') return asObject(JSON.parse(text));
    if (isOnlyPayload(text)) return readPayload(text.slice(8));
    const fields = parse(text);
    for (const value of Object.values(fields)) if (typeof value !== 'string') return null;
    return typeof fields['payload'] === 'string' ? asObject(JSON.parse(fields['payload'])) : fields;
  } catch {
    return null;
  }
}

/** The object in a payload that is still URL-encoded; null when it is none. */
function readPayload(encoded: string): Body | null {
  try {
    return asObject(JSON.parse(decodeURIComponent(encoded.replaceAll('+', ' '))));
  } catch {
    return null;
  }
}

/** Nearly every click: one field and nothing else, which needs no form parser (half the time of one). */
function isOnlyPayload(text: string): boolean {
  return text.startsWith('payload=') && !text.includes('&');
}

function asObject(value: unknown): Body | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;
}
