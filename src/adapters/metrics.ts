import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type LaneEvent } from '../domain/events.ts';
import { type IncidentEvent } from '../domain/incident/events.ts';

/** What is read when somebody scrapes. Counts and milliseconds. */
export type Gauges = {
  readonly openReleases: number;
  readonly outboxAgeMs: number;
  readonly effectsWaiting: number;
  readonly chainsOverdue: number;
  readonly queueDepth: Readonly<Record<string, number>>;
};

export type Metrics = {
  /** Counts what was appended. */
  readonly appended: (events: readonly (LaneEvent | IncidentEvent)[]) => void;
  readonly slackCall: (method: string, outcome: string) => void;
  readonly githubCall: (route: string, status: number) => void;
  /** Milliseconds between the time a look was due and its beginning. */
  readonly lookLate: (ms: number) => void;
  readonly contentType: string;
  /** The page that a scraper reads. `gauges` is null where they cannot be read now: then they are left out. */
  readonly page: (gauges: Gauges | null) => Promise<string>;
};

type Instruments = ReturnType<typeof instrumentsOf>;

function instrumentsOf(registry: Registry) {
  const registers = [registry];
  function counter<T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers });
  }
  return {
    votes: counter('gonogo_votes_total', 'Votes that were recorded.', ['vote']),
    refusals: counter('gonogo_refusals_total', 'Commands that were refused.', ['code']),
    dispatches: counter('gonogo_dispatches_total', 'Dispatches by what came of them.', ['result']),
    ended: counter('gonogo_releases_ended_total', 'Releases by how they ended.', ['outcome']),
    looks: counter('gonogo_looks_total', 'Looks at production.', ['reading']),
    late: new Histogram({
      name: 'gonogo_look_lateness_seconds',
      help: 'How late looks begin.',
      buckets: [0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    }),
    slack: counter('gonogo_slack_calls_total', 'Calls to Slack.', ['method', 'outcome']),
    github: counter('gonogo_github_calls_total', 'Calls to GitHub.', ['route', 'status']),
    incidents: counter(
      'gonogo_incident_events_total',
      'What happened in incidents; page, nudge, breach, nobody and again are steps of the ladder.',
      ['event', 'severity'],
    ),
    open: new Gauge({ name: 'gonogo_open_releases', help: 'Releases that are open.', registers }),
    age: new Gauge({ name: 'gonogo_outbox_age_seconds', help: 'How long the oldest effect has been due.', registers }),
    waiting: new Gauge({ name: 'gonogo_outbox_waiting', help: 'Effects that wait to be performed.', registers }),
    overdue: new Gauge({ name: 'gonogo_lanes_overdue', help: 'Lanes with work that is due.', registers }),
    depth: new Gauge({ name: 'gonogo_queue_depth', help: 'Jobs in a queue.', labelNames: ['queue'], registers }),
  };
}

function count(
  { votes, refusals, dispatches, ended, looks, incidents }: Instruments,
  event: LaneEvent | IncidentEvent,
): void {
  switch (event.type) {
    case 'VoteCast':
      return votes.inc({ vote: 'go' });
    case 'CommandRefused':
      return refusals.inc({ code: event.code });
    case 'DispatchIntended':
      return dispatches.inc({ result: 'intended' });
    case 'RunAdopted':
      return dispatches.inc({ result: `run-by-${event.from}` });
    case 'SearchBegun':
      return dispatches.inc({ result: 'searched' });
    case 'PersonAsked':
      return dispatches.inc({ result: 'not-found' });
    case 'TwoRunsFound':
      return dispatches.inc({ result: 'two-runs' });
    case 'ReleaseEnded':
      if (event.outcome.kind === 'rejected') votes.inc({ vote: 'no-go' });
      return ended.inc({ outcome: event.outcome.kind });
    case 'LookTaken':
      looks.inc({ reading: event.reading.kind });
      return looks.inc({ reading: 'missed' }, event.missed);
    case 'IncidentOpened':
      return incidents.inc({ event: 'opened', severity: event.severity });
    case 'IncidentAcknowledged':
      return incidents.inc({ event: 'acknowledged', severity: '' });
    case 'AcknowledgementOutgrown':
      return incidents.inc({ event: 'outgrown', severity: event.to });
    case 'IncidentResolved':
      return incidents.inc({ event: 'resolved', severity: '' });
    case 'StepTaken':
      return incidents.inc({ event: event.step.does, severity: event.step.severity });
    default:
      return undefined;
  }
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const instruments = instrumentsOf(registry);
  const { late, slack, github, open, age, waiting, overdue, depth } = instruments;
  return {
    appended: (events) => events.forEach((event) => count(instruments, event)),
    slackCall: (method, outcome) => slack.inc({ method, outcome }),
    githubCall: (route, status) => github.inc({ route, status: String(status) }),
    lookLate: (ms) => late.observe(Math.max(0, ms) / 1000),
    contentType: registry.contentType,
    async page(gauges) {
      if (gauges !== null) {
        open.set(gauges.openReleases);
        age.set(gauges.outboxAgeMs / 1000);
        waiting.set(gauges.effectsWaiting);
        overdue.set(gauges.chainsOverdue);
        for (const [queue, jobs] of Object.entries(gauges.queueDepth)) depth.set({ queue }, jobs);
      }
      return registry.metrics();
    },
  };
}
