import { createProduction, healthySignals, type Production } from './azure/production.ts';
import { type AzureDouble, startAzure } from './azure/server.ts';
import { type AzureService } from './azure/types.ts';
import { type PrometheusDouble, startPrometheus } from './prometheus/server.ts';
import { type DemoService } from './service/demo-service.ts';

/** What measures the demo's services, for the bot to ask; each knows all of them. */
export type Measured = {
  readonly production: Production;
  readonly azure: AzureDouble;
  readonly prometheus: PrometheusDouble;
};

const subscription = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
const workspaceId = '7a5a8ab6-2bc0-4a0f-9d06-0f2b8a6c1d11';

/** Where the pretend Azure keeps what it knows of a service. */
export function azureOf(service: string): AzureService {
  const resourceId = `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.App/containerApps/${service}`;
  return { resourceId, workspaceId, role: service };
}

/**
 * Starts what measures these services, by the clock that all share. Every past minute is there from the beginning, so
 * that the first deployment already has something to be compared with.
 */
export async function startMeasuring(
  names: readonly string[],
  now: () => number,
  onChange: () => void,
): Promise<Measured & { stop(): Promise<void> }> {
  const production = createProduction({
    services: Object.fromEntries(names.map((name) => [name, {}])),
    now,
    onChange,
  });
  const services = Object.fromEntries(names.map((name) => [name, azureOf(name)]));
  const azure = await startAzure({ production, services, now });
  const prometheus = await startPrometheus({ production, now }).catch(async (error: unknown) => {
    await azure.stop();
    throw error;
  });
  return {
    production,
    azure,
    prometheus,
    stop: async () => void (await Promise.all([azure.stop(), prometheus.stop()])),
  };
}

/**
 * What is wrong with a service is wrong with its newest version: whoever goes back to one that ran before has it well
 * again. Where nothing measures it, nothing does afterwards either.
 */
export function createVersions(
  live: Readonly<Record<string, string>>,
): (parts: Pick<Measured, 'production'> & { readonly service: DemoService }, name: string, sha: string) => void {
  const before = new Map(Object.entries(live).map(([name, sha]) => [name, new Set([sha])]));
  return function onDeployed({ production, service }, name, sha) {
    const known = before.get(name) ?? new Set<string>();
    if (known.has(sha) && service.state(name).live.sha !== sha) {
      production.set(name, { ...healthySignals, data: production.state(name).data });
      service.set(name, { health: 'ok' });
    }
    before.set(name, known.add(sha));
    service.deploy(name, sha);
  };
}
