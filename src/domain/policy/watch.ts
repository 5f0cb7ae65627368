import { z } from 'zod';
import { duration } from './durations.ts';
import { type Parsed } from './parsed.ts';

/** The five things a watch can act on. */
export const Trigger = z.enum(['health', 'errors', 'latency', 'memory', 'cpu']);
export type Trigger = z.infer<typeof Trigger>;

/** An address that a probe may ask. Plain http passes only for hosts of `allowHosts`, which is checked with the watch. */
const ProbeUrl = z
  .url({ protocol: /^https?$/, error: 'write a whole address such as "https://checkout.example.com/healthz"' })
  .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'leave user names and passwords out of addresses');

/** `host` means any port of it, `host:port` only that one. */
const AllowedHost = z
  .string()
  .regex(/^[A-Za-z0-9.-]+(?::\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](?::\d{1,5})?$/, 'write a host or host:port');

const Health = z.strictObject({
  url: ProbeUrl,
  timeout: duration('1s').prefault('5s').meta({ description: 'A slower answer is a failure.' }),
  html: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether an HTML page with status 200 is health, not a proxy’s page.' }),
});

const Version = z.strictObject({
  url: ProbeUrl,
  field: z
    .string()
    .regex(/^[A-Za-z0-9_$.-]{1,100}$/, 'name a field of the JSON answer, with dots for nested ones')
    .default('sha')
    .meta({ description: 'The field of the JSON answer that holds the SHA, with dots for nested ones.' }),
});

const Azure = z.strictObject({
  region: z.string().regex(/^[a-z0-9]+$/, 'use the short name of a region, such as westeurope'),
  resourceId: z
    .string()
    .regex(/^\/subscriptions\/\S+\/providers\/\S+$/i, 'use the whole resource id, from /subscriptions/ on'),
  appServicePlan: z
    .string()
    .regex(
      /^\/subscriptions\/\S+\/providers\/Microsoft\.Web\/serverfarms\/[^/\s]+$/i,
      'use the whole resource id of the plan',
    )
    .optional()
    .meta({ description: 'The plan of an App Service, in the same region: it holds CPU and memory.' }),
  logs: z
    .strictObject({
      workspaceId: z.guid('use the id of the Log Analytics workspace'),
      role: z.string().min(1).meta({ description: 'The AppRoleName that the service logs under.' }),
    })
    .optional()
    .meta({ description: 'p95 exists only in logs, so the latency trigger needs them.' }),
});

const Query = z.string().min(1).optional();
const Prometheus = z.strictObject({
  url: ProbeUrl,
  queries: z.strictObject({
    requests: Query,
    errors: Query,
    p50Ms: Query,
    p95Ms: Query,
    cpuPercent: Query,
    memoryPercent: Query,
    restarts: Query,
  }),
});

const Triggers = z.strictObject({
  healthFailures: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .meta({ description: 'More than so many failures in a row are a breach.' }),
  errorPoints: z
    .number()
    .positive()
    .max(100)
    .default(5)
    .meta({ description: 'Percentage points of errors over the baseline.' }),
  latencyFactor: z.number().gt(1).default(2).meta({ description: 'p95 above so many times the baseline.' }),
  memoryPercent: z.number().positive().max(100).default(90),
  cpuPercent: z.number().positive().max(100).default(90),
});

export const WatchRules = z.strictObject({
  minutes: z
    .int()
    .min(1)
    .max(1440)
    .default(30)
    .meta({ description: 'How long production is watched, from the new SHA being live.' }),
  every: duration('1s').prefault('60s').meta({ description: 'The interval of the looks.' }),
  health: Health.optional(),
  version: Version.optional(),
  allowHosts: z
    .array(AllowedHost)
    .default([])
    .meta({ description: 'Private hosts that may be asked, and the only ones over plain http. `host` is any port.' }),
  azure: Azure.optional(),
  prometheus: Prometheus.optional(),
  triggers: Triggers.prefault({}),
  advisory: z.array(Trigger).default([]).meta({ description: 'Triggers that are recorded and not acted on.' }),
});
export type WatchRules = Parsed<typeof WatchRules>;
