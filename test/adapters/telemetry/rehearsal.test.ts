import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createProduction } from '../../../sandbox/azure/production.ts';
import { queriesFor, startPrometheus } from '../../../sandbox/prometheus/server.ts';
import { type Rehearsed } from '../../../src/domain/watch/telemetry.ts';
import { appServicePlan, askedOf, azureWatch, logs, noon, noonMs, stage, watchOf, webApp } from './support.ts';

/** The triggers that nothing would tell of, with the reason. */
function blindOf(rehearsed: readonly Rehearsed[]): readonly unknown[] {
  return rehearsed.flatMap(({ triggers, outcome }) => (outcome.kind === 'blind' ? [[triggers, outcome.reason]] : []));
}

test('asks each query once about the minutes before, and says that all of them answered', async () => {
  const { azure, telemetry } = await stage();

  const rehearsed = await telemetry.rehearse(azureWatch(undefined, { logs }), noon);

  expect(rehearsed).toEqual([
    {
      source: 'azure-metrics',
      query: 'Requests by statusCodeCategory',
      fields: ['requests', 'errors'],
      triggers: ['errors', 'latency'],
      outcome: { kind: 'answered', newest: '2026-11-20T11:59:00.000Z' },
    },
    answered('CpuPercentage', 'cpuPercent', 'cpu'),
    answered('MemoryPercentage', 'memoryPercent', 'memory'),
    answered('RestartCount by podName', 'restarts', 'memory'),
    {
      source: 'azure-logs',
      query: 'AppRequests',
      fields: ['p50Ms', 'p95Ms'],
      triggers: ['latency'],
      outcome: { kind: 'answered', newest: '2026-11-20T11:55:59.999Z' },
    },
  ]);
  expect(askedOf(azure, 'metrics')).toHaveLength(3);
  expect(askedOf(azure, 'logs')).toHaveLength(1);
});

function answered(query: string, field: string, trigger: string): unknown {
  const outcome = { kind: 'answered', newest: '2026-11-20T11:59:00.000Z' };
  return { source: 'azure-metrics', query, fields: [field], triggers: [trigger], outcome };
}

test('names what a refusal of the workspace makes blind, and nothing else', async () => {
  const { azure, telemetry } = await stage();
  azure.fail('logs', { kind: 'reply', status: 403, body: '{"error":{"code":"InsufficientAccessError"}}' });

  const rehearsed = await telemetry.rehearse(azureWatch(undefined, { logs }), noon);

  expect(blindOf(rehearsed)).toEqual([
    [
      ['latency'],
      'the workspace refused the query (403 InsufficientAccessError); check the roles of Gonogo’s identity',
    ],
  ]);
});

test('asks the plan of an App Service too, and names it where it cannot answer', async () => {
  const { telemetry } = await stage({ resourceId: webApp });

  const rehearsed = await telemetry.rehearse(azureWatch(webApp, { appServicePlan }), noon);

  const blind = rehearsed.filter(({ outcome }) => outcome.kind === 'blind');
  expect(blind.flatMap(({ triggers }) => triggers)).toEqual(['cpu', 'memory']);
});

test('is blind where a query answers with nothing: a watch could not tell it from health', async () => {
  const { telemetry } = await stage({ signals: { data: 'silent' } });

  const rehearsed = await telemetry.rehearse(azureWatch(), noon);

  expect(rehearsed.map(({ outcome }) => outcome.kind)).not.toContain('answered');
});

test('asks Prometheus as the config says, and repeats what it said about a query', async () => {
  const production = createProduction({ services: { checkout: {} }, now: noonMs });
  const prometheus = await startPrometheus({ production, now: noonMs });
  onTestFinished(async () => prometheus.stop());
  const { telemetry } = await stage();
  const { cpuPercent = '' } = queriesFor('checkout');
  const queries = { cpuPercent, memoryPercent: 'sum(' };

  const rehearsed = await telemetry.rehearse(
    watchOf({ allowHosts: ['127.0.0.1'], prometheus: { url: prometheus.url, queries } }),
    noon,
  );

  expect(rehearsed).toMatchObject([
    { query: cpuPercent, triggers: ['cpu'], outcome: { kind: 'answered' } },
    { query: 'sum(', triggers: ['memory'], outcome: { kind: 'blind', code: 'refused' } },
  ]);
  expect(prometheus.asked).toHaveLength(2);
});

test('has nothing to rehearse for a lane without telemetry', async () => {
  const { azure, telemetry } = await stage();

  expect(await telemetry.rehearse(watchOf({ health: { url: 'https://checkout.example.com/healthz' } }), noon)).toEqual(
    [],
  );
  expect(azure.asked).toEqual([]);
});

const loadsNothing = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ resolve(specifier, context, next) { loaded.push(specifier); return next(specifier, context); } });
const { createTelemetry } = await import('./src/adapters/telemetry/telemetry.ts');
const none = { metricsEndpoint: null, logsEndpoint: null, federatedTokenFile: null, tenantId: null, clientId: null };
const telemetry = createTelemetry({ azure: none, now: () => performance.now() });
const watch = { everyMs: 60000, azure: null, prometheus: null, allowHosts: [], sources: [] };
await telemetry.rehearse(watch, '2026-11-20T12:00:00.000Z');
process.stdout.write(JSON.stringify(loaded.filter((name) => name.startsWith('@azure'))));
`;

test('loads nothing of Azure before a lane asks for it', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', loadsNothing], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString();
  });
  const [code] = await once(child, 'close');

  expect({ code, out }).toEqual({ code: 0, out: '[]' });
});
