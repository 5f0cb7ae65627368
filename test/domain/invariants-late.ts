import { type LaneCommand } from '../../src/domain/commands.ts';
import { type LaneEvent } from '../../src/domain/events.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { type Lane } from '../../src/domain/lane/lane.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { after, epochMs, type Instant, instantAt, minute } from '../../src/domain/time.ts';
import { type TelemetryRead } from '../../src/domain/watch/telemetry.ts';
import { type PolicyChange } from '../support/policy.ts';
import { type Happening } from './invariants-oracle.ts';
import { minuteOf, read, type Shown, unanswered } from './measured.ts';

/** Telemetry in the lives of a lane: what a look brings, what comes when the verdict is given, and what must never be. */

const query = 'sum(rate(requests[1m]))';
const queries = {
  requests: query,
  errors: query,
  p50Ms: query,
  p95Ms: query,
  cpuPercent: query,
  memoryPercent: query,
  restarts: query,
} as const;

/** So many of the last minutes are asked for with each look. */
const minutesAsked = 12;

/** Watched by health and by errors, as Prometheus knows them. */
export const measuredWatch: NonNullable<PolicyChange['watch']> = {
  minutes: 5,
  sources: ['health', 'errors'],
  withoutSource: ['latency', 'memory', 'cpu'],
  hasTelemetry: true,
  prometheus: { url: 'https://prometheus.example.com', queries },
};

/** The minutes that a look asks for, as a job would. The newest ones are often not there yet, and seldom bad. */
export function broughtBy(now: Instant, variant: number): TelemetryRead | null {
  const end = wholeMinute(now);
  if (variant % 16 === 4) return null;
  if (variant % 16 === 7) return unanswered(after(end, -minute), 1);
  const late = [0, 0, 1, 2][variant % 4] ?? 0;
  const numbers = Array.from({ length: minutesAsked - late }, (_, index) => index - minutesAsked);
  const shown: Shown = variant % 25 === 3 ? 'errors' : 'well';
  return read(numbers.map((number) => minuteOf(after(end, number * minute), number === -1 ? shown : 'well')));
}

/** Whatever minutes of its watch come now, whether or not they are awaited. */
export function comeLate(release: Release, variant: number): LaneCommand {
  const told = { type: 'RecordLateMinutes', release: release.id } as const;
  const watch = 'watch' in release ? release.watch : null;
  if (watch?.stage !== 'looking' || variant % 5 === 4) return { ...told, telemetry: null };
  const from = wholeMinute(watch.startedAt);
  const shown: Shown = variant % 3 === 0 ? 'errors' : 'well';
  const numbers = [0, 1, 2, 3, 4, 5].filter((number) => (variant + number) % 4 > 0);
  return { ...told, telemetry: read(numbers.map((number) => minuteOf(after(from, number * minute), shown))) };
}

/** The release whose verdict is given, and of whose watch minutes are still to come; null where there is none. */
export function waitsForMinutes({ open, last }: Lane): Release | null {
  const all: readonly Release[] = [...Object.values(open), ...(last === null ? [] : [last])];
  return all.find((release) => awaitedOf(release) !== null) ?? null;
}

function wholeMinute(at: Instant): Instant {
  return instantAt(Math.floor(epochMs(at) / minute) * minute);
}

/** Keeps its own books about what was called how, and what was found when. */
export function createLateBook(): { notice(happening: Happening): readonly string[] } {
  /** One for each attempt; the lane may remember an earlier one, when the later one never ran. */
  const ends = new Map<ReleaseId, readonly string[]>();
  /** What was found after a verdict: a watch that is extended gives another verdict, which may turn too. */
  const turned = new Set<string>();

  function hear(event: LaneEvent, { before, now }: Happening): readonly string[] {
    switch (event.type) {
      case 'ReleaseEnded':
        ends.set(event.release, [...(ends.get(event.release) ?? []), JSON.stringify(event.outcome)]);
        return [];
      case 'VerdictTurned': {
        const release = before.open[event.release] ?? before.last;
        const key = `${event.release} ${runOf(release)} ${watchedFrom(release)} ${event.found.kind}`;
        const again = turned.has(key) ? [`It was told twice that ${key}.`] : [];
        turned.add(key);
        const isAwaited = awaitedOf(release) !== null && now >= (release?.since ?? now);
        return isAwaited ? again : [...again, `${event.release} turned, and nothing was awaited of it.`];
      }
      default:
        return [];
    }
  }

  return {
    notice(happening) {
      const { decision, command, after: lane } = happening;
      const wrong: string[] = [];
      if (decision.kind === 'accepted') {
        for (const event of decision.events) wrong.push(...hear(event, happening));
        if (command.type === 'RecordLateMinutes') wrong.push(...doneLate(happening));
      }
      const { last } = lane;
      if (last !== null && ends.get(last.id)?.includes(JSON.stringify(last.outcome)) !== true)
        wrong.push(`The end of ${last.id} was taken back.`);
      return wrong;
    },
  };
}

/** Late minutes tell people; they start nothing, and nobody reads them once another run may have changed production. */
function doneLate({ before, decision }: Happening): readonly string[] {
  if (decision.kind !== 'accepted') return [];
  const begun = decision.events.filter(({ type }) => type === 'ReleaseRequested' || type === 'DispatchIntended');
  const started = decision.effects.filter(({ type }) => type === 'StartRun' || type === 'CancelRun');
  const about = decision.events.flatMap((event) => ('release' in event ? [event.release] : []));
  const others = Object.values(before.open).filter(
    ({ id, phase }) => !about.includes(id) && (phase === 'deploying' || phase === 'watching'),
  );
  return [
    ...(begun.length + started.length > 0 ? ['Minutes that came late have started something.'] : []),
    ...others.map(({ id }) => `Late minutes were read while ${id} was changing production.`),
  ];
}

function awaitedOf(release: Release | null): Instant | null {
  const watch = release !== null && 'watch' in release ? release.watch : null;
  return watch?.stage === 'looking' ? (watch.late?.until ?? null) : null;
}

function watchedFrom(release: Release | null): string {
  const watch = release !== null && 'watch' in release ? release.watch : null;
  return watch?.stage === 'looking' ? watch.startedAt : '';
}

function runOf(release: Release | null): string {
  return release !== null && 'run' in release ? `${release.run?.id ?? ''}` : '';
}
