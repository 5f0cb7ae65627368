import { metricTriggers } from './azure-resources.ts';
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
  const { azure } = watch;
  const logs = azure?.logs !== undefined;
  const resources = azure === undefined ? [] : [azure.resourceId, azure.appServicePlan ?? ''];
  const metrics = resources.flatMap((id) => metricTriggers(id));
  const has: Readonly<Record<Trigger, boolean>> = {
    health: watch.health !== undefined,
    errors: logs || metrics.includes('errors') || (queries.errors !== undefined && queries.requests !== undefined),
    latency: logs || queries.p95Ms !== undefined || queries.p50Ms !== undefined,
    memory: metrics.includes('memory') || queries.memoryPercent !== undefined,
    cpu: metrics.includes('cpu') || queries.cpuPercent !== undefined,
  };
  return {
    sources: Trigger.options.filter((trigger) => has[trigger]),
    withoutSource: Trigger.options.filter((trigger) => !has[trigger]),
  };
}
