import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type LaneEvent } from '../domain/events.ts';

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
  readonly appended: (events: readonly LaneEvent[]) => void;
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
  return {
    votes: new Counter({
      name: 'gonogo_votes_total',
      help: 'Votes that were recorded.',
      labelNames: ['vote'],
      registers,
    }),
    refusals: new Counter({
      name: 'gonogo_refusals_total',
      help: 'Commands that were refused.',
      labelNames: ['code'],
      registers,
    }),
    dispatches: new Counter({
      name: 'gonogo_dispatches_total',
      help: 'Dispatches by what came of them.',
      labelNames: ['result'],
      registers,
    }),
    ended: new Counter({
      name: 'gonogo_releases_ended_total',
      help: 'Releases by how they ended.',
      labelNames: ['outcome'],
      registers,
    }),
    looks: new Counter({
      name: 'gonogo_looks_total',
      help: 'Looks at production.',
      labelNames: ['reading'],
      registers,
    }),
    late: new Histogram({
      name: 'gonogo_look_lateness_seconds',
      help: 'How late looks begin.',
      buckets: [0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    }),
    slack: new Counter({
      name: 'gonogo_slack_calls_total',
      help: 'Calls to Slack.',
      labelNames: ['method', 'outcome'],
      registers,
    }),
    github: new Counter({
      name: 'gonogo_github_calls_total',
      help: 'Calls to GitHub.',
      labelNames: ['route', 'status'],
      registers,
    }),
    open: new Gauge({ name: 'gonogo_open_releases', help: 'Releases that are open.', registers }),
    age: new Gauge({ name: 'gonogo_outbox_age_seconds', help: 'How long the oldest effect has been due.', registers }),
    waiting: new Gauge({ name: 'gonogo_outbox_waiting', help: 'Effects that wait to be performed.', registers }),
    overdue: new Gauge({ name: 'gonogo_lanes_overdue', help: 'Lanes with work that is due.', registers }),
    depth: new Gauge({ name: 'gonogo_queue_depth', help: 'Jobs in a queue.', labelNames: ['queue'], registers }),
  };
}

function count({ votes, refusals, dispatches, ended, looks }: Instruments, event: LaneEvent): void {
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
