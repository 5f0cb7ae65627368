import { expect, test } from 'vitest';
import { fieldsOfPlan, resourceKind } from '../../../src/adapters/telemetry/metric-plans.ts';
import { fieldSources } from '../../../src/domain/watch/telemetry.ts';
import { appServicePlan, containerApp, insights, logs, watchOf, webApp } from './support.ts';

function sourcesOf(rules: {
  readonly azure?: { readonly resourceId: string; readonly logs?: unknown };
  readonly queries?: unknown;
}): unknown {
  const azure = rules.azure === undefined ? {} : { azure: { region: 'westeurope', ...rules.azure } };
  const prometheus =
    rules.queries === undefined
      ? {}
      : { prometheus: { url: 'https://prometheus.example.com', queries: rules.queries } };
  const watch = watchOf({ ...azure, ...prometheus });
  return fieldSources(watch, fieldsOfPlan(resourceKind(rules.azure?.resourceId ?? '').plan));
}

const nothing = {
  requests: null,
  errors: null,
  p50Ms: null,
  p95Ms: null,
  cpuPercent: null,
  memoryPercent: null,
  restarts: null,
};

test('metrics of a container app bring all but the slow requests', () => {
  expect(sourcesOf({ azure: { resourceId: containerApp('checkout') } })).toEqual({
    requests: 'azure-metrics',
    errors: 'azure-metrics',
    p50Ms: 'azure-metrics',
    p95Ms: null,
    cpuPercent: 'azure-metrics',
    memoryPercent: 'azure-metrics',
    restarts: 'azure-metrics',
  });
});

test('logs go before metrics for latency, and metrics before logs for requests', () => {
  expect(sourcesOf({ azure: { resourceId: insights, logs } })).toEqual({
    ...nothing,
    requests: 'azure-metrics',
    errors: 'azure-metrics',
    p50Ms: 'azure-logs',
    p95Ms: 'azure-logs',
  });
});

test('logs bring requests too where the resource has no metric of them', () => {
  const plan = webApp.replace('sites', 'serverfarms');

  expect(sourcesOf({ azure: { resourceId: plan, logs } })).toEqual({
    requests: 'azure-logs',
    errors: 'azure-logs',
    p50Ms: 'azure-logs',
    p95Ms: 'azure-logs',
    cpuPercent: 'azure-metrics',
    memoryPercent: 'azure-metrics',
    restarts: null,
  });
});

test('Prometheus goes before everything that it has a query for', () => {
  const queries = { requests: 'r', errors: 'e', p95Ms: 'p' };

  expect(sourcesOf({ azure: { resourceId: containerApp('checkout'), logs }, queries })).toMatchObject({
    requests: 'prometheus',
    errors: 'prometheus',
    p50Ms: 'azure-logs',
    p95Ms: 'prometheus',
    cpuPercent: 'azure-metrics',
  });
});

test('requests and errors come from one source, or their ratio would mean nothing', () => {
  const azure = { resourceId: containerApp('checkout') };

  expect(sourcesOf({ azure, queries: { errors: 'e' } })).toMatchObject({
    requests: 'azure-metrics',
    errors: 'azure-metrics',
  });
  expect(sourcesOf({ queries: { requests: 'r', p95Ms: 'p' } })).toEqual({
    ...nothing,
    requests: 'prometheus',
    p95Ms: 'prometheus',
  });
});

test.each([
  [containerApp('checkout'), 'Microsoft.App/containerapps'],
  [`${webApp}/slots/staging`, 'Microsoft.Web/sites/slots'],
  [webApp.toUpperCase(), 'Microsoft.Web/sites'],
  [`${webApp}/providers/microsoft.insights/components/checkout`, 'microsoft.insights/components'],
])('knows the kind of %s', (resourceId, namespace) => {
  expect(resourceKind(resourceId).plan?.namespace).toBe(namespace);
});

test.each(['/subscriptions/s/providers/Microsoft.Cache/redis/x', '/subscriptions/s/providers/', 'x', ''])(
  'has no metrics of %j',
  (resourceId) => {
    expect(fieldsOfPlan(resourceKind(resourceId).plan)).toEqual([]);
  },
);

test.each([
  [containerApp('checkout'), undefined],
  [webApp, undefined],
  [`${webApp}/slots/staging`, undefined],
  [webApp, appServicePlan],
  [appServicePlan, undefined],
  [insights, undefined],
  ['/subscriptions/s/providers/Microsoft.Cache/redis/x', undefined],
])('the config claims a trigger of %s (plan: %s) exactly where the metrics hold its signals', (resourceId, plan) => {
  const azure = { region: 'westeurope', resourceId, ...(plan === undefined ? {} : { appServicePlan: plan }) };
  const held = [resourceId, plan ?? ''].flatMap((id) => fieldsOfPlan(resourceKind(id).plan));
  const needs = { errors: 'errors', memory: 'memoryPercent', cpu: 'cpuPercent' } as const;

  const { sources } = watchOf({ health: undefined, azure });

  for (const trigger of ['errors', 'memory', 'cpu'] as const)
    expect([trigger, sources.includes(trigger)]).toEqual([trigger, held.includes(needs[trigger])]);
});
