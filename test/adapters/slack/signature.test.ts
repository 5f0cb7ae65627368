import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSignatureCheck } from '../../../src/adapters/slack/signature.ts';
import { noon, secret, signatureOf, signedHeaders } from './support.ts';

const check = createSignatureCheck(secret);

function checked(body: string | Uint8Array, headers: Record<string, string>, nowMs = noon): unknown {
  return check(headers, Buffer.from(body), nowMs);
}

test('accepts whatever bytes Slack signed, just now', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (body) => {
      expect(checked(body, signedHeaders(body))).toMatchObject({ kind: 'good', signedAt: noon / 1000 });
    }),
  );
});

test('refuses a body of which any one byte was changed', () => {
  const body = 'payload=%7B%22type%22%3A%22block_actions%22%2C%22user%22%3A%7B%22id%22%3A%22U0ANA%22%7D%7D';
  const headers = signedHeaders(body);
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Buffer.from(body);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      expect(checked(bytes, headers)).toEqual({ kind: 'refused', reason: 'forged' });
    }),
  );
});

test('refuses a signature of which any one character was changed, cut or added', () => {
  const headers = signedHeaders('a=b');
  const good = headers['x-slack-signature'] ?? '';
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.constantFrom('', '0', 'f', 'A', 'é', '=', '00'), (at, other) => {
      const changed = good.slice(0, at) + other + good.slice(at + 1);
      fc.pre(changed !== good);
      expect(checked('a=b', { ...headers, 'x-slack-signature': changed })).toEqual({
        kind: 'refused',
        reason: 'forged',
      });
    }),
  );
});

test('refuses the right signature in capital letters, for a replay could be spelled that way', () => {
  const headers = signedHeaders('a=b');
  const capitals = (headers['x-slack-signature'] ?? '').toUpperCase().replace('V0', 'v0');

  expect(checked('a=b', { ...headers, 'x-slack-signature': capitals })).toMatchObject({ kind: 'refused' });
});

test('refuses what another secret signed', () => {
  const timestamp = String(noon / 1000);
  const headers = {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf('a=b', timestamp, 'other'),
  };

  expect(checked('a=b', headers)).toEqual({ kind: 'refused', reason: 'forged' });
});

test.each([
  ['nothing', {}],
  ['only a signature', { 'x-slack-signature': 'v0=00' }],
  ['only a timestamp', { 'x-slack-request-timestamp': String(noon / 1000) }],
])('refuses a request with %s', (_what, headers) => {
  expect(checked('a=b', headers)).toEqual({ kind: 'refused', reason: 'unsigned' });
});

test.each(['', '0', '-1', '+1795176000', '1795176000.0', ' 1795176000', '1e9', 'NaN', '1795176000000000'])(
  'refuses the timestamp %j, although it is signed',
  (timestamp) => {
    const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signatureOf('a=b', timestamp) };

    expect(checked('a=b', headers)).toEqual({ kind: 'refused', reason: 'forged' });
  },
);

test.each([
  [-301, 'old'],
  [-360, 'old'],
  [-86_400, 'old'],
  [301, 'future'],
  [360, 'future'],
  [86_400, 'future'],
])('refuses a request signed %i seconds away as %s', (seconds, reason) => {
  expect(checked('a=b', signedHeaders('a=b', noon + seconds * 1000))).toEqual({ kind: 'refused', reason });
});

test.each([-300, -1, 0, 1, 300])('accepts a request signed %i seconds away', (seconds) => {
  expect(checked('a=b', signedHeaders('a=b', noon + seconds * 1000))).toMatchObject({ kind: 'good' });
});
