import { type CommitSha } from '../../domain/ids.ts';
import { type WatchPolicy } from '../../domain/policy/lane-policy.ts';
import { after, epochMs, minute } from '../../domain/time.ts';
import { fieldSources, type Telemetry } from '../../domain/watch/telemetry.ts';
import { type Resolve, systemResolve } from '../probe-request.ts';
import { type AzureSettings, createAzureClients } from './azure-clients.ts';
import { type AzureCredential } from './azure-credential.ts';
import { logColumns } from './azure-logs.ts';
import { metricColumns } from './azure-metrics.ts';
import { type Column, type Span, toRead, toRehearsed } from './columns.ts';
import { type Deadline } from './deadline.ts';
import { fieldsOfPlan, type ResourceKind, resourceKind } from './metric-plans.ts';
import { createMetricsBatch } from './metrics-batch.ts';
import { prometheusColumns } from './prometheus.ts';
import { createPrometheusFetch } from './prometheus-request.ts';

export type TelemetryNeeds = {
  readonly azure: AzureSettings;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
  /** Milliseconds that one call has, all its attempts included; a look has less where its interval is short. */
  readonly timeoutMs?: number;
  /** Milliseconds that questions of several lanes wait for one another. */
  readonly collectMs?: number;
  readonly resolve?: Resolve;
  /** In place of the identity that the settings name. */
  readonly credential?: () => Promise<AzureCredential>;
};

/** Of its interval a look may use so much, so that it is over before the next one begins. */
const shareOfInterval = 0.8;
/** A rehearsal asks about these minutes: metrics come within two, logs within ten. */
const rehearsedMs = 15 * minute;

export function createTelemetry(needs: TelemetryNeeds): Telemetry {
  const { azure: settings, now, timeoutMs = 20_000, collectMs = 50, resolve = systemResolve, credential } = needs;
  const clients = createAzureClients(settings, credential);
  const askMetrics = createMetricsBatch(clients, collectMs);
  const fetchPrometheus = createPrometheusFetch(resolve, now);

  function deadlineFor(ms: number): Deadline {
    return { endsAt: now() + ms, now };
  }

  async function columnsOf(
    watch: WatchPolicy,
    sha: CommitSha | null,
    span: Span,
    deadline: Deadline,
  ): Promise<readonly Column[]> {
    const azure = watch.azure ?? null;
    const prometheus = watch.prometheus ?? null;
    const resources = resourcesOf(azure);
    const sources = fieldSources(
      watch,
      resources.flatMap(({ kind }) => fieldsOfPlan(kind.plan)),
    );
    const asked: Promise<readonly Column[]>[] = resources.map(
      async (resource) => await metricColumns(askMetrics, resource, resource.kind, sources, span, deadline),
    );
    if (azure?.logs !== undefined) asked.push(logColumns(clients, azure.logs, sha, sources, span, deadline));
    if (prometheus !== null) {
      const source = { prometheus, allowHosts: watch.allowHosts };
      asked.push(prometheusColumns(source, sources, span, deadline, fetchPrometheus));
    }
    return (await Promise.all(asked)).flat();
  }

  return {
    async readings({ watch, sha, from, to, withinMs = watch.everyMs * shareOfInterval }) {
      const span = { fromMs: wholeMinute(epochMs(from)), toMs: wholeMinute(epochMs(to)) };
      const deadline = deadlineFor(Math.min(timeoutMs, withinMs));
      return toRead(span.fromMs < span.toMs ? await columnsOf(watch, sha, span, deadline) : [], span);
    },

    async rehearse(watch, at) {
      const toMs = wholeMinute(epochMs(after(at, -minute)));
      const span = { fromMs: toMs - rehearsedMs, toMs };
      return toRehearsed(await columnsOf(watch, null, span, deadlineFor(timeoutMs)));
    },
  };
}

/** The service itself and, for an App Service, its plan. No signal is held by both. */
function resourcesOf(azure: WatchPolicy['azure']): readonly {
  readonly region: string;
  readonly resourceId: string;
  readonly kind: ResourceKind;
}[] {
  if (azure === null || azure === undefined) return [];
  const { region, resourceId, appServicePlan } = azure;
  return [resourceId, ...(appServicePlan === undefined ? [] : [appServicePlan])].map((id) => ({
    region,
    resourceId: id,
    kind: resourceKind(id),
  }));
}

function wholeMinute(ms: number): number {
  return Math.floor(ms / minute) * minute;
}
