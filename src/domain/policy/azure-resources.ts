import { type Trigger } from './watch.ts';

/**
 * What Azure's metrics hold for the triggers, by type of resource. Processor and memory of an App Service are those of
 * its plan, a resource of its own. No metric holds a quantile, so none is a source for latency.
 * https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index
 */
const measuredBy: ReadonlyMap<string, readonly Trigger[]> = new Map([
  ['microsoft.app/containerapps', ['errors', 'memory', 'cpu']],
  ['microsoft.web/sites', ['errors']],
  ['microsoft.web/sites/slots', ['errors']],
  ['microsoft.web/serverfarms', ['memory', 'cpu']],
  ['microsoft.insights/components', ['errors']],
]);

/** Empty for a type that is not known: what nobody has tried is not claimed. */
export function metricTriggers(resourceId: string): readonly Trigger[] {
  return measuredBy.get(resourceType(resourceId).toLowerCase()) ?? [];
}

/** "Microsoft.Web/sites/slots" of "/subscriptions/…/providers/Microsoft.Web/sites/checkout/slots/staging". */
export function resourceType(resourceId: string): string {
  const [provider = '', ...rest] = (/\/providers\/(?!.*\/providers\/)(.+)$/i.exec(resourceId)?.[1] ?? '').split('/');
  return [provider, ...rest.filter((_part, index) => index % 2 === 0)].join('/');
}
