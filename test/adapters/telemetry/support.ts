import { type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { createProduction, type Production, type Signals } from '../../../sandbox/azure/production.ts';
import { type AzureDouble, startAzure } from '../../../sandbox/azure/server.ts';
import { type AzureOptions } from '../../../sandbox/azure/types.ts';
import { createTelemetry, type TelemetryNeeds } from '../../../src/adapters/telemetry/telemetry.ts';
import { type WatchPolicy } from '../../../src/domain/policy/lane-policy.ts';
import { after, epochMs, type Instant, minute } from '../../../src/domain/time.ts';
import { type Reading } from '../../../src/domain/watch/readings.ts';
import { type Telemetry, type TelemetryRead } from '../../../src/domain/watch/telemetry.ts';
import { type Asked, answering, lanePolicy } from '../github/support.ts';

/** The moment that these tests happen at. */
export const noon = '2026-11-20T12:00:00.000Z' as Instant;

export function noonMs(): number {
  return epochMs(noon);
}

export const subscription = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
export const workspaceId = '7a5a8ab6-2bc0-4a0f-9d06-0f2b8a6c1d11';

export function containerApp(name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.App/containerApps/${name}`;
}

export const webApp = `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Web/sites/checkout`;
export const appServicePlan = `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Web/serverfarms/shared`;
export const insights = `/subscriptions/${subscription}/resourceGroups/rg/providers/microsoft.insights/components/checkout`;

export const logs = { workspaceId, role: 'checkout' };

/** The watch of a lane with these sources, as the config would give it. */
export function watchOf(rules: Readonly<Record<string, unknown>>): WatchPolicy {
  const { watch } = lanePolicy({ watch: rules });
  if (watch === null) throw new Error('the lane is not watched');
  return watch;
}

export function azureWatch(
  resourceId = containerApp('checkout'),
  more: Readonly<Record<string, unknown>> = {},
): WatchPolicy {
  return watchOf({ azure: { region: 'westeurope', resourceId, ...more } });
}

export const noAzure: TelemetryNeeds['azure'] = {
  metricsEndpoint: null,
  logsEndpoint: null,
  federatedTokenFile: null,
  tenantId: null,
  clientId: null,
};

export type Stage = { readonly azure: AzureDouble; readonly production: Production; readonly telemetry: Telemetry };

/** An Azure with one healthy service, and our telemetry in front of it. */
export async function stage(
  options: {
    readonly resourceId?: string;
    readonly appServicePlan?: string;
    readonly signals?: Partial<Signals>;
    readonly azure?: Partial<AzureOptions>;
    readonly needs?: Partial<TelemetryNeeds>;
  } = {},
): Promise<Stage> {
  const production = createProduction({ services: { checkout: options.signals ?? {} }, now: noonMs });
  const resourceId = options.resourceId ?? containerApp('checkout');
  const { appServicePlan } = options;
  const services = {
    checkout: { resourceId, ...logs, ...(appServicePlan === undefined ? {} : { appServicePlan }) },
  };
  const azure = await startAzure({ production, services, now: noonMs, ...options.azure });
  onTestFinished(async () => azure.stop());
  return { azure, production, telemetry: telemetryFor(azure, options.needs) };
}

export function telemetryFor(azure: AzureDouble, needs: Partial<TelemetryNeeds> = {}): Telemetry {
  return createTelemetry({
    azure: { ...noAzure, metricsEndpoint: azure.url, logsEndpoint: azure.url },
    now: () => performance.now(),
    timeoutMs: 5_000,
    collectMs: 5,
    credential: async () => ({ getToken: async (scopes) => tokenFrom(azure, scopes) }),
    ...needs,
  });
}

/** A token from the double's identity endpoint, past the caches that a process has only one of. */
async function tokenFrom(
  { environment }: AzureDouble,
  scopes: string | string[],
): Promise<{ readonly token: string; readonly expiresOnTimestamp: number }> {
  const resource = [scopes].flat().join(' ').replace('/.default', '');
  const response = await fetch(`${environment['IDENTITY_ENDPOINT']}?resource=${encodeURIComponent(resource)}`, {
    headers: { 'x-identity-header': environment['IDENTITY_HEADER'] ?? '' },
  });
  const { access_token: token } = (await response.json()) as { readonly access_token: string };
  return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
}

/** The minutes before noon, `from` of them to `to` of them ago. */
export async function readingsBeforeNoon(
  telemetry: Telemetry,
  watch: WatchPolicy,
  {
    from = 10,
    to = 5,
    sha = null,
  }: { from?: number; to?: number; sha?: Parameters<Telemetry['readings']>[0]['sha'] } = {},
): Promise<TelemetryRead> {
  return await telemetry.readings({ watch, sha, from: after(noon, -from * minute), to: after(noon, -to * minute) });
}

/** One field of each reading. */
export function valuesOf<Field extends keyof Reading>(read: TelemetryRead, field: Field): readonly Reading[Field][] {
  return read.readings.map((reading) => reading[field]);
}

export function askedOf(azure: AzureDouble, api: 'metrics' | 'logs'): AzureDouble['asked'] {
  return azure.asked.filter((asked) => asked.api === api);
}

/** Our telemetry in front of a server that answers every question of Azure as the test says. */
export async function answeredBy(
  handle: (asked: Asked, response: ServerResponse) => void,
  needs: Partial<TelemetryNeeds> = {},
): Promise<{ readonly telemetry: Telemetry; readonly asked: readonly Asked[] }> {
  const { url, asked } = await answering(handle);
  const telemetry = createTelemetry({
    azure: { ...noAzure, metricsEndpoint: url, logsEndpoint: url },
    now: () => performance.now(),
    timeoutMs: 5_000,
    collectMs: 1,
    credential: async () => ({
      getToken: async () => ({ token: 'a-token', expiresOnTimestamp: Date.now() + 3_600_000 }),
    }),
    ...needs,
  });
  return { telemetry, asked };
}

export type WrittenSeries = { readonly label?: string; readonly data: readonly Readonly<Record<string, unknown>>[] };

/** An answer of the batch API about one resource, with these series for each metric. */
export function batchAnswer(
  resourceId: string,
  metrics: Readonly<Record<string, readonly WrittenSeries[]>>,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  const value = Object.entries(metrics).map(([name, series]) => ({
    id: `${resourceId}/providers/Microsoft.Insights/metrics/${name}`,
    type: 'Microsoft.Insights/metrics',
    name: { value: name, localizedValue: `The ${name} of a resource` },
    unit: 'Count',
    errorCode: 'Success',
    timeseries: series.map(({ label, data }) => ({
      metadatavalues: label === undefined ? [] : [{ name: { value: 'split', localizedValue: 'split' }, value: label }],
      data,
    })),
    ...more,
  }));
  return { values: [{ starttime: noon, endtime: noon, interval: 'PT1M', resourceid: resourceId, value }] };
}

/** Points of the minutes before noon, beginning so many minutes before it. A string is a value that no number is. */
export function pointsFrom(
  minutesBefore: number,
  take: string,
  values: readonly unknown[],
): readonly Readonly<Record<string, unknown>>[] {
  return values.map((value, index) => {
    const timeStamp = after(noon, (index - minutesBefore) * minute);
    return value === undefined ? { timeStamp } : { timeStamp, [take]: value };
  });
}
