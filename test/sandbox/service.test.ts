import { expect, onTestFinished, test } from 'vitest';
import { type DemoService, type DemoServiceOptions, startDemoService } from '../../sandbox/service/demo-service.ts';

const oldSha = '1'.repeat(40);
const newSha = '2'.repeat(40);

async function stage(options: Partial<DemoServiceOptions> = {}): Promise<DemoService> {
  const services = { checkout: { sha: oldSha, version: 'v2.13.0' }, ledger: { sha: oldSha, version: 'v1.8.0' } };
  const service = await startDemoService({ services, ...options });
  onTestFinished(async () => service.stop());
  return service;
}

async function versionOf({ url }: DemoService, name = 'checkout'): Promise<unknown> {
  return (await fetch(`${url}/${name}/version`)).json();
}

test('answers for each service by its name, and for the first one without a name', async () => {
  const service = await stage();
  const plain = await fetch(`${service.url}/version`);

  expect(await versionOf(service, 'ledger')).toEqual({ sha: oldSha, version: 'v1.8.0' });
  expect(await plain.json()).toEqual({ sha: oldSha, version: 'v2.13.0' });
  expect((await fetch(`${service.url}/checkout/healthz`)).status).toBe(200);
  expect((await fetch(`${service.url}/unknown/healthz`)).status).toBe(404);
  expect((await fetch(`${service.url}/checkout/elsewhere`)).status).toBe(404);
});

test('shows the old version until the rollout is over', async () => {
  let now = 0;
  const service = await stage({ rolloutMs: 5000, now: () => now, versionOf: () => 'v2.14.0' });
  service.deploy('checkout', newSha);
  now = 4999;
  const during = await versionOf(service);
  now = 5000;

  expect(during).toEqual({ sha: oldSha, version: 'v2.13.0' });
  expect(await versionOf(service)).toEqual({ sha: newSha, version: 'v2.14.0' });
  expect(await versionOf(service, 'ledger')).toEqual({ sha: oldSha, version: 'v1.8.0' });
});

test('never shows the new version while it is stuck', async () => {
  const service = await stage();
  service.set('checkout', { version: 'stuck' });
  service.deploy('checkout', newSha);
  const stuck = await versionOf(service);
  service.set('checkout', { version: 'ok' });

  expect(stuck).toMatchObject({ sha: oldSha });
  expect(await versionOf(service)).toMatchObject({ sha: newSha, version: newSha.slice(0, 7) });
});

test('can show a commit that nobody deployed, or no version at all', async () => {
  const service = await stage();
  service.set('checkout', { version: 'other' });
  const other = await versionOf(service);
  service.set('checkout', { version: 'failing' });

  expect(other).toEqual({ sha: 'bad0'.repeat(10), version: 'v0.0.0-unknown' });
  expect((await fetch(`${service.url}/checkout/version`)).status).toBe(500);
});

test('can fail, or answer with the page of a proxy', async () => {
  const service = await stage();
  service.set('checkout', { health: 'failing' });
  const failing = await fetch(`${service.url}/checkout/healthz`);
  service.set('checkout', { health: 'html' });
  const html = await fetch(`${service.url}/checkout/healthz`);

  expect(failing.status).toBe(500);
  expect(html.status).toBe(200);
  expect(html.headers.get('content-type')).toContain('text/html');
});

test('can break the connection, or never answer', async () => {
  const service = await stage();
  service.set('checkout', { health: 'refused' });
  await expect(fetch(`${service.url}/checkout/healthz`)).rejects.toThrow('fetch failed');
  service.set('checkout', { health: 'hanging' });
  await expect(fetch(`${service.url}/checkout/healthz`, { signal: AbortSignal.timeout(100) })).rejects.toThrow(
    'timeout',
  );
});

test('refuses to deploy a service that does not exist', async () => {
  const service = await stage();

  expect(() => service.deploy('nothing', newSha)).toThrow('no service nothing');
});
