import type { MetricsQueryResult } from '@azure/monitor-query-metrics';
import { type Asked, askAzure, inTime } from './azure-call.ts';
import { type AzureClients } from './azure-clients.ts';
import { type Span } from './columns.ts';
import { type Deadline } from './deadline.ts';
import { type MetricAsk } from './metric-plans.ts';

export type MetricQuestion = Span & {
  readonly region: string;
  readonly subscription: string;
  readonly namespace: string;
  readonly ask: MetricAsk;
  readonly resourceId: string;
  readonly deadline: Deadline;
};

/** The part of an answer that is about the resource asked for; null when the answer does not mention it. */
export type AskMetrics = (question: MetricQuestion) => Promise<Asked<MetricsQueryResult | null>>;

/** Azure's limit for one call. */
const mostResources = 50;
/** Series of one split for each resource: more than replicas or kinds of status can be. Azure's default of 10 is not. */
const mostSeries = 1000;

/**
 * Calls are billed, and looks of many lanes fall together. Questions that differ in nothing but the resource wait for
 * one another for a moment (`collectMs`) and share calls of up to 50 resources. A call may use the time of the question
 * that has most of it; each question itself is answered within its own.
 */
export function createMetricsBatch(clients: AzureClients, collectMs: number): AskMetrics {
  const groups = new Map<string, { readonly asked: MetricQuestion[]; readonly answers: Promise<Answers> }>();

  function openGroup(key: string): { readonly asked: MetricQuestion[]; readonly answers: Promise<Answers> } {
    const asked: MetricQuestion[] = [];
    const answers = new Promise<Answers>((settle) => {
      setTimeout(() => {
        groups.delete(key);
        settle(askAll(clients, asked));
      }, collectMs);
    });
    const group = { asked, answers };
    groups.set(key, group);
    return group;
  }

  async function answerTo(question: MetricQuestion): Promise<Asked<MetricsQueryResult | null>> {
    const key = keyOf(question);
    const group = groups.get(key) ?? openGroup(key);
    group.asked.push(question);
    const answers = await group.answers;
    return (await answers.get(question.resourceId.toLowerCase())) ?? { kind: 'answered', answer: null };
  }

  return async (question) => await inTime(who, answerTo(question), question.deadline);
}

const who = 'Azure Monitor';

/** For each resource the call that it is part of. */
type Answers = ReadonlyMap<string, Promise<Asked<MetricsQueryResult | null>>>;

function keyOf({ region, subscription, namespace, ask, fromMs, toMs }: MetricQuestion): string {
  return [region, subscription.toLowerCase(), namespace, ...ask.metrics, ask.splitBy, fromMs, toMs].join(' ');
}

function askAll(clients: AzureClients, asked: readonly MetricQuestion[]): Answers {
  const byResource = Map.groupBy(asked, ({ resourceId }) => resourceId.toLowerCase());
  const resources = [...byResource.keys()];
  const answers = new Map<string, Promise<Asked<MetricsQueryResult | null>>>();
  for (let at = 0; at < resources.length; at += mostResources) {
    const some = resources.slice(at, at + mostResources);
    const call = askOnce(
      clients,
      some.flatMap((id) => byResource.get(id) ?? []),
    );
    for (const id of some) answers.set(id, partOf(call, id));
  }
  return answers;
}

async function partOf(
  call: Promise<Asked<readonly MetricsQueryResult[]>>,
  id: string,
): Promise<Asked<MetricsQueryResult | null>> {
  const asked = await call;
  if (asked.kind === 'failed') return asked;
  return { kind: 'answered', answer: asked.answer.find(({ resourceId }) => resourceId?.toLowerCase() === id) ?? null };
}

async function askOnce(
  clients: AzureClients,
  questions: readonly MetricQuestion[],
): Promise<Asked<readonly MetricsQueryResult[]>> {
  const [first] = questions;
  if (first === undefined) return { kind: 'answered', answer: [] };
  const { ask, region, namespace, fromMs, toMs } = first;
  const ids = [...new Map(questions.map(({ resourceId }) => [resourceId.toLowerCase(), resourceId])).values()];
  const deadline = questions.map((question) => question.deadline).reduce(later);
  return await askAzure(
    who,
    async ({ timeoutMs, signal }) => {
      const client = await clients.metrics(region);
      // The client passes them on, though its type does not name them.
      const limits = { abortSignal: signal, requestOptions: { timeout: timeoutMs } };
      return await client.queryResources(ids, [...ask.metrics], namespace, {
        startTime: new Date(fromMs),
        endTime: new Date(toMs),
        interval: 'PT1M',
        aggregation: ask.aggregation,
        ...(ask.splitBy === null ? {} : { filter: `${ask.splitBy} eq '*'`, top: mostSeries }),
        ...limits,
      });
    },
    deadline,
  );
}

function later(one: Deadline, other: Deadline): Deadline {
  return other.endsAt > one.endsAt ? other : one;
}
