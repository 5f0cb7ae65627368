import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';

/** Slack's rule for both sides: a request is good for five minutes around the instant that it was signed at. */
export const signatureLifeSeconds = 300;

export type SignatureCheck =
  | { readonly kind: 'good'; readonly signature: string; readonly signedAt: number }
  | { readonly kind: 'refused'; readonly reason: 'unsigned' | 'forged' | 'old' | 'future' };

export type CheckSignature = (headers: IncomingHttpHeaders, rawBody: Buffer, nowMs: number) => SignatureCheck;

/**
 * Verifies that Slack signed exactly these bytes at about this time: `v0=` and the HMAC-SHA256 of
 * `v0:<timestamp>:<body>` (https://docs.slack.dev/authentication/verifying-requests-from-slack).
 * Fails closed: whatever is missing, repeated or oddly written is refused. `signedAt` is in seconds.
 */
export function createSignatureCheck(signingSecret: string): CheckSignature {
  const key = createSecretKey(signingSecret, 'utf8');

  return function check(headers: IncomingHttpHeaders, rawBody: Buffer, nowMs: number): SignatureCheck {
    const given = headers['x-slack-signature'];
    const timestamp = headers['x-slack-request-timestamp'];
    if (typeof given !== 'string' || typeof timestamp !== 'string') return refused('unsigned');
    if (!/^[1-9]\d{0,11}$/.test(timestamp)) return refused('forged');

    const signature = `v0=${createHmac('sha256', key).update(`v0:${timestamp}:`).update(rawBody).digest('hex')}`;
    if (!sameText(given, signature)) return refused('forged');

    const signedAt = Number(timestamp);
    const age = nowMs / 1000 - signedAt;
    if (age > signatureLifeSeconds) return refused('old');
    if (age < -signatureLifeSeconds) return refused('future');
    return { kind: 'good', signature, signedAt };
  };
}

/** Compares the text, not the decoded bytes: a signature has one spelling, so a replay has it too. */
function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given, 'utf8');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}

function refused(reason: 'unsigned' | 'forged' | 'old' | 'future'): SignatureCheck {
  return { kind: 'refused', reason };
}
