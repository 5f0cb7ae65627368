import type { LogsQueryClient } from '@azure/monitor-query-logs';
import type { MetricsClient } from '@azure/monitor-query-metrics';
import { type AzureCredential, type AzureIdentity, createCredential } from './azure-credential.ts';
import { wirePolicy } from './azure-wire.ts';

/** What the environment says about Azure. */
export type AzureSettings = AzureIdentity & {
  /** Stand-ins for Azure Monitor, for tests; null for Azure itself. */
  readonly metricsEndpoint: string | null;
  readonly logsEndpoint: string | null;
};

/** Made when first asked for. Rejects when there can be no credential, and tries anew at the next call. */
export type AzureClients = {
  readonly metrics: (region: string) => Promise<MetricsClient>;
  readonly logs: () => Promise<LogsQueryClient>;
};

/**
 * Azure's packages take a third of a second and 40 MB to load, so a Gonogo whose lanes name no Azure resource never
 * loads them.
 */
export function createAzureClients(
  settings: AzureSettings,
  credential: () => Promise<AzureCredential> = async () => createCredential(settings),
): AzureClients {
  const credentials = remembered(async () => credential());
  const metrics = remembered(async (region) => {
    const [{ MetricsClient: Client }, token] = await Promise.all([
      import('@azure/monitor-query-metrics'),
      credentials('one for all'),
    ]);
    return new Client(`https://${region}.metrics.monitor.azure.com`, token, optionsFor(settings.metricsEndpoint));
  });
  const logs = remembered(async () => {
    const [{ LogsQueryClient: Client }, token] = await Promise.all([
      import('@azure/monitor-query-logs'),
      credentials('one for all'),
    ]);
    return new Client(token, optionsFor(settings.logsEndpoint));
  });
  return { metrics, logs: async () => logs('one for all') };
}

function optionsFor(endpoint: string | null): {
  readonly additionalPolicies: { policy: ReturnType<typeof wirePolicy>; position: 'perRetry' }[];
  readonly retryOptions: { maxRetries: number };
  readonly userAgentOptions: { userAgentPrefix: string };
} {
  return {
    additionalPolicies: [{ policy: wirePolicy(endpoint), position: 'perRetry' }],
    retryOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: 'gonogo' },
  };
}

/** Calls `make` once for each key, and again after it failed. */
function remembered<Value>(make: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const made = new Map<string, Promise<Value>>();
  return async (key) => {
    const known = made.get(key);
    if (known !== undefined) return await known;
    const value = make(key);
    made.set(key, value);
    try {
      return await value;
    } catch (error) {
      made.delete(key);
      throw error;
    }
  };
}
