import { expect, test } from 'vitest';
import { createProbe } from '../../src/adapters/probe.ts';
import { guardTarget, type HostAddress, isPublicAddress } from '../../src/adapters/probe-guard.ts';

import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { answering } from './github/support.ts';

test.each([
  ['metadata', '169.254.169.254'],
  ['metadata over IPv6', 'fd00:ec2::254'],
  ['Azure’s platform', '168.63.129.16'],
  ['private', '10.0.3.7'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.8.9.10'],
  ['loopback', '::1'],
  ['link-local', '169.254.0.1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['carrier-grade NAT', '100.127.255.255'],
  ['unspecified', '0.0.0.0'],
  ['unspecified', '::'],
  ['this network', '0.1.2.3'],
  ['IPv4-mapped', '::ffff:127.0.0.1'],
  ['IPv4-mapped in hexadecimal', '::ffff:a9fe:a9fe'],
  ['IPv4-mapped, although public', '::ffff:93.184.215.14'],
  ['IPv4-compatible', '::7f00:1'],
  ['private behind NAT64', '64:ff9b::10.0.0.1'],
  ['metadata behind NAT64', '64:ff9b::a9fe:a9fe'],
  ['6to4', '2002:7f00:1::'],
  ['Teredo', '2001:0:1::1'],
  ['unique local', 'fc00::1'],
  ['multicast', '224.0.0.1'],
  ['multicast', 'ff02::1'],
  ['broadcast', '255.255.255.255'],
  ['documentation', '192.0.2.1'],
  ['documentation', '2001:db8::1'],
  ['no address', 'localhost'],
  ['no address', ''],
])('counts as not public: %s, %s', (_name, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['93.184.215.14', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::6810:84e5', '64:ff9b::8.8.8.8'])(
  'counts as public: %s',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

const publicAddress: HostAddress = { address: '93.184.215.14', family: 4 };
const privateAddress: HostAddress = { address: '10.0.3.7', family: 4 };

test('lets a public host be asked over https', () => {
  expect(guardTarget(new URL('https://checkout.example/'), [publicAddress], [])).toEqual({ kind: 'allowed' });
});

test('refuses plain http for a public host, and names the key that would allow it', () => {
  expect(guardTarget(new URL('http://checkout.example/'), [publicAddress], [])).toEqual({
    kind: 'refused',
    reason: 'checkout.example is asked over plain http; add "checkout.example" to watch.allowHosts if that is meant',
  });
});

test('refuses a host with one private address among public ones', () => {
  expect(guardTarget(new URL('https://checkout.example/'), [publicAddress, privateAddress], [])).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('checkout.example is at 10.0.3.7, which is not a public address'),
  });
});

test.each([
  ['https://checkout.internal/', ['checkout.internal'], 'allowed'],
  ['http://checkout.internal:8080/', ['checkout.internal'], 'allowed'],
  ['http://checkout.internal:8080/', ['checkout.internal:8080'], 'allowed'],
  ['http://checkout.internal:8081/', ['checkout.internal:8080'], 'refused'],
  ['https://checkout.internal/', ['checkout.internal:443'], 'allowed'],
  ['http://checkout.internal/', ['checkout.internal:80'], 'allowed'],
  ['http://CHECKOUT.internal./', ['Checkout.Internal'], 'allowed'],
  ['https://checkout.internal.evil.example/', ['checkout.internal'], 'refused'],
  ['https://evil-checkout.internal/', ['checkout.internal'], 'refused'],
  ['http://10.0.3.7/', ['10.0.3.7'], 'allowed'],
  ['http://10.0.3.70/', ['10.0.3.7'], 'refused'],
  ['http://[::1]:8080/', ['[::1]:8080'], 'allowed'],
  ['http://[::1]:8080/', ['[::1]'], 'allowed'],
])('judges %s with the allowed hosts %j: %s', (url, allowHosts, kind) => {
  expect(guardTarget(new URL(url), [privateAddress], allowHosts)).toMatchObject({ kind });
});

async function healthOf(
  url: string,
  allowHosts: readonly string[],
  addresses: readonly HostAddress[] = [],
): Promise<HealthReading> {
  const probe = createProbe({ now: () => 0, resolve: async () => addresses });
  return await probe.health({ health: { url, timeoutMs: 1_000, html: false }, allowHosts });
}

test.each([
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/metadata/instance',
  'https://10.0.0.1/',
])('does not ask %s, and says so as unknown', async (url) => {
  expect(await healthOf(url, [])).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('watch.allowHosts'),
  });
});

test('does not ask a public name that resolves to metadata', async () => {
  expect(await healthOf('https://checkout.example/', [], [{ address: '169.254.169.254', family: 4 }])).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('169.254.169.254'),
  });
});

test('connects to the address that was judged, although the name would now lead elsewhere', async () => {
  const server = await answering((_asked, response) => response.end('ok'));
  const { port } = new URL(server.url);
  let lookups = 0;
  const probe = createProbe({
    now: () => 0,
    async resolve() {
      lookups += 1;
      return lookups === 1 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '127.0.0.2', family: 4 }];
    },
  });
  const url = `http://checkout.example:${port}/healthz`;

  const reading = await probe.health({
    health: { url, timeoutMs: 1_000, html: false },
    allowHosts: ['checkout.example'],
  });

  expect(reading).toMatchObject({ kind: 'ok' });
  expect(lookups).toBe(1);
  expect(server.asked[0]?.headers.host).toBe(`checkout.example:${port}`);
});

test('does not follow a redirect to a private address', async () => {
  const secret = await answering((_asked, response) => response.end('secret'));
  const server = await answering((_asked, response) => response.writeHead(302, { location: secret.url }).end());

  expect(await healthOf(server.url, [new URL(server.url).host])).toMatchObject({ kind: 'failed' });
  expect(secret.asked).toEqual([]);
});
