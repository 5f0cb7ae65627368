import { resourceType } from '../../domain/policy/azure-resources.ts';
import { type SignalField } from '../../domain/watch/telemetry.ts';

/** What Azure's metrics hold about one kind of resource, and how it becomes the fields of a reading. */
export type MetricPlan = {
  /** The resource type, which is also the metrics' namespace. */
  readonly namespace: string;
  readonly asks: readonly MetricAsk[];
};

/** One call. Metrics that are split by another dimension, or not at all, cannot share one. */
export type MetricAsk = {
  readonly metrics: readonly string[];
  readonly aggregation: string;
  /** The dimension that the answer is split by; null for one series a metric. */
  readonly splitBy: string | null;
  readonly columns: readonly MetricColumn[];
};

export type MetricColumn = {
  readonly field: SignalField;
  readonly metric: string;
  readonly take: 'total' | 'count' | 'average' | 'maximum';
  /** From the metric's unit to the reading's. */
  readonly factor: number;
  readonly how: /** The one series. */
    | 'single'
    /** All series of the split together. */
    | 'sum'
    /** Those of the split that are 5xx. Where the split has others and no 5xx, there was none: the split is complete. */
    | 'server-errors'
    /** How much running totals grew since the minute before, all series together. */
    | 'increase';
};

const secondsToMs = 1000;

/**
 * Metrics hold no quantile. Where the config names nothing better, the mean stands in for the median: both triggers and
 * baseline then use the mean, so like is compared with like. `RestartCount` counts since a replica was created.
 */
const containerApps: MetricPlan = {
  namespace: 'Microsoft.App/containerapps',
  asks: [
    {
      metrics: ['Requests'],
      aggregation: 'total',
      splitBy: 'statusCodeCategory',
      columns: [
        { field: 'requests', metric: 'Requests', take: 'total', factor: 1, how: 'sum' },
        { field: 'errors', metric: 'Requests', take: 'total', factor: 1, how: 'server-errors' },
      ],
    },
    {
      metrics: ['ResponseTime', 'CpuPercentage', 'MemoryPercentage'],
      aggregation: 'average',
      splitBy: null,
      columns: [
        { field: 'p50Ms', metric: 'ResponseTime', take: 'average', factor: 1, how: 'single' },
        { field: 'cpuPercent', metric: 'CpuPercentage', take: 'average', factor: 1, how: 'single' },
        { field: 'memoryPercent', metric: 'MemoryPercentage', take: 'average', factor: 1, how: 'single' },
      ],
    },
    {
      metrics: ['RestartCount'],
      aggregation: 'maximum',
      splitBy: 'podName',
      columns: [{ field: 'restarts', metric: 'RestartCount', take: 'maximum', factor: 1, how: 'increase' }],
    },
  ],
};

function appService(namespace: string): MetricPlan {
  return {
    namespace,
    asks: [
      {
        metrics: ['Requests', 'Http5xx', 'HttpResponseTime'],
        aggregation: 'total,average',
        splitBy: null,
        columns: [
          { field: 'requests', metric: 'Requests', take: 'total', factor: 1, how: 'single' },
          { field: 'errors', metric: 'Http5xx', take: 'total', factor: 1, how: 'single' },
          { field: 'p50Ms', metric: 'HttpResponseTime', take: 'average', factor: secondsToMs, how: 'single' },
        ],
      },
    ],
  };
}

/** Processor and memory of App Service are its plan's, which is a resource of its own. */
const appServicePlan: MetricPlan = {
  namespace: 'Microsoft.Web/serverfarms',
  asks: [
    {
      metrics: ['CpuPercentage', 'MemoryPercentage'],
      aggregation: 'average',
      splitBy: null,
      columns: [
        { field: 'cpuPercent', metric: 'CpuPercentage', take: 'average', factor: 1, how: 'single' },
        { field: 'memoryPercent', metric: 'MemoryPercentage', take: 'average', factor: 1, how: 'single' },
      ],
    },
  ],
};

const applicationInsights: MetricPlan = {
  namespace: 'microsoft.insights/components',
  asks: [
    {
      metrics: ['requests/count', 'requests/failed', 'requests/duration'],
      aggregation: 'count,average',
      splitBy: null,
      columns: [
        { field: 'requests', metric: 'requests/count', take: 'count', factor: 1, how: 'single' },
        { field: 'errors', metric: 'requests/failed', take: 'count', factor: 1, how: 'single' },
        { field: 'p50Ms', metric: 'requests/duration', take: 'average', factor: 1, how: 'single' },
      ],
    },
  ],
};

const plans: readonly MetricPlan[] = [
  containerApps,
  appService('Microsoft.Web/sites'),
  appService('Microsoft.Web/sites/slots'),
  appServicePlan,
  applicationInsights,
];

export type ResourceKind = { readonly subscription: string; readonly type: string; readonly plan: MetricPlan | null };

/** Reads subscription and type from a resource id; ids are compared without regard to case. */
export function resourceKind(resourceId: string): ResourceKind {
  const [, , subscription = ''] = resourceId.split('/');
  const type = resourceType(resourceId);
  const plan = plans.find(({ namespace }) => namespace.toLowerCase() === type.toLowerCase()) ?? null;
  return { subscription, type, plan };
}

export function fieldsOfPlan(plan: MetricPlan | null): readonly SignalField[] {
  return (plan?.asks ?? []).flatMap(({ columns }) => columns.map(({ field }) => field));
}
