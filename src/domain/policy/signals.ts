import { Trigger, type WatchRules } from './watch.ts';

/**
 * Which triggers have a source of data. Metrics of Azure Monitor hold no p95, so latency needs its logs
 * or Prometheus; a trigger without a source can never fire, and is named wherever the watch is described.
 */
export function signalSources(watch: WatchRules): {
  readonly sources: readonly Trigger[];
  readonly withoutSource: readonly Trigger[];
} {
  const queries = watch.prometheus?.queries ?? {};
  const azure = watch.azure !== undefined;
  const has: Readonly<Record<Trigger, boolean>> = {
    health: watch.health !== undefined,
    errors: azure || (queries.errors !== undefined && queries.requests !== undefined),
    latency: watch.azure?.logs !== undefined || queries.p95Ms !== undefined || queries.p50Ms !== undefined,
    memory: azure || queries.memoryPercent !== undefined,
    cpu: azure || queries.cpuPercent !== undefined,
  };
  return {
    sources: Trigger.options.filter((trigger) => has[trigger]),
    withoutSource: Trigger.options.filter((trigger) => !has[trigger]),
  };
}
