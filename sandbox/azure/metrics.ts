import { z } from 'zod';
import { type Minute } from './production.ts';
import { type AzureAnswer, type AzureAsked, type AzureOptions } from './types.ts';

const BatchBody = z.object({ resourceids: z.array(z.string()).min(1) });

/** Limits of the batch API: resources for each call, and series for each resource unless `top` says otherwise. */
const mostResources = 50;
const usualTop = 10;
const minuteMs = 60_000;

type Metric = {
  readonly shown: string;
  readonly unit: string;
  readonly value: (minute: Minute) => number | null;
  /** The series of a split by this dimension. */
  readonly split?: {
    readonly dimension: string;
    readonly labels: Readonly<Record<string, (minute: Minute) => number | null>>;
  };
};

const replicas = ['checkout--v1-7f9c', 'checkout--v1-b2d4'];

/** Metrics have a name to ask by and another one to show, and answers hold both. */
const metrics: Readonly<Record<string, Readonly<Record<string, Metric>>>> = {
  'microsoft.app/containerapps': {
    Requests: {
      shown: 'Requests',
      unit: 'Count',
      value: ({ requests }) => requests,
      split: {
        dimension: 'statusCodeCategory',
        labels: {
          '2xx': ({ requests, errors }) => requests - errors,
          '5xx': ({ errors }) => (errors === 0 ? null : errors),
        },
      },
    },
    ResponseTime: { shown: 'Average Response Time (Preview)', unit: 'MilliSeconds', value: meanMs },
    CpuPercentage: { shown: 'CPU Usage Percentage (Preview)', unit: 'Percent', value: ({ cpuPercent }) => cpuPercent },
    MemoryPercentage: {
      shown: 'Memory Percentage (Preview)',
      unit: 'Percent',
      value: ({ memoryPercent }) => memoryPercent,
    },
    RestartCount: {
      shown: 'Replica Restart Count',
      unit: 'Count',
      value: ({ restarts }) => restarts,
      split: {
        dimension: 'podName',
        labels: Object.fromEntries(
          replicas.map((name, index) => [name, ({ restarts }) => (index === 0 ? restarts : 0)]),
        ),
      },
    },
  },
  'microsoft.web/sites': {
    Requests: { shown: 'Requests', unit: 'Count', value: ({ requests }) => requests },
    Http5xx: { shown: 'Http Server Errors', unit: 'Count', value: ({ errors }) => errors },
    HttpResponseTime: { shown: 'Response Time', unit: 'Seconds', value: (minute) => meanMs(minute) / 1000 },
  },
  'microsoft.web/serverfarms': {
    CpuPercentage: { shown: 'CPU Percentage', unit: 'Percent', value: ({ cpuPercent }) => cpuPercent },
    MemoryPercentage: { shown: 'Memory Percentage', unit: 'Percent', value: ({ memoryPercent }) => memoryPercent },
  },
  'microsoft.insights/components': {
    'requests/count': { shown: 'Server requests', unit: 'Count', value: ({ requests }) => requests },
    'requests/failed': { shown: 'Failed requests', unit: 'Count', value: ({ errors }) => errors },
    'requests/duration': { shown: 'Server response time', unit: 'MilliSeconds', value: meanMs },
  },
};

/** Between the median and the slow ones, where means are. */
function meanMs({ p50Ms, p95Ms }: Minute): number {
  return 0.8 * p50Ms + 0.2 * p95Ms;
}

/** Minutes that end after `arrivedMs` have not arrived yet. */
export function answerMetrics({ url, body }: AzureAsked, options: AzureOptions, arrivedMs: number): AzureAnswer {
  const ids = BatchBody.safeParse(JSON.parse(body)).data?.resourceids ?? [];
  const query = url.searchParams;
  const namespace = query.get('metricnamespace') ?? '';
  const known = metrics[namespace.toLowerCase()];
  const names = (query.get('metricnames') ?? '').split(',');
  const dimension = /^(\w+) eq '\*'$/.exec(query.get('filter') ?? '')?.[1] ?? null;
  const problem = problemOf(ids, url, known, names, dimension);
  if (problem !== null) return { status: 400, body: { error: { code: 'BadRequest', message: problem } } };

  const span = { fromMs: Date.parse(query.get('starttime') ?? ''), toMs: Date.parse(query.get('endtime') ?? '') };
  const aggregations = (query.get('aggregation') ?? 'average').split(',');
  const top = Number(query.get('top') ?? usualTop);
  const values = ids.flatMap((id) => {
    const service = serviceOf(options, id);
    if (service === null) return [];
    return [
      {
        starttime: query.get('starttime'),
        endtime: query.get('endtime'),
        interval: 'PT1M',
        namespace,
        resourceregion: 'westeurope',
        resourceid: id,
        value: names.map((name) => {
          const metric = known?.[name];
          const minutes = minutesOf(options, service, span, arrivedMs);
          const timeseries =
            metric === undefined ? [] : seriesOf(metric, dimension, minutes, aggregations).slice(0, top);
          return {
            id: `${id}/providers/Microsoft.Insights/metrics/${name}`,
            type: 'Microsoft.Insights/metrics',
            name: { value: name, localizedValue: metric?.shown ?? name },
            unit: metric?.unit ?? 'Unspecified',
            errorCode: 'Success',
            timeseries,
          };
        }),
      },
    ];
  });
  return { status: 200, body: { values } };
}

function problemOf(
  ids: readonly string[],
  url: URL,
  known: Readonly<Record<string, Metric>> | undefined,
  names: readonly string[],
  dimension: string | null,
): string | null {
  const subscription = url.pathname.split('/')[2] ?? '';
  if (ids.length === 0 || ids.length > mostResources)
    return `between 1 and ${mostResources} resources, not ${ids.length}`;
  if (ids.some((id) => !id.startsWith(`/subscriptions/${subscription}/`))) return 'all resources of one subscription';
  if (url.searchParams.get('api-version') === null) return 'an api-version';
  if (url.searchParams.get('interval') !== 'PT1M') return 'the interval PT1M';
  if (known === undefined) return 'Failed to find metric configuration for provider';
  const strange = names.find((name) => known[name] === undefined);
  if (strange !== undefined) return `Failed to find metric configuration for ${strange}`;
  if (dimension !== null && names.some((name) => known[name]?.split?.dimension !== dimension))
    return 'no such dimension';
  return null;
}

function serviceOf({ services }: AzureOptions, id: string): string | null {
  const found = Object.entries(services).find(([, { resourceId, appServicePlan }]) =>
    [resourceId, appServicePlan].some((own) => own?.toLowerCase() === id.toLowerCase()),
  );
  return found?.[0] ?? null;
}

type Timed = { readonly atMs: number; readonly minute: Minute | null };

function minutesOf(
  { production }: AzureOptions,
  service: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  arrivedMs: number,
): readonly Timed[] {
  const minutes: Timed[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += minuteMs) {
    const minute = atMs + minuteMs <= arrivedMs ? production.minuteOf(service, atMs) : null;
    minutes.push({ atMs, minute });
  }
  return minutes;
}

type Series = {
  readonly metadatavalues: readonly unknown[];
  readonly data: readonly Readonly<Record<string, unknown>>[];
};

/** A minute without a measurement has a point without a value; a series without any is left out of a split. */
function seriesOf(
  metric: Metric,
  dimension: string | null,
  minutes: readonly Timed[],
  aggregations: readonly string[],
): readonly Series[] {
  function data(value: (minute: Minute) => number | null): Series['data'] {
    return minutes.map(({ atMs, minute }) => {
      const number = minute === null ? null : value(minute);
      const timeStamp = new Date(atMs).toISOString().replace('.000Z', 'Z');
      return { timeStamp, ...(number === null ? {} : Object.fromEntries(aggregations.map((name) => [name, number]))) };
    });
  }
  if (dimension === null || metric.split === undefined) return [{ metadatavalues: [], data: data(metric.value) }];
  return Object.entries(metric.split.labels).flatMap(([label, value]) => {
    const points = data(value);
    if (points.every((point) => Object.keys(point).length === 1)) return [];
    const name = { value: dimension.toLowerCase(), localizedValue: dimension.toLowerCase() };
    return [{ metadatavalues: [{ name, value: label }], data: points }];
  });
}
