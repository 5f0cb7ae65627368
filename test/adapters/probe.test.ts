import { type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createProbe } from '../../src/adapters/probe.ts';
import { type Resolve } from '../../src/adapters/probe-request.ts';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { answering, closedUrl } from './github/support.ts';

const sha = 'abcdef0123456789abcdef0123456789abcdef01';
const probe = createProbe({ now: () => performance.now() });
const allowHosts = ['127.0.0.1'];

type Handle = (response: ServerResponse) => void;

function reply(status: number, type: string, body: string): Handle {
  return (response) => {
    response.writeHead(status, { 'content-type': type, location: '/next' }).end(body);
  };
}

async function healthOf(handle: Handle, html: 'html' | 'no-html' = 'no-html'): Promise<HealthReading> {
  const { url } = await answering((_asked, response) => handle(response));
  return await probe.health({ health: { url: `${url}/healthz`, timeoutMs: 300, html: html === 'html' }, allowHosts });
}

async function versionOf(handle: Handle, field = 'sha'): Promise<VersionSeen> {
  const { url } = await answering((_asked, response) => handle(response));
  return await probe.version({ version: { url: `${url}/version`, field }, allowHosts });
}

async function healthAt(url: string, hosts: readonly string[] = allowHosts, resolve?: Resolve): Promise<HealthReading> {
  const asking = resolve === undefined ? probe : createProbe({ now: () => 0, resolve });
  return await asking.health({ health: { url, timeoutMs: 1_000, html: false }, allowHosts: hosts });
}

test.each([
  ['200 with JSON', reply(200, 'application/json', '{"ok":true}')],
  ['200 with text', reply(200, 'text/plain', 'ok')],
  ['204 without a body', reply(204, 'text/plain', '')],
  ['200 with a body that never seems to end', reply(200, 'text/plain', 'x'.repeat(3_000_000))],
])('takes %s for healthy', async (_name, handle) => {
  expect(await healthOf(handle)).toMatchObject({ kind: 'ok', ms: expect.any(Number) });
});

test.each([
  ['404', reply(404, 'text/plain', ''), 'answered 404'],
  ['500', reply(500, 'text/html', '<html>'), 'answered 500'],
  ['503', reply(503, 'application/json', '{}'), 'answered 503'],
  ['a redirect, which is not followed', reply(302, 'text/plain', ''), 'answered 302, and redirects are not followed'],
  ['not modified', reply(304, 'text/plain', ''), 'answered 304, and redirects are not followed'],
  ['no answer in time', (): void => {}, 'no answer within 0.3 s'],
  [
    'a body that stops coming',
    (response: ServerResponse): void => void response.writeHead(200).write('o'),
    'no answer within 0.3 s',
  ],
  [
    'a connection that breaks',
    (response: ServerResponse): void => void response.destroy(),
    'the connection failed (ECONNRESET)',
  ],
])('takes %s for a failure', async (_name, handle, reason) => {
  expect(await healthOf(handle)).toEqual({ kind: 'failed', reason });
});

test('takes a refused connection for a failure', async () => {
  expect(await healthAt(await closedUrl())).toEqual({ kind: 'failed', reason: 'the connection was refused' });
});

test('takes an answer that is not HTTP for a failure', async () => {
  const { url } = await answering((_asked, response) => response.socket?.end('hello there\r\n\r\n'));

  expect(await healthAt(url)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('HPE_') });
});

test.each([
  ['by its type', reply(200, 'text/html; charset=utf-8', 'ok')],
  ['by its first words', reply(200, 'text/plain', '<!DOCTYPE html><title>Sign in</title>')],
  ['without a doctype', reply(200, 'application/json', '\uFEFF\n <HTML lang="en">')],
  ['behind a comment', reply(200, 'text/plain', '<!-- proxy --> <!-- eu --><html>')],
])('does not know what an HTML page with 200 means, known %s', async (_name, handle) => {
  expect(await healthOf(handle)).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('watch.health.html'),
  });
});

test('takes an HTML page for healthy where the config says so', async () => {
  expect(await healthOf(reply(200, 'text/html', '<!doctype html>'), 'html')).toMatchObject({ kind: 'ok' });
});

test('reads a page of a hundred thousand comments without delay', async () => {
  expect(await healthOf(reply(200, 'text/plain', '<!---->'.repeat(100_000)))).toMatchObject({ kind: 'ok' });
});

test.each(['ENOTFOUND', 'EAI_AGAIN'])('does not count a name that cannot be looked up: %s', async (code) => {
  const reading = await healthAt('https://checkout.example/healthz', [], async () => {
    throw Object.assign(new Error('getaddrinfo'), { code });
  });

  expect(reading).toEqual({ kind: 'unknown', reason: `checkout.example could not be looked up (${code})` });
});

test('does not count a look-up that takes too long', async () => {
  const asking = createProbe({ now: () => 0, resolve: () => new Promise(() => {}) });
  const watch = { health: { url: 'https://checkout.example/', timeoutMs: 50, html: false }, allowHosts: [] };

  expect(await asking.health(watch)).toEqual({ kind: 'unknown', reason: 'looking up checkout.example took too long' });
});

test('does not count a network of ours that leads nowhere', async () => {
  // No machine routes to this multicast address over TCP: the system refuses before anything is sent.
  const reading = await healthAt('http://checkout.example/', ['checkout.example'], async () => [
    { address: 'ff02::1', family: 6 },
  ]);

  expect(reading).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('our own network failed') });
});

test('asks for one page with one GET and follows nothing', async () => {
  const server = await answering((_asked, response) => reply(301, 'text/plain', '')(response));
  await healthAt(`${server.url}/healthz`);

  expect(server.asked).toMatchObject([{ method: 'GET', url: '/healthz' }]);
});

test('does not know the health of a lane without an address for it', async () => {
  expect(await probe.health({ health: null, allowHosts })).toMatchObject({ kind: 'unknown' });
  expect(await probe.health(null)).toMatchObject({ kind: 'unknown' });
});

test.each([
  ['a field', JSON.stringify({ sha }), 'sha', null],
  ['a field in capitals', JSON.stringify({ sha: sha.toUpperCase() }), 'sha', null],
  ['a nested field', JSON.stringify({ build: { commit: sha } }), 'build.commit', null],
  ['a field whose name has dots', JSON.stringify({ 'build.commit': sha }), 'build.commit', null],
  ['nothing but the SHA', `${sha}\n`, 'sha', null],
  ['nothing but the SHA, as JSON', JSON.stringify(sha), 'sha', null],
  ['a field beside the name of the version', JSON.stringify({ sha, version: 'v2.14.0' }), 'sha', 'v2.14.0'],
  ['a field beside a version that is no name', JSON.stringify({ sha, version: '<!channel> now' }), 'sha', null],
])('reads what is live from %s', async (_name, body, field, version) => {
  expect(await versionOf(reply(200, 'application/json', body), field)).toEqual({ kind: 'seen', sha, version });
});

test.each([
  ['an HTML page', reply(200, 'text/html', `<html>${sha}`), 'HTML page'],
  ['an error', reply(503, 'application/json', JSON.stringify({ sha })), 'answered 503'],
  ['a redirect', reply(302, 'application/json', JSON.stringify({ sha })), 'answered 302'],
  ['an object without the field', reply(200, 'application/json', '{"version":"v2"}'), 'no field "sha"'],
  ['a short SHA', reply(200, 'application/json', '{"sha":"abcdef0"}'), '"abcdef0"'],
  ['a number', reply(200, 'application/json', '{"sha":7}'), 'is not text'],
  ['a null', reply(200, 'application/json', '{"sha":null}'), 'is not text'],
  ['a list', reply(200, 'application/json', JSON.stringify([sha])), 'does not give a commit SHA'],
  ['nothing', reply(200, 'text/plain', ''), 'does not give a commit SHA'],
  ['a field of every object', reply(200, 'application/json', '{}'), 'no field "constructor"', 'constructor'],
  ['an answer that breaks off', (response: ServerResponse): void => void response.destroy(), 'ECONNRESET'],
])('does not know what is live from %s', async (_name, handle, reason, field = 'sha') => {
  expect(await versionOf(handle, field)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(reason) });
});

test('does not know what is live where nobody answers, or no address is configured', async () => {
  const version = { url: await closedUrl(), field: 'sha' };

  expect(await probe.version({ version, allowHosts })).toMatchObject({ kind: 'unknown' });
  expect(await probe.version({ version: null, allowHosts })).toMatchObject({ kind: 'unknown' });
  expect(await probe.version(null)).toMatchObject({ kind: 'unknown' });
});
